import type { MigrationInterface, QueryRunner } from 'typeorm';
import { addIndex, formsOf } from '../../platform/db/ddl.js';

/**
 * What the service of fulfillment requests remembers beside their states: leases of requests that were handed out and not
 * confirmed, and marks that clients set once. Each statement is repeatable.
 */
export class RequestExchange1700000000021 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const { table, clustered } = formsOf(runner);
    await runner.query(`CREATE TABLE IF NOT EXISTS request_lease (
      fulfillment_request_id INT NOT NULL PRIMARY KEY, lease_id VARCHAR(36) NOT NULL, expires_at VARCHAR(24) NOT NULL) ${table}`);
    await addIndex(runner, 'request_lease', 'request_lease_by_id', 'lease_id');
    // Line 0 for a mark of the whole request; quantity 0 for one without units.
    await runner.query(`CREATE TABLE IF NOT EXISTS request_mark (
      fulfillment_request_id INT NOT NULL, kind VARCHAR(20) NOT NULL, line_no INT NOT NULL, quantity INT NOT NULL,
      marked_at VARCHAR(24) NOT NULL, PRIMARY KEY (fulfillment_request_id, kind, line_no)) ${clustered}`);
    // For clients that ask which orders had changes of requests or shipments since a time.
    await addIndex(runner, 'fulfillment_request_log', 'request_log_by_time', 'logged_at');
    await addIndex(runner, 'shipment', 'shipment_by_time', 'recorded_at');
  }

  down(): Promise<void> {
    return Promise.reject(new Error('This migration cannot be reverted: restore a backup.'));
  }
}

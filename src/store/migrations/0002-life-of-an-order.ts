import type { MigrationInterface, QueryRunner } from 'typeorm';
import { addColumn, addIndex, formsOf } from '../../platform/db/ddl.js';

/**
 * Columns for a line's whole life: whether routing chose its location, where it is collected, how often it was polled; and
 * deduplication keys of applied partial updates.
 */
export class LifeOfAnOrder1700000000002 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const { clustered } = formsOf(runner);
    await addColumn(runner, 'order_line', 'brokered', 'INT NOT NULL DEFAULT 1');
    await addColumn(runner, 'order_line', 'pickup_location_id', 'INT');
    await addColumn(runner, 'order_line', 'poll_count', 'INT NOT NULL DEFAULT 0');
    // Existing lines: one without a trace was not routed; a pickup is collected at the line's location.
    await runner.query(
      'UPDATE order_line SET brokered = 0 WHERE request_id NOT IN (SELECT request_id FROM routing_trace) AND location_id <> 0',
    );
    await runner.query(`UPDATE order_line SET pickup_location_id = (SELECT CASE WHEN o.order_type = 'PICKUP' AND order_line.status <> 'unfulfillable'
        THEN order_line.location_id ELSE o.pickup_location_id END FROM customer_order o WHERE o.request_id = order_line.request_id)`);
    await addIndex(runner, 'order_line', 'line_to_collect', 'pickup_location_id, status, request_id');
    // Applied partial updates of an order, by a hash of their content.
    await runner.query(`CREATE TABLE IF NOT EXISTS partial_update (
      request_id INT NOT NULL, fingerprint CHAR(64) NOT NULL, received_at VARCHAR(24) NOT NULL, PRIMARY KEY (request_id, fingerprint)) ${clustered}`);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('This migration cannot be reverted: restore a backup, or drop the database.'));
  }
}

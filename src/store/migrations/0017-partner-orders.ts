import type { MigrationInterface, QueryRunner } from 'typeorm';
import { addColumn, addIndex, formsOf } from '../../platform/db/ddl.js';

/**
 * Partner orders: when a fulfillment request changed last and how far it is, as partners that ask for changes see it, and what
 * they noted with it.
 */
export class PartnerOrders1700000000017 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const { clustered, json, insertMissing } = formsOf(runner);
    // NULL: it changed since it was stamped, or never was. A writer clears it, a reader stamps it (store/partners/stamps.ts).
    await addColumn(runner, 'fulfillment_request', 'modified_at', 'VARCHAR(24)');
    await addColumn(runner, 'fulfillment_request', 'progress', 'VARCHAR(10)');
    await addIndex(runner, 'fulfillment_request', 'fulfillment_request_by_change', 'location_id, modified_at, id');
    await addIndex(runner, 'fulfillment_request', 'fulfillment_request_by_progress', 'location_id, progress, id');
    await runner.query(
      `CREATE TABLE IF NOT EXISTS change_stamp (name VARCHAR(20) NOT NULL PRIMARY KEY, stamp VARCHAR(24) NOT NULL) ${clustered}`,
    );
    await runner.query(`${insertMissing} INTO change_stamp (name, stamp) VALUES ('partners', '')`);
    await runner.query(
      `CREATE TABLE IF NOT EXISTS partner_note (fulfillment_request_id INT NOT NULL PRIMARY KEY, note ${json} NOT NULL) ${clustered}`,
    );
  }

  down(): Promise<void> {
    return Promise.reject(new Error('This migration cannot be reverted: restore a backup.'));
  }
}

import type { MigrationInterface, QueryRunner } from 'typeorm';
import { addColumn } from '../../platform/db/ddl.js';

/** Carrier and tracking number in the history of status changes. An older instance beside this one leaves them empty. */
export class ShipmentInHistory1700000000011 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await addColumn(runner, 'status_change', 'shipping_agent', "VARCHAR(100) NOT NULL DEFAULT ''");
    await addColumn(runner, 'status_change', 'tracking_number', "VARCHAR(100) NOT NULL DEFAULT ''");
  }

  down(): Promise<void> {
    return Promise.reject(new Error('A schema is not taken back: restore a backup, or drop the database.'));
  }
}

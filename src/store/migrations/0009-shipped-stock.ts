import type { MigrationInterface, QueryRunner } from 'typeorm';
import { addIndex, formsOf } from '../../platform/db/ddl.js';

/**
 * Units that left a product location since its last count. They have lowered what is available there already; the rows are
 * kept for counts that were made before they arrive, and go with the next count.
 */
export class ShippedStock1700000000009 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const { id, table } = formsOf(runner);
    await runner.query(`CREATE TABLE IF NOT EXISTS shipped_stock (
      id ${id}, product_id INT NOT NULL, location_id INT NOT NULL, shipped_at VARCHAR(24) NOT NULL, quantity INT NOT NULL) ${table}`);
    await addIndex(runner, 'shipped_stock', 'shipped_by_location', 'product_id, location_id');
  }

  down(): Promise<void> {
    return Promise.reject(new Error('A schema is not taken back: restore a backup, or drop the database.'));
  }
}

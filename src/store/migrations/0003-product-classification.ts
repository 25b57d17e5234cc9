import type { MigrationInterface, QueryRunner } from 'typeorm';
import { addColumn } from '../../platform/db/ddl.js';

/** What a product is grouped by. Each statement can be run again. */
export class ProductClassification1700000000003 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const name of ['department', 'class', 'sub_class', 'master_style_code']) {
      await addColumn(runner, 'product', name, "VARCHAR(40) NOT NULL DEFAULT ''");
    }
  }

  down(): Promise<void> {
    return Promise.reject(new Error('The columns of product are not taken back: restore a backup.'));
  }
}

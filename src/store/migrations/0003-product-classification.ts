import type { MigrationInterface, QueryRunner } from 'typeorm';
import { addColumn } from '../../platform/db/ddl.js';

/** The classification of products. Each statement is repeatable. */
export class ProductClassification1700000000003 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const name of ['department', 'class', 'sub_class', 'master_style_code']) {
      await addColumn(runner, 'product', name, "VARCHAR(40) NOT NULL DEFAULT ''");
    }
  }

  down(): Promise<void> {
    return Promise.reject(new Error('This migration cannot be reverted: restore a backup.'));
  }
}

import type { MigrationInterface, QueryRunner } from 'typeorm';
import { addIndex } from '../../platform/db/ddl.js';

/** Finds products by EAN and UPC, by which direct fulfillment suppliers name them. Each statement is repeatable. */
export class ProductCodes1700000000020 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await addIndex(runner, 'system_product', 'system_product_by_ean', 'ean');
    await addIndex(runner, 'system_product', 'system_product_by_upc', 'upc');
  }

  down(): Promise<void> {
    return Promise.reject(new Error('This migration cannot be reverted: restore a backup.'));
  }
}

import type { MigrationInterface, QueryRunner } from 'typeorm';
import { addIndex, formsOf } from '../../platform/db/ddl.js';

/**
 * Direct fulfillment: who its suppliers are, what they confirmed and reported of lines, the invoices of what they shipped, and
 * which customers and orders are locked. Each statement is repeatable.
 */
export class DirectFulfillment1700000000019 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const { id, table, clustered } = formsOf(runner);
    const tables = [
      // A location is a supplier under one number; of the secret only a slow hash is stored.
      `df_supplier (
        location_id INT NOT NULL PRIMARY KEY, number VARCHAR(4) NOT NULL, secret_hash VARCHAR(200) NOT NULL, changed_at VARCHAR(24) NOT NULL,
        CONSTRAINT supplier_by_number UNIQUE (number)) ${table}`,
      // Beside a line: the newest state of it that the supplier knows (an id of status_change), and its invoices: his own, and
      // ours; 0 for what waits for one.
      `df_line (
        request_id INT NOT NULL, line_no INT NOT NULL, confirmed_key INT NOT NULL, external_invoice VARCHAR(20) NOT NULL,
        invoice_id INT, PRIMARY KEY (request_id, line_no)) ${clustered}`,
      `df_invoice (
        id ${id}, request_id INT NOT NULL, location_id INT NOT NULL, created_at VARCHAR(24) NOT NULL, ship_vendor VARCHAR(3) NOT NULL,
        tracking VARCHAR(512) NOT NULL, return_tracking VARCHAR(512) NOT NULL, created_by VARCHAR(100) NOT NULL) ${table}`,
      `df_invoice_line (
        invoice_id INT NOT NULL, line_no INT NOT NULL, quantity INT NOT NULL, PRIMARY KEY (invoice_id, line_no)) ${clustered}`,
      // kind is customer (subject: a customer number) or order (subject: a request id).
      `df_lock (
        kind VARCHAR(10) NOT NULL, subject VARCHAR(100) NOT NULL, locked_at VARCHAR(24) NOT NULL, locked_by VARCHAR(100) NOT NULL,
        PRIMARY KEY (kind, subject)) ${clustered}`,
    ];
    for (const definition of tables) await runner.query(`CREATE TABLE IF NOT EXISTS ${definition}`);
    await addIndex(runner, 'df_line', 'df_line_to_invoice', 'invoice_id, request_id');
    await addIndex(runner, 'df_invoice', 'df_invoice_by_order', 'request_id, id');
  }

  down(): Promise<void> {
    return Promise.reject(new Error('This migration cannot be reverted: restore a backup.'));
  }
}

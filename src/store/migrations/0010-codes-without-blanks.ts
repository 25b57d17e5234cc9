import type { MigrationInterface, QueryRunner } from 'typeorm';
import { codeOf } from '../../domain/values/code.js';
import { addColumn } from '../../platform/db/ddl.js';

/**
 * Codes are matched without the blanks around them. Item codes keep theirs beside the key, and the numbers of orders that were
 * stored with blanks lose them: they would not be found any more, and a message that comes again would be a second order.
 */
export class CodesWithoutBlanks1700000000010 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await addColumn(runner, 'system_product', 'item_spelling', "VARCHAR(50) NOT NULL DEFAULT ''");
    await trimColumn(runner, 'system_product', 'item_key', ['system_cd', 'item_key']);
    await trimColumn(runner, 'submitted_line', 'order_id', ['system_cd', 'order_id', 'requesting_line_no']);
    for (const column of ['order_id', 'transaction_no', 'ref_transaction_no'])
      await trimColumn(runner, 'customer_order', column, ['request_id']);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('This migration cannot be reverted: restore a backup, or drop the database.'));
  }
}

/** Of two rows that become the same, the second keeps its blanks: the first is the one that unpadded messages have meant. */
async function trimColumn(runner: QueryRunner, table: string, column: string, key: readonly string[]): Promise<void> {
  // The engines know other blanks than the reader of messages does, so every code with an unusual end is looked at.
  const rows = (await runner.query(
    `SELECT ${[...new Set([...key, column])].join(', ')} FROM ${table}
      WHERE ${column} <> '' AND (SUBSTR(${column}, 1, 1) ${UNUSUAL} OR SUBSTR(${column}, -1) ${UNUSUAL})`,
  )) as Readonly<Record<string, string | number>>[];
  const matches = key.map((name) => `${name} = ?`).join(' AND ');
  for (const row of rows) {
    const written = String(row[column]);
    const trimmed = codeOf(written);
    if (trimmed === written) continue;
    const rivals = key.includes(column)
      ? ((await runner.query(
          `SELECT 1 FROM ${table} WHERE ${matches}`,
          key.map((name) => (name === column ? trimmed : row[name])),
        )) as unknown[])
      : [];
    if (rivals.length === 0)
      await runner.query(`UPDATE ${table} SET ${column} = ? WHERE ${matches}`, [
        trimmed,
        ...key.map((name) => row[name]),
      ]);
  }
}

const UNUSUAL = "NOT BETWEEN '!' AND '~'";

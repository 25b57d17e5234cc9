import type { MigrationInterface, QueryRunner } from 'typeorm';
import { codeOf } from '../../domain/values/code.js';
import { addColumn, formsOf } from '../../platform/db/ddl.js';

/**
 * Codes are matched without the blanks around them. Item codes keep theirs beside the key; every other code that was stored with
 * blanks loses them: it would not be found any more, and a message that comes again would be a second order.
 */
export class CodesWithoutBlanks1700000000010 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await addColumn(runner, 'system_product', 'item_spelling', "VARCHAR(50) NOT NULL DEFAULT ''");
    await trimSystems(runner);
    await trimColumn(runner, 'location', 'location_cd', ['id'], ['system_cd', 'location_cd']);
    await trimColumn(runner, 'product', 'product_cd', ['id'], ['product_cd']);
    await trimColumn(runner, 'system_product', 'item_key', ITEM_KEY, ITEM_KEY);
    await trimColumn(runner, 'submitted_line', 'order_id', LINE_KEY, LINE_KEY);
    for (const column of ['order_id', 'transaction_no', 'ref_transaction_no'])
      await trimColumn(runner, 'customer_order', column, ['request_id']);
    await trimReferences(runner, 'organization', 'preferences');
    await trimReferences(runner, 'zone', 'definition');
    await trimReferences(runner, 'probability_assignment', 'definition');
  }

  down(): Promise<void> {
    return Promise.reject(new Error('This migration cannot be reverted: restore a backup, or drop the database.'));
  }
}

type StoredRow = Readonly<Record<string, string | number>>;

const ITEM_KEY = ['system_cd', 'item_key'];
const LINE_KEY = ['system_cd', 'order_id', 'requesting_line_no'];
const USER_KEY = ['user_name', 'system_cd'];
/** Codes between these begin and end with a character that is seen; the engines know other blanks than the reader of messages. */
const UNUSUAL = "NOT BETWEEN '!' AND '~'";

/** Systems are the target of a foreign key: the new row comes before its references, the old one goes after them. */
async function trimSystems(runner: QueryRunner): Promise<void> {
  const padded = (await unusual(runner, 'broker_system', 'system_cd', [])).map((row) => String(row.system_cd));
  if (padded.length === 0) return;
  const columns = 'name, require_status_update, reject_may_reshop_same_system, shop_within_system, reserved_statuses';
  for (const code of padded)
    await runner.query(
      `${formsOf(runner).insertMissing} INTO broker_system (system_cd, ${columns})
        SELECT ?, ${columns} FROM broker_system WHERE system_cd = ?`,
      [codeOf(code), code],
    );
  await trimColumn(runner, 'location', 'system_cd', ['id'], ['system_cd', 'location_cd']);
  await trimColumn(runner, 'system_product', 'system_cd', ITEM_KEY, ITEM_KEY);
  await trimColumn(runner, 'submitted_line', 'system_cd', LINE_KEY, LINE_KEY);
  await trimColumn(runner, 'web_user_system', 'system_cd', USER_KEY, USER_KEY);
  for (const code of padded) {
    for (const table of ['customer_order', 'status_change', 'review_change'])
      await runner.query(`UPDATE ${table} SET system_cd = ? WHERE system_cd = ?`, [codeOf(code), code]);
    await runner.query('UPDATE organization SET default_system = ? WHERE default_system = ?', [codeOf(code), code]);
    await runner.query(
      'DELETE FROM broker_system WHERE system_cd = ? AND NOT EXISTS (SELECT 1 FROM location WHERE location.system_cd = ?)',
      [code, code],
    );
  }
}

/**
 * Removes the blanks of a column. Of two rows that become the same the second keeps them: the first is the one that unpadded
 * messages have meant.
 * @param key the columns that name a row
 * @param unique the columns of which no two rows are the same
 */
async function trimColumn(
  runner: QueryRunner,
  table: string,
  column: string,
  key: readonly string[],
  unique: readonly string[] = [],
): Promise<void> {
  const where = (names: readonly string[]): string => names.map((name) => `${name} = ?`).join(' AND ');
  for (const row of await unusual(runner, table, column, [...key, ...unique])) {
    const trimmed = codeOf(String(row[column]));
    const after = { ...row, [column]: trimmed };
    const rivals =
      unique.length === 0
        ? []
        : ((await runner.query(
            `SELECT 1 FROM ${table} WHERE ${where(unique)}`,
            unique.map((name) => after[name]),
          )) as unknown[]);
    if (rivals.length > 0) continue;
    await runner.query(`UPDATE ${table} SET ${column} = ? WHERE ${where(key)}`, [
      trimmed,
      ...key.map((name) => row[name]),
    ]);
  }
}

/** The rows that have blanks around the code in a column. */
async function unusual(
  runner: QueryRunner,
  table: string,
  column: string,
  others: readonly string[],
): Promise<StoredRow[]> {
  const rows = (await runner.query(
    `SELECT ${[...new Set([column, ...others])].join(', ')} FROM ${table}
      WHERE ${column} <> '' AND (SUBSTR(${column}, 1, 1) ${UNUSUAL} OR SUBSTR(${column}, -1) ${UNUSUAL})`,
  )) as StoredRow[];
  return rows.filter((row) => codeOf(String(row[column])) !== row[column]);
}

/** The codes of systems and locations inside stored JSON. */
async function trimReferences(runner: QueryRunner, table: string, column: string): Promise<void> {
  const rows = (await runner.query(`SELECT ${column} AS json FROM ${table}`)) as { readonly json: string }[];
  for (const { json } of rows) {
    const trimmed = JSON.stringify(
      JSON.parse(json, (name, value: unknown) =>
        typeof value === 'string' && (name === 'system_cd' || name === 'location_cd') ? codeOf(value) : value,
      ),
    );
    if (trimmed !== json) await runner.query(`UPDATE ${table} SET ${column} = ? WHERE ${column} = ?`, [trimmed, json]);
  }
}

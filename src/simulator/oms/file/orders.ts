import type { OwnFile } from '../../../platform/db/sqlite/own-file.js';
import type { OmsOrder } from '../orders/order.js';

/** Orders and their transaction history, in the OMS's file. */

/** @returns undefined for a number that does not exist */
export function orderOf(file: OwnFile, company: number, number: number): OmsOrder | undefined {
  const row = file.all<{ document: string }>(
    'SELECT document FROM orders WHERE company = ? AND number = ?',
    company,
    number,
  )[0];
  return row === undefined ? undefined : (JSON.parse(row.document) as OmsOrder);
}

/** Orders of a company that have not ended. */
export const openOrders = (file: OwnFile, company: number): OmsOrder[] =>
  file
    .all<{ document: string }>(
      `SELECT document FROM orders
       WHERE company = ? AND document ->> '$.status' IN ('open', 'held') ORDER BY number`,
      company,
    )
    .map(({ document }) => JSON.parse(document) as OmsOrder);

export function putOrder(file: OwnFile, order: OmsOrder): void {
  file.run(
    'INSERT OR REPLACE INTO orders VALUES (?, ?, ?, ?)',
    order.company,
    order.number,
    order.role,
    JSON.stringify(order),
  );
}

/** The number of the next order of a company. */
export function nextOrderNumber(file: OwnFile, company: number): number {
  const row = file.all<{ last: number | null }>('SELECT MAX(number) AS last FROM orders WHERE company = ?', company)[0];
  return (row?.last ?? 1000) + 1;
}

/** A line of an order's transaction history. */
export interface HistoryEntry {
  /** ISO 8601, by the OMS's clock. */
  readonly at: string;
  readonly text: string;
}

export function writeHistory(
  file: OwnFile,
  { company, number }: { readonly company: number; readonly number: number },
  at: string,
  texts: readonly string[],
): void {
  for (const text of texts)
    file.run(
      'INSERT INTO order_history (company, order_number, at, text) VALUES (?, ?, ?, ?)',
      company,
      number,
      at,
      text,
    );
}

export const historyOf = (file: OwnFile, company: number, number: number): HistoryEntry[] =>
  file.all<HistoryEntry>(
    'SELECT at, text FROM order_history WHERE company = ? AND order_number = ? ORDER BY id',
    company,
    number,
  );

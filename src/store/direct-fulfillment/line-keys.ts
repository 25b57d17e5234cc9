import { nullable, numeric, text } from '../../platform/db/column.js';
import type { Session } from '../../platform/db/session.js';
import { placeholders } from '../../platform/db/session.js';
import { tableOf } from '../../platform/db/table.js';

/**
 * Keys of the states of lines: the ids of the rows of the history, which grow with every change of a line. A key names its line
 * for good; a state is known to the supplier once he confirmed a key that is not smaller.
 */

/** Beside a line: the newest state that the supplier knows, and what he and the invoice run said of it. */
export interface SupplierLine {
  readonly requestId: number;
  readonly lineNo: number;
  /** 0 for none. */
  readonly confirmedKey: number;
  /** The supplier's own invoice number; empty for none. */
  readonly externalInvoice: string;
  /** 0 for what was sent and waits for an invoice; null for what was not sent. */
  readonly invoiceId: number | null;
}

const SUPPLIER_LINE = tableOf<SupplierLine>('df_line', {
  requestId: numeric('request_id'),
  lineNo: numeric('line_no'),
  confirmedKey: numeric('confirmed_key'),
  externalInvoice: text('external_invoice'),
  invoiceId: nullable(numeric('invoice_id')),
});
const STATE = SUPPLIER_LINE.without('requestId', 'lineNo');

/** What is stored beside the lines of orders. */
export async function readSupplierLines(session: Session, requestIds: readonly number[]): Promise<SupplierLine[]> {
  if (requestIds.length === 0) return [];
  const rows = await session.all(
    `SELECT ${SUPPLIER_LINE.list} FROM df_line WHERE request_id IN ${placeholders(requestIds)}`,
    requestIds,
  );
  return rows.map(SUPPLIER_LINE.read);
}

/** Stores what changes beside a line. The caller must hold the row lock of the order. */
export async function changeSupplierLine(
  session: Session,
  requestId: number,
  lineNo: number,
  change: (before: SupplierLine) => Partial<SupplierLine>,
): Promise<void> {
  const blank = { requestId, lineNo, confirmedKey: 0, externalInvoice: '', invoiceId: null };
  await SUPPLIER_LINE.insertMissing(session, blank);
  const row = await session.first(`SELECT ${SUPPLIER_LINE.list} FROM df_line WHERE request_id = ? AND line_no = ?`, [
    requestId,
    lineNo,
  ]);
  const before = row === undefined ? blank : SUPPLIER_LINE.read(row);
  await session.run(`UPDATE df_line SET ${STATE.assignments} WHERE request_id = ? AND line_no = ?`, [
    ...STATE.values({ ...before, ...change(before) }),
    requestId,
    lineNo,
  ]);
}

/** The first and the last key of a line at a location. */
export interface LineKeys {
  readonly requestId: number;
  readonly lineNo: number;
  readonly locationId: number;
  /** Names the line. */
  readonly first: number;
  /** Names its present state. */
  readonly last: number;
}

/** The keys of the lines of orders at each location that had them. */
export async function readLineKeys(session: Session, requestIds: readonly number[]): Promise<LineKeys[]> {
  if (requestIds.length === 0) return [];
  const rows = await session.all(
    `SELECT request_id, line_no, location_id, MIN(id) AS first_id, MAX(id) AS last_id FROM status_change
      WHERE request_id IN ${placeholders(requestIds)} GROUP BY request_id, line_no, location_id`,
    requestIds,
  );
  return rows.map((row) => ({
    requestId: Number(row.request_id),
    lineNo: Number(row.line_no),
    locationId: Number(row.location_id),
    first: Number(row.first_id),
    last: Number(row.last_id),
  }));
}

/** A line by the key of one of its states. */
export interface KeyedLine {
  readonly key: number;
  readonly requestId: number;
  readonly lineNo: number;
  readonly locationId: number;
}

/** The lines that keys name; keys that are unknown are left out. */
export async function findKeyedLines(session: Session, keys: readonly number[]): Promise<KeyedLine[]> {
  if (keys.length === 0) return [];
  const rows = await session.all(
    `SELECT id, request_id, line_no, location_id FROM status_change WHERE id IN ${placeholders(keys)}`,
    keys,
  );
  return rows.map((row) => ({
    key: Number(row.id),
    requestId: Number(row.request_id),
    lineNo: Number(row.line_no),
    locationId: Number(row.location_id),
  }));
}

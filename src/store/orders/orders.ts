import type { BriefLine, BriefOrder, Order, OrderLine } from '../../domain/order/order.js';
import { personsOf } from '../../domain/order/order-person.js';
import type { Status } from '../../domain/values/status.js';
import type { Row, RowId, Session } from '../../platform/db/session.js';
import { idOf, placeholders } from '../../platform/db/session.js';
import type { Table } from '../../platform/db/table.js';
import { insertCustomers } from './order-customers.js';
import { CUSTOMER_ORDER, ORDER_LINE, SUBMITTED_LINE } from './order-tables.js';

/** An order whose request id has yet to be generated. */
export type NewOrder = Omit<Order, 'requestId'>;

const NEW_ORDER = CUSTOMER_ORDER.without('requestId');
const LINE = ORDER_LINE.without('requestId');
const BRIEF_ORDER = CUSTOMER_ORDER.without('transactionNo', 'details');
const BRIEF_LINE: Table<BriefLine> = LINE.without('unitPrice', 'tax', 'pollCount', 'retries', 'details');
const insertLinesOf = ORDER_LINE.insertSharing('requestId');
const insertSubmittedLines = SUBMITTED_LINE.insertSharing('systemCd', 'orderId', 'requestId');
/** What an update may change; a column that is added later is among it. */
const LINE_STATE = LINE.without('lineNo', 'requestingLineNo', 'itemId', 'productId', 'unitPrice', 'pickupLocationId');

/** A line that an earlier message has submitted. */
export interface SubmittedLine {
  readonly requestingLineNo: number;
  readonly requestId: number;
  readonly lineNo: number;
}

/** Finds which of a caller's lines have been submitted before, by their line numbers. */
export async function findSubmittedLines(
  session: Session,
  systemCd: string,
  orderId: string,
  requestingLineNos: readonly number[],
): Promise<SubmittedLine[]> {
  const rows = await session.all(
    `SELECT ${SUBMITTED_LINE.list} FROM submitted_line
      WHERE system_cd = ? AND order_id = ? AND requesting_line_no IN ${placeholders(requestingLineNos)}
      ORDER BY requesting_line_no`,
    [systemCd, orderId, ...requestingLineNos],
  );
  return rows.map((row) => {
    const { requestingLineNo, requestId, lineNo } = SUBMITTED_LINE.read(row);
    return { requestingLineNo, requestId: idOf(requestId), lineNo };
  });
}

/** Deletes the keys of submitted lines, each only if it still belongs to the given request. */
export async function freeSubmittedLines(
  session: Session,
  systemCd: string,
  orderId: string,
  lines: readonly SubmittedLine[],
): Promise<void> {
  for (const { requestingLineNo, requestId } of lines)
    await session.run(
      'DELETE FROM submitted_line WHERE system_cd = ? AND order_id = ? AND requesting_line_no = ? AND request_id = ?',
      [systemCd, orderId, requestingLineNo, requestId],
    );
}

/**
 * Stores an order with its lines, the keys by which replays of its message are recognized, and its persons for searches.
 *
 * The race: the same message arrives twice at once. Both find nothing in `submitted_line`; its primary key admits one of
 * the inserts, the other fails as a duplicate, is rolled back and looks again.
 *
 * @returns the generated request id
 */
export async function insertOrder(session: Session, order: NewOrder): Promise<RowId> {
  const requestId = await NEW_ORDER.insertOne(session, order);
  const { systemCd, orderId, lines } = order;
  // The first part of a line that was split at once represents the line.
  const submitted = new Set<number>();
  const firstParts = lines.filter(
    ({ requestingLineNo }) => !submitted.has(requestingLineNo) && submitted.add(requestingLineNo),
  );
  await insertSubmittedLines(session, { systemCd, orderId, requestId }, firstParts);
  await insertLines(session, requestId, lines);
  await insertCustomers(
    session,
    requestId,
    personsOf(
      order.details,
      lines.map((line) => line.details),
    ),
  );
  return requestId;
}

/** Stores lines of a new order, or those that splitting a line adds to an order. */
export async function insertLines(session: Session, requestId: RowId, lines: readonly OrderLine[]): Promise<void> {
  await insertLinesOf(session, { requestId }, lines);
}

/** Orders and lines per statement: few enough that one takes SQLite a few milliseconds at most. */
const ORDERS_PER_STATEMENT = 100;
const LINES_PER_STATEMENT = 500;

/** Is told of an order that cannot be read, such as one with a status that nobody knows, and that is left out. */
export type LeaveOut = (requestId: number, error: unknown) => void;

/**
 * Reads orders with their lines, by ascending request id; unknown ids are skipped.
 * @throws {Error} for an order that cannot be read, unless it may be left out
 */
export function readOrders(session: Session, requestIds: readonly number[], leaveOut?: LeaveOut): Promise<Order[]> {
  return readWith(session, requestIds, CUSTOMER_ORDER, LINE, leaveOut);
}

/** Reads what lists show of orders, like `readOrders`. */
export function readBriefOrders(
  session: Session,
  requestIds: readonly number[],
  leaveOut?: LeaveOut,
): Promise<BriefOrder[]> {
  return readWith(session, requestIds, BRIEF_ORDER, BRIEF_LINE, leaveOut);
}

async function readWith<O extends object, L extends object>(
  session: Session,
  requestIds: readonly number[],
  orderTable: Table<O>,
  lineTable: Table<L>,
  leaveOut: LeaveOut | undefined,
): Promise<(O & { readonly lines: readonly L[] })[]> {
  const ids = [...new Set(requestIds)].sort((a, b) => a - b);
  const found: (O & { readonly lines: readonly L[] })[] = [];
  for (let from = 0; from < ids.length; from += ORDERS_PER_STATEMENT) {
    const some = ids.slice(from, from + ORDERS_PER_STATEMENT);
    const orders = await session.all(
      `SELECT ${orderTable.list} FROM customer_order WHERE request_id IN ${placeholders(some)} ORDER BY request_id`,
      some,
    );
    const lines = await readLines(session, some, lineTable);
    for (const row of orders) {
      const requestId = Number(row.request_id);
      try {
        found.push({ ...orderTable.read(row), lines: (lines.get(requestId) ?? []).map(lineTable.read) });
      } catch (error) {
        if (leaveOut === undefined) throw error;
        leaveOut(requestId, error);
      }
    }
  }
  return found;
}

/** Reads the rows of lines by request. @param requestIds ascending */
async function readLines<L extends object>(
  session: Session,
  requestIds: readonly number[],
  table: Table<L>,
): Promise<Map<number, Row[]>> {
  const found = new Map<number, Row[]>();
  let [ids, lineNo] = [requestIds, 0];
  for (;;) {
    // Continues after the last line that was read: the rest of the first order, and all of the others.
    const rows: Row[] = await session.all(
      `SELECT request_id, ${table.list} FROM order_line WHERE request_id IN ${placeholders(ids)} AND (line_no > ? OR request_id > ?)
        ORDER BY request_id, line_no LIMIT ${LINES_PER_STATEMENT}`,
      [...ids, lineNo, ids[0] ?? 0],
    );
    for (const row of rows) {
      const lines = found.get(Number(row.request_id));
      if (lines === undefined) found.set(Number(row.request_id), [row]);
      else lines.push(row);
    }
    const last = rows.at(-1);
    if (last === undefined || rows.length < LINES_PER_STATEMENT) return found;
    ids = ids.slice(ids.indexOf(Number(last.request_id)));
    lineNo = Number(last.line_no);
  }
}

/**
 * Reads an order and locks it for an update.
 *
 * The race: two updates of one order (a store accepts while the OMS cancels) read the same status, and both find their
 * status change allowed. The row lock makes the second one wait and then see the effect of the first. On SQLite, writers
 * wait for each other anyway.
 *
 * @returns undefined for an unknown request id
 */
export async function lockOrder(session: Session, requestId: number): Promise<Order | undefined> {
  await lockRows(session, [requestId]);
  return (await readOrders(session, [requestId]))[0];
}

/**
 * Locks several orders, by ascending id, so that two callers never deadlock, and reads them without their details: whoever
 * changes many orders needs none, and a thousand orders of the largest size do not fit into memory.
 */
export async function lockBriefOrders(
  session: Session,
  requestIds: readonly number[],
  leaveOut?: LeaveOut,
): Promise<BriefOrder[]> {
  await lockRows(session, requestIds);
  return readBriefOrders(session, requestIds, leaveOut);
}

async function lockRows(session: Session, requestIds: readonly number[]): Promise<void> {
  if (session.dialect === 'mysql' && requestIds.length > 0) {
    await session.all(
      `SELECT request_id FROM customer_order WHERE request_id IN ${placeholders(requestIds)} ORDER BY request_id FOR UPDATE`,
      requestIds,
    );
  }
}

/** Finds a system's orders by one of its own numbers, newest first. */
export async function findRequestIds(
  session: Session,
  systemCd: string,
  by: { readonly orderId: string } | { readonly refTransactionNo: string },
): Promise<number[]> {
  const [column, value] = 'orderId' in by ? ['order_id', by.orderId] : ['ref_transaction_no', by.refTransactionNo];
  const rows = await session.all<{ request_id: number }>(
    `SELECT request_id FROM customer_order WHERE system_cd = ? AND ${column} = ? ORDER BY request_id DESC LIMIT 1000`,
    [systemCd, value],
  );
  return rows.map((row) => row.request_id);
}

/** Stores the changed lines of an order, and the status of the order that follows from them. */
export async function updateOrder(
  session: Session,
  requestId: number,
  status: Status,
  lines: readonly OrderLine[],
): Promise<void> {
  for (const line of lines) {
    await session.run(`UPDATE order_line SET ${LINE_STATE.assignments} WHERE request_id = ? AND line_no = ?`, [
      ...LINE_STATE.values(line),
      requestId,
      line.lineNo,
    ]);
  }
  await session.run('UPDATE customer_order SET status = ? WHERE request_id = ?', [status, requestId]);
}

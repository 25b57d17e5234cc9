import type { BriefLine, BriefOrder, LineDetails, Order, OrderDetails, OrderLine } from '../../domain/order/order.js';
import type { Cents } from '../../domain/values/money.js';
import type { OrderType } from '../../domain/values/order-type.js';
import { personsOf } from '../../domain/order/order-person.js';
import { parseStatus } from '../../domain/values/status.js';
import type { Status } from '../../domain/values/status.js';
import { insertCustomers } from './order-customers.js';
import type { Row, RowId, Session } from '../../platform/db/session.js';
import { placeholders } from '../../platform/db/session.js';

export type NewOrder = Omit<Order, 'requestId'>;

const SUBMITTED_LINE = ['system_cd', 'order_id', 'requesting_line_no', 'request_id', 'line_no'];
const ORDER_LINE = [
  'request_id',
  'line_no',
  'requesting_line_no',
  'item_id',
  'product_id',
  'quantity',
  'unit_price',
  'tax',
  'status',
  'status_date',
  'location_id',
  'brokered',
  'pickup_location_id',
  'poll_count',
  'shipping_agent',
  'tracking_number',
  'shipment_date',
  'retries',
  'details',
];

/** A line that a repeated message names: what it became when it first came. */
export interface SubmittedLine {
  readonly requestingLineNo: number;
  readonly requestId: number;
  readonly lineNo: number;
}

/** Which of a caller's lines have been submitted before. */
export async function findSubmittedLines(
  session: Session,
  systemCd: string,
  orderId: string,
  requestingLineNos: readonly number[],
): Promise<SubmittedLine[]> {
  const rows = await session.all<{ requesting_line_no: number; request_id: number; line_no: number }>(
    `SELECT requesting_line_no, request_id, line_no FROM submitted_line
      WHERE system_cd = ? AND order_id = ? AND requesting_line_no IN ${placeholders(requestingLineNos)}
      ORDER BY requesting_line_no`,
    [systemCd, orderId, ...requestingLineNos],
  );
  return rows.map((row) => ({
    requestingLineNo: row.requesting_line_no,
    requestId: row.request_id,
    lineNo: row.line_no,
  }));
}

/**
 * Stores an order with its lines, the keys its repeats are recognized by, and its persons for those who search.
 *
 * The race: the same message twice at once. Both find nothing in `submitted_line`; its primary key lets one of the
 * inserts through, the other fails as a duplicate, is rolled back and looks again.
 *
 * @returns the request id given out
 */
export async function insertOrder(session: Session, order: NewOrder): Promise<RowId> {
  const requestId = await session.insert(
    `INSERT INTO customer_order (system_cd, order_id, transaction_no, ref_transaction_no, order_type, status, under_review,
       order_date, originating_location_id, pickup_location_id, details) VALUES (?,?,?,?,?,?,?,?,?,?,?)`,
    [
      order.systemCd,
      order.orderId,
      order.transactionNo,
      order.refTransactionNo,
      order.type,
      order.status,
      order.underReview ? 1 : 0,
      order.orderDate,
      order.originatingLocationId,
      order.pickupLocationId,
      JSON.stringify(order.details),
    ],
  );
  // Of a line that was split at once, the first part stands for it.
  const submitted = new Set<number>();
  const first = order.lines.filter(
    ({ requestingLineNo }) => !submitted.has(requestingLineNo) && submitted.add(requestingLineNo),
  );
  await session.insertRows(
    'submitted_line',
    SUBMITTED_LINE,
    first.map((line) => [order.systemCd, order.orderId, line.requestingLineNo, requestId, line.lineNo]),
  );
  await insertLines(session, requestId, order.lines);
  await insertCustomers(
    session,
    requestId,
    personsOf(
      order.details,
      order.lines.map((line) => line.details),
    ),
  );
  return requestId;
}

/** Stores lines: those of a new order, and those that splitting adds to one. */
export async function insertLines(session: Session, requestId: RowId, lines: readonly OrderLine[]): Promise<void> {
  await session.insertRows(
    'order_line',
    ORDER_LINE,
    lines.map((line) => [
      requestId,
      line.lineNo,
      line.requestingLineNo,
      line.itemId,
      line.productId,
      line.quantity,
      line.unitPrice,
      line.tax,
      line.status,
      line.statusDate,
      line.locationId,
      line.brokered ? 1 : 0,
      line.pickupLocationId,
      line.pollCount,
      line.shippingAgent,
      line.trackingNumber,
      line.shipmentDate,
      line.retries,
      JSON.stringify(line.details),
    ]),
  );
}

/** Orders a statement, and lines: one takes some milliseconds at the most on SQLite then. */
const ORDERS = 100;
const LINES = 500;

/** Orders with their lines, in the order of their request ids; unknown ids are left out. */
export async function readOrders(session: Session, requestIds: readonly number[]): Promise<Order[]> {
  return readWith(session, requestIds, WHOLE, toLine, (row, lines): Order => ({
    ...toBriefOrder(row),
    transactionNo: String(row.transaction_no),
    details: JSON.parse(String(row.details)) as OrderDetails,
    lines,
  }));
}

/** The same, only what lists tell. */
export async function readBriefOrders(session: Session, requestIds: readonly number[]): Promise<BriefOrder[]> {
  return readWith(session, requestIds, BRIEF, toBriefLine, (row, lines) => ({ ...toBriefOrder(row), lines }));
}

const WHOLE = { order: '*', line: '*' };
const BRIEF = {
  order:
    'request_id, system_cd, order_id, ref_transaction_no, order_type, status, under_review, order_date, originating_location_id, pickup_location_id',
  line: 'request_id, line_no, requesting_line_no, item_id, product_id, quantity, status, status_date, location_id, pickup_location_id, shipping_agent, tracking_number, shipment_date',
};

async function readWith<Line, Read>(
  session: Session,
  requestIds: readonly number[],
  columns: typeof WHOLE,
  lineOf: (row: Row) => Line,
  orderOf: (row: Row, lines: Line[]) => Read,
): Promise<Read[]> {
  const ids = [...new Set(requestIds)].sort((a, b) => a - b);
  const found: Read[] = [];
  for (let from = 0; from < ids.length; from += ORDERS) {
    const some = ids.slice(from, from + ORDERS);
    const orders = await session.all(
      `SELECT ${columns.order} FROM customer_order WHERE request_id IN ${placeholders(some)} ORDER BY request_id`,
      some,
    );
    const lines = await readLines(session, some, columns.line, lineOf);
    for (const row of orders) found.push(orderOf(row, lines.get(Number(row.request_id)) ?? []));
  }
  return found;
}

/** Lines by request. @param requestIds ascending */
async function readLines<Line>(
  session: Session,
  requestIds: readonly number[],
  columns: string,
  lineOf: (row: Row) => Line,
): Promise<Map<number, Line[]>> {
  const found = new Map<number, Line[]>();
  let [ids, lineNo] = [requestIds, 0];
  for (;;) {
    // Behind the last line that has been read: all of the first order's, and of the others.
    const rows = await session.all(
      `SELECT ${columns} FROM order_line WHERE request_id IN ${placeholders(ids)} AND (line_no > ? OR request_id > ?) ORDER BY request_id, line_no LIMIT ${LINES}`,
      [...ids, lineNo, ids[0] ?? 0],
    );
    for (const row of rows) {
      const lines = found.get(Number(row.request_id));
      if (lines === undefined) found.set(Number(row.request_id), [lineOf(row)]);
      else lines.push(lineOf(row));
    }
    const last = rows.at(-1);
    if (last === undefined || rows.length < LINES) return found;
    ids = ids.slice(ids.indexOf(Number(last.request_id)));
    lineNo = Number(last.line_no);
  }
}

/**
 * Takes an order for changing it.
 *
 * The race: two updates of one order (a store accepts while the OMS cancels) read the same status and both find their
 * move allowed. The row's lock makes the second one wait and then see what the first one did. SQLite's writers wait for
 * each other anyway.
 */
export async function lockOrder(session: Session, requestId: number): Promise<Order | undefined> {
  return (await lockOrders(session, [requestId]))[0];
}

/** Takes several, in the order of their ids, so that two who do so never wait for each other in a circle. */
export async function lockOrders(session: Session, requestIds: readonly number[]): Promise<Order[]> {
  if (session.dialect === 'mysql' && requestIds.length > 0) {
    await session.all(
      `SELECT request_id FROM customer_order WHERE request_id IN ${placeholders(requestIds)} ORDER BY request_id FOR UPDATE`,
      requestIds,
    );
  }
  return readOrders(session, requestIds);
}

/** The caller's orders of a number of its own, newest first. */
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

/** Writes what an update changed of lines, and the order's status that follows. */
export async function updateOrder(
  session: Session,
  requestId: number,
  status: Status,
  lines: readonly OrderLine[],
): Promise<void> {
  for (const line of lines) {
    await session.run(
      `UPDATE order_line SET quantity = ?, tax = ?, status = ?, status_date = ?, location_id = ?, brokered = ?, poll_count = ?, shipping_agent = ?,
         tracking_number = ?, shipment_date = ?, retries = ?, details = ? WHERE request_id = ? AND line_no = ?`,
      [
        line.quantity,
        line.tax,
        line.status,
        line.statusDate,
        line.locationId,
        line.brokered ? 1 : 0,
        line.pollCount,
        line.shippingAgent,
        line.trackingNumber,
        line.shipmentDate,
        line.retries,
        JSON.stringify(line.details),
        requestId,
        line.lineNo,
      ],
    );
  }
  await session.run('UPDATE customer_order SET status = ? WHERE request_id = ?', [status, requestId]);
}

function toBriefOrder(row: Row): Omit<BriefOrder, 'lines'> {
  return {
    requestId: Number(row.request_id),
    systemCd: String(row.system_cd),
    orderId: String(row.order_id),
    refTransactionNo: String(row.ref_transaction_no),
    type: String(row.order_type) as OrderType,
    status: statusOf(row),
    underReview: row.under_review === 1,
    orderDate: String(row.order_date),
    originatingLocationId: Number(row.originating_location_id),
    pickupLocationId: row.pickup_location_id === null ? null : Number(row.pickup_location_id),
  };
}

function toBriefLine(row: Row): BriefLine {
  return {
    lineNo: Number(row.line_no),
    requestingLineNo: Number(row.requesting_line_no),
    itemId: String(row.item_id),
    productId: Number(row.product_id),
    quantity: Number(row.quantity),
    status: statusOf(row),
    statusDate: String(row.status_date),
    locationId: Number(row.location_id),
    pickupLocationId: row.pickup_location_id === null ? null : Number(row.pickup_location_id),
    shippingAgent: String(row.shipping_agent),
    trackingNumber: String(row.tracking_number),
    shipmentDate: String(row.shipment_date),
  };
}

function toLine(row: Row): OrderLine {
  return {
    ...toBriefLine(row),
    unitPrice: Number(row.unit_price) as Cents,
    tax: Number(row.tax) as Cents,
    brokered: row.brokered === 1,
    pollCount: Number(row.poll_count),
    retries: Number(row.retries),
    details: JSON.parse(String(row.details)) as LineDetails,
  };
}

function statusOf(row: Row): Status {
  const status = parseStatus(String(row.status));
  if (status === undefined) throw new Error(`the store holds an unknown status: ${String(row.status)}`);
  return status;
}

import { locationText } from '../client/admin/location-code.js';
import type { OrderDetail, OrderDetailLine } from '../client/admin/orders.js';
import { hasLeft, isFinal, parseStatus, STATUSES } from '../domain/values/status.js';
import type { Status } from '../domain/values/status.js';
import type { Expected, TestOrder } from './surface.js';
import { TestBrokerError } from './test-broker-error.js';

/** Reads a status in any spelling that the broker reads. @throws {TestBrokerError} for a word that is none */
export function statusOf(text: string): Status {
  const status = parseStatus(text);
  if (status === undefined)
    throw new TestBrokerError('options-invalid', `found the status ${text}, expected one of ${STATUSES.join(', ')}`);
  return status;
}

/** The order as tests see it. */
export const orderOf = (detail: OrderDetail): TestOrder => ({
  requestId: detail.request_id,
  orderId: detail.order_id,
  type: detail.type,
  status: detail.status,
  lines: detail.lines.map((line) => ({
    line: line.line_no,
    item: line.item_id.trimEnd(),
    quantity: line.quantity,
    status: line.status,
    at: locationText(line.sourced),
    pickupAt: line.pickup === null ? '' : locationText(line.pickup),
    carrier: line.shipping_agent,
    tracking: line.tracking_number,
  })),
});

/** A line by its number. @throws {TestBrokerError} naming the lines that there are */
export function lineOf(detail: OrderDetail, lineNo: number): OrderDetailLine {
  const found = detail.lines.find((line) => line.line_no === lineNo);
  if (found !== undefined) return found;
  throw new TestBrokerError(
    'options-invalid',
    `found line ${String(lineNo)}, expected a line of order ${String(detail.request_id)}: ` +
      detail.lines.map((line) => line.line_no).join(', '),
  );
}

/**
 * The lines that a report concerns: the one with the number, or all that may still change.
 * @param word what they become
 * @throws {TestBrokerError} when there is none
 */
export function linesOf(detail: OrderDetail, lineNo: number | undefined, word: string): readonly OrderDetailLine[] {
  if (lineNo !== undefined) return [lineOf(detail, lineNo)];
  const open = detail.lines.filter(
    ({ status }) => !isDone(status) || (status === 'unfulfillable' && word === 'canceled'),
  );
  if (open.length > 0) return open;
  const statuses = detail.lines.map((line) => `line ${String(line.line_no)} is ${line.status}`).join(', ');
  throw new TestBrokerError(
    'options-invalid',
    `order ${String(detail.request_id)} has no line left that could be ${word}: ${statuses}; ` +
      'to send the update all the same, name the line',
  );
}

function isDone(text: string): boolean {
  const status = parseStatus(text);
  return status !== undefined && isFinal(status);
}

/** Who reports: the originating location cancels, and once the goods have left, the pickup location reports. */
export function reporterOf(detail: OrderDetail, line: OrderDetailLine, status: Status): OrderDetail['placed'] {
  if (status === 'canceled') return detail.placed;
  const present = parseStatus(line.status);
  return line.pickup !== null && present !== undefined && hasLeft(present) ? line.pickup : line.sourced;
}

/** Whether an order has the status, or its line, and is where it is expected. */
export function isAsExpected(detail: OrderDetail, status: Status, { line, at }: Expected): boolean {
  const lines = line === undefined ? detail.lines : [lineOf(detail, line)];
  return (
    (line === undefined ? detail.status === status : lines.every((each) => each.status === status)) &&
    (at === undefined || lines.every((each) => locationText(each.sourced) === at))
  );
}

import { IN_PROCESS } from '../../domain/network/in-process.js';
import type { Network } from '../../domain/network/network.js';
import type { Order, OrderLine } from '../../domain/order/order.js';
import { flowOf } from '../../domain/values/order-type.js';
import { deriveOrderStatus, isFinal } from '../../domain/values/status.js';
import type { RuleBook } from '../../routing/probability/rule-book.js';
import type { RoutingRequest } from '../../routing/request.js';
import {
  findRejecters,
  lastAttempts,
  recordChanges,
  recordTrace,
  startAssignments,
} from '../../store/orders/history.js';
import type { StatusChange } from '../../store/orders/history.js';
import { insertLines, updateOrder } from '../../store/orders/orders.js';
import { readProductAttributes } from '../../store/inventory/products.js';
import type { Session } from '../../platform/db/session.js';
import { adjustReserved } from '../../store/inventory/stock.js';
import { assign } from './assign.js';
import { brokeringRequest } from './brokering-request.js';
import { reservedBy } from '../reserved-stock.js';
import { placeLines } from './place-lines.js';
import type { PlacedLine } from './place-lines.js';

/**
 * Goes on with lines that a location has just rejected. docs/reference/routing-engine.md 1.4.
 *
 * - A pickup order is unfulfillable: the customer chose that store.
 * - Delivery and ship-for-pickup are routed again with the same preferences, together, never to a location that
 *   rejected the line, nor to its system where that system forbids it, and rather to locations that already ship for
 *   the order; lines that have used up their search retries are not.
 * - What nobody can take goes to the unfulfillable location. The request id stays, and so does the line's number with
 *   its first part; further parts get the next numbers.
 *
 * @param order with its lines as they stand now
 * @param rejected lines in status `rejected` whose assignment has ended
 * @returns them as they stand now, with new ones that splitting made; the caller stores them
 */
export async function reshop(
  session: Session,
  network: Network,
  rules: RuleBook | undefined,
  clock: Date,
  order: Order,
  rejected: readonly OrderLine[],
): Promise<OrderLine[]> {
  if (rejected.length === 0) return [];
  const again =
    flowOf(order.type) === 'pickup' ? [] : rejected.filter((line) => line.retries < network.preferences.searchRetries);
  const placed = [
    ...(await brokerLines(
      session,
      network,
      rules,
      clock,
      order,
      again.map((line) => ({ ...line, retries: line.retries + 1 })),
    )),
    ...rejected.filter((line) => !again.includes(line)).map((line) => ({ line, location: undefined, first: true })),
  ];
  return settle(session, network, clock, order, placed);
}

/**
 * Goes on with canceled lines that were called back: to where the caller had named, else the routing looks anew. It does
 * so too where that location has rejected the line: it would be asked twice, and an unfulfillable line stands nowhere
 * that anybody could fulfill it. A pickup goes back to its store all the same: the customer still wants it from there.
 * @param called lines in status `new_order` without an assignment
 * @returns as `reshop` does
 */
export async function reassign(
  session: Session,
  network: Network,
  rules: RuleBook | undefined,
  clock: Date,
  order: Order,
  called: readonly OrderLine[],
): Promise<OrderLine[]> {
  if (called.length === 0) return [];
  const rejectersOf = await readRejecters(session, order);
  const isNamed = (line: OrderLine): boolean =>
    !line.brokered && (order.type === 'PICKUP' || rejectersOf(line).size === 0);
  const named = called.filter(isNamed).map((line): PlacedLine<OrderLine> => ({
    // A pickup that nobody could fulfill stands elsewhere.
    line,
    location: network.locationById(
      line.pickupLocationId !== null && order.type === 'PICKUP' ? line.pickupLocationId : line.locationId,
    ),
    first: true,
  }));
  await adjustReserved(
    session,
    reservedBy(
      network,
      named.map(({ line, location }) => ({ ...line, locationId: location?.id ?? line.locationId })),
    ),
  );
  const open = await brokerLines(
    session,
    network,
    rules,
    clock,
    order,
    called.filter((line) => !isNamed(line)),
  );
  return settle(session, network, clock, order, [...named, ...open]);
}

/** Brokers lines of a stored order together. @returns each with where it goes */
export async function brokerLines(
  session: Session,
  network: Network,
  rules: RuleBook | undefined,
  clock: Date,
  order: Order,
  lines: readonly OrderLine[],
): Promise<PlacedLine<OrderLine>[]> {
  if (lines.length === 0) return [];
  const { trace, ...placed } = await assign(
    session,
    network,
    await requestAgain(session, network, rules, clock, order, lines),
  );
  await recordTrace(session, order.requestId, clock.toISOString(), JSON.stringify(trace));
  return placeLines(network, placed, lines);
}

/** What the routing is asked for lines of a stored order. */
export async function requestAgain(
  session: Session,
  network: Network,
  rules: RuleBook | undefined,
  clock: Date,
  order: Order,
  lines: readonly OrderLine[],
): Promise<RoutingRequest> {
  const rejectersOf = await readRejecters(session, order);
  const attributes =
    network.content.attributes.length === 0
      ? new Map<number, never>()
      : await readProductAttributes(
          session,
          lines.map((line) => line.productId),
        );
  const busy = order.lines.filter(
    (line) =>
      !lines.some((one) => one.lineNo === line.lineNo) && !isFinal(line.status) && line.locationId !== IN_PROCESS.id,
  );
  return brokeringRequest(
    network,
    rules,
    {
      type: order.type,
      originating: network.locationById(order.originatingLocationId),
      pickup: order.pickupLocationId === null ? undefined : network.locationById(order.pickupLocationId),
      shipVia: order.details.shipVia,
      shipComplete: order.details.shipComplete,
      lines: lines.map((line) => ({
        ...line,
        attributes: attributes.get(line.productId) ?? {},
        rejecters: rejectersOf(line),
      })),
      shipping: new Set(busy.map((line) => line.locationId)),
      rejecters: new Set(lines.flatMap((line) => [...rejectersOf(line)])),
    },
    clock,
  );
}

/** The locations that rejected a line of an order: parts of a split line share what was rejected of any of them. */
async function readRejecters(session: Session, order: Order): Promise<(line: OrderLine) => Set<number>> {
  const rejects = await findRejecters(session, order.requestId);
  const families = new Map(order.lines.map((line) => [line.lineNo, line.requestingLineNo]));
  return (line) =>
    new Set(
      rejects
        .filter((reject) => families.get(reject.lineNo) === line.requestingLineNo)
        .map((reject) => reject.locationId),
    );
}

/** Numbers the parts, starts their assignments and keeps the history. */
export async function settle(
  session: Session,
  network: Network,
  clock: Date,
  order: Order,
  placed: readonly PlacedLine<OrderLine>[],
): Promise<OrderLine[]> {
  const now = clock.toISOString();
  const fallback = network.unfulfillableLocation?.id ?? order.originatingLocationId;
  const attempts = await lastAttempts(session, order.requestId);
  let lastLineNo = Math.max(...order.lines.map((line) => line.lineNo));
  const lines: OrderLine[] = [];
  const changes: StatusChange[] = [];
  for (const { line, location, first } of placed) {
    if (!first) lastLineNo += 1;
    const settled: OrderLine = {
      ...line,
      lineNo: first ? line.lineNo : lastLineNo,
      statusDate: now,
      pollCount: 0,
      shippingAgent: '',
      trackingNumber: '',
      shipmentDate: '',
      // Whoever it was that named the last location: this one the routing chose.
      brokered: line.brokered || (location !== undefined && location.id !== line.locationId && order.type !== 'PICKUP'),
      status: location === undefined ? 'unfulfillable' : 'new_order',
      locationId: location?.id ?? fallback,
    };
    lines.push(settled);
    changes.push({
      requestId: order.requestId,
      lineNo: settled.lineNo,
      at: now,
      systemCd: '',
      locationCd: '',
      employeeId: '',
      from: first ? line.status : '',
      to: settled.status,
      quantity: settled.quantity,
      locationId: settled.locationId,
      reasonCode: '',
      reasonNote: '',
    });
  }
  await startAssignments(
    session,
    order.requestId,
    now,
    lines
      .filter((line) => line.status === 'new_order')
      .map((line) => ({
        lineNo: line.lineNo,
        attempt: (attempts.get(line.lineNo) ?? 0) + 1,
        locationId: line.locationId,
        quantity: line.quantity,
      })),
  );
  // Those that were assigned hold their stock since they were; a system may count the others too.
  await adjustReserved(
    session,
    reservedBy(
      network,
      lines.filter((line) => line.status === 'unfulfillable'),
    ),
  );
  await recordChanges(session, changes);
  return lines;
}

/**
 * Stores what has become of an order's lines, and the order's status that follows.
 * @param order as it was read
 * @param changed lines that are new or other than they were; the rest may be among them
 */
export async function storeProgress(session: Session, order: Order, changed: readonly OrderLine[]): Promise<void> {
  const before = new Map(order.lines.map((line) => [line.lineNo, line]));
  const lines = new Map([...order.lines, ...changed].map((line) => [line.lineNo, line]));
  const now = [...lines.values()];
  await insertLines(
    session,
    order.requestId,
    now.filter((line) => !before.has(line.lineNo)),
  );
  const others = now.filter((line) => before.has(line.lineNo) && before.get(line.lineNo) !== line);
  await updateOrder(session, order.requestId, deriveOrderStatus(now.map((line) => line.status)), others);
}

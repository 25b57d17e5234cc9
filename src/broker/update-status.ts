import { IN_PROCESS } from '../domain/catalog.js';
import type { Catalog } from '../domain/catalog.js';
import type { Order, OrderLine } from '../domain/order.js';
import { flowOf } from '../domain/order-type.js';
import { Fault } from '../domain/response-code.js';
import { parseStatus } from '../domain/status.js';
import type { Status } from '../domain/status.js';
import { refuseMove } from '../domain/transition.js';
import type { Party } from '../domain/transition.js';
import { endAssignment, recordChanges } from '../store/history.js';
import type { AssignmentOutcome, StatusChange } from '../store/history.js';
import { lockOrder } from '../store/orders.js';
import type { Session } from '../store/session.js';
import { adjustReserved } from '../store/stock.js';
import { untilSettled } from './attempts.js';
import type { BrokerContext, LocationCode } from './context.js';
import { givenBack, heldBy } from './holding.js';
import { partiesOf, takesPart } from './parties.js';
import { reshop, storeProgress } from './reshop.js';

/** A StatusUpdate as it came. */
export interface UpdateStatusCommand {
  readonly requestId: string;
  /** Who asks; undefined when the message leaves it out, and then it is taken to come from whoever may do it. */
  readonly caller: LocationCode | undefined;
  readonly employeeId: string;
  readonly status: string;
  readonly reason: Reason;
  readonly items: readonly ItemUpdate[];
}

export interface Reason {
  readonly code: string;
  readonly note: string;
}

export interface ItemUpdate {
  readonly lineNo: number;
  readonly status: string;
  readonly reason: Reason;
  readonly shippingAgent: string;
  readonly trackingNumber: string;
  readonly statusDate: string;
}

export type UpdateStatusResult =
  | { readonly updated: true; readonly requestId: number; /** 0 when the whole order or several lines were. */ readonly lineNo: number }
  | { readonly updated: false; readonly requestId: number; readonly lineNo: number; readonly faults: readonly Fault[] };

/** A move of one line that was asked for. */
interface Move {
  readonly line: OrderLine;
  readonly to: Status;
  readonly reason: Reason;
  readonly shippingAgent: string;
  readonly trackingNumber: string;
  readonly statusDate: string;
}

const LIMITS = { shipping_agent: 100, tracking_number: 100, status_date: 24, location_cd: 10, employee_id: 50, reason_code: 50 };
const OUTCOMES: ReadonlyMap<Status, AssignmentOutcome> = new Map<Status, AssignmentOutcome>([
  ['fulfilled', 'fulfilled'], ['rejected', 'rejected'], ['canceled', 'canceled'],
]);

/**
 * Moves lines of an order to another status: all that the message asks for, or none of it.
 *
 * One transaction:
 * 1. the order is locked, and must be one the caller takes part in;
 * 2. items with a line number are line updates; without any, or where the organisation does not split orders, the
 *    message is an update of the whole order, which passes over lines that are done or not the caller's as long as one
 *    is left to move;
 * 3. every move is judged by the table of transitions; one refusal refuses the message;
 * 4. lines are moved: stock is given back where they no longer hold it, assignments end, history is kept;
 * 5. rejected lines go on: to another location, or unfulfillable.
 */
export async function updateStatus(context: BrokerContext, command: UpdateStatusCommand): Promise<UpdateStatusResult> {
  return untilSettled(() => context.database.transaction(async (session) => {
    const catalog = await context.catalogs.current(session);
    const requestId = readRequestId(command.requestId);
    const order = requestId === 0 ? undefined : await lockOrder(session, requestId);
    if (order === undefined || (command.caller !== undefined && !takesPart(command.caller.systemCd, order, catalog))) {
      return refuse(requestId, 0, [new Fault('order_unknown', { request: command.requestId, system: command.caller?.systemCd ?? '' })]);
    }
    const asked = movesOf(command, order, catalog);
    if ('faults' in asked) return refuse(requestId, asked.lineNo, asked.faults);
    const { moves, lineNo } = asked;
    const moved = await apply(session, catalog, context.clock(), command, order, moves);
    const rejected = moved.filter((line) => line.status === 'rejected');
    const { lines, added } = rejected.length === 0 ? { lines: [], added: [] }
      : await reshop(session, catalog, context.catalogs.ruleBook(catalog), context.clock(), order, rejected);
    const settled = [...moved.filter((line) => line.status !== 'rejected'), ...lines];
    await storeProgress(session, order, settled, added);
    return { updated: true, requestId, lineNo };
  }));
}

function readRequestId(text: string): number {
  return /^\d{1,10}$/.test(text.trim()) ? Number(text) : 0;
}

function refuse(requestId: number, lineNo: number, faults: readonly Fault[]): UpdateStatusResult {
  return { updated: false, requestId: requestId > 2 ** 31 - 1 ? 0 : requestId, lineNo, faults };
}

type Asked = { readonly moves: readonly Move[]; readonly lineNo: number } | { readonly faults: readonly Fault[]; readonly lineNo: number };

function movesOf(command: UpdateStatusCommand, order: Order, catalog: Catalog): Asked {
  const byLine = command.items.filter((item) => item.lineNo !== 0);
  const whole = byLine.length === 0 || !catalog.preferences.allowSplitOrder;
  const lineNo = !whole && byLine.length === 1 ? byLine[0]?.lineNo ?? 0 : 0;
  const lengths = [
    ...tooLong('location_cd', command.caller?.locationCd ?? ''), ...tooLong('employee_id', command.employeeId),
    ...tooLong('reason_code', command.reason.code),
    ...command.items.flatMap((item) => [
      ...tooLong('shipping_agent', item.shippingAgent), ...tooLong('tracking_number', item.trackingNumber),
      ...tooLong('status_date', item.statusDate), ...tooLong('reason_code', item.reason.code),
    ]),
  ];
  if (lengths.length > 0) return { faults: lengths, lineNo };
  const asked = whole ? wholeOrderMoves(command, order) : lineMoves(command, byLine, order);
  if ('faults' in asked) return { ...asked, lineNo };

  const allowed: Move[] = [];
  const passedOver: Fault[] = [];
  const faults: Fault[] = [];
  for (const move of asked.moves) {
    const parties = command.caller === undefined ? anyoneWith(move.line) : partiesOf(command.caller.systemCd, order, move.line, catalog);
    const refusal = refuseMove({ from: move.line.status, to: move.to, flow: flowOf(order.type), underReview: order.underReview }, parties);
    if (refusal === undefined) {
      allowed.push(move);
      continue;
    }
    const fault = new Fault(refusal, {
      line: move.line.lineNo, from: move.line.status, to: move.to, status: move.to, system: command.caller?.systemCd ?? '',
    });
    const passable = whole && (refusal === 'already' || refusal === 'final' || refusal === 'not_yours');
    (passable ? passedOver : faults).push(fault);
  }
  if (faults.length > 0) return { faults, lineNo };
  return allowed.length > 0 ? { moves: allowed, lineNo } : { faults: passedOver, lineNo };
}

const EVERYONE: ReadonlySet<Party> = new Set<Party>(['placed', 'sourced', 'pickup']);
const CUSTOMERS_SIDE: ReadonlySet<Party> = new Set<Party>(['placed', 'pickup']);

/** Whoever there is to move a line: nobody sources one that is not brokered yet, and what nobody accepted must still be. */
function anyoneWith(line: OrderLine): ReadonlySet<Party> {
  return line.locationId === IN_PROCESS.id ? CUSTOMERS_SIDE : EVERYONE;
}

function wholeOrderMoves(command: UpdateStatusCommand, order: Order): { moves: Move[] } | { faults: Fault[] } {
  const [item] = command.items;
  const word = command.status.trim() || (item?.status ?? '');
  const to = parseStatus(word);
  if (to === undefined) return { faults: [new Fault('status_unknown', { status: word })] };
  const reason = command.reason.code === '' && command.reason.note === '' ? item?.reason ?? command.reason : command.reason;
  return {
    moves: order.lines.map((line) => ({
      line, to, reason, shippingAgent: item?.shippingAgent ?? '', trackingNumber: item?.trackingNumber ?? '', statusDate: item?.statusDate ?? '',
    })),
  };
}

function lineMoves(command: UpdateStatusCommand, items: readonly ItemUpdate[], order: Order): { moves: Move[] } | { faults: Fault[] } {
  const faults: Fault[] = [];
  const moves = new Map<number, Move>();
  for (const item of items) {
    const line = order.lines.find((one) => one.lineNo === item.lineNo);
    const word = item.status.trim() || command.status;
    const to = parseStatus(word);
    if (line === undefined) faults.push(new Fault('line_unknown', { line: item.lineNo, request: order.requestId }));
    if (to === undefined) faults.push(new Fault('status_unknown', { status: word }));
    if (line !== undefined && to !== undefined) moves.set(line.lineNo, { ...item, line, to });
  }
  return faults.length > 0 ? { faults } : { moves: [...moves.values()] };
}

async function apply(
  session: Session, catalog: Catalog, clock: Date, command: UpdateStatusCommand, order: Order, moves: readonly Move[],
): Promise<OrderLine[]> {
  const now = clock.toISOString();
  // A rejected line is about to leave its location, whatever the system there counts.
  const staying = moves.filter((move) => move.to !== 'rejected').map(({ line, to }) => ({ ...line, status: to }));
  await adjustReserved(session, [...givenBack(catalog, moves.map((move) => move.line)), ...heldBy(catalog, staying)]);
  for (const move of moves) {
    const outcome = OUTCOMES.get(move.to);
    if (outcome !== undefined) await endAssignment(session, order.requestId, move.line.lineNo, now, outcome);
  }
  await recordChanges(session, moves.map((move): StatusChange => ({
    requestId: order.requestId, lineNo: move.line.lineNo, at: now, systemCd: command.caller?.systemCd ?? '', locationCd: command.caller?.locationCd ?? '',
    employeeId: command.employeeId, from: move.line.status, to: move.to, quantity: move.line.quantity,
    locationId: move.line.locationId, reasonCode: move.reason.code, reasonNote: move.reason.note,
  })));
  return moves.map((move) => ({
    ...move.line,
    status: move.to,
    statusDate: now,
    shippingAgent: move.shippingAgent.trim() || move.line.shippingAgent,
    trackingNumber: move.trackingNumber.trim() || move.line.trackingNumber,
    shipmentDate: shipped(move) ? shipmentDate(move.statusDate, now) : move.line.shipmentDate,
  }));
}

/** Goods leave with `intransit`, or with `fulfilled` where they were not in transit before. */
function shipped(move: Move): boolean {
  return move.to === 'intransit' || (move.to === 'fulfilled' && move.line.shipmentDate === '');
}

/** The date the fulfilling system gave; of a time stamp the date; today where it gave none. */
function shipmentDate(given: string, now: string): string {
  const text = given.trim() || now;
  return /^\d{4}-\d{2}-\d{2}(?=T|$)/.exec(text)?.[0] ?? text;
}

function tooLong(field: keyof typeof LIMITS, value: string): Fault[] {
  return value.length > LIMITS[field] ? [new Fault('too_long', { field, limit: LIMITS[field] })] : [];
}

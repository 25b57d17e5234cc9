import type { Order, OrderLine } from '../../domain/order/order.js';
import { Rejection } from '../../domain/response-code.js';
import { parseStatus } from '../../domain/values/status.js';
import type { LocationCode } from '../../domain/network/location-code.js';
import { dateOf, MovePlan } from './move-plan.js';
import type { Move, MoveContext } from './move-plan.js';

const LIMITS = {
  shipping_agent: 100,
  tracking_number: 100,
  status_date: 24,
  location_cd: 10,
  employee_id: 50,
  reason_code: 50,
};

/** A StatusUpdate as it came. */
export interface UpdateStatusCommand {
  readonly requestId: string;
  /** When the caller wrote the message, as its header says. */
  readonly sentAt: string;
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
  /** How many units; 0 for all of them. */
  readonly quantity: number;
  readonly status: string;
  readonly reason: Reason;
  readonly shippingAgent: string;
  readonly trackingNumber: string;
  readonly statusDate: string;
}

/** What a message comes to, without anything having been done. */
export interface RequestedMoves {
  /** In the order they are made. Empty with no faults: a repeat, there is nothing to do. */
  readonly moves: readonly Move[];
  /** Lines that are so already. */
  readonly repeated: readonly OrderLine[];
  /** Which of the message's items are done with, where it is a message for lines: made, or so already. */
  readonly settled: ReadonlySet<number>;
  readonly faults: readonly Rejection[];
  /** Of the one line that is spoken of; 0 for the whole order or several lines. */
  readonly lineNo: number;
}

/**
 * What a StatusUpdate asks of an order: a pure function of the message, the order as it stands and the preferences.
 *
 * 1. items with a line number are line updates, made one after the other, so that one message may take a line through
 *    several steps; without any, or where the organization does not split orders, the message is for the whole order;
 * 2. where partial updates are allowed, an item with fewer units than the line moves only those: they become a line of
 *    their own under the next number, the rest stays what it was (docs/reference/routing-engine.md 1.5);
 * 3. every move is judged by the tables of domain/order/transition.ts. What a line is already, is passed over as a repeat
 *    where the preference says so, and so is a reject that this caller made before;
 * 4. an update of the whole order passes over lines that are done or not the caller's, as long as one is left to move;
 * 5. a fault refuses everything, or, where updates are not all or nothing, only its own line.
 */
export function requestedMoves(command: UpdateStatusCommand, order: Order, context: MoveContext): RequestedMoves {
  const byLine = command.items.filter((item) => item.lineNo !== 0);
  const whole = byLine.length === 0 || !context.network.preferences.allowSplitOrder;
  const lineNo = !whole && byLine.length === 1 ? (byLine[0]?.lineNo ?? 0) : 0;
  const lengths = lengthFaults(command);
  if (lengths.length > 0) return { moves: [], repeated: [], settled: new Set(), faults: lengths, lineNo };
  const plan = new MovePlan(command, order, context);
  const settled = new Set<number>();
  if (whole) wholeOrder(plan, command, order);
  else {
    for (const [index, item] of command.items.entries()) {
      if (item.lineNo !== 0 && (context.isCarriedOut(index) || plan.moveLine(item))) settled.add(index);
    }
  }
  return { ...plan.outcome(whole), settled, lineNo };
}

/** What an update of the whole order says of each of its lines. */
function wholeOrder(plan: MovePlan, command: UpdateStatusCommand, order: Order): void {
  const [item] = command.items;
  const reason =
    command.reason.code === '' && command.reason.note === '' ? (item?.reason ?? command.reason) : command.reason;
  const status = command.status.trim() || (item?.status ?? '');
  if (parseStatus(status) === undefined) {
    plan.refuse(new Rejection('status_unknown', { status }));
    return;
  }
  for (const line of order.lines) {
    plan.moveLine({
      lineNo: line.lineNo,
      quantity: 0,
      status,
      reason,
      shippingAgent: item?.shippingAgent ?? '',
      trackingNumber: item?.trackingNumber ?? '',
      statusDate: item?.statusDate ?? '',
    });
  }
}

function lengthFaults(command: UpdateStatusCommand): Rejection[] {
  return [
    ...tooLong('location_cd', command.caller?.locationCd ?? ''),
    ...tooLong('employee_id', command.employeeId),
    ...tooLong('reason_code', command.reason.code),
    ...command.items.flatMap((item) => [
      ...tooLong('shipping_agent', item.shippingAgent),
      ...tooLong('tracking_number', item.trackingNumber),
      ...tooLong('status_date', dateOf(item.statusDate.trim())),
      ...tooLong('reason_code', item.reason.code),
    ]),
  ];
}

function tooLong(field: keyof typeof LIMITS, value: string): Rejection[] {
  return value.length > LIMITS[field] ? [new Rejection('too_long', { field, limit: LIMITS[field] })] : [];
}

import type { Location } from '../network/location.js';
import type { Status } from '../values/status.js';
import type { OrderType } from '../values/order-type.js';
import type { BriefLine, Order, OrderLine } from './order.js';

/**
 * The two kinds of polls: for lines that a location is to fulfill (Fulfillments), and for lines in transit to it
 * (Intransit). docs/reference/routing-engine.md 1.2, 1.7.
 */
export type PollKind = 'fulfillments' | 'intransit';

/** The lines that one kind of poll returns. */
export interface PollRule {
  /** The status of the lines before the poll. */
  readonly from: Status;
  /** Their status after it, unless the location's system updates statuses itself. */
  readonly to: Status;
  /** The field of the line that names the polling location. */
  readonly at: 'locationId' | 'pickupLocationId';
}

/** Only lines that are shipped to a pickup location are ever in transit, so Intransit need not check the order type. */
export const POLL_RULES: Readonly<Record<PollKind, PollRule>> = {
  fulfillments: { from: 'new_order', to: 'polled', at: 'locationId' },
  intransit: { from: 'intransit', to: 'intransit_polled', at: 'pickupLocationId' },
};

export const POLL_KINDS = Object.keys(POLL_RULES) as PollKind[];

/** The lines that a location has not polled yet. */
export interface WaitingLines {
  readonly count: number;
  /** When the first of them began to wait. ISO 8601, UTC. */
  readonly since: string;
  /** When the last of them began to wait. ISO 8601, UTC. */
  readonly latest: string;
}

/** Whether a poll of a location returns a line. */
export function isOffered(kind: PollKind, line: BriefLine, locationId: number): boolean {
  return line.status === POLL_RULES[kind].from && line[POLL_RULES[kind].at] === locationId;
}

/**
 * The types of the orders that a system sends to a store after it has printed the pick slip: it has them already, and the store only
 * waits for the goods. docs/reference/routing-engine.md 1.1.
 */
export const PICK_SLIP_TYPES: readonly OrderType[] = ['SHIPFORPICKUP', 'SHIPTOSTORE'];

/** Whether the caller named the source of a line when it sent its pick slip. */
export function isPickSlip({ type }: Pick<Order, 'type'>, { brokered }: Pick<OrderLine, 'brokered'>): boolean {
  return !brokered && PICK_SLIP_TYPES.includes(type);
}

/**
 * Whether the source of a line knows it because it placed the order: it is the location that placed it, or one of its system that
 * is no store. A system without stores speaks for all of its warehouses; stores of one system know nothing of each other.
 */
export function isOwnSource(
  order: Pick<Order, 'type' | 'systemCd' | 'originatingLocationId'>,
  line: Pick<OrderLine, 'brokered'>,
  source: Location,
): boolean {
  const isPlacer = source.id === order.originatingLocationId;
  return isPickSlip(order, line) && (isPlacer || (source.system.systemCd === order.systemCd && !source.isStore));
}

/**
 * Whether a location is late with its poll:
 *
 * 1. nothing is waiting: no;
 * 2. it has never polled: yes, once a line has waited for longer than the allowed time;
 * 3. it has polled since the latest line began to wait: no, it has seen every line (its system updates statuses itself);
 * 4. otherwise yes, if its last poll was longer ago than the allowed time.
 *
 * @param lastPolledAt ISO 8601, UTC; undefined for never
 */
export function isLate(
  waiting: WaitingLines | undefined,
  lastPolledAt: string | undefined,
  now: Date,
  lateAfterMinutes: number,
): boolean {
  if (waiting === undefined) return false;
  if (lastPolledAt === undefined) return waiting.since < minutesBefore(now, lateAfterMinutes);
  return waiting.latest >= lastPolledAt && !polledWithin(lastPolledAt, now, lateAfterMinutes);
}

/** Whether a location polled within the last minutes. @param lastPolledAt ISO 8601, UTC; undefined for never */
export function polledWithin(lastPolledAt: string | undefined, now: Date, minutes: number): boolean {
  return lastPolledAt !== undefined && lastPolledAt >= minutesBefore(now, minutes);
}

const minutesBefore = (now: Date, minutes: number): string => new Date(now.getTime() - minutes * 60_000).toISOString();

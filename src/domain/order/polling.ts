import type { OrderLine } from './order.js';
import type { Status } from '../values/status.js';

/**
 * Locations ask for their work: what they are to fulfill (Fulfillments), and what is on its way to them (Intransit).
 * docs/reference/routing-engine.md 1.2, 1.7.
 */
export type PollKind = 'fulfillments' | 'intransit';

/** What a kind of poll hands out. */
export interface Offer {
  /** Lines in this status are offered, */
  readonly from: Status;
  /** become this once they were handed out, unless the location's system updates statuses itself, */
  readonly to: Status;
  /** and are offered to the location that this field of the line names. */
  readonly at: 'locationId' | 'pickupLocationId';
}

/** Only goods that are sent to where they are collected are ever in transit, so Intransit needs no look at the order's type. */
export const OFFERS: Readonly<Record<PollKind, Offer>> = {
  fulfillments: { from: 'new_order', to: 'polled', at: 'locationId' },
  intransit: { from: 'intransit', to: 'intransit_polled', at: 'pickupLocationId' },
};

export const POLL_KINDS = Object.keys(OFFERS) as PollKind[];

/** The lines that a location has not fetched yet. */
export interface WaitingLines {
  readonly count: number;
  /** When the first of them began to wait, and the last. ISO 8601, UTC. */
  readonly since: string;
  readonly latest: string;
}

/** Whether a poll found a line: it is in that status and at that location. */
export function isOffered(kind: PollKind, line: OrderLine, locationId: number): boolean {
  return line.status === OFFERS[kind].from && line[OFFERS[kind].at] === locationId;
}

/**
 * Whether a location should have polled:
 *
 * 1. nothing waits for it: no;
 * 2. it has never polled: yes, once work has waited for longer than the time allowed;
 * 3. it has polled since the latest work came: no, what still waits it has been offered (its system updates statuses itself);
 * 4. else yes, if that last poll is longer ago than the time allowed.
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

/** Whether a location's last poll is no longer ago than that. @param lastPolledAt ISO 8601, UTC; undefined for never */
export function polledWithin(lastPolledAt: string | undefined, now: Date, minutes: number): boolean {
  return lastPolledAt !== undefined && lastPolledAt >= minutesBefore(now, minutes);
}

const minutesBefore = (now: Date, minutes: number): string => new Date(now.getTime() - minutes * 60_000).toISOString();

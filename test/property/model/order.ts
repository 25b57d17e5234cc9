/** An order as the model knows it: written from docs/statuses.md and docs/contract.md, and from nothing of src/. */

export type Status =
  | 'new_order'
  | 'polled'
  | 'posted'
  | 'accepted'
  | 'picked'
  | 'intransit'
  | 'intransit_polled'
  | 'received'
  | 'partial_fulfilled'
  | 'fulfilled'
  | 'rejected'
  | 'unfulfillable'
  | 'canceled';
export type OrderType = 'DELIVERY' | 'PICKUP' | 'SHIPFORPICKUP' | 'RETAILPICKUP' | 'SHIPTOSTORE';
export type PollKind = 'fulfillments' | 'intransit';

/** `system/location`; of a line that is still to be brokered `/IN PROCESS`. */
export type Place = string;
export const IN_PROCESS: Place = '/IN PROCESS';

export interface Line {
  no: number;
  /** The caller's own number, which all parts of a line share. */
  family: number;
  item: string;
  quantity: number;
  status: Status;
  at: Place;
  /** The place that the order named for it; undefined where it left that to the routing. */
  named: Place | undefined;
  /** Whether the routing chose where it is now. */
  chosen: boolean;
  pickup: Place | undefined;
  retries: number;
  /** How often it was handed out to the location that has it. */
  polls: number;
  /** Attempts to have it fulfilled so far. */
  attempts: number;
  /** Who rejected it last, where nobody has fetched or changed it since. */
  rejectedBy: string | undefined;
  /** By when its customer must have collected it, `YYYY-MM-DD`. */
  pickupBy: string | undefined;
  /** The poll that handed it out, as long as it may still go back. */
  lease: { poll: number; kind: PollKind; to: Place; ends: number } | undefined;
}

export interface Order {
  id: number;
  number: string;
  type: OrderType;
  system: string;
  origin: Place;
  pickup: Place | undefined;
  together: boolean;
  review: boolean;
  lines: Line[];
  /** Who has rejected a line or any part of it, by family. */
  rejecters: Map<number, Set<Place>>;
  /** Items of partial updates that were carried out, by message. */
  carriedOut: Map<string, Set<number>>;
}

export const FINAL: ReadonlySet<Status> = new Set<Status>(['fulfilled', 'canceled', 'unfulfillable']);

const PROGRESS: readonly Status[] = [
  'rejected',
  'new_order',
  'polled',
  'posted',
  'accepted',
  'picked',
  'intransit',
  'intransit_polled',
  'received',
  'partial_fulfilled',
  'fulfilled',
];

/** docs/statuses.md, "The order's status". */
export function statusOf(lines: readonly Pick<Line, 'status'>[]): Status {
  const statuses = new Set(lines.map((line) => line.status));
  if (statuses.size === 1) return [...statuses][0] ?? 'canceled';
  statuses.delete('canceled');
  if (statuses.size > 1) statuses.delete('unfulfillable');
  if (statuses.size > 1 && (statuses.has('fulfilled') || statuses.has('partial_fulfilled'))) return 'partial_fulfilled';
  return PROGRESS.find((status) => statuses.has(status)) ?? 'unfulfillable';
}

/** Whether goods wait for their customer: they lie ready, or some of them were collected. docs/operations.md, unclaimed pickups. */
export function waits(type: OrderType, line: Line): boolean {
  if (type === 'DELIVERY') return false;
  if (line.status === 'received' || line.status === 'partial_fulfilled') return true;
  return line.status === 'picked' && (type === 'PICKUP' || line.at === line.pickup);
}

/** The Nth open day after the day of `now`. */
export function pickupDay(now: number, days: number, closedOnSundays: boolean): string {
  const day = new Date(now);
  for (let left = days; left > 0;) {
    day.setUTCDate(day.getUTCDate() + 1);
    if (!closedOnSundays || day.getUTCDay() !== 0) left -= 1;
  }
  return day.toISOString().slice(0, 10);
}

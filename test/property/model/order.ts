/** An order in the model, which is derived from docs/statuses.md and docs/contract.md and uses nothing of src/. */

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

/** `system/location`; `/IN PROCESS` for a line that is not yet routed. */
export type LocationKey = string;
export const IN_PROCESS: LocationKey = '/IN PROCESS';

export interface Line {
  no: number;
  /** The caller's own line number, shared by all parts of a split line. */
  family: number;
  item: string;
  quantity: number;
  status: Status;
  at: LocationKey;
  /** The location that the order requested; undefined if routing chooses it. */
  named: LocationKey | undefined;
  /** Whether routing chose its current location. */
  chosen: boolean;
  pickup: LocationKey | undefined;
  retries: number;
  /** How often it was polled by its current location. */
  polls: number;
  /** Assignments so far. */
  attempts: number;
  /** The location that rejected it last, if it was neither polled nor changed since. */
  rejectedBy: string | undefined;
  /** The last day on which its customer may collect it, `YYYY-MM-DD`. */
  pickupBy: string | undefined;
  /** `location status` of the changes that callers made since it was last assigned. */
  made: readonly string[];
  /** The poll that returned it, while its lease has not expired. */
  lease: { poll: number; kind: PollKind; to: LocationKey; ends: number } | undefined;
}

export interface Order {
  id: number;
  number: string;
  type: OrderType;
  system: string;
  origin: LocationKey;
  pickup: LocationKey | undefined;
  together: boolean;
  review: boolean;
  lines: Line[];
  /** The locations that rejected a line or any part of it, by family. */
  rejecters: Map<number, Set<LocationKey>>;
  /** The locations that have or had a line or any part of it, by family. */
  holders: Map<number, Set<LocationKey>>;
  /** `family location` of the rejects that callers made. */
  rejects: Set<string>;
  /** Applied items of updates, by message; 0 for the whole order. */
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

/**
 * Whether goods await collection: they are ready, or some of them were collected. docs/operations.md, unclaimed
 * pickups.
 */
export function waits(type: OrderType, line: Line): boolean {
  if (type === 'DELIVERY') return false;
  if (line.status === 'received' || line.status === 'partial_fulfilled') return true;
  return line.status === 'picked' && (type === 'PICKUP' || line.at === line.pickup);
}

/** The Nth business day after the day of `now`. */
export function pickupDay(now: number, days: number, closedOnSundays: boolean): string {
  const day = new Date(now);
  for (let left = days; left > 0;) {
    day.setUTCDate(day.getUTCDate() + 1);
    if (!closedOnSundays || day.getUTCDay() !== 0) left -= 1;
  }
  return day.toISOString().slice(0, 10);
}

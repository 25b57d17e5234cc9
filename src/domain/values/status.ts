/** The statuses of a line, as they are spelled on the wire. docs/reference/routing-engine.md 1.2, 1.6. */
export const STATUSES = [
  'new_order',
  'polled',
  'accepted',
  'verified',
  'processed',
  'picked',
  'posted',
  'intransit',
  'intransit_polled',
  'received',
  'partial_fulfilled',
  'fulfilled',
  'rejected',
  'unfulfillable',
  'canceled',
] as const;
export type Status = (typeof STATUSES)[number];

/** Other spellings that callers use. Blanks and hyphens between words need no entry: they are read as underscores. */
export const STATUS_ALIASES: ReadonlyMap<string, Status> = new Map<string, Status>([
  ['cancelled', 'canceled'],
  ['in_transit', 'intransit'],
  ['in_transit_polled', 'intransit_polled'],
  ['partially_fulfilled', 'partial_fulfilled'],
  ['partial_fulfill', 'partial_fulfilled'],
  ['new', 'new_order'],
]);

const EXACT: ReadonlyMap<string, Status> = new Map(STATUSES.map((status) => [status, status]));

/** Reads a status in any of its spellings. @returns undefined for any other word */
export function parseStatus(text: string): Status | undefined {
  // The spelling of the database and of most callers.
  const exact = EXACT.get(text);
  if (exact !== undefined) return exact;
  const word = text
    .trim()
    .toLowerCase()
    .replace(/[\s_-]+/g, '_');
  return STATUSES.find((status) => status === word) ?? STATUS_ALIASES.get(word);
}

/** Whether a line in this status is done. An unfulfillable line can still be canceled, and a canceled one reassigned. */
export function isFinal(status: Status): boolean {
  return status === 'fulfilled' || status === 'canceled' || status === 'unfulfillable';
}

/** The statuses in which a line reserves stock at its location by default: the goods are allocated and still there. */
export const RESERVING_STATUSES: readonly Status[] = [
  'new_order',
  'polled',
  'accepted',
  'verified',
  'processed',
  'picked',
  'posted',
];

/** Whether the goods of a line in this status have left the location that fulfills it. */
export function hasLeft(status: Status): boolean {
  return LEFT.has(status);
}

const LEFT: ReadonlySet<Status> = new Set([
  'intransit',
  'intransit_polled',
  'received',
  'partial_fulfilled',
  'fulfilled',
]);

/** From least to most advanced. */
export const PROGRESS: readonly Status[] = [
  'rejected',
  'new_order',
  'polled',
  'posted',
  'accepted',
  'verified',
  'processed',
  'picked',
  'intransit',
  'intransit_polled',
  'received',
  'partial_fulfilled',
  'fulfilled',
];

/**
 * Derives the status of an order from the statuses of its lines:
 *
 * 1. canceled lines do not count, unless all are canceled: then the order is `canceled`;
 * 2. unfulfillable lines do not count, unless nothing else is left: then it is `unfulfillable`;
 * 3. if some of the rest are fulfilled, wholly or partly, but not all: `partial_fulfilled`;
 * 4. otherwise the status of the least advanced line.
 */
export function deriveOrderStatus(lines: readonly Status[]): Status {
  const live = lines.filter((status) => status !== 'canceled');
  if (live.length === 0) return 'canceled';
  const working = live.filter((status) => status !== 'unfulfillable');
  if (working.length === 0) return 'unfulfillable';
  const begun = working.some((status) => status === 'fulfilled' || status === 'partial_fulfilled');
  if (begun && working.some((status) => status !== 'fulfilled')) return 'partial_fulfilled';
  return working.reduce((least, status) => (PROGRESS.indexOf(status) < PROGRESS.indexOf(least) ? status : least));
}

/**
 * The statuses of a line, their spelling on the wire, and how an order's status follows from its lines'.
 * docs/reference/routing-engine.md 1.2, 1.6.
 */
export const STATUSES = [
  'new_order',
  'polled',
  'accepted',
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

/** Spellings that mean the same: two words come with a blank or an underscore, and with one l or two. */
export const STATUS_ALIASES: ReadonlyMap<string, Status> = new Map<string, Status>([
  ['cancelled', 'canceled'],
  ['in_transit', 'intransit'],
  ['in_transit_polled', 'intransit_polled'],
  ['partially_fulfilled', 'partial_fulfilled'],
  ['partial_fulfill', 'partial_fulfilled'],
  ['new', 'new_order'],
]);

const AS_WRITTEN: ReadonlyMap<string, Status> = new Map(STATUSES.map((status) => [status, status]));

/** @returns undefined for a word that names no status */
export function parseStatus(text: string): Status | undefined {
  // As the store has it, and most callers.
  const exact = AS_WRITTEN.get(text);
  if (exact !== undefined) return exact;
  const word = text
    .trim()
    .toLowerCase()
    .replace(/[\s_-]+/g, '_');
  return STATUSES.find((status) => status === word) ?? STATUS_ALIASES.get(word);
}

/** Nothing more happens to a line in one of these. */
export function isFinal(status: Status): boolean {
  return status === 'fulfilled' || status === 'canceled' || status === 'unfulfillable';
}

/** Lines in these hold stock at their location unless its system says otherwise: the goods are promised and have not left. */
export const RESERVING_STATUSES: readonly Status[] = ['new_order', 'polled', 'accepted', 'picked', 'posted'];

/** From least to most done; an order is as far as the line that is least far. */
export const PROGRESS: readonly Status[] = [
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

/**
 * The order's status from its lines':
 *
 * 1. canceled lines do not count, unless all are canceled: then the order is `canceled`;
 * 2. unfulfillable lines do not count, unless nothing else is left: then it is `unfulfillable`;
 * 3. some of the rest fulfilled, or a part of one, but not all: `partial_fulfilled`;
 * 4. else the status of the line that is least far.
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

import type { Status } from '../values/status.js';

/** The statuses of a line in the direct fulfillment service, as they are on the wire. */
export const DF_STATUSES = ['HAL', 'ANG', 'FUT', 'FUA', 'BES', 'FUS', 'EIN', 'AUS', 'STO', 'NLB'] as const;
export type DfStatus = (typeof DF_STATUSES)[number];

/** What the status of a line is derived from. */
export interface LineFacts {
  readonly status: Status;
  readonly underReview: boolean;
  /** Whether the line is, or its attempt was, with a direct fulfillment supplier; otherwise the merchant has it. */
  readonly atSupplier: boolean;
  /** Whether the supplier may see it: its fulfillment request was released. */
  readonly released: boolean;
  /** Whether the supplier confirmed the line as it is. */
  readonly confirmed: boolean;
  readonly invoiced: boolean;
}

/**
 * The status by who has the line. Nothing is stored that could contradict it, so that an order reads the same in every
 * service.
 *
 * | Ours | The merchant has it | A supplier has it |
 */
const TABLE: Readonly<Record<Status, readonly [merchant: DfStatus, supplier: DfStatus]>> = {
  new_order: ['ANG', 'FUT'],
  polled: ['ANG', 'FUT'],
  posted: ['ANG', 'FUT'],
  accepted: ['ANG', 'BES'],
  verified: ['ANG', 'BES'],
  processed: ['ANG', 'BES'],
  picked: ['EIN', 'BES'],
  intransit: ['AUS', 'FUS'],
  intransit_polled: ['AUS', 'FUS'],
  received: ['AUS', 'FUS'],
  partial_fulfilled: ['AUS', 'FUS'],
  fulfilled: ['AUS', 'FUS'],
  rejected: ['STO', 'STO'],
  unfulfillable: ['NLB', 'NLB'],
  canceled: ['STO', 'STO'],
};

/**
 * Derives the status of a line:
 *
 * 1. the table, by our status and by who has the line;
 * 2. an open line of an order under review waits for its payment: HAL;
 * 3. a line that was not released to its supplier is still the merchant's: ANG;
 * 4. a line that is with a supplier and that he has not confirmed as it is: FUA, where the organization wants to see that;
 * 5. what a supplier sent and the merchant invoiced is done: AUS.
 */
export function dfStatusOf(facts: LineFacts, showUnconfirmed = false): DfStatus {
  const [merchant, supplier] = TABLE[facts.status];
  const status = facts.atSupplier ? supplier : merchant;
  if (facts.underReview && isOpen(status)) return 'HAL';
  if (status === 'FUT' && !facts.released) return 'ANG';
  if (status === 'FUT' && !facts.confirmed && showUnconfirmed) return 'FUA';
  return status === 'FUS' && facts.invoiced ? 'AUS' : status;
}

/** Which statuses of the table the steps 2 to 5 can turn into another one. */
const FROM: Readonly<Partial<Record<DfStatus, readonly DfStatus[]>>> = {
  HAL: ['ANG', 'FUT', 'BES', 'EIN'],
  ANG: ['FUT'],
  FUA: ['FUT'],
  AUS: ['FUS'],
};

/** Our statuses that lines with a status can have, so that a search need not read the others. */
export function statusesShownAs(wanted: DfStatus): readonly Status[] {
  const shown = [wanted, ...(FROM[wanted] ?? [])];
  return (Object.keys(TABLE) as Status[]).filter((status) => TABLE[status].some((one) => shown.includes(one)));
}

/** Whether a line in this status has still to leave. */
function isOpen(status: DfStatus): boolean {
  return status === 'ANG' || status === 'FUT' || status === 'BES' || status === 'EIN';
}

/** Reads a status as callers write it, in any case; undefined for any other word. */
export function parseDfStatus(text: string): DfStatus | undefined {
  const word = text.trim().toUpperCase();
  return DF_STATUSES.find((status) => status === word);
}

/**
 * What a client notes on a fulfillment request without changing its state: that its source has committed the stock, that
 * accounting has it (it is then invoiced), and how many units of an item the source acknowledged for later.
 */
export const REQUEST_MARK_KINDS = ['committed_stock', 'accounting_sync', 'secondary'] as const;
export type RequestMarkKind = (typeof REQUEST_MARK_KINDS)[number];

export interface RequestMark {
  readonly fulfillmentRequestId: number;
  readonly kind: RequestMarkKind;
  /** The number that its order's system gave the line; 0 for the whole request. */
  readonly lineNo: number;
  /** Units; 0 where the mark has none. */
  readonly quantity: number;
  /** ISO 8601, UTC. */
  readonly markedAt: string;
}

/** Answers to an update to the status that a line already has. */
export const REPEAT_POLICIES = ['accept', 'refuse_cancel', 'refuse'] as const;
export type RepeatPolicy = (typeof REPEAT_POLICIES)[number];

/** The ship-for-pickup lines that the pickup location may report as lost or damaged. */
export const PICKUP_REJECT_POLICIES = ['never', 'brokered', 'always'] as const;
export type PickupRejectPolicy = (typeof PICKUP_REJECT_POLICIES)[number];

/** The effect of a reject on the location's available quantity: none, nothing left to promise, or lowered by the rejected units. */
export const STOCK_EFFECTS = ['none', 'set_to_found', 'lower_promise'] as const;
export type StockEffect = (typeof STOCK_EFFECTS)[number];

/** A reject reason, by the code in the status update, with a stock effect of its own. */
export interface RejectReasonEntry {
  readonly code: string;
  readonly stock_effect: StockEffect;
}

/** What a reject of some lines of an order that is to be shipped complete means for its other lines at the location. */
export const SHIP_COMPLETE_REJECTS = ['together', 'refuse', 'separate'] as const;
export type ShipCompleteReject = (typeof SHIP_COMPLETE_REJECTS)[number];

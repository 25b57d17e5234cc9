/** The stages in the life of a fulfillment request, as its log names them. */
export const REQUEST_STAGES = [
  'routed',
  'chosen',
  'added',
  'strategies_applied',
  'renumbered',
  'processing',
  'processed',
  'acknowledged',
  'failed',
  'shipped',
  'cancel_requested',
  'cancel_refused',
  'canceled',
  'voided',
] as const;
export type RequestStage = (typeof REQUEST_STAGES)[number];

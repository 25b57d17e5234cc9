import type { FulfillmentStatus, RequestFlag, RequestState } from './fulfillment-request.js';

/** The names of states and statuses that sources and merchants read. Clients compare them as they are; filters take them in any case. */
export const STATE_NAMES: Readonly<Record<RequestState, string>> = {
  unprocessed: 'Unprocessed',
  processing: 'Processing',
  processed: 'Processed',
  acknowledged: 'Acknowledged',
  failed: 'Failed',
  canceled: 'Canceled',
  voided: 'Voided',
};

export const FULFILLMENT_NAMES: Readonly<Record<FulfillmentStatus, string>> = {
  awaiting_shipment: 'Awaiting Shipment',
  partially_shipped: 'Partially Shipped',
  shipped: 'Shipped',
  canceled: 'Canceled',
};

export const FLAG_NAMES: Readonly<Record<RequestFlag, string>> = {
  number_too_long: 'FR # Exceeds Max Length',
  number_duplicate: 'Duplicate FR #',
};

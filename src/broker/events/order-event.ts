import type { RowId } from '../../platform/db/session.js';

/**
 * What a transaction can tell others about an order, with what each event means. The names are public: endpoints ask for
 * them, and the `type` of an event's body is one of them.
 */
export const ORDER_EVENTS = {
  'order.created': 'The broker accepted an order.',
  'order.status_changed': 'Lines of an order changed their status, their location or their tracking number.',
  'order.review_changed': 'An order was put under review, or released.',
  'order.commented': 'Somebody commented on an order or a line.',
  'request.created': 'A partner was assigned lines of an order; it may not be shown them yet.',
  'request.processing': 'A fulfillment request was released to its partner.',
  'request.sent': 'A fulfillment request is handed over with this event.',
  'request.processed': 'A partner has a fulfillment request.',
  'request.acknowledged': 'A partner acknowledged a fulfillment request.',
  'request.failed': 'A fulfillment request could not be handed over, or the partner reported that it failed.',
  'request.cancel_requested': 'A partner is asked to give a fulfillment request back.',
  'request.canceled': 'A partner canceled a fulfillment request, or all of its lines were canceled.',
  'request.voided': 'A fulfillment request was taken back from its partner.',
  'shipment.created': 'Parcels of an order left a location.',
  'outbound.confirmed':
    'A request for an outbound or a return was worked on: it was created, or refused with a reason.',
  'outbound.logistics_created': 'An outbound has its shipment with the carrier.',
  'outbound.status_changed': 'An outbound or a return moved on, by its status code.',
  'outbound.goods_issued': 'Goods of an outbound left the warehouse, or those of a return were posted (PGI).',
  'outbound.parcel_status': 'A carrier reported how far a parcel is.',
  'order.masked': 'The personal data of an order was masked; whoever holds a copy should do the same.',
} as const;

export type OrderEventType = keyof typeof ORDER_EVENTS;

/** A value that is stored as JSON. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | { readonly [key: string]: JsonValue };

/** What happened to an order in a transaction. */
export interface OrderEvent {
  readonly type: OrderEventType;
  readonly requestId: RowId;
  /**
   * What cannot be read later, because only the transaction knows it: the statuses before, for example. No personal data:
   * the rest is read when the event is sent, so that masking an order masks what is still to be sent.
   */
  readonly facts: Readonly<Record<string, JsonValue>>;
}

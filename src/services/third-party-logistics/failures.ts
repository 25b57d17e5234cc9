import { RefusedError } from '../../domain/partner/refusal.js';

/** Why a request is answered with Failure: one catalog of texts, each with what was found and what to do. */
const FAILURES = {
  order_unknown: 'There is no order {id} in the warehouses of this login: {warehouses}.',
  order_missing: 'OrderID is missing: send the number of one order.',
  order_named_twice: 'OrderID {id} and an OrderKey were given: send one of them.',
  order_key_unknown: 'There is no order with the OrderKey {key} in the warehouses of this login: {warehouses}.',
  too_many_orders: '{field} has {found} orders, at most {most} are taken: send them in parts.',
  details_missing: 'Details names no order: send an OrderBatchDetailRequest for each order.',
  orders_failed: '{failed} of {all} orders were not changed. Send those again once what is wrong is put right.',
  batch_size: 'BatchSize is {found}, expected 1 to {most}.',
  no_warehouse: 'This login has no warehouse: ask the company to give it the locations of the partner.',
  warehouse_unknown: 'There is no warehouse {id} of this login: {warehouses}.',
  warehouse_ambiguous: 'Warehouse {id} stands for several locations, so that the stock of none can be changed by it.',
  status_passed: 'Order {id} is {found}, so it cannot go back to {wanted}. {next}',
  order_ended: 'Order {id} is Canceled since {at}: it is no longer in your warehouse. Do not ship it.',
  order_shipped: 'Order {id} is Shipped ({shipped}), so it cannot become Canceled. What comes back is a return.',
  too_many_parcels:
    'Order {id} has {known} tracking numbers, and {more} more were sent: a shipment has at most {limit}. Send those that fit.',
  status_unsettable: 'OrderStatus {status} is not set by who ships: send Accepted, Printed, Shipped or Canceled.',
  status_number: 'OrderStatus is {found}, expected a number from 0 to {most}.',
  not_changeable: '{fields} cannot be changed by who ships: leave them out, or send what GetOrders answered.',
  carrier_twice: 'WebCarrierID and WebCarrierID1 differ: send one of them.',
  ship_method_unknown: 'ShipMethodID {id} is none of warehouse {warehouse}: {methods}.',
  too_long: '{field} has {found} characters, at most {most} are taken.',
  time: '{field} is {found}, expected a time from 2000 to 2100.',
  decline_count: 'DeclineCount is {found}, expected 0 or more.',
  item_missing: 'ItemCode is missing: send the code of an item.',
  quantity: 'Quantity is {found}, expected a number from -{most} to {most} other than 0.',
  stock: '{reason}.',
} as const;

export type FailureKey = keyof typeof FAILURES;

/** A request that cannot be done. */
export class FailureError extends Error {
  override readonly name = 'FailureError';
  readonly code: FailureKey;

  constructor(key: FailureKey, values: Readonly<Record<string, string | number>> = {}) {
    super(failureText(key, values));
    this.code = key;
  }
}

/** A text of the catalog. */
export function failureText(key: FailureKey, values: Readonly<Record<string, string | number>> = {}): string {
  return FAILURES[key].replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ''));
}

/** The text of an error that is answered with Failure; undefined for any other error. */
export function textOfFailure(error: unknown): string | undefined {
  return error instanceof FailureError || error instanceof RefusedError ? error.message : undefined;
}

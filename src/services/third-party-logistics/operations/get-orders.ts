import { mapYielding } from '../../../platform/event-loop.js';
import { listPartnerOrders } from '../../../broker/partners/inquiry/partner-orders.js';
import type { PartnerOrder, PartnerOrderQuery } from '../../../broker/partners/inquiry/partner-orders.js';
import { FailureError } from '../failures.js';
import type { GetOrdersRequest } from '../messages.js';
import type { LogisticsOperation, PartnerCall } from '../operation.js';
import { customerNumber, orderResponse } from '../order-response.js';
import { stagesShownAs } from '../../../domain/partner/order-status.js';
import { readTimeOf } from '../times.js';
import { freeTexts } from '../free-texts.js';

/** Orders of one answer. */
const BATCH = { usual: 500, most: 1000 };
/** Orders that one request may name. */
const MOST_IDS = 1000;
/** What every order here is: the type APIOrder, and its number. */
const ORDER_TYPE = { word: 'APIOrder', number: 11 };

/**
 * Lists orders that have every property that is asked for, at most BatchSize of them: by ascending OrderID, or by ascending
 * ModifiedDate where GreaterThanModifiedDate is given. The last one of an answer is where the next page begins.
 */
export const getOrders: LogisticsOperation<'GetOrders'> = {
  name: 'GetOrders',
  nothing: { RecordCount: 0 },
  async answer(request, call) {
    const orders = await listPartnerOrders(call.broker, call.actor, queryOf(request, call));
    const shown = await mapYielding(orders, (order) => orderResponse(order, request.ReturnCustomer === true));
    return { content: { Orders: { OrderResponse: shown }, RecordCount: shown.length } };
  },
};

/** @throws {FailureError} */
function queryOf(request: GetOrdersRequest, { warehouses }: PartnerCall): PartnerOrderQuery {
  const { OrderID, OrderIDs, OrderStatus, WarehouseID, GreaterThanOrderID, BatchSize } = request;
  const limit = BatchSize ?? BATCH.usual;
  if (limit < 1 || limit > BATCH.most) throw new FailureError('batch_size', { found: limit, most: BATCH.most });
  const named = OrderIDs?.int ?? [];
  if (named.length > MOST_IDS)
    throw new FailureError('too_many_orders', { field: 'OrderIDs', found: named.length, most: MOST_IDS });
  const ids = intersection(OrderID === null || OrderID === undefined ? undefined : [OrderID], named);
  const placedFrom = readTimeOf('OrderDateStart', request.OrderDateStart);
  const placedTo = readTimeOf('OrderDateEnd', request.OrderDateEnd);
  const modifiedAfter = readTimeOf('GreaterThanModifiedDate', request.GreaterThanModifiedDate);
  const locations =
    WarehouseID === null || WarehouseID === undefined ? warehouses.locations : warehouses.numbered(WarehouseID);
  return {
    locationIds: hasType(request) && !isSet(request.PartyID) ? locations.map(({ id }) => id) : [],
    ...(ids === undefined ? {} : { ids }),
    ...(OrderStatus === null || OrderStatus === undefined ? {} : { progress: stagesShownAs(OrderStatus) }),
    ...(placedFrom === undefined ? {} : { placedFrom }),
    ...(placedTo === undefined ? {} : { placedTo }),
    ...(modifiedAfter === undefined ? {} : { modifiedAfter }),
    afterId: GreaterThanOrderID ?? 0,
    limit,
    accepts: (order) => isLike(order, request),
  };
}

const isSet = (value: unknown): boolean => value !== null && value !== undefined;

/** The orders that both name; an empty list names all. */
function intersection(one: readonly number[] | undefined, list: readonly number[]): readonly number[] | undefined {
  if (list.length === 0) return one;
  return one === undefined ? list : one.filter((id) => list.includes(id));
}

/** Whether the types that are asked for are those of the orders here. */
function hasType({ OrderTypes, OrderTys }: GetOrdersRequest): boolean {
  const words: readonly string[] = OrderTypes?.OrderType ?? [];
  const numbers = OrderTys?.int ?? [];
  return (
    (words.length === 0 || words.includes(ORDER_TYPE.word)) &&
    (numbers.length === 0 || numbers.includes(ORDER_TYPE.number))
  );
}

/** The properties that the database does not look for. */
function isLike({ order, note }: PartnerOrder, request: GetOrdersRequest): boolean {
  const { CustomerID, CurrencyCode } = request;
  if (isSet(CustomerID) && customerNumber(order.details.soldTo) !== CustomerID) return false;
  if (isSet(CurrencyCode) && CurrencyCode !== '' && order.details.currency.trim() !== CurrencyCode) return false;
  return freeTexts(request).every((text, place) => !isSet(text) || text === '' || note.texts[place] === text);
}

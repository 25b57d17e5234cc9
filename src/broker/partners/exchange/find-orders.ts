import type { OrderLine } from '../../../domain/order/order.js';
import type { FulfillmentRequest } from '../../../domain/partner/fulfillment-request.js';
import { RefusedError } from '../../../domain/partner/refusal.js';
import { readOrders } from '../../../store/orders/orders.js';
import { findFulfillmentRequests } from '../../../store/partners/fulfillment-requests.js';
import { searchPartnerOrders } from '../../../store/partners/order-search.js';
import type { PartnerOrderCriteria } from '../../../store/partners/order-search.js';
import type { PlaceInList } from '../../../store/partners/request-search.js';
import type { BrokerContext } from '../../context.js';
import { AnswerRoom } from '../../inquiry/answer-size.js';
import { leavingOut } from '../../inquiry/leave-out.js';
import { viewOrders } from '../../inquiry/order-view.js';
import type { OrderView } from '../../inquiry/order-view.js';
import { updateStatus } from '../../orders/update-status.js';
import { inUnit } from '../../unit.js';
import { PageTooLargeError } from './view-requests.js';

/** An order with its fulfillment requests, oldest first. */
export interface MerchantOrder extends OrderView {
  readonly requests: readonly FulfillmentRequest[];
}

/** Who looks at orders: those that one of the systems placed; absent: any. */
export interface OrderReader {
  readonly systems?: ReadonlySet<string>;
}

/** Finds orders by ascending request id. @throws {PageTooLargeError} */
export function findOrders(
  context: BrokerContext,
  { systems }: OrderReader,
  criteria: Omit<PartnerOrderCriteria, 'systems'>,
  place: PlaceInList,
): Promise<MerchantOrder[]> {
  return inUnit(context, async (unit) => {
    const { session } = unit;
    const own = systems === undefined ? {} : { systems: [...systems] };
    const ids = await searchPartnerOrders(session, { ...criteria, ...own }, place);
    const fitting = await new AnswerRoom(context).take(session, ids);
    if (fitting.length < ids.length) throw new PageTooLargeError(ids.length, Math.max(1, fitting.length));
    const orders = await readOrders(session, fitting, leavingOut(context.log));
    const requests = await findFulfillmentRequests(session, fitting);
    const bySystem = new Map<string, typeof orders>();
    for (const order of orders) bySystem.set(order.systemCd, [...(bySystem.get(order.systemCd) ?? []), order]);
    const views: OrderView[] = [];
    for (const [systemCd, of] of bySystem) views.push(...(await viewOrders(unit, of, systemCd)));
    return views
      .sort((one, other) => one.order.requestId - other.order.requestId)
      .map((view) => ({ ...view, requests: requests.filter((one) => one.requestId === view.order.requestId) }));
  });
}

/** Shows one order. @throws {RefusedError} if there is none, or none that the reader may know of */
export async function showOrder(
  context: BrokerContext,
  requestId: number,
  reader: OrderReader,
): Promise<MerchantOrder> {
  const [found] = await findOrders(context, reader, { after: requestId - 1 }, { skip: 0, most: 1 });
  if (found?.order.requestId !== requestId) throw new RefusedError('order_unknown', { request: requestId });
  return found;
}

/** Whether all of a line is settled as canceled. */
const isCanceled = ({ status }: OrderLine): boolean => status === 'canceled';

/**
 * Cancels what is left of an order, as the system that placed it. A repeat changes nothing.
 * @throws {RefusedError} where lines have left, with every reason
 */
export async function cancelOrder(
  context: BrokerContext,
  requestId: number,
  reader: OrderReader,
  { actor, note }: { readonly actor: string; readonly note: string },
): Promise<void> {
  const { order, originating } = await showOrder(context, requestId, reader);
  if (order.lines.every(isCanceled)) return;
  const result = await updateStatus(context, {
    requestId: String(requestId),
    sentAt: '',
    caller: { systemCd: originating.system.systemCd, locationCd: originating.locationCd },
    employeeId: actor.slice(0, 50),
    status: 'canceled',
    reason: { code: '', note },
    items: [],
  });
  if (result.updated) return;
  const after = await showOrder(context, requestId, reader);
  if (after.order.lines.every(isCanceled)) return;
  throw new RefusedError('order_stays', {
    request: requestId,
    order: order.orderId,
    status: after.order.status,
    reasons: result.rejections.map(({ text }) => text).join(' '),
  });
}

import type { BriefOrder } from '../../domain/order/order.js';
import { parseRequestId } from '../../domain/values/request-id.js';
import { parseStatus } from '../../domain/values/status.js';
import type { Session } from '../../platform/db/session.js';
import { findRequestIds, readBriefOrders, readOrders } from '../../store/orders/orders.js';
import type { BrokerContext } from '../context.js';
import { inUnit } from '../unit.js';
import { viewOrders } from './order-view.js';
import type { OrderView } from './order-view.js';
import { visibleOrders } from './visible-orders.js';

/** The numbers in a StatusRequest; the first one that is not empty counts. */
export interface OrderNumberQuery {
  readonly systemCd: string;
  readonly requestId: string;
  readonly orderId: string;
  readonly refTransactionNo: string;
}

/** The contents of a StatusListRequest. */
export interface RequestIdQuery {
  readonly systemCd: string;
  readonly requestIds: readonly string[];
  /** Only orders with one of these statuses (or, if negated, with none of them); empty for all orders. */
  readonly statuses: readonly string[];
  readonly negated: boolean;
}

/**
 * Gets orders by number, as the calling system may see them: by request id any order in which it has or had a role, by order or
 * reference number the ones it submitted itself.
 * @returns newest first for order and reference numbers; empty if there are none
 */
export function getOrders(context: BrokerContext, query: OrderNumberQuery): Promise<OrderView[]> {
  return inUnit(context, async (unit) => {
    const { session } = unit;
    const { systemCd, orderId, refTransactionNo } = query;
    if (query.requestId.trim() !== '') {
      const orders = await readOrders(session, parseRequestIds([query.requestId]));
      return viewOrders(unit, await visibleOrders(unit, orders, systemCd), systemCd);
    }
    const number =
      orderId.trim() !== '' ? { orderId } : refTransactionNo.trim() !== '' ? { refTransactionNo } : undefined;
    const requestIds = number === undefined ? [] : await findRequestIds(session, systemCd, number);
    return viewOrders(unit, (await readOrders(session, requestIds)).reverse(), systemCd);
  });
}

/**
 * Gets many orders by request id. Ids of orders that do not exist or that the caller may not see are omitted and logged
 * with the real service's text (`Status List Request ID Invalid`), so that one wrong id does not fail the request.
 */
export function getOrdersById(context: BrokerContext, query: RequestIdQuery): Promise<OrderView[]> {
  return getById(context, query, readOrders);
}

/** Gets many orders by request id, without their details; see `getOrdersById`. */
export function getBriefOrdersById(context: BrokerContext, query: RequestIdQuery): Promise<OrderView<BriefOrder>[]> {
  return getById(context, query, readBriefOrders);
}

function getById<Seen extends BriefOrder>(
  context: BrokerContext,
  query: RequestIdQuery,
  read: (session: Session, requestIds: readonly number[]) => Promise<Seen[]>,
): Promise<OrderView<Seen>[]> {
  return inUnit(context, async (unit) => {
    const orders = await read(unit.session, parseRequestIds(query.requestIds));
    const visible = await visibleOrders(unit, orders, query.systemCd);
    const known = new Set(visible.map((order) => order.requestId));
    for (const id of new Set(query.requestIds)) {
      if (!known.has(parseRequestId(id) ?? 0))
        context.log.error({ requestId: id.slice(0, 20), systemCd: query.systemCd }, 'Status List Request ID Invalid');
    }
    const statuses = new Set(query.statuses.map(parseStatus));
    const matching = visible.filter(
      (order) => query.statuses.length === 0 || statuses.has(order.status) !== query.negated,
    );
    return viewOrders(unit, matching, query.systemCd);
  });
}

function parseRequestIds(texts: readonly string[]): number[] {
  return texts.flatMap((text) => parseRequestId(text) ?? []);
}

import type { BriefOrder } from '../../domain/order/order.js';
import { parseRequestId } from '../../domain/values/request-id.js';
import { parseStatus } from '../../domain/values/status.js';
import type { Session } from '../../platform/db/session.js';
import { findRequestIds, readBriefOrders, readOrders } from '../../store/orders/orders.js';
import type { LeaveOut } from '../../store/orders/orders.js';
import type { BrokerContext } from '../context.js';
import { inUnit } from '../unit.js';
import { AnswerRoom } from './answer-size.js';
import { leavingOut } from './leave-out.js';
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
      const orders = await readOrders(
        session,
        await new AnswerRoom(context).take(session, parseRequestIds([query.requestId])),
      );
      return viewOrders(unit, await visibleOrders(unit, orders, systemCd), systemCd);
    }
    const number =
      orderId.trim() !== '' ? { orderId } : refTransactionNo.trim() !== '' ? { refTransactionNo } : undefined;
    const found = number === undefined ? [] : await findRequestIds(session, systemCd, number);
    const fitting = await new AnswerRoom(context).take(session, found);
    const orders = await readOrders(session, fitting, leavingOut(context.log));
    return viewOrders(unit, orders.reverse(), systemCd);
  });
}

/**
 * Gets many orders by request id. Ids of orders that do not exist or that the caller may not see are omitted and logged
 * with the real service's text (`Status List Request ID Invalid`), so that one wrong id does not fail the request.
 */
export function getOrdersById(context: BrokerContext, query: RequestIdQuery): Promise<OrderView[]> {
  return getById(context, query, readOrders, false);
}

/** Gets many orders by request id, without their details; see `getOrdersById`. */
export function getBriefOrdersById(context: BrokerContext, query: RequestIdQuery): Promise<OrderView<BriefOrder>[]> {
  return getById(context, query, readBriefOrders, true);
}

function getById<Seen extends BriefOrder>(
  context: BrokerContext,
  query: RequestIdQuery,
  read: (session: Session, requestIds: readonly number[], leaveOut: LeaveOut) => Promise<Seen[]>,
  brief: boolean,
): Promise<OrderView<Seen>[]> {
  return inUnit(context, async (unit) => {
    const requestIds = [...new Set(parseRequestIds(query.requestIds))];
    const fitting = await new AnswerRoom(context).take(unit.session, requestIds, brief);
    const visible = await visibleOrders(
      unit,
      await read(unit.session, fitting, leavingOut(context.log)),
      query.systemCd,
    );
    const lookedUp = new Set(fitting);
    const left = requestIds.filter((id) => !lookedUp.has(id));
    logUnknown(context, query, new Set([...visible.map((order) => order.requestId), ...left]));
    const statuses = new Set(query.statuses.map(parseStatus));
    const matching = visible.filter(
      (order) => query.statuses.length === 0 || statuses.has(order.status) !== query.negated,
    );
    return viewOrders(unit, matching, query.systemCd);
  });
}

/** How many of the unknown ids of a message are logged; their number is always. */
const LOGGED_IDS = 10;

/** @param known the ids that exist for the caller, and those that were not looked up */
function logUnknown(
  { log }: BrokerContext,
  { requestIds, systemCd }: RequestIdQuery,
  known: ReadonlySet<number>,
): void {
  const unknown = [...new Set(requestIds)].filter((id) => !known.has(parseRequestId(id) ?? 0));
  if (unknown.length === 0) return;
  const ids = unknown.slice(0, LOGGED_IDS).map((id) => id.slice(0, 20));
  log.error({ requestIds: ids, count: unknown.length, systemCd }, 'Status List Request ID Invalid');
}

function parseRequestIds(texts: readonly string[]): number[] {
  return texts.flatMap((text) => parseRequestId(text) ?? []);
}

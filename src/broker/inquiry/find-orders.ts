import { findRequestIds, readBriefOrders, readOrders } from '../../store/orders/orders.js';
import type { BriefOrder } from '../../domain/order/order.js';
import { parseRequestId } from '../../domain/values/request-id.js';
import { parseStatus } from '../../domain/values/status.js';
import type { Session } from '../../platform/db/session.js';
import type { BrokerContext } from '../context.js';
import { viewOrders } from './order-view.js';
import type { OrderView } from './order-view.js';
import { takesPart } from '../orders/parties.js';

/** What a StatusRequest looks for: the first of the three that is not empty. */
export interface OrderQuery {
  readonly systemCd: string;
  readonly requestId: string;
  readonly orderId: string;
  readonly refTransactionNo: string;
}

/** What a StatusListRequest looks for. */
export interface OrderListQuery {
  readonly systemCd: string;
  readonly requestIds: readonly string[];
  /** Keep orders in one of these statuses (or, negated, in none of them); empty keeps all. */
  readonly statuses: readonly string[];
  readonly negated: boolean;
}

/**
 * The orders a system asks for, as it may see them: by request id whatever part it takes in the order, by its own order
 * or reference number the ones it placed. Newest first by number; empty when there are none.
 */
export async function findOrders(context: BrokerContext, query: OrderQuery): Promise<OrderView[]> {
  return context.database.transaction(async (session) => {
    const network = await context.networks.current(session);
    const byNumber = query.requestId.trim() === '';
    const ids = !byNumber
      ? requestIds([query.requestId])
      : query.orderId.trim() !== ''
        ? await findRequestIds(session, query.systemCd, { orderId: query.orderId })
        : query.refTransactionNo.trim() !== ''
          ? await findRequestIds(session, query.systemCd, { refTransactionNo: query.refTransactionNo })
          : [];
    const orders = (await readOrders(session, ids)).filter((order) => takesPart(query.systemCd, order, network));
    return viewOrders(session, network, byNumber ? orders.reverse() : orders, query.systemCd);
  });
}

/**
 * Many orders by request id. Ids that name no order of the caller's are left out and logged, as the real service does
 * (`Status List Request ID Invalid`), so that one wrong id does not cost the answer for the others.
 */
export async function listOrders(context: BrokerContext, query: OrderListQuery): Promise<OrderView[]> {
  return list(context, query, readOrders);
}

/** The same for those who leave the details out. */
export async function listBriefOrders(context: BrokerContext, query: OrderListQuery): Promise<OrderView<BriefOrder>[]> {
  return list(context, query, readBriefOrders);
}

async function list<Seen extends BriefOrder>(
  context: BrokerContext,
  query: OrderListQuery,
  read: (session: Session, requestIds: readonly number[]) => Promise<Seen[]>,
): Promise<OrderView<Seen>[]> {
  return context.database.transaction(async (session) => {
    const network = await context.networks.current(session);
    const orders = (await read(session, requestIds(query.requestIds))).filter((order) =>
      takesPart(query.systemCd, order, network),
    );
    const known = new Set(orders.map((order) => String(order.requestId)));
    for (const id of new Set(query.requestIds)) {
      if (!known.has(id.trim().replace(/^0+(?=\d)/, '')))
        context.log.error({ requestId: id.slice(0, 20), systemCd: query.systemCd }, 'Status List Request ID Invalid');
    }
    const wanted = new Set(query.statuses.map(parseStatus));
    const kept = orders.filter((order) => query.statuses.length === 0 || wanted.has(order.status) !== query.negated);
    return viewOrders(session, network, kept, query.systemCd);
  });
}

function requestIds(texts: readonly string[]): number[] {
  return texts.flatMap((text) => parseRequestId(text) ?? []);
}

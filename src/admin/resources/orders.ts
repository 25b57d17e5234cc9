import type { z } from 'zod';
import { browseOrders } from '../../broker/inquiry/browse-orders.js';
import { showOrder, UnknownViewerError } from '../../broker/inquiry/show-order.js';
import { orderListQuery, orderPage, orderQuery, shownOrder } from './order-schemas.js';
import { jsonRoute, notFound, ok, RefusedError } from '../rest/route.js';
import type { Route } from '../rest/route.js';

/**
 * Orders in both vocabularies: the statuses of the broker, and the letters that an OMS shows for them. Whoever may look may see
 * them, so the list tells nothing of customers, and an order their names and towns only when it is asked to.
 */
export const orderRoutes: readonly Route[] = [
  jsonRoute({
    method: 'get',
    path: '/orders',
    role: 'read',
    summary: 'List orders, newest first, with their status here and the letters an OMS shows',
    query: orderListQuery,
    answers: { 200: { description: 'A page of orders; nothing in it tells of customers', schema: orderPage } },
    handle: async (context, { query }) => {
      const page = await browseOrders(context, listed(query));
      if (page === undefined) throw new RefusedError([unknownPlace(query)]);
      return ok(page);
    },
  }),
  jsonRoute({
    method: 'get',
    path: '/orders/{request_id}',
    role: 'read',
    summary: 'Show an order: lines, history, assignments, routing',
    query: orderQuery,
    answers: { 200: { description: 'The order', schema: shownOrder } },
    handle: async (context, { param, query }) => {
      const text = param('request_id');
      const order = /^\d{1,10}$/.test(text)
        ? await showOrder(context, Number(text), {
            systemCd: query.system_cd,
            customer: query.customer === 'true',
          }).catch((error: unknown) => {
            throw error instanceof UnknownViewerError
              ? new RefusedError([unknownPlace({ system_cd: error.systemCd })])
              : error;
          })
        : undefined;
      return order === undefined ? notFound(`order with request id ${text.slice(0, 20)}`) : ok(order);
    },
  }),
];

function unknownPlace({ system_cd, location_cd }: Partial<z.output<typeof orderListQuery>>): {
  path: string;
  reason: string;
} {
  return location_cd === undefined
    ? { path: 'system_cd', reason: `found ${JSON.stringify(system_cd)}, expected a system of the catalog` }
    : {
        path: 'location_cd',
        reason: `found ${JSON.stringify(location_cd)}, expected a location of system ${JSON.stringify(system_cd)}`,
      };
}

/** @throws {RefusedError} for a location without its system: the same code may be in several */
function listed(query: z.output<typeof orderListQuery>): Parameters<typeof browseOrders>[1] {
  const {
    limit,
    after,
    status,
    system_cd,
    location_cd,
    type,
    order_id,
    from_request_id,
    to_request_id,
    since,
    until,
    under_review,
    oms,
  } = query;
  if (location_cd !== undefined && system_cd === undefined) {
    throw new RefusedError([
      { path: 'location_cd', reason: 'found no system_cd with it, expected the system whose location it is' },
    ]);
  }
  return {
    limit,
    ...(after === undefined ? {} : { before: after }),
    ...(status === undefined ? {} : { status }),
    ...(system_cd === undefined ? {} : { systemCd: system_cd }),
    ...(location_cd === undefined ? {} : { locationCd: location_cd }),
    ...(type === undefined ? {} : { type }),
    ...(order_id === undefined ? {} : { orderId: order_id }),
    ...(from_request_id === undefined ? {} : { fromRequestId: from_request_id }),
    ...(to_request_id === undefined ? {} : { toRequestId: to_request_id }),
    ...(since === undefined ? {} : { since: new Date(since).toISOString() }),
    ...(until === undefined ? {} : { until: new Date(until).toISOString() }),
    ...(under_review === undefined ? {} : { underReview: under_review === 'true' }),
    ...(oms === undefined ? {} : { letter: oms }),
  };
}

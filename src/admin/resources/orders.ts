import type { z } from 'zod';
import type { BrokerContext } from '../../broker/context.js';
import { listOrders } from '../../broker/inquiry/list-orders.js';
import { getOrder, UnknownViewerError } from '../../broker/inquiry/get-order.js';
import { isEnough } from '../../platform/auth/admin-role.js';
import type { AdminRole } from '../../platform/auth/admin-role.js';
import { parseRequestId } from '../../domain/values/request-id.js';
import { orderListQuery, orderPage, orderQuery, orderSchema } from '../schemas/orders.js';
import { InvalidRequestError } from '../rest/invalid-request-error.js';
import { jsonRoute, notFound, ok } from '../rest/json-route.js';
import type { Route } from '../rest/route.js';

/**
 * Orders with the broker's statuses and the letters that an OMS shows for them. The role `read` is enough, so the list
 * has no customer data, a single order has names and towns only on request, and employees and their notes only for more.
 */
export const orderRoutes: readonly Route[] = [
  jsonRoute({
    method: 'get',
    path: '/orders',
    role: 'read',
    summary: 'List orders, newest first, with their status here and the letters an OMS shows',
    query: orderListQuery,
    responses: { 200: { description: 'A page of orders, without customer data', schema: orderPage } },
    handle: async (context, { query }) => {
      const page = await listOrders(context, criteriaOf(query));
      if (page === undefined) throw new InvalidRequestError([unknownLocation(query)]);
      return ok(page);
    },
  }),
  jsonRoute({
    method: 'get',
    path: '/orders/{request_id}',
    role: 'read',
    summary: 'Show an order: lines, history, assignments, routing, fulfillment requests, shipments, comments',
    query: orderQuery,
    responses: { 200: { description: 'The order', schema: orderSchema } },
    handle: async (context, { param, query, role }) => {
      const text = param('request_id');
      const requestId = parseRequestId(text);
      const order = requestId === undefined ? undefined : await showChecked(context, requestId, query, role);
      return order === undefined ? notFound(`order with request id ${text.slice(0, 20)}`) : ok(order);
    },
  }),
];

/** @throws {InvalidRequestError} for an unknown viewing system */
async function showChecked(
  context: BrokerContext,
  requestId: number,
  query: z.output<typeof orderQuery>,
  role: AdminRole,
): ReturnType<typeof getOrder> {
  try {
    return await getOrder(context, requestId, {
      systemCd: query.system_cd,
      customer: query.customer === 'true',
      hideStaff: !isEnough(role, 'operate'),
    });
  } catch (error) {
    if (error instanceof UnknownViewerError)
      throw new InvalidRequestError([unknownLocation({ system_cd: error.systemCd })]);
    throw error;
  }
}

function unknownLocation({ system_cd, location_cd }: Partial<z.output<typeof orderListQuery>>): {
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

/** @throws {InvalidRequestError} for a location without a system, since several systems may have that code */
function criteriaOf(query: z.output<typeof orderListQuery>): Parameters<typeof listOrders>[1] {
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
    throw new InvalidRequestError([
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
    ...(since === undefined ? {} : { since }),
    ...(until === undefined ? {} : { until }),
    ...(under_review === undefined ? {} : { underReview: under_review === 'true' }),
    ...(oms === undefined ? {} : { letter: oms }),
  };
}

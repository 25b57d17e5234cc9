import { z } from 'zod';
import { cancelOrder, findOrders, showOrder } from '../../../broker/partners/exchange/find-orders.js';
import { invalidRequest } from '../problems.js';
import { operation } from '../operation.js';
import type { MakeOperation } from '../operation.js';
import { orderListQuery, orderStatus } from '../schemas.js';
import { orderSchema, writeOrder } from '../write-order.js';
import { placeOf } from './requests.js';

const READERS = ['account', 'channel'] as const;
const readerOf = ({ systems }: { readonly systems: ReadonlySet<string> | undefined }) =>
  systems === undefined ? {} : { systems };

/** Orders of merchants and their sales channels. */
export const orderOperations: readonly MakeOperation[] = [
  operation({
    name: 'ListOrders',
    method: 'GET',
    path: '/orders',
    kinds: READERS,
    summary: 'List orders by ascending id, with their fulfillment requests',
    query: orderListQuery,
    answer: { status: 200, description: 'A page; an empty one ends the list', schema: z.array(orderSchema) },
    act: async (context, { client, query }) => {
      const { orderUpdatedAt, fulfillmentRequestsUpdatedAt, shipmentsUpdatedAt } = query;
      const orders = await findOrders(
        context,
        readerOf(client),
        {
          after: query.sinceId ?? 0,
          ...(orderUpdatedAt === undefined ? {} : { changedSince: orderUpdatedAt }),
          ...(fulfillmentRequestsUpdatedAt === undefined ? {} : { requestsChangedSince: fulfillmentRequestsUpdatedAt }),
          ...(shipmentsUpdatedAt === undefined ? {} : { shippedSince: shipmentsUpdatedAt }),
        },
        placeOf(query),
      );
      return { status: 200, body: orders.map(writeOrder) };
    },
  }),
  operation({
    name: 'GetOrder',
    method: 'GET',
    path: '/orders/{id}',
    kinds: READERS,
    summary: 'Show an order with its fulfillment requests',
    answer: { status: 200, description: 'The order', schema: orderSchema },
    act: async (context, { client, id }) => ({
      status: 200,
      body: writeOrder(await showOrder(context, id, readerOf(client))),
    }),
  }),
  operation({
    name: 'SetOrderStatus',
    method: 'PATCH',
    path: '/orders/{id}/status',
    kinds: READERS,
    summary: 'Cancel an order, by parameters or by a body',
    query: orderStatus,
    body: { schema: orderStatus, optional: true },
    answer: { status: 200, description: 'The order afterwards', schema: orderSchema },
    act: async (context, { client, id, query, body }) => {
      if (query.status === undefined && body.status === undefined)
        throw invalidRequest([{ path: 'status', reason: 'found none, expected Canceled' }]);
      const note = query.updateNote ?? body.updateNote ?? '';
      await cancelOrder(context, id, readerOf(client), { actor: client.name, note });
      return { status: 200, body: writeOrder(await showOrder(context, id, readerOf(client))) };
    },
  }),
];

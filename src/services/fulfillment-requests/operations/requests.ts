import { z } from 'zod';
import { leaseRequests } from '../../../broker/partners/exchange/lease-requests.js';
import { findRequests, showRequest } from '../../../broker/partners/exchange/view-requests.js';
import { operation } from '../operation.js';
import type { MakeOperation } from '../operation.js';
import { processingQuery, requestListQuery } from '../schemas.js';
import { requestSchema, writeRequest } from '../write-request.js';

const READERS = ['account', 'source'] as const;
const LIST = z.array(requestSchema);

/** Fulfillment requests are read, and handed out to their sources. */
export const requestOperations: readonly MakeOperation[] = [
  operation({
    name: 'ListFulfillmentRequests',
    method: 'GET',
    path: '/fulfillment-requests',
    kinds: READERS,
    summary: 'List fulfillment requests by ascending id',
    query: requestListQuery,
    answer: { status: 200, description: 'A page; an empty one ends the list', schema: LIST },
    act: async (context, { actor, query }) => {
      const { filterStatus, filterEligibleForProcessing: eligible } = query;
      const waiting = ['unprocessed', 'processing'] as const;
      const states = eligible === true ? waiting.filter((one) => filterStatus?.includes(one) ?? true) : filterStatus;
      const views = await findRequests(
        context,
        actor,
        {
          after: query.sinceId ?? 0,
          ...(states === undefined ? {} : { states }),
          ...(query.filterFulfilmentStatus === undefined ? {} : { fulfillment: query.filterFulfilmentStatus }),
          ...(query.filterIsAcknowledged === undefined ? {} : { acknowledged: query.filterIsAcknowledged }),
          ...(query.filterInvoiced === undefined ? {} : { invoiced: query.filterInvoiced }),
          ...(query.filterSourceId === undefined ? {} : { locationIds: [query.filterSourceId] }),
          ...(query.filterGeneratedAfter === undefined ? {} : { generatedSince: query.filterGeneratedAfter }),
          ...(query.findOrderId === undefined ? {} : { requestId: query.findOrderId }),
          ...(query.frNumbers === undefined ? {} : { numbers: query.frNumbers }),
        },
        placeOf(query),
      );
      return { status: 200, body: views.map(writeRequest) };
    },
  }),
  operation({
    name: 'GetProcessingFulfillmentRequests',
    method: 'GET',
    path: '/fulfillment-requests/processing',
    kinds: ['source'],
    summary: 'Hand out the fulfillment requests that wait for the source, at most 100, oldest first',
    query: processingQuery,
    answer: { status: 200, description: 'Those that nobody else was handed', schema: LIST },
    act: async (context, { client, query }) => {
      const { views, delivered } = await leaseRequests(context, client, query.leaseSeconds);
      return {
        status: 200,
        body: views.map(writeRequest),
        ...(delivered === undefined ? {} : { delivered }),
      };
    },
  }),
  operation({
    name: 'GetFulfillmentRequest',
    method: 'GET',
    path: '/fulfillment-requests/{id}',
    kinds: READERS,
    summary: 'Show a fulfillment request',
    answer: { status: 200, description: 'The fulfillment request', schema: requestSchema },
    act: async (context, { actor, id }) => ({
      status: 200,
      body: writeRequest(await showRequest(context, id, actor)),
    }),
  }),
];

/** The place of a page in its list. */
export function placeOf(query: { readonly filterPageNumber: number; readonly filterPageSize: number }): {
  readonly skip: number;
  readonly most: number;
} {
  const { filterPageNumber, filterPageSize } = query;
  return { skip: (filterPageNumber - 1) * filterPageSize, most: filterPageSize };
}

import type { z } from 'zod';
import type { BrokerContext } from '../../../broker/context.js';
import { getRequest, listRequests } from '../../../broker/partners/inquiry/list-requests.js';
import type { RequestQuery } from '../../../broker/partners/inquiry/list-requests.js';
import { recordDetails, recordRequest } from '../../../broker/partners/inquiry/request-record.js';
import { RefusedError } from '../../../domain/partner/refusal.js';
import { parseRequestId } from '../../../domain/values/request-id.js';
import { isEnough } from '../../../platform/auth/admin-role.js';
import { InvalidRequestError } from '../../rest/invalid-request-error.js';
import { jsonRoute, ok } from '../../rest/json-route.js';
import type { Route } from '../../rest/route.js';
import { requestDetails, requestListQuery, requestPage } from '../../schemas/partners/requests.js';

/** Fulfillment requests: what orders ask of partners. The role `read` does not see what people wrote. */
export const requestRoutes: readonly Route[] = [
  jsonRoute({
    method: 'get',
    path: '/requests',
    role: 'read',
    summary: 'List fulfillment requests, oldest first',
    query: requestListQuery,
    responses: { 200: { description: 'A page of fulfillment requests', schema: requestPage } },
    handle: async (context, { query, role }) => {
      const page = await listRequests(context, criteriaOf(query));
      if (page === undefined) throw new InvalidRequestError([unknownPlace(query)]);
      return ok({
        items: page.items.map((item) => recordRequest(item, !isEnough(role, 'operate'))),
        ...(page.next === undefined ? {} : { next: String(page.next) }),
      });
    },
  }),
  jsonRoute({
    method: 'get',
    path: '/requests/{id}',
    role: 'read',
    summary: 'Show a fulfillment request: lines with units, shipments, log',
    responses: { 200: { description: 'The fulfillment request', schema: requestDetails } },
    handle: async (context, { param, role }) =>
      ok(await showRequest(context, idOf(param('id')), !isEnough(role, 'operate'))),
  }),
];

/** A fulfillment request as the interface shows it. @throws {RefusedError} if there is none */
export async function showRequest(context: BrokerContext, id: number, hideStaff: boolean): Promise<object> {
  return recordDetails(await getRequest(context, id), hideStaff);
}

/** The id that an address names. @throws {RefusedError} for a text that can be none */
export function idOf(text: string): number {
  const id = parseRequestId(text);
  if (id === undefined) throw new RefusedError('request_unknown', { id: text.slice(0, 20) });
  return id;
}

/** @throws {InvalidRequestError} for a location without a system, since several systems may have that code */
function criteriaOf(query: z.output<typeof requestListQuery>): RequestQuery {
  const { limit, after, request_id, number, state, system_cd, location_cd } = query;
  if (location_cd !== undefined && system_cd === undefined)
    throw new InvalidRequestError([
      { path: 'location_cd', reason: 'found no system_cd with it, expected the system whose location it is' },
    ]);
  return {
    limit,
    after: after ?? 0,
    ...(request_id === undefined ? {} : { requestId: request_id }),
    ...(number === undefined ? {} : { number }),
    ...(state === undefined ? {} : { states: state }),
    ...(system_cd === undefined
      ? {}
      : { at: { systemCd: system_cd, ...(location_cd === undefined ? {} : { locationCd: location_cd }) } }),
  };
}

function unknownPlace({ system_cd, location_cd }: z.output<typeof requestListQuery>): { path: string; reason: string } {
  return location_cd === undefined
    ? { path: 'system_cd', reason: `found ${JSON.stringify(system_cd)}, expected a system with locations` }
    : {
        path: 'location_cd',
        reason: `found ${JSON.stringify(location_cd)}, expected a location of system ${JSON.stringify(system_cd)}`,
      };
}

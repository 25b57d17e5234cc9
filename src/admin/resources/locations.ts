import { getLocation, listLocations } from '../../broker/network/list-locations.js';
import { putLocation } from '../../broker/network/change-catalog.js';
import { location } from '../../formats/catalog/catalog-schema.js';
import { changesOf, checkFragment, sameKey, withKey } from '../rest/fragment.js';
import { jsonRoute, notFound, ok } from '../rest/json-route.js';
import type { Route } from '../rest/route.js';
import { locationPage } from '../schemas/catalog.js';
import { pageQuery } from '../schemas/common.js';

/** The locations of a system. */
export const locationRoutes: readonly Route[] = [
  jsonRoute({
    method: 'get',
    path: '/systems/{system_cd}/locations',
    role: 'read',
    summary: 'List the locations of a system',
    query: pageQuery,
    responses: { 200: { description: 'A page of locations in the order of their codes', schema: locationPage } },
    handle: async (context, { param, query }) => {
      const page = await listLocations(context, param('system_cd'), query);
      return page === undefined ? notFound(`system ${JSON.stringify(param('system_cd'))}`) : ok(page);
    },
  }),
  jsonRoute({
    method: 'get',
    path: '/systems/{system_cd}/locations/{location_cd}',
    role: 'read',
    summary: 'Show a location',
    responses: { 200: { description: 'The location', schema: location } },
    handle: async (context, { param }) => {
      const found = await getLocation(context, param('system_cd'), param('location_cd'));
      return found === undefined
        ? notFound(`location ${JSON.stringify(param('location_cd'))} of system ${JSON.stringify(param('system_cd'))}`)
        : ok(found);
    },
  }),
  jsonRoute({
    method: 'put',
    path: '/systems/{system_cd}/locations/{location_cd}',
    role: 'administer',
    summary: 'Create or replace a location; active: false excludes it from routing',
    body: {
      schema: location,
      complete: (body, param) => withKey(body, { location_cd: param('location_cd') }),
      within: (body, param) => ({
        document: { systems: [{ system_cd: param('system_cd'), locations: [body] }] },
        prefix: 'systems[0].locations[0]',
      }),
    },
    responses: {
      200: { description: 'Replaced', schema: location },
      201: { description: 'Created', schema: location },
    },
    handle: async (context, { param, body }) => {
      const prefix = 'systems[0].locations[0]';
      await checkFragment(context, { systems: [{ system_cd: param('system_cd'), locations: [body] }] }, prefix);
      sameKey('location_cd', body.location_cd, param('location_cd'));
      const result = await putLocation(context, param('system_cd'), body);
      if (result === undefined) return notFound(`system ${JSON.stringify(param('system_cd'))}`);
      const { locations } = changesOf(result, prefix);
      const written = await getLocation(context, param('system_cd'), body.location_cd);
      return { status: locations.created > 0 ? 201 : 200, body: written };
    },
  }),
];

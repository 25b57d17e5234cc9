import { getOrganization, getPreferences, listProbabilityAssignments } from '../../broker/network/get-organization.js';
import { patchPreferences } from '../../broker/network/change-catalog.js';
import type { BrokerContext } from '../../broker/context.js';
import { PREFERENCES } from '../../domain/network/preferences.js';
import { organization } from '../../formats/catalog/catalog-schema.js';
import { preferencesPatch } from '../../formats/catalog/preferences-schema.js';
import { changesOf, checkFragment, loadFragment } from '../rest/fragment.js';
import { jsonRoute, notFound, ok } from '../rest/json-route.js';
import type { Route } from '../rest/route.js';
import { preferenceList, probabilityAssignments } from '../schemas/catalog.js';

/** Resources that exist once: the organization, its preferences, its list of probability assignments. */
export const organizationRoutes: readonly Route[] = [
  jsonRoute({
    method: 'get',
    path: '/organization',
    role: 'read',
    summary: 'Show the organization',
    responses: {
      200: { description: 'The organization', schema: organization },
      404: { description: 'The store has none yet' },
    },
    handle: async (context) => {
      const found = await getOrganization(context);
      return found === undefined ? notFound('organization yet') : ok(found);
    },
  }),
  jsonRoute({
    method: 'put',
    path: '/organization',
    role: 'administer',
    summary: 'Set the code, account and default system of the organization',
    body: {
      schema: organization,
      within: (body) => ({ document: { organization: body }, prefix: 'organization' }),
    },
    responses: { 200: { description: 'Written', schema: organization } },
    handle: async (context, { body }) => {
      await loadFragment(context, { organization: body }, 'organization');
      return ok(await getOrganization(context));
    },
  }),
  jsonRoute({
    method: 'get',
    path: '/preferences',
    role: 'read',
    summary: 'List every preference with its value, default, range and meaning',
    responses: { 200: { description: 'The preferences of the organization', schema: preferenceList } },
    handle: async (context) => ok(await describePreferences(context)),
  }),
  jsonRoute({
    method: 'patch',
    path: '/preferences',
    role: 'administer',
    summary: 'Set some preferences of the organization; null resets one to its default',
    body: {
      schema: preferencesPatch,
      mediaTypes: ['application/json', 'application/merge-patch+json'],
      within: (preferences) => ({ document: { preferences }, prefix: 'preferences' }),
    },
    responses: { 200: { description: 'The preferences of the organization', schema: preferenceList } },
    handle: async (context, { body }) => {
      await checkFragment(context, { preferences: body }, 'preferences');
      changesOf(await patchPreferences(context, body), 'preferences');
      return ok(await describePreferences(context));
    },
  }),
  jsonRoute({
    method: 'get',
    path: '/probability-assignments',
    role: 'read',
    summary: 'List the probability assignments in the order of their sequence',
    responses: { 200: { description: 'All of them', schema: probabilityAssignments } },
    handle: async (context) => ok({ probability_assignments: await listProbabilityAssignments(context) }),
  }),
  jsonRoute({
    method: 'put',
    path: '/probability-assignments',
    role: 'administer',
    summary: 'Replace all probability assignments; they have no keys',
    body: { schema: probabilityAssignments, within: (document) => ({ document, prefix: '' }) },
    responses: { 200: { description: 'All of them', schema: probabilityAssignments } },
    handle: async (context, { body }) => {
      await loadFragment(context, body, '');
      return ok({ probability_assignments: await listProbabilityAssignments(context) });
    },
  }),
];

async function describePreferences(context: BrokerContext): Promise<{ items: object[] }> {
  const stored = new Map<string, unknown>(Object.entries(await getPreferences(context)));
  return {
    items: Object.entries(PREFERENCES).map(([name, { defaultText, range, level, meaning }]) => ({
      name,
      set: stored.has(name),
      ...(stored.has(name) ? { value: stored.get(name) } : {}),
      default: defaultText,
      range,
      level,
      meaning,
    })),
  };
}

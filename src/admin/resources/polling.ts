import { listPolling } from '../../broker/polling/list-polling.js';
import type { LocationPolling, PollingState } from '../../broker/polling/list-polling.js';
import { readPosition, writePosition } from '../rest/position.js';
import { jsonRoute, ok } from '../rest/json-route.js';
import type { Route } from '../rest/route.js';
import { pollingPage, pollingQuery } from '../schemas/polling.js';

/** Shows when each location last polled, and which locations are late. */
export const pollingRoutes: readonly Route[] = [
  jsonRoute({
    method: 'get',
    path: '/polling',
    role: 'read',
    summary: 'Show when each location last polled, what waits for it, and whether it is late',
    query: pollingQuery,
    responses: {
      200: {
        description: 'A page of the locations that have polled or have lines waiting, by system and location',
        schema: pollingPage,
      },
    },
    handle: async (context, { query }) => {
      const [systemCd = '', locationCd = ''] = query.after === '' ? [] : readPosition(query.after, 2);
      const { items, more } = await listPolling(context, {
        late: query.late === 'true',
        limit: query.limit,
        ...(query.after === '' ? {} : { after: { systemCd, locationCd } }),
      });
      const last = items.at(-1)?.location;
      return ok({
        items: items.map(pollingOf),
        ...(more && last !== undefined ? { next: writePosition([last.system.systemCd, last.locationCd]) } : {}),
      });
    },
  }),
];

function pollingOf({ location, fulfillments, intransit }: LocationPolling): object {
  return {
    system_cd: location.system.systemCd,
    location_cd: location.locationCd,
    name: location.name,
    require_status_update: location.system.requireStatusUpdate,
    late: fulfillments.late || intransit.late,
    fulfillments: stateOf(fulfillments),
    intransit: stateOf(intransit),
  };
}

function stateOf({ poll, waiting, late }: PollingState): object {
  return {
    last_polled_at: poll?.lastPolledAt ?? null,
    polls: poll?.polls ?? 0,
    last_lines: poll?.lastLines ?? 0,
    last_handed_out_at: poll?.lastHandedOutAt ?? null,
    lines_waiting: waiting?.count ?? 0,
    waiting_since: waiting?.since ?? null,
    late,
  };
}

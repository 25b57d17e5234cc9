import type { Server } from '../http.js';
import { callAdmin } from './admin-client.js';
import type { AdminLocation } from './location-code.js';

/** The polling activity of a location. */
export interface LocationPolling extends AdminLocation {
  readonly late: boolean;
  readonly fulfillments: PollingState;
  readonly intransit: PollingState;
}

/** Polls of one kind. Times are ISO 8601 in UTC. */
export interface PollingState {
  /** Null before the first poll. */
  readonly last_polled_at: string | null;
  readonly lines_waiting: number;
  /** Null when no line is waiting. */
  readonly waiting_since: string | null;
}

/** The largest page that the admin interface returns. */
const PAGE_SIZE = '1000';

/**
 * All locations that have polled or have lines waiting, in the order of system and location.
 * @param late only those with lines waiting whose last poll is too long ago
 */
export async function listPolling(server: Server, late: boolean): Promise<LocationPolling[]> {
  const locations: LocationPolling[] = [];
  for (let after: string | undefined = ''; after !== undefined;) {
    const query: string = new URLSearchParams({
      limit: PAGE_SIZE,
      ...(late ? { late: 'true' } : {}),
      ...(after === '' ? {} : { after }),
    }).toString();
    const page: { items: readonly LocationPolling[]; next?: string } = await callAdmin(server, `/polling?${query}`);
    locations.push(...page.items);
    after = page.next;
  }
  return locations;
}

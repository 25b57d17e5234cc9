import { numeric, text } from '../../platform/db/column.js';
import type { Session } from '../../platform/db/session.js';
import { placeholders } from '../../platform/db/session.js';
import { tableOf } from '../../platform/db/table.js';

/** Number of orders that a location was assigned today, and the time of the last assignment. */
export interface LocationLoad {
  readonly ordersToday: number;
  /** ISO 8601 in UTC; `''` for never. */
  readonly lastAssignedAt: string;
}

/** One row per location and day. */
const LOCATION_LOAD = tableOf<{ locationId: number; day: string; orders: number; lastAssignedAt: string }>(
  'location_load',
  {
    locationId: numeric('location_id'),
    day: text('day'),
    orders: numeric('orders'),
    lastAssignedAt: text('last_assigned_at'),
  },
);
const UNLIMITED = 2_000_000_000;

/** A location reached its daily limit of orders while another order was being routed to it. */
export class LocationFullError extends Error {
  override readonly name = 'LocationFullError';
  readonly code = 'location-full';

  constructor(readonly locationId: number) {
    super(`location ${String(locationId)} has reached its limit of orders for today`);
  }
}

/** The day that a location counts now, `YYYY-MM-DD`. */
export type DayOf = (locationId: number) => string;

/** Reads the load of locations, each on its own day. Locations without any order are left out. */
export async function readLoads(
  session: Session,
  locationIds: readonly number[],
  dayOf: DayOf,
): Promise<Map<number, LocationLoad>> {
  const loads = new Map<number, LocationLoad>();
  for (const { day, ids } of batchesByDay(locationIds, dayOf)) {
    const rows = await session.all<{ location_id: number; orders: number | string; last: string }>(
      `SELECT location_id, SUM(CASE WHEN day = ? THEN orders ELSE 0 END) AS orders, MAX(last_assigned_at) AS last
         FROM location_load WHERE location_id IN ${placeholders(ids)} GROUP BY location_id`,
      [day, ...ids],
    );
    for (const row of rows) loads.set(row.location_id, { ordersToday: Number(row.orders), lastAssignedAt: row.last });
  }
  return loads;
}

/** At any instant the world has two or three days; a network mostly one. */
function batchesByDay(
  locationIds: readonly number[],
  dayOf: DayOf,
): { readonly day: string; readonly ids: number[] }[] {
  const batches: { readonly day: string; readonly ids: number[] }[] = [];
  const open = new Map<string, number[]>();
  for (const id of locationIds) {
    const day = dayOf(id);
    let ids = open.get(day);
    if (ids === undefined || ids.length === 1000) {
      open.set(day, (ids = []));
      batches.push({ day, ids });
    }
    ids.push(id);
  }
  return batches;
}

/**
 * Counts one more order for each location, by ascending id.
 *
 * The race: two orders find a location one order below its limit, and both choose it. The UPDATE checks the limit again,
 * under the row lock: the second one matches no row, and its whole transaction routes again.
 *
 * @param at ISO 8601, UTC
 * @param limit maximum number of orders per day of a location; null for no limit
 * @throws {LocationFullError} here, at a later statement or at COMMIT
 */
export async function countAssigned(
  session: Session,
  at: string,
  locationIds: readonly number[],
  dayOf: DayOf,
  limit: (locationId: number) => number | null,
): Promise<void> {
  for (const id of [...new Set(locationIds)].sort((a, b) => a - b)) {
    const day = dayOf(id);
    await LOCATION_LOAD.insertMissing(session, { locationId: id, day, orders: 0, lastAssignedAt: '' });
    await session.write(
      'UPDATE location_load SET orders = orders + 1, last_assigned_at = ? WHERE location_id = ? AND day = ? AND orders < ?',
      [at, id, day, limit(id) ?? UNLIMITED],
      () => new LocationFullError(id),
    );
  }
}

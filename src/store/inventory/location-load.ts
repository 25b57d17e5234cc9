import type { Session } from '../../platform/db/session.js';
import { placeholders } from '../../platform/db/session.js';

/** How many orders a location was assigned today, and when it last was assigned one. */
export interface LocationLoad {
  readonly ordersToday: number;
  /** ISO 8601, `''` for never. */
  readonly lastAssignedAt: string;
}

/** A location took its last order of the day while another was being decided for it. */
export class LocationFullError extends Error {
  override readonly name = 'LocationFull';

  constructor(readonly locationId: number) {
    super(`location ${String(locationId)} takes no more orders today`);
  }
}

/** @param day `YYYY-MM-DD`, UTC */
export async function readLoads(
  session: Session,
  day: string,
  locationIds: readonly number[],
): Promise<Map<number, LocationLoad>> {
  const loads = new Map<number, LocationLoad>();
  for (let from = 0; from < locationIds.length; from += 1000) {
    const ids = locationIds.slice(from, from + 1000);
    const rows = await session.all<{ location_id: number; orders: number | string; last: string }>(
      `SELECT location_id, SUM(CASE WHEN day = ? THEN orders ELSE 0 END) AS orders, MAX(last_assigned_at) AS last
         FROM location_load WHERE location_id IN ${placeholders(ids)} GROUP BY location_id`,
      [day, ...ids],
    );
    for (const row of rows) loads.set(row.location_id, { ordersToday: Number(row.orders), lastAssignedAt: row.last });
  }
  return loads;
}

/**
 * Counts one more order for each location, in the order of their ids.
 *
 * The race: two orders see a location one short of its limit and both take it. The limit is checked again by the UPDATE
 * itself, under the row's lock; the second one finds no row and the whole unit decides anew.
 *
 * @param limit most orders a day of a location; null for no limit
 * @throws {LocationFullError}
 */
export async function countAssigned(
  session: Session,
  at: string,
  locationIds: readonly number[],
  limit: (locationId: number) => number | null,
): Promise<void> {
  const day = at.slice(0, 10);
  for (const id of [...new Set(locationIds)].sort((a, b) => a - b)) {
    await session.write(
      `INSERT ${session.dialect === 'mysql' ? 'IGNORE' : 'OR IGNORE'} INTO location_load (location_id, day, orders, last_assigned_at) VALUES (?, ?, 0, '')`,
      [id, day],
    );
    const most = limit(id);
    await session.write(
      'UPDATE location_load SET orders = orders + 1, last_assigned_at = ? WHERE location_id = ? AND day = ? AND orders < ?',
      [at, id, day, most ?? 2_000_000_000],
      () => new LocationFullError(id),
    );
  }
}

import { POLL_RULES } from '../../domain/order/polling.js';
import type { PollKind, WaitingLines } from '../../domain/order/polling.js';
import { LOCATION_COLUMN } from './polling.js';
import type { Session } from '../../platform/db/session.js';
import { placeholders } from '../../platform/db/session.js';

/** How a location has polled. */
export interface LocationPoll {
  readonly locationId: number;
  readonly kind: PollKind;
  readonly lastPolledAt: string;
  readonly polls: number;
  /** When it last got something; null for never. */
  readonly lastHandedOutAt: string | null;
  /** Lines the last poll got. */
  readonly lastLines: number;
}

/**
 * Notes a poll, in its own transaction and as the last thing there: polls of one location at once wait for each other's row
 * only while they commit.
 */
export async function recordPoll(
  session: Session,
  locationId: number,
  kind: PollKind,
  at: string,
  lines: number,
): Promise<void> {
  const note = async (): Promise<number> =>
    (
      await session.run(
        `UPDATE location_poll SET last_polled_at = ?, polls = polls + 1, last_lines = ?${lines > 0 ? ', last_handed_out_at = ?' : ''}
      WHERE location_id = ? AND kind = ?`,
        [at, lines, ...(lines > 0 ? [at] : []), locationId, kind],
      )
    ).affected;
  if ((await note()) > 0) return;
  // The race: two first polls at once both find no row. Whose row it becomes does not matter, both count in it.
  await session.run(
    `INSERT ${session.dialect === 'mysql' ? 'IGNORE' : 'OR IGNORE'} INTO location_poll (location_id, kind, last_polled_at, polls, last_lines)
     VALUES (?, ?, ?, 0, 0)`,
    [locationId, kind, at],
  );
  await note();
}

/** Every location's polls. */
export async function readPolls(session: Session): Promise<LocationPoll[]> {
  const rows = await session.all<{
    location_id: number;
    kind: PollKind;
    last_polled_at: string;
    polls: number;
    last_handed_out_at: string | null;
    last_lines: number;
  }>('SELECT * FROM location_poll');
  return rows.map((row) => ({
    locationId: row.location_id,
    kind: row.kind,
    lastPolledAt: row.last_polled_at,
    polls: row.polls,
    lastHandedOutAt: row.last_handed_out_at,
    lastLines: row.last_lines,
  }));
}

/** What waits for locations to fetch it; those for which nothing does are left out. */
export async function readWaiting(
  session: Session,
  kind: PollKind,
  locationIds: readonly number[],
): Promise<Map<number, WaitingLines>> {
  const waiting = new Map<number, WaitingLines>();
  const column = LOCATION_COLUMN[kind];
  // Asked for by location, so that the index is used: there are few lines that wait among many that are done.
  for (let from = 0; from < locationIds.length; from += 1000) {
    const ids = locationIds.slice(from, from + 1000);
    const rows = await session.all<{ location_id: number; n: number | string; since: string; latest: string }>(
      `SELECT ${column} AS location_id, COUNT(*) AS n, MIN(status_date) AS since, MAX(status_date) AS latest FROM order_line
        WHERE ${column} IN ${placeholders(ids)} AND status = ? GROUP BY ${column}`,
      [...ids, POLL_RULES[kind].from],
    );
    for (const row of rows)
      waiting.set(row.location_id, { count: Number(row.n), since: row.since, latest: row.latest });
  }
  return waiting;
}

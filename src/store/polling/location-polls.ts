import { POLL_RULES } from '../../domain/order/polling.js';
import type { PollKind, WaitingLines } from '../../domain/order/polling.js';
import { nullable, numeric, text } from '../../platform/db/column.js';
import type { Session } from '../../platform/db/session.js';
import { placeholders } from '../../platform/db/session.js';
import { tableOf } from '../../platform/db/table.js';
import { EVERY_LINE, LOCATION_COLUMN } from './polling.js';
import type { LineCondition } from './polling.js';

/** A location's polls of one kind. */
export interface LocationPoll {
  readonly locationId: number;
  readonly kind: PollKind;
  readonly lastPolledAt: string;
  readonly polls: number;
  /** Time of the last poll that returned lines; null for none. */
  readonly lastHandedOutAt: string | null;
  /** Number of lines that the last poll returned. */
  readonly lastLines: number;
}

const LOCATION_POLL = tableOf<LocationPoll>('location_poll', {
  locationId: numeric('location_id'),
  kind: text<PollKind>('kind'),
  lastPolledAt: text('last_polled_at'),
  polls: numeric('polls'),
  lastHandedOutAt: nullable(text('last_handed_out_at')),
  lastLines: numeric('last_lines'),
});

/**
 * Records a poll, as the last statement of the poll's transaction: concurrent polls of one location then wait for each
 * other's row only during the commit.
 * @param lines number of lines that the poll returned
 */
export async function recordPoll(
  session: Session,
  locationId: number,
  kind: PollKind,
  at: string,
  lines: number,
): Promise<void> {
  const count = async (): Promise<number> =>
    (
      await session.run(
        `UPDATE location_poll SET last_polled_at = ?, polls = polls + 1, last_lines = ?${lines > 0 ? ', last_handed_out_at = ?' : ''}
      WHERE location_id = ? AND kind = ?`,
        [at, lines, ...(lines > 0 ? [at] : []), locationId, kind],
      )
    ).affected;
  if ((await count()) > 0) return;
  // The race: two concurrent first polls find no row. Whichever inserts it, both are counted in it.
  const noPolls = { locationId, kind, lastPolledAt: at, polls: 0, lastHandedOutAt: null, lastLines: 0 };
  await LOCATION_POLL.insertMissing(session, noPolls);
  await count();
}

/** Whether any location of a system has ever asked for one kind of lines. */
export async function hasPolled(session: Session, systemCd: string, kind: PollKind): Promise<boolean> {
  const row = await session.first(
    'SELECT 1 AS n FROM location_poll WHERE kind = ? AND location_id IN (SELECT id FROM location WHERE system_cd = ?) LIMIT 1',
    [kind, systemCd],
  );
  return row !== undefined;
}

/** Reads the polls of all locations. */
export async function readPolls(session: Session): Promise<LocationPoll[]> {
  return (await session.all(`SELECT ${LOCATION_POLL.list} FROM location_poll`)).map((row) => LOCATION_POLL.read(row));
}

/**
 * Reads which lines wait for locations to poll them. Locations without waiting lines are left out.
 * @param conditionFor which lines of some of the locations count
 */
export async function readWaiting(
  session: Session,
  kind: PollKind,
  locationIds: readonly number[],
  conditionFor: (locationIds: readonly number[]) => LineCondition = () => EVERY_LINE,
): Promise<Map<number, WaitingLines>> {
  const waiting = new Map<number, WaitingLines>();
  const column = LOCATION_COLUMN[kind];
  // By location, so that the index is used: few lines wait among many final ones.
  for (let from = 0; from < locationIds.length; from += 1000) {
    const ids = locationIds.slice(from, from + 1000);
    const { sql, parameters } = conditionFor(ids);
    const rows = await session.all<{ location_id: number; n: number | string; since: string; latest: string }>(
      `SELECT ${column} AS location_id, COUNT(*) AS n, MIN(status_date) AS since, MAX(status_date) AS latest FROM order_line
        WHERE ${column} IN ${placeholders(ids)} AND status = ? ${sql} GROUP BY ${column}`,
      [...ids, POLL_RULES[kind].from, ...parameters],
    );
    for (const row of rows)
      waiting.set(row.location_id, { count: Number(row.n), since: row.since, latest: row.latest });
  }
  return waiting;
}

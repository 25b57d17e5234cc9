/**
 * The dates by which partners ask for changes, in the order in which changes become visible.
 *
 * A date that a writer takes from the clock would be earlier than its commit: a reader that asks for what is later than the last
 * date it saw would miss a change that commits late, and would meet equal dates at the end of a page. So a writer only clears
 * the date, in its transaction, and a reader gives the next one to what it finds without: the row of `change_stamp` is locked,
 * so dates only grow, and no two are equal. A change that commits later gets a later date.
 */
import type { FulfillmentRequest } from '../../domain/partner/fulfillment-request.js';
import type { ProgressStage } from '../../domain/partner/progress.js';
import type { Session } from '../../platform/db/session.js';
import { placeholders } from '../../platform/db/session.js';

/** Clears the dates of an order's fulfillment requests. The caller must hold the row lock of the order. */
export async function noteRequestsChanged(session: Session, requestId: number): Promise<void> {
  await session.run('UPDATE fulfillment_request SET modified_at = NULL WHERE request_id = ?', [requestId]);
}

/** The ids of fulfillment requests of locations that have no date, at most so many. */
export async function findUnstamped(session: Session, locationIds: readonly number[], most: number): Promise<number[]> {
  if (locationIds.length === 0) return [];
  const rows = await session.all<{ id: number }>(
    `SELECT id FROM fulfillment_request
      WHERE location_id IN ${placeholders(locationIds)} AND modified_at IS NULL ORDER BY id LIMIT ?`,
    [...locationIds, most],
  );
  return rows.map(({ id }) => id);
}

/**
 * Locks fulfillment requests and reads them.
 *
 * The race: a writer changes one after it was read and before it gets its date, which would then hide the change. A writer
 * clears the date after everything else, so what is read under the lock of the row is what the date stands for.
 */
export async function lockUnstamped(
  session: Session,
  ids: readonly number[],
): Promise<Pick<FulfillmentRequest, 'id' | 'state' | 'cancelRequestedAt'>[]> {
  // An UPDATE locks the rows on both engines.
  await session.run(`UPDATE fulfillment_request SET modified_at = NULL WHERE id IN ${placeholders(ids)}`, ids);
  const rows = await session.all<{
    id: number;
    state: FulfillmentRequest['state'];
    cancel_requested_at: string | null;
  }>(
    `SELECT id, state, cancel_requested_at FROM fulfillment_request WHERE id IN ${placeholders(ids)} ORDER BY id`,
    ids,
  );
  return rows.map(({ id, state, cancel_requested_at }) => ({ id, state, cancelRequestedAt: cancel_requested_at }));
}

/** Locks the row of the last date. @returns the date in milliseconds; 0 for none */
export async function lockStamps(session: Session): Promise<number> {
  // The UPDATE takes the lock on both engines.
  await session.run("UPDATE change_stamp SET stamp = stamp WHERE name = 'partners'", []);
  const row = await session.first<{ stamp: string }>("SELECT stamp FROM change_stamp WHERE name = 'partners'", []);
  return row === undefined || row.stamp === '' ? 0 : Date.parse(row.stamp);
}

/** Gives fulfillment requests their date and how far they are. The caller has locked the dates; the last one is the latest. */
export async function stampRequests(
  session: Session,
  stamped: readonly { readonly id: number; readonly at: string; readonly progress: ProgressStage }[],
): Promise<void> {
  const last = stamped.at(-1);
  if (last === undefined) return;
  for (const { id, at, progress } of stamped)
    await session.run('UPDATE fulfillment_request SET modified_at = ?, progress = ? WHERE id = ?', [at, progress, id]);
  await session.run("UPDATE change_stamp SET stamp = ? WHERE name = 'partners'", [last.at]);
}

/** The date of a fulfillment request; undefined if it has none. */
export async function readStamp(session: Session, id: number): Promise<string | undefined> {
  const row = await session.first<{ modified_at: string | null }>(
    'SELECT modified_at FROM fulfillment_request WHERE id = ?',
    [id],
  );
  return row?.modified_at ?? undefined;
}

/** Gives a fulfillment request the date back that it had in this transaction. The caller must hold the row lock of its order. */
export async function restoreStamp(session: Session, id: number, stamp: string): Promise<void> {
  await session.run('UPDATE fulfillment_request SET modified_at = ? WHERE id = ?', [stamp, id]);
}

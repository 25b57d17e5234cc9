import type { Session } from '../../platform/db/session.js';
import { placeholders } from '../../platform/db/session.js';

/**
 * Finds fulfillment requests of locations that wait for their partner and that nobody has a lease of, oldest first.
 * @param now ISO 8601, UTC: a lease that ended before has no effect
 */
export async function findUnleased(
  session: Session,
  locationIds: readonly number[],
  now: string,
  most: number,
): Promise<number[]> {
  if (locationIds.length === 0) return [];
  const rows = await session.all<{ id: number }>(
    `SELECT f.id FROM fulfillment_request f
      WHERE f.state = 'processing' AND f.location_id IN ${placeholders(locationIds)}
        AND NOT EXISTS (SELECT 1 FROM customer_order o WHERE o.request_id = f.request_id AND o.under_review = 1)
        AND NOT EXISTS (SELECT 1 FROM request_lease l WHERE l.fulfillment_request_id = f.id AND l.expires_at > ?)
      ORDER BY f.id LIMIT ?`,
    [...locationIds, now, most],
  );
  return rows.map(({ id }) => id);
}

/**
 * Stores leases of fulfillment requests.
 *
 * The race: two callers look at the same time, and both find the same requests. The primary key admits one of the leases; the
 * other transaction fails as a duplicate, is rolled back and looks again.
 * @param ids without a lease that is in force
 */
export async function insertRequestLeases(
  session: Session,
  ids: readonly number[],
  { leaseId, now, expiresAt }: { readonly leaseId: string; readonly now: string; readonly expiresAt: string },
): Promise<void> {
  if (ids.length === 0) return;
  await session.run(
    `DELETE FROM request_lease WHERE fulfillment_request_id IN ${placeholders(ids)} AND expires_at <= ?`,
    [...ids, now],
  );
  for (const id of ids)
    await session.run('INSERT INTO request_lease (fulfillment_request_id, lease_id, expires_at) VALUES (?, ?, ?)', [
      id,
      leaseId,
      expiresAt,
    ]);
}

/** The fulfillment requests of a lease, as far as nobody took it over. */
export async function findLeased(session: Session, leaseId: string): Promise<number[]> {
  const rows = await session.all<{ fulfillment_request_id: number }>(
    'SELECT fulfillment_request_id FROM request_lease WHERE lease_id = ? ORDER BY fulfillment_request_id',
    [leaseId],
  );
  return rows.map((row) => row.fulfillment_request_id);
}

/** Ends a lease: its fulfillment requests can be handed out again, as far as they still wait. */
export async function endRequestLease(session: Session, leaseId: string): Promise<void> {
  await session.run('DELETE FROM request_lease WHERE lease_id = ?', [leaseId]);
}

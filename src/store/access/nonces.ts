import type { Session } from '../../platform/db/session.js';
import { placeholders } from '../../platform/db/session.js';

/**
 * Records the use of a nonce.
 *
 * The race: a captured message is sent to two instances at once. Both insert, and the primary key admits one.
 * @throws the driver's error for a duplicate key when the nonce has been used before
 */
export async function useNonce(session: Session, userName: string, nonce: string, expiresAt: string): Promise<void> {
  await session.run('INSERT INTO used_nonce (user_name, nonce, expires_at) VALUES (?, ?, ?)', [
    userName,
    nonce,
    expiresAt,
  ]);
}

/** Deletes expired nonces, in batches that hold the lock only briefly. @returns the number of nonces deleted */
export async function deleteNoncesBefore(session: Session, before: string, most: number): Promise<number> {
  const rows = await session.all<{ user_name: string; nonce: string }>(
    'SELECT user_name, nonce FROM used_nonce WHERE expires_at < ? ORDER BY expires_at LIMIT ?',
    [before, most],
  );
  const users = new Map<string, string[]>();
  for (const row of rows) users.set(row.user_name, [...(users.get(row.user_name) ?? []), row.nonce]);
  for (const [user, nonces] of users)
    await session.run(`DELETE FROM used_nonce WHERE user_name = ? AND nonce IN ${placeholders(nonces)}`, [
      user,
      ...nonces,
    ]);
  return rows.length;
}

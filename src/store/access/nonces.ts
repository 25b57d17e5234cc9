import type { Session } from '../../platform/db/session.js';
import { placeholders } from '../../platform/db/session.js';

/**
 * Keeps that a nonce was used.
 *
 * The race: the same message, caught on its way, is sent to two instances at once. Both insert, and the primary key lets one.
 * @throws the database's error for a duplicate key, when it was used before
 */
export async function useNonce(session: Session, userName: string, nonce: string, expiresAt: string): Promise<void> {
  await session.run('INSERT INTO used_nonce (user_name, nonce, expires_at) VALUES (?, ?, ?)', [
    userName,
    nonce,
    expiresAt,
  ]);
}

/** Deletes nonces that nobody can use any more, so many at once that nobody waits long. @returns how many */
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

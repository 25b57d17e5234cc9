import { numeric, text } from '../../platform/db/column.js';
import type { Session } from '../../platform/db/session.js';
import { tableOf } from '../../platform/db/table.js';

/** The answer that is kept for an idempotency key. */
export interface KeptAnswer {
  /** Whose key it is. */
  readonly owner: string;
  readonly key: string;
  /** Of the request: SHA-256, in hexadecimal. */
  readonly fingerprint: string;
  /** HTTP status. */
  readonly status: number;
  /** JSON. */
  readonly answer: string;
  /** ISO 8601, UTC. */
  readonly expiresAt: string;
}

const KEPT = tableOf<KeptAnswer>('kept_answer', {
  owner: text('owner'),
  key: text('idempotency_key'),
  fingerprint: text('fingerprint'),
  status: numeric('status'),
  answer: text('answer'),
  expiresAt: text('expires_at'),
});

const AT_KEY = 'WHERE owner = ? AND idempotency_key = ?';

/** Reads what is kept for a key, as far as it is committed. */
export async function readKept(session: Session, owner: string, key: string): Promise<KeptAnswer | undefined> {
  const row = await session.first(`SELECT ${KEPT.list} FROM kept_answer ${AT_KEY}`, [owner, key]);
  return row && KEPT.read(row);
}

/**
 * Fails at once while another transaction has claimed the key and not ended. On SQLite a transaction has the database to itself.
 * @throws the driver's error for a lock that is not free
 */
export async function probeKey(session: Session, owner: string, key: string): Promise<void> {
  if (session.dialect === 'mysql')
    await session.all(`SELECT owner FROM kept_answer ${AT_KEY} FOR UPDATE NOWAIT`, [owner, key]);
}

/**
 * Claims a key, before the effect that its answer is kept of.
 *
 * The race: two requests with one key find nothing, on two instances. Both insert; the primary key admits one, and the other
 * waits until it has ended. What it then finds is the answer, or a key that is free again.
 * @throws the driver's error for a duplicate key
 */
export async function claimKey(session: Session, claim: Omit<KeptAnswer, 'status' | 'answer'>): Promise<void> {
  await session.run(KEPT.insertStatement, KEPT.values({ ...claim, status: 0, answer: '' }));
}

/** Keeps the answer of a claimed key. */
export async function keepAnswer(session: Session, kept: KeptAnswer): Promise<void> {
  await session.run(`UPDATE kept_answer SET status = ?, answer = ? ${AT_KEY}`, [
    kept.status,
    kept.answer,
    kept.owner,
    kept.key,
  ]);
}

/** Forgets a key. */
export async function releaseKey(session: Session, owner: string, key: string): Promise<void> {
  await session.run(`DELETE FROM kept_answer ${AT_KEY}`, [owner, key]);
}

/** Deletes answers that have expired, at most so many. @returns their number */
export async function deleteKeptBefore(session: Session, before: string, most: number): Promise<number> {
  const rows = await session.all<{ owner: string; idempotency_key: string }>(
    'SELECT owner, idempotency_key FROM kept_answer WHERE expires_at < ? ORDER BY expires_at LIMIT ?',
    [before, most],
  );
  for (const { owner, idempotency_key: key } of rows) await releaseKey(session, owner, key);
  return rows.length;
}

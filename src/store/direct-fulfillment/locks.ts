import { text } from '../../platform/db/column.js';
import type { Session } from '../../platform/db/session.js';
import { tableOf } from '../../platform/db/table.js';

/** What can be locked: a customer, by number, or the shipping of an order, by request id. */
export const LOCK_KINDS = ['customer', 'order'] as const;
export type LockKind = (typeof LOCK_KINDS)[number];

/** Withholds orders from direct fulfillment suppliers that have not fetched them yet. */
export interface Lock {
  readonly kind: LockKind;
  readonly subject: string;
  /** ISO 8601, UTC. */
  readonly lockedAt: string;
  readonly lockedBy: string;
}

const LOCK = tableOf<Lock>('df_lock', {
  kind: text<LockKind>('kind'),
  subject: text('subject'),
  lockedAt: text('locked_at'),
  lockedBy: text('locked_by'),
});

/** Every lock, by kind and subject. */
export async function readLocks(session: Session): Promise<Lock[]> {
  return (await session.all(`SELECT ${LOCK.list} FROM df_lock ORDER BY kind, subject`)).map(LOCK.read);
}

/** Stores a lock; one that is there stays as it is. */
export async function insertLock(session: Session, lock: Lock): Promise<void> {
  await LOCK.insertMissing(session, lock);
}

/** Removes a lock, if it is there. */
export async function deleteLock(session: Session, kind: LockKind, subject: string): Promise<void> {
  await session.run('DELETE FROM df_lock WHERE kind = ? AND subject = ?', [kind, subject]);
}

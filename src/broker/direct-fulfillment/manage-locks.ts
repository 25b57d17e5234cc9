import { RefusedError } from '../../domain/partner/refusal.js';
import { deleteLock, insertLock, readLocks } from '../../store/direct-fulfillment/locks.js';
import type { Lock, LockKind } from '../../store/direct-fulfillment/locks.js';
import { readOrders } from '../../store/orders/orders.js';
import type { BrokerContext } from '../context.js';
import { inUnit } from '../unit.js';

/**
 * Locks of customers, and of the shipping of orders: direct fulfillment suppliers are shown no line of theirs that they have not
 * confirmed. What a supplier has he may still ship: a parcel is not stopped by a mark.
 */

/** Every lock. */
export function getLocks(context: BrokerContext): Promise<Lock[]> {
  return context.database.transaction(readLocks);
}

/** Locks a customer or the shipping of an order; a repeat changes nothing. @throws {RefusedError} for an unknown order */
export function lock(context: BrokerContext, kind: LockKind, subject: string, lockedBy: string): Promise<void> {
  return inUnit(context, async ({ session, timestamp: lockedAt }) => {
    if (kind === 'order' && (await readOrders(session, [Number(subject)])).length === 0)
      throw new RefusedError('order_unknown', { request: subject });
    await insertLock(session, { kind, subject, lockedAt, lockedBy });
  });
}

/** Removes a lock, if it is there. */
export function unlock(context: BrokerContext, kind: LockKind, subject: string): Promise<void> {
  return context.database.transaction((session) => deleteLock(session, kind, subject));
}

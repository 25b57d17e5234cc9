import { randomUUID } from 'node:crypto';
import type { RowId } from '../../platform/db/session.js';
import { maskFeedRows } from '../../store/feed/mask-rows.js';
import { markChanged } from '../../store/feed/marks.js';
import type { OrderEvent } from '../events/order-event.js';
import type { PublishingUnit } from '../events/publisher.js';

/**
 * Marks the orders that a transaction changed, for each consumer of the change feed, and masks what snapshots hold of those that
 * it masked.
 */
export async function markForFeeds({ session, network }: PublishingUnit, events: readonly OrderEvent[]): Promise<void> {
  const { feeds } = network.content.subscribers;
  if (feeds.length === 0) return;
  await markChanged(
    session,
    feeds,
    inOrder(new Set(events.flatMap(({ requestId }) => (requestId === 0 ? [] : [requestId])))),
    randomUUID(),
  );
  for (const { type, requestId } of events)
    if (type === 'order.masked' && typeof requestId === 'number') await maskFeedRows(session, feeds, requestId);
}

/** Ascending, so that two transactions that change the same orders never wait for each other; new orders are nobody else's. */
function inOrder(requestIds: ReadonlySet<RowId>): RowId[] {
  const rank = (requestId: RowId): number => (typeof requestId === 'number' ? requestId : Number.MAX_SAFE_INTEGER);
  return [...requestIds].sort((a, b) => rank(a) - rank(b));
}

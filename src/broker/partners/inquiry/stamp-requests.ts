import { progressOf } from '../../../domain/partner/progress.js';
import { readRequestedLines } from '../../../store/partners/fulfillment-requests.js';
import { findUnstamped, lockStamps, lockUnstamped, stampRequests } from '../../../store/partners/stamps.js';
import type { UnitContext } from '../../unit.js';
import { inUnit } from '../../unit.js';

/** Requests of one transaction. */
const BATCH = 500;

/**
 * Gives a date to the fulfillment requests of locations that changed since they had one (store/partners/stamps.ts), and derives
 * how far they are. Whoever lists by date or by progress does this first.
 */
export async function stampChanges(context: UnitContext, locationIds: readonly number[]): Promise<void> {
  for (;;) {
    const stamped = await inUnit(context, async ({ session, now }) => {
      // Without the lock first: most lists find nothing.
      if ((await findUnstamped(session, locationIds, 1)).length === 0) return 0;
      const last = await lockStamps(session);
      const ids = await findUnstamped(session, locationIds, BATCH);
      if (ids.length === 0) return 0;
      const requests = await lockUnstamped(session, ids);
      const lines = await readRequestedLines(session, ids);
      const first = Math.max(now.getTime(), last + 1);
      await stampRequests(
        session,
        requests.map((request, index) => ({
          id: request.id,
          at: new Date(first + index).toISOString(),
          progress: progressOf(
            request,
            lines.filter(({ fulfillmentRequestId }) => fulfillmentRequestId === request.id),
          ),
        })),
      );
      return ids.length;
    });
    if (stamped < BATCH) return;
  }
}

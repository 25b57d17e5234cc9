import { isPartner } from '../../../domain/partner/channel.js';
import { countOverdue, countRequestsIn } from '../../../store/partners/request-statistics.js';
import type { UnitContext } from '../../unit.js';
import { inUnit } from '../../unit.js';

/** What fulfillment requests wait for: somebody who processes them, the partner, somebody who looks why; overdue: an acknowledgement. */
const STATES = ['unprocessed', 'processing', 'failed'] as const;
export type WaitingState = (typeof STATES)[number] | 'overdue';

export interface WaitingStatistics {
  /** Counting stops at 10,000. */
  readonly count: number;
  /** How long the oldest has waited, in seconds; 0 when there is none. */
  readonly oldestSeconds: number;
}

/** Counts the fulfillment requests that wait, for the metrics. Without a partner location nothing is counted or read. */
export function readRequestStatistics(context: UnitContext): Promise<Map<WaitingState, WaitingStatistics>> {
  return inUnit(context, async ({ session, network, now, timestamp }) => {
    const known = new Map<WaitingState, WaitingStatistics>();
    if (!network.content.locations.some(isPartner)) return known;
    const waiting = async (state: WaitingState): Promise<WaitingStatistics> => {
      const { count, since } =
        state === 'overdue' ? await countOverdue(session, timestamp) : await countRequestsIn(session, state);
      return { count, oldestSeconds: since === null ? 0 : Math.max(0, (now.getTime() - Date.parse(since)) / 1000) };
    };
    for (const state of [...STATES, 'overdue'] as const) known.set(state, await waiting(state));
    return known;
  });
}

import { hasLeft } from '../values/status.js';
import type { Status } from '../values/status.js';
import { hasEnded, unitsOf } from './fulfillment-request.js';
import type { FulfillmentRequest, RequestedLine } from './fulfillment-request.js';

/**
 * How far a fulfillment request is, in the words of partners that know one status for each order:
 *
 * - `waiting`: the partner is not to work on it: it was not released yet, it failed, or it was asked to give it back;
 * - `released`: the partner may work on it;
 * - `picked`: it works on it;
 * - `shipped`: nothing is left to ship, and something was shipped;
 * - `ended`: it was canceled or taken back, and nothing was shipped.
 */
export const PROGRESS_STAGES = ['waiting', 'released', 'picked', 'shipped', 'ended'] as const;
export type ProgressStage = (typeof PROGRESS_STAGES)[number];

const PICKED: ReadonlySet<Status> = new Set(['verified', 'processed', 'picked']);

/** Derives how far a fulfillment request is from its state and its lines. A part that has left counts as picked. */
export function progressOf(
  { state, cancelRequestedAt }: Pick<FulfillmentRequest, 'state' | 'cancelRequestedAt'>,
  lines: readonly RequestedLine[],
): ProgressStage {
  const { shipped, open } = unitsOf(lines, hasLeft);
  if (shipped > 0 && open === 0) return 'shipped';
  if (hasEnded(state)) return 'ended';
  if (state === 'unprocessed' || state === 'failed' || cancelRequestedAt !== null) return 'waiting';
  const works = lines.some(({ status, outcome }) => outcome === null && (PICKED.has(status) || hasLeft(status)));
  return works || shipped > 0 ? 'picked' : 'released';
}

/** Whether a request that is at a stage has passed another one. What has ended has passed none. */
export function hasPassed(stage: ProgressStage, other: ProgressStage): boolean {
  return stage !== 'ended' && PROGRESS_STAGES.indexOf(stage) > PROGRESS_STAGES.indexOf(other);
}

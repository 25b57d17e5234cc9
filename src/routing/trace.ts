import type { EliminationReason } from './elimination/policy.js';
import type { Decider, Ranked } from './rank.js';
import type { RoutingRequest } from './request.js';
import type { Proposal } from './route.js';

/**
 * A pass of the routing as it is kept with every order: every candidate's fate, compactly.
 *
 * Candidates inside the radius that have a stock record are named one by one: the eligible in the order of their
 * ranking, the others under their reason. Locations that are too far away, or have no record, are only counted: which
 * they are follows from the map and the stock. 1,000 candidates take about 4 KB. Distances and scores are kept for the first of the ranking; running the
 * pass again gives them for all.
 */
export interface StoredTrace {
  /** The flow, the radius and its unit. */
  readonly flow: string;
  readonly radius: number;
  readonly unit: string;
  readonly method: Proposal['method'];
  readonly decidedBy?: Decider;
  /** `[line, location, units]`; lines by their index in the pass. */
  readonly parts: readonly (readonly [line: number, locationId: number, quantity: number])[];
  /** Location ids, best first. */
  readonly eligible: readonly number[];
  /** Distance and score of the first of the ranking. */
  readonly leaders: readonly { readonly distance?: number; readonly score?: number }[];
  /** Location ids by reason, each as the difference to the one before. */
  readonly eliminated: Readonly<Partial<Record<EliminationReason, readonly number[]>>>;
  /** Probability rules that failed, `name: reason`; absent when none did. */
  readonly failedRules?: readonly string[];
  /** Locations that were not looked at, by why: outside the radius, or without a stock record of a wanted product. */
  readonly tooFar: number;
  readonly noRecord: number;
}

const LEADERS = 10;

export function storeTrace(request: RoutingRequest, proposal: Proposal, rest: { readonly tooFar: number; readonly noRecord: number }): StoredTrace {
  const byReason = new Map<EliminationReason, number[]>();
  let outside = rest.tooFar;
  for (const { judged, reason } of proposal.eliminated) {
    if (reason === 'proximity') {
      outside += 1;
      continue;
    }
    const ids = byReason.get(reason);
    if (ids === undefined) byReason.set(reason, [judged.candidate.location.id]);
    else ids.push(judged.candidate.location.id);
  }
  return {
    flow: request.flow,
    radius: request.radius,
    unit: request.unit,
    method: proposal.method,
    ...(proposal.decidedBy === undefined ? {} : { decidedBy: proposal.decidedBy }),
    parts: proposal.parts.map((part) => [part.line, part.locationId, part.quantity]),
    eligible: proposal.eligible.map(({ judged }) => judged.candidate.location.id),
    leaders: proposal.eligible.slice(0, LEADERS).map(leader),
    eliminated: Object.fromEntries([...byReason].map(([reason, ids]) => [reason, differences(ids)])),
    ...(proposal.failedRules.length === 0 ? {} : { failedRules: proposal.failedRules }),
    tooFar: outside,
    noRecord: rest.noRecord,
  };
}

function leader({ judged, score }: Ranked): StoredTrace['leaders'][number] {
  return {
    ...(judged.distance === undefined ? {} : { distance: Math.round(judged.distance * 100) / 100 }),
    ...(score === undefined ? {} : { score: score.total }),
  };
}

/** `[5, 7, 8]` as `[5, 2, 1]`: small numbers take few characters. @param ids ascending */
function differences(ids: readonly number[]): number[] {
  return ids.map((id, index) => id - (ids[index - 1] ?? 0));
}

/** The ids again. */
export function undoDifferences(stored: readonly number[]): number[] {
  let id = 0;
  return stored.map((step) => (id += step));
}

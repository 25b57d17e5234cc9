import type { EliminationReason } from './elimination/policies.js';
import type { Decider } from './rank.js';
import type { RoutingRequest } from './request.js';
import type { Proposal } from './route.js';

/**
 * A routing pass as it is stored with every order: the outcome for every candidate, in compact form.
 *
 * Candidates inside the radius that have a stock record are listed: eligible ones in the order of their ranking, the
 * others by reason. Locations outside the radius or without a record are only counted: which ones they are follows from
 * the coordinates and the stock. 1,000 candidates take about 3 KB. Distances and scores are stored for the first of the
 * ranking; routing the order again computes them for all.
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
  /** Location ids, best first: packed by `packIds`; a list in traces of older versions. */
  readonly eligible: string | readonly number[];
  /** Distance and score of the first of the ranking. */
  readonly leaders: readonly { readonly distance?: number; readonly score?: number }[];
  /** Location ids by reason, each as the difference from the previous one. */
  readonly eliminated: Readonly<Partial<Record<EliminationReason, readonly number[]>>>;
  /** Probability rules that failed, `name: reason`; absent when none did. */
  readonly failedRules?: readonly string[];
  /** Locations that are not listed: those outside the radius, and those without a stock record of a requested product. */
  readonly tooFar: number;
  readonly noRecord: number;
}

/** How many of the ranking keep their distance and score. */
export const LEADERS = 10;

export function storeTrace(
  request: RoutingRequest,
  proposal: Proposal,
  rest: { readonly tooFar: number; readonly noRecord: number },
): StoredTrace {
  const byReason = new Map<EliminationReason, number[]>();
  let outside = rest.tooFar;
  for (const { evaluated, reason } of proposal.eliminated) {
    if (reason === 'proximity') {
      outside += 1;
      continue;
    }
    const { id } = evaluated.candidate.location;
    const ids = byReason.get(reason);
    if (ids === undefined) byReason.set(reason, [id]);
    else ids.push(id);
  }
  return {
    flow: request.flow,
    radius: request.radius,
    unit: request.unit,
    method: proposal.method,
    ...(proposal.decidedBy === undefined ? {} : { decidedBy: proposal.decidedBy }),
    parts: proposal.parts.map((part) => [part.line, part.locationId, part.quantity]),
    eligible: packIds(Int32Array.from(proposal.eligible, ({ evaluated }) => evaluated.candidate.location.id)),
    leaders: proposal.eligible
      .slice(0, LEADERS)
      .map(({ evaluated, score }) => leaderOf(evaluated.distance, score?.total)),
    eliminated: Object.fromEntries([...byReason].map(([reason, ids]) => [reason, differences(ids)])),
    ...(proposal.failedRules.length === 0 ? {} : { failedRules: proposal.failedRules }),
    tooFar: outside,
    noRecord: rest.noRecord,
  };
}

/** The stored distance (to hundredths) and score of a leader. */
export function leaderOf(distance: number | undefined, score: number | undefined): StoredTrace['leaders'][number] {
  return {
    ...(distance === undefined ? {} : { distance: Math.round(distance * 100) / 100 }),
    ...(score === undefined ? {} : { score }),
  };
}

// Reused by every call.
const SHORT = new Uint16Array(65_536);
const SHORT_BYTES = Buffer.from(SHORT.buffer);

/**
 * Encodes ids as text: two or four bytes each in base64, after `2:` or `4:`. A thousand take 2.7 KB and a few
 * microseconds; as a list of numbers they took 4.2 KB, and twenty times as long to write. Compression (deflate) saved
 * another fifth for 0.1 ms.
 */
export function packIds(ids: Int32Array): string {
  let greatest = 0;
  for (const id of ids) if (id > greatest) greatest = id;
  if (greatest >= 65_536 || ids.length > SHORT.length)
    return `4:${Buffer.from(new Int32Array(ids).buffer).toString('base64')}`;
  SHORT.set(ids);
  return `2:${SHORT_BYTES.toString('base64', 0, ids.length * 2)}`;
}

/** Decodes the ids of a trace. */
export function unpackIds(stored: StoredTrace['eligible']): readonly number[] {
  if (typeof stored !== 'string') return stored;
  const bytes = Uint8Array.from(Buffer.from(stored.slice(2), 'base64'));
  return Array.from(stored.startsWith('2:') ? new Uint16Array(bytes.buffer) : new Int32Array(bytes.buffer));
}

/** `[5, 7, 8]` as `[5, 2, 1]`: small numbers take few characters. @param ids ascending */
export function differences(ids: readonly number[]): number[] {
  return ids.map((id, index) => id - (ids[index - 1] ?? 0));
}

/** Reverses `differences`. */
export function undoDifferences(stored: readonly number[]): number[] {
  let id = 0;
  return stored.map((step) => (id += step));
}

import type { Network } from '../../domain/network/network.js';
import type { Session } from '../../platform/db/session.js';
import type { RoutingRequest } from '../../routing/request.js';
import type { Proposal } from '../../routing/route.js';
import type { StoredTrace } from '../../routing/trace.js';
import type { Demand } from '../../store/inventory/stock.js';
import { assign, decide, reservationsOf } from './assign.js';
import type { Decision } from './assign.js';

/** Lines that are routed together, because they go to one destination. */
export interface RoutingPass {
  readonly request: RoutingRequest;
  /** The indexes of its lines among all lines to be routed. */
  readonly lines: readonly number[];
}

/** What all passes assigned, with the indexes of the lines among all of them. */
export interface AssignedPasses extends Pick<Proposal, 'parts' | 'unfulfillable'> {
  readonly traces: readonly StoredTrace[];
}

/**
 * Decides one pass after the other, each on the stock that the earlier ones left, and changes nothing.
 * @returns a decision for each pass
 */
export async function decidePasses(
  session: Session,
  network: Network,
  passes: readonly RoutingPass[],
): Promise<readonly Decision[]> {
  const decisions: Decision[] = [];
  let taken: readonly Demand[] = [];
  for (const { request } of following(passes, () => decisions.map(({ proposal }) => proposal))) {
    const decision = await decide(session, network, request, taken);
    taken = [...taken, ...reservationsOf(network, request, decision.proposal.parts)];
    decisions.push(decision);
  }
  return decisions;
}

/**
 * Decides and applies one pass after the other.
 * @throws {StockTakenError} @throws {LocationFullError} when another order was faster; the whole transaction is then run
 *   again. Rows are touched in key order within a pass only: a deadlock between orders of several passes runs again too
 */
export async function assignPasses(
  session: Session,
  network: Network,
  passes: readonly RoutingPass[],
): Promise<AssignedPasses> {
  const assigned: AssignedPasses[] = [];
  for (const pass of following(passes, () => assigned)) {
    const { trace, ...decided } = await assign(session, network, pass.request);
    const { parts, unfulfillable } = amongAll(pass, decided);
    assigned.push({
      parts,
      unfulfillable,
      traces: [{ ...trace, parts: trace.parts.map(([line, ...rest]) => [pass.lines[line] ?? 0, ...rest]) }],
    });
  }
  return {
    parts: assigned.flatMap(({ parts }) => parts),
    unfulfillable: assigned.flatMap(({ unfulfillable }) => unfulfillable),
    traces: assigned.flatMap(({ traces }) => traces),
  };
}

/** What was decided in a pass, with the indexes of the lines among all of them. */
export function amongAll(
  { lines }: RoutingPass,
  { parts, unfulfillable }: Pick<Proposal, 'parts' | 'unfulfillable'>,
): Pick<Proposal, 'parts' | 'unfulfillable'> {
  return {
    parts: parts.map((part) => ({ ...part, line: lines[part.line] ?? 0 })),
    unfulfillable: unfulfillable.map((rest) => ({ ...rest, line: lines[rest.line] ?? 0 })),
  };
}

/** The passes; a location that an earlier one chose has its order already, and is not counted again. */
function* following(
  passes: readonly RoutingPass[],
  earlier: () => readonly Pick<Proposal, 'parts'>[],
): Generator<RoutingPass> {
  for (const pass of passes) {
    const chosen = earlier().flatMap(({ parts }) => parts.map(({ locationId }) => locationId));
    const exemptFromMaximum = new Set([...pass.request.exemptFromMaximum, ...chosen]);
    yield { ...pass, request: { ...pass.request, exemptFromMaximum } };
  }
}

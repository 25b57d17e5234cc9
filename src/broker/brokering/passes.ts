import type { Network } from '../../domain/network/network.js';
import type { Session } from '../../platform/db/session.js';
import type { RoutingRequest } from '../../routing/request.js';
import type { Proposal } from '../../routing/route.js';
import type { StoredTrace } from '../../routing/trace.js';
import type { Demand } from '../../store/inventory/stock.js';
import { assign, decide, reservationsOf } from './assign.js';
import type { Assigned, Decision } from './assign.js';

/** Lines that are routed together, because they go to one destination. */
export interface RoutingPass {
  readonly request: RoutingRequest;
  /** The indexes of its lines among all lines to be routed. */
  readonly lines: readonly number[];
  /** Whether direct fulfillment suppliers are asked for the lines that nobody in it can fulfill. */
  readonly elseSuppliers?: boolean;
}

/** A decision with the pass that it is about. */
export type DecidedPass = Decision & { readonly pass: RoutingPass };

/** What all passes assigned, with the indexes of the lines among all of them. */
export interface AssignedPasses extends Pick<Proposal, 'parts' | 'unfulfillable'> {
  readonly traces: readonly StoredTrace[];
}

/**
 * Decides one pass after the other, each on the stock that the earlier ones left, and changes nothing.
 * @returns a decision for each pass, and for each that asked suppliers after it
 */
export async function decidePasses(
  session: Session,
  network: Network,
  passes: readonly RoutingPass[],
): Promise<readonly DecidedPass[]> {
  const decisions: DecidedPass[] = [];
  let taken: readonly Demand[] = [];
  for (const pass of following(passes, () => decisions.map(({ proposal }) => proposal))) {
    const { proposal, trace } = await decide(session, network, pass.request, taken);
    taken = [...taken, ...reservationsOf(network, pass.request, proposal.parts)];
    // What suppliers are asked for next is not unfulfillable yet.
    decisions.push({
      pass,
      trace,
      proposal: pass.elseSuppliers === true ? { ...proposal, unfulfillable: [] } : proposal,
    });
    if (pass.elseSuppliers === true) decisions.push(...(await decideRest(pass, proposal)));
  }
  return decisions;

  async function decideRest(pass: RoutingPass, proposal: Pick<Proposal, 'unfulfillable'>): Promise<DecidedPass[]> {
    const rest = restOf(pass, proposal);
    if (rest === undefined) return [];
    const decision = await decide(session, network, rest.request, taken);
    taken = [...taken, ...reservationsOf(network, rest.request, decision.proposal.parts)];
    return [{ pass: rest, ...decision }];
  }
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
    const decided = await assign(session, network, pass.request);
    const rest = pass.elseSuppliers === true ? restOf(pass, decided) : undefined;
    assigned.push(assignedIn(pass, rest === undefined ? decided : { ...decided, unfulfillable: [] }));
    if (rest !== undefined) assigned.push(assignedIn(rest, await assign(session, network, rest.request)));
  }
  return {
    parts: assigned.flatMap(({ parts }) => parts),
    unfulfillable: assigned.flatMap(({ unfulfillable }) => unfulfillable),
    traces: assigned.flatMap(({ traces }) => traces),
  };
}

function assignedIn(pass: RoutingPass, { trace, ...decided }: Assigned): AssignedPasses {
  return {
    ...amongAll(pass, decided),
    traces: [{ ...trace, parts: trace.parts.map(([line, ...rest]) => [pass.lines[line] ?? 0, ...rest]) }],
  };
}

/** The pass that asks suppliers for the lines that nobody else can fulfill; undefined if there are none. */
function restOf(
  { request, lines }: RoutingPass,
  { unfulfillable }: Pick<Proposal, 'unfulfillable'>,
): RoutingPass | undefined {
  const indexes = [...new Set(unfulfillable.map(({ line }) => line))].sort((a, b) => a - b);
  if (indexes.length === 0) return undefined;
  return {
    lines: indexes.map((index) => lines[index] ?? 0),
    request: {
      ...request,
      lines: indexes.flatMap((index) => {
        const line = request.lines[index];
        return line === undefined ? [] : [{ ...line, shippedBy: 'supplier' as const }];
      }),
    },
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

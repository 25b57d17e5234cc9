import type { Network } from '../../domain/network/network.js';
import { describeRejections } from '../../domain/response-code.js';
import { whatWouldTake } from '../../routing/explain.js';
import type { Evaluated } from '../../routing/evaluate.js';
import type { RoutingRequest } from '../../routing/request.js';
import type { Proposal } from '../../routing/route.js';
import type { StoredTrace } from '../../routing/trace.js';
import { readOrders } from '../../store/orders/orders.js';
import { decide } from '../brokering/assign.js';
import type { BrokerContext } from '../context.js';
import type { LineDraft, SubmitOrderCommand } from './draft-order.js';
import { requestAgain } from '../brokering/reshop.js';
import { checkOrder, productsOf, requestFor } from './submit-order.js';

/** Where an order would go, and why: for people and scripts, so the names are those of the wire. */
export interface Preview {
  readonly lines: readonly PreviewedLine[];
  /** Absent when every line names its location. */
  readonly decision?: PreviewedDecision;
}

export interface PreviewedLine {
  readonly requesting_system_line_no: number;
  readonly item_id: string;
  readonly quantity: number;
  readonly parts: readonly {
    readonly system_cd: string;
    readonly location_cd: string;
    readonly quantity: number;
    readonly named: boolean;
  }[];
  readonly unfulfillable: number;
}

export interface PreviewedDecision {
  readonly flow: string;
  readonly radius: number;
  readonly unit: string;
  readonly method: string;
  /** What put the first of the ranking before the second. */
  readonly decided_by: string | null;
  readonly candidates: readonly PreviewedCandidate[];
  /** Locations that were not looked at: outside the radius, or without a stock record of a wanted product. */
  readonly too_far: number;
  readonly no_stock_record: number;
  /** Probability rules that failed and so changed nothing. */
  readonly failed_rules: readonly string[];
}

export interface PreviewedCandidate {
  readonly system_cd: string;
  readonly location_cd: string;
  readonly name: string;
  readonly fate: 'chosen' | 'eligible' | 'eliminated';
  readonly reason?: string;
  readonly rank?: number;
  readonly distance?: number;
  readonly score?: number;
  readonly score_by_criterion?: Readonly<Record<string, number>>;
  /** Units it can promise, by the caller's item code. */
  readonly promises: Readonly<Record<string, number>>;
  /** What would have to be different for it to be chosen. */
  readonly to_be_chosen?: string;
}

export type PreviewResult =
  { readonly preview: Preview } | { readonly refused: { readonly code: number; readonly description: string } };

/**
 * Tells where an order would go without taking it: the same checks, the same decision on the same state, nothing stored.
 */
export async function previewOrder(context: BrokerContext, command: SubmitOrderCommand): Promise<PreviewResult> {
  return context.database.transaction(async (session) => {
    const network = await context.networks.current(session);
    const checked = await checkOrder(session, network, command, await productsOf(session, command));
    if ('faults' in checked) return { refused: describeRejections(checked.faults) };
    const { draft } = checked;
    const open = draft.lines.filter((line) => line.named === undefined);
    const request = requestFor(network, context.networks.ruleBook(network), draft, open, context.clock());
    const decision = open.length === 0 ? undefined : await decide(session, network, request);
    return {
      preview: {
        lines: draft.lines.map((line) => previewLine(network, line, open.indexOf(line), decision?.proposal)),
        ...(decision === undefined
          ? {}
          : { decision: previewDecision(request, open, decision.proposal, decision.trace) }),
      },
    };
  });
}

type NamedProduct = Pick<LineDraft, 'itemId' | 'productId'>;

function previewLine(network: Network, line: LineDraft, index: number, proposal: Proposal | undefined): PreviewedLine {
  const parts =
    line.named === undefined
      ? (proposal?.parts ?? [])
          .filter((part) => part.line === index)
          .map((part) => ({ location: network.locationById(part.locationId), quantity: part.quantity }))
      : [{ location: line.named, quantity: line.quantity }];
  return {
    requesting_system_line_no: line.requestingLineNo,
    item_id: line.itemId,
    quantity: line.quantity,
    parts: parts.map(({ location, quantity }) => ({
      system_cd: location.system.systemCd,
      location_cd: location.locationCd,
      quantity,
      named: line.named !== undefined,
    })),
    unfulfillable: line.quantity - parts.reduce((sum, part) => sum + part.quantity, 0),
  };
}

/**
 * Runs the routing of a stored order again, on what is stored now and all its lines together: the whole account of every
 * candidate, which is not kept. It may decide otherwise than it once did, for stock and catalog have moved on.
 * @returns undefined when there is no such order
 */
export async function routeAgain(context: BrokerContext, requestId: number): Promise<PreviewedDecision | undefined> {
  return context.database.transaction(async (session) => {
    const [order] = await readOrders(session, [requestId]);
    if (order === undefined) return undefined;
    const network = await context.networks.current(session);
    const request = await requestAgain(
      session,
      network,
      context.networks.ruleBook(network),
      context.clock(),
      order,
      order.lines,
    );
    const { proposal, trace } = await decide(session, network, request);
    return previewDecision(request, order.lines, proposal, trace);
  });
}

function previewDecision(
  request: RoutingRequest,
  open: readonly NamedProduct[],
  proposal: Proposal,
  trace: StoredTrace,
): PreviewedDecision {
  const chosen = new Set(proposal.parts.map((part) => part.locationId));
  const common = (evaluated: Evaluated) => {
    const { location } = evaluated.candidate;
    const sentence = whatWouldTake(location.id, request, proposal);
    return {
      system_cd: location.system.systemCd,
      location_cd: location.locationCd,
      name: location.name,
      ...(evaluated.distance === undefined ? {} : { distance: Math.round(evaluated.distance * 100) / 100 }),
      promises: Object.fromEntries(
        open.map((line) => [line.itemId.trimEnd(), evaluated.atp.get(line.productId)?.units ?? 0]),
      ),
      ...(sentence === undefined ? {} : { to_be_chosen: named(sentence, open) }),
    };
  };
  return {
    flow: request.flow,
    radius: request.radius,
    unit: request.unit,
    method: proposal.method,
    decided_by: proposal.decidedBy ?? null,
    candidates: [
      ...proposal.eligible.map(({ evaluated, score }, index): PreviewedCandidate => ({
        ...common(evaluated),
        fate: chosen.has(evaluated.candidate.location.id) ? 'chosen' : 'eligible',
        rank: index + 1,
        ...(score === undefined ? {} : { score: score.total, score_by_criterion: score.byCriterion }),
      })),
      ...proposal.eliminated.map(({ evaluated, reason }): PreviewedCandidate => ({
        ...common(evaluated),
        fate: 'eliminated',
        reason,
      })),
    ],
    too_far: trace.tooFar,
    no_stock_record: trace.noRecord,
    failed_rules: proposal.failedRules,
  };
}

/** Products by the caller's item codes: the routing knows them by number only. */
function named(sentence: string, open: readonly NamedProduct[]): string {
  return sentence.replace(
    /product (\d+)/g,
    (text, id: string) => open.find((line) => String(line.productId) === id)?.itemId.trimEnd() ?? text,
  );
}

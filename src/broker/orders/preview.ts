import type { Network } from '../../domain/network/network.js';
import { describeRejections } from '../describe-rejections.js';
import { itemKey } from '../../domain/values/item-code.js';
import { whatWouldTake } from '../../routing/explain.js';
import type { Evaluated } from '../../routing/evaluate.js';
import type { Proposal } from '../../routing/route.js';
import type { Session } from '../../platform/db/session.js';
import { readOrders } from '../../store/orders/orders.js';
import { amongAll, decidePasses } from '../brokering/passes.js';
import type { DecidedPass } from '../brokering/passes.js';
import type { BrokerContext } from '../context.js';
import { orderPasses } from '../brokering/broker-lines.js';
import { inUnit } from '../unit.js';
import { draftPasses, openLines } from './submit/assign-draft.js';
import { checkOrder, findOrderedProducts } from './submit/check-order.js';
import type { LineDraft } from './submit/draft-order.js';
import type { SubmitOrderCommand } from './submit-order-command.js';

/** How an order would be routed, and why. REST shows it as it is, so the names are those of the wire. */
interface Preview {
  readonly lines: readonly PreviewedLine[];
  /** Absent if every line names its location. */
  readonly decision?: PreviewedDecision;
}

interface PreviewedLine {
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
  /** The criterion that ranked the first candidate before the second. */
  readonly decided_by: string | null;
  readonly candidates: readonly PreviewedCandidate[];
  /** The number of locations outside the radius, which were not evaluated. */
  readonly too_far: number;
  /** The number of locations without a stock record of any of the products. */
  readonly no_stock_record: number;
  /** Probability rules that failed and therefore had no effect. */
  readonly failed_rules: readonly string[];
  /** Those about the lines that go to other destinations; absent if all go to one. */
  readonly further_decisions?: readonly PreviewedDecision[];
}

interface PreviewedCandidate {
  readonly system_cd: string;
  readonly location_cd: string;
  readonly name: string;
  readonly fate: 'chosen' | 'eligible' | 'eliminated';
  readonly reason?: string;
  readonly rank?: number;
  readonly distance?: number;
  readonly score?: number;
  readonly score_by_criterion?: Readonly<Record<string, number>>;
  /** The available to promise, by the caller's item code. */
  readonly promises: Readonly<Record<string, number>>;
  /** What would have to change for it to be chosen. */
  readonly to_be_chosen?: string;
}

export type PreviewResult =
  { readonly preview: Preview } | { readonly refused: { readonly code: number; readonly description: string } };

/** Previews the routing of an order: the same checks and the same decision as in SubmitOrder, with nothing stored. */
export function previewOrder(context: BrokerContext, command: SubmitOrderCommand): Promise<PreviewResult> {
  const prefetch = (session: Session) => findOrderedProducts(session, command);
  return inUnit(context, { prefetch }, async (unit, products) => {
    const { session, network } = unit;
    const checked = await checkOrder(unit, command, products);
    if ('rejections' in checked) return { refused: describeRejections(checked.rejections) };
    const { draft } = checked;
    const open = openLines(draft);
    const passes = draftPasses(unit, draft);
    const decisions = await decidePasses(session, network, passes);
    const parts = decisions.flatMap(({ pass, proposal }) => amongAll(pass, proposal).parts);
    const decision = previewDecisions(open, decisions);
    return {
      preview: {
        lines: draft.lines.map((line) => previewLine(network, line, open.indexOf(line), parts)),
        ...(decision === undefined ? {} : { decision }),
      },
    };
  });
}

/**
 * Previews a new routing of a stored order, with the current stock and catalog and all of its lines together. Unlike the
 * stored trace it evaluates every candidate in full, and it can decide differently than the order was routed.
 * @returns undefined if there is no such order
 */
export function previewReroute(context: BrokerContext, requestId: number): Promise<PreviewedDecision | undefined> {
  return inUnit(context, async (unit) => {
    const [order] = await readOrders(unit.session, [requestId]);
    if (order === undefined) return undefined;
    const passes = await orderPasses(unit, order, order.lines);
    return previewDecisions(order.lines, await decidePasses(unit.session, unit.network, passes));
  });
}

type NamedProduct = Pick<LineDraft, 'itemId' | 'productId'>;

function previewLine(network: Network, line: LineDraft, index: number, decided: Proposal['parts']): PreviewedLine {
  const parts =
    line.named === undefined
      ? decided
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

/** The decision of the first pass, with those of the others; undefined if no line is routed. */
function previewDecisions(
  lines: readonly NamedProduct[],
  decisions: readonly DecidedPass[],
): PreviewedDecision | undefined {
  const [first, ...further] = decisions.map((decision) => previewDecision(decision, lines));
  return first === undefined || further.length === 0 ? first : { ...first, further_decisions: further };
}

function previewDecision(
  { pass: { request, lines }, proposal, trace }: DecidedPass,
  all: readonly NamedProduct[],
): PreviewedDecision {
  const open = lines.flatMap((line) => all[line] ?? []);
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
        open.map((line) => [itemKey(line.itemId), evaluated.atp.get(line.productId)?.units ?? 0]),
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

/** Replaces product numbers, which are all that the routing knows, with the caller's item codes. */
function named(sentence: string, open: readonly NamedProduct[]): string {
  return sentence.replace(/product (\d+)/g, (text, id: string) => {
    const line = open.find((one) => String(one.productId) === id);
    return line === undefined ? text : itemKey(line.itemId);
  });
}

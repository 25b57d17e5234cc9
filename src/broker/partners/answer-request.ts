import type { PartnerCancel } from '../../domain/partner/partner-preferences.js';
import type { LineAnswer } from '../../domain/partner/adjust-item.js';
import { RefusedError } from '../../domain/partner/refusal.js';
import type { FulfillmentRequest } from '../../domain/partner/fulfillment-request.js';
import type { OrderLine } from '../../domain/order/order.js';
import { hasLeft } from '../../domain/values/status.js';
import { readRequestLog } from '../../store/partners/request-log.js';
import type { BrokerContext } from '../context.js';
import { withRequest } from './open-request.js';
import type { OpenRequest, RequestActor } from './open-request.js';

/**
 * Acknowledges a fulfillment request: all that is left of it, or the units that the partner names; what it cancels goes to others
 * (or is canceled, `on_partner_cancel`). Units of which nothing is said stay as they are. A repeat changes nothing.
 * @param answers absent for everything, also what an earlier answer left open
 * @throws {RefusedError} for lines that are not the partner's any more, or more units than it has
 */
export function acknowledgeRequest(
  context: BrokerContext,
  id: number,
  actor: RequestActor,
  answers?: readonly LineAnswer[],
): Promise<FulfillmentRequest> {
  return withRequest(context, id, actor, (open) => answerOpen(open, answers));
}

/**
 * Answers a fulfillment request that is open in the caller's transaction.
 * @param onCancel what follows for units that are canceled; by default what is set for the location
 */
export async function answerOpen(
  open: OpenRequest,
  answers: readonly LineAnswer[] | undefined,
  onCancel: PartnerCancel = open.location.preferences.requests.onPartnerCancel,
): Promise<void> {
  const state = open.act('acknowledge');
  const before = open.openLines;
  const waiting = before.filter(isWaiting);
  // A repeat is never refused: under review, what was left open waits for the release.
  if (state === undefined && answers === undefined && (waiting.length === 0 || open.order.underReview)) return;
  open.requireRelease();
  const everything = (state === undefined ? waiting : before).map(({ lineNo, quantity }) => ({
    lineNo,
    acknowledged: quantity,
    canceled: 0,
  }));
  const said = answers === undefined ? everything : joined(answers);
  const checked = said.map((answer) => ({ ...answer, line: requestedLine(open, answer) }));
  if (state !== undefined && checked.some(({ acknowledged }) => acknowledged > 0)) {
    const all = before.every(({ lineNo, quantity }) =>
      checked.some((one) => one.lineNo === lineNo && one.acknowledged === quantity),
    );
    await open.move({ state, error: '' }, 'acknowledged', all ? 'all lines' : sentence(said), 'request.acknowledged');
  } else await open.log('acknowledged', sentence(said));
  await open.changeLines(
    checked.flatMap((answer) => itemsOf(open, answer, onCancel)),
    'partner',
  );
}

/** Whether its partner has not said yet that it will ship a line. */
const isWaiting = ({ status }: OrderLine): boolean => ['new_order', 'polled', 'posted'].includes(status);

/** What is said about a line twice is said about other units of it. */
function joined(answers: readonly LineAnswer[]): LineAnswer[] {
  const byLine = new Map<number, LineAnswer>();
  for (const { lineNo, acknowledged, canceled } of answers) {
    const before = byLine.get(lineNo);
    byLine.set(lineNo, {
      lineNo,
      acknowledged: acknowledged + (before?.acknowledged ?? 0),
      canceled: canceled + (before?.canceled ?? 0),
    });
  }
  return [...byLine.values()];
}

function sentence(answers: readonly LineAnswer[]): string {
  return answers
    .map(({ lineNo, acknowledged, canceled }) => `line ${lineNo}: ${acknowledged} acknowledged, ${canceled} canceled`)
    .join('; ');
}

/** The open line of an answer. @throws {RefusedError} */
function requestedLine(open: OpenRequest, { lineNo, acknowledged, canceled }: LineAnswer): OrderLine {
  const line = open.openLines.find((one) => one.lineNo === lineNo);
  const { number } = open.request;
  if (line === undefined)
    throw new RefusedError('line_not_requested', { line: lineNo, number, open: lineNumbers(open.openLines) });
  if (acknowledged + canceled > line.quantity)
    throw new RefusedError('too_many_units', {
      line: lineNo,
      number,
      open: line.quantity,
      quantity: acknowledged + canceled,
    });
  return line;
}

/** Line numbers as a sentence has them. */
export function lineNumbers(lines: readonly OrderLine[]): string {
  return lines.map(({ lineNo }) => lineNo).join(', ') || 'none';
}

/** The changes of one line: what is canceled leaves it first, so that the rest can be accepted as a whole. */
function itemsOf(
  open: OpenRequest,
  { line, acknowledged, canceled }: LineAnswer & { readonly line: OrderLine },
  onCancel: PartnerCancel,
): { readonly lineNo: number; readonly quantity: number; readonly status: string }[] {
  const { lineNo } = line;
  return [
    ...(canceled === 0 ? [] : [{ lineNo, quantity: canceled, status: refusalStatus(open, onCancel) }]),
    ...(acknowledged === 0 || !isWaiting(line) ? [] : [{ lineNo, quantity: acknowledged, status: 'accepted' }]),
  ];
}

/** What happens to units that a partner cannot fulfill. */
export function refusalStatus(
  { location }: OpenRequest,
  onCancel: PartnerCancel = location.preferences.requests.onPartnerCancel,
): 'rejected' | 'canceled' {
  return onCancel === 'cancel' ? 'canceled' : 'rejected';
}

/**
 * The partner gives a fulfillment request back: what it has not shipped is routed again or canceled. Where it was asked to
 * (`voidRequest`), the lines wait for whoever asked.
 */
export function cancelRequest(
  context: BrokerContext,
  id: number,
  actor: RequestActor,
  note: string,
): Promise<FulfillmentRequest> {
  return withRequest(context, id, actor, (open) => cancelOpen(open, note));
}

/** Gives back a request that is open in the caller's transaction. @throws {RefusedError} also when everything has shipped */
export async function cancelOpen(open: OpenRequest, note: string): Promise<void> {
  const { state, cancelRequestedAt, number } = open.request;
  const wasAsked = cancelRequestedAt !== null;
  // What it gave back as it was asked to is voided: then this is a repeat.
  if ((wasAsked && state === 'voided') || open.act('cancel') === undefined) return;
  const remaining = open.openLines.filter(({ status }) => !hasLeft(status));
  if (remaining.length === 0) {
    if (await wasGivenBack(open)) return;
    throw new RefusedError('nothing_to_cancel', { number, shipped: open.shippedText });
  }
  // What has shipped keeps it from ending, so that it must be told apart from one whose partner has not answered.
  if (wasAsked && open.hasShipped) await open.move({ cancelRequestedAt: null }, 'canceled', note);
  else await open.log('canceled', note);
  await open.changeLines(
    remaining.map(({ lineNo }) => ({
      lineNo,
      quantity: 0,
      status: wasAsked ? 'rejected' : refusalStatus(open),
    })),
    'partner',
    { reason: { code: '', note: note.slice(0, 1000) } },
    wasAsked ? 'hold' : 'reshop',
  );
}

/** Whether the partner gave back a part of a request before, whose other units have shipped. */
async function wasGivenBack({ unit, request, units }: OpenRequest): Promise<boolean> {
  return (
    units.canceled > 0 && (await readRequestLog(unit.session, request.id)).some(({ stage }) => stage === 'canceled')
  );
}

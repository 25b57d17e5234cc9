import { locationText } from '../client/admin/location-code.js';
import type { OrderDetail } from '../client/admin/orders.js';
import type { OrderTrace, TracedCandidate, TracedPass } from '../client/admin/trace.js';

/** Locations that are listed one by one; of more, the number is given. */
const LISTED = 6;

/** What became of an order and why, in sentences: its lines, its history and each decision of the routing. */
export function explainOrder(order: OrderDetail, trace: OrderTrace): string {
  return [
    ...order.lines.map(
      (line) =>
        `  line ${String(line.line_no)}: ${String(line.quantity)} of ${line.item_id.trimEnd()} is ${line.status} at ${locationText(line.sourced)}`,
    ),
    'History:',
    ...listOrNothing(order.history.map(changeText)),
    'Routing:',
    ...listOrNothing(trace.passes.flatMap(passTexts)),
  ].join('\n');
}

const listOrNothing = (texts: readonly string[]): readonly string[] =>
  (texts.length === 0 ? ['nothing'] : texts).map((text) => `  ${text}`);

function changeText(change: OrderDetail['history'][number]): string {
  const what = change.line_no === 0 ? 'the order' : `line ${String(change.line_no)}`;
  const from = change.from === '' ? 'became' : `went from ${change.from} to`;
  const reporter = locationText(change);
  const by = reporter === '' ? 'by the broker' : `by ${reporter}`;
  const reason = [change.reason_code, change.reason_note].filter((text) => text !== '').join(', ');
  return `${change.at}  ${what} ${from} ${change.to} at ${locationText(change.location)}, ${by}${reason === '' ? '' : `, reason ${reason}`}`;
}

function passTexts(pass: TracedPass): string[] {
  const went = pass.parts.map((part) => `${counted(part.quantity, 'unit')} to ${locationText(part)}`);
  const ranked = pass.candidates
    .filter(({ fate }) => fate === 'eligible')
    .sort((one, other) => (one.rank ?? Infinity) - (other.rank ?? Infinity));
  const decided = pass.decided_by === null ? '' : `, decided by ${words(pass.decided_by)}`;
  return [
    `pass ${String(pass.pass)}: ${went.length === 0 ? 'no location could take it' : `${went.join(', ')}${decided}`}`,
    ...(ranked.length === 0 ? [] : [`  next in the ranking: ${someOf(ranked)}`]),
    ...eliminated(pass.candidates),
    ...(pass.no_stock_record === 0
      ? []
      : [`  without a stock record of the products: ${counted(pass.no_stock_record, 'location')}`]),
    ...(pass.too_far === 0 ? [] : [`  beyond the search radius: ${counted(pass.too_far, 'location')}`]),
  ];
}

/** A line for each reason. */
function eliminated(candidates: readonly TracedCandidate[]): string[] {
  const byReason = new Map<string, TracedCandidate[]>();
  for (const candidate of candidates)
    if (candidate.fate === 'eliminated') {
      const reason = candidate.reason ?? 'unknown';
      byReason.set(reason, [...(byReason.get(reason) ?? []), candidate]);
    }
  return [...byReason].map(([reason, some]) => `  eliminated (${words(reason)}): ${someOf(some)}`);
}

function someOf(candidates: readonly TracedCandidate[]): string {
  const more = candidates.length - LISTED;
  return `${candidates.slice(0, LISTED).map(locationText).join(', ')}${more > 0 ? ` and ${String(more)} more` : ''}`;
}

const counted = (number: number, noun: string): string => `${String(number)} ${noun}${number === 1 ? '' : 's'}`;

/** The name of a criterion or of a reason for elimination as words. */
const words = (name: string): string => name.replaceAll('_', ' ');

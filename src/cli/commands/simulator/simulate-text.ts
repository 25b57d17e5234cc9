import { RECORD_LETTERS } from '../../../simulator/oms/records/letter.js';
import type { Finding } from '../../../simulator/retailer/proof.js';
import type { Summary } from '../../../simulator/retailer/summary.js';
import { formatTable } from '../../terminal/table.js';

/** What `simulate` prints at its end. */

export const findingText = ({ company, order, line, requestId, letter, status, text }: Finding): string =>
  [
    `order ${String(order)} of company ${String(company)}`,
    ...(line === 0 ? [] : [`line ${String(line)}`]),
    ...(requestId === '' ? [] : [`request ${requestId}`]),
    ...(letter === '' ? [] : [`letter ${letter}`]),
    ...(status === '' ? [] : [`status ${status}`]),
  ].join(', ') + `: ${text}`;

/** Two tables: lines by letter, and the figures of the run. */
export function summaryText(summary: Summary): string {
  const kinds = Object.entries(summary.orders).map(([kind, count]) => `${String(count)} ${kind}`);
  const figures: readonly (readonly [string, number | string])[] = [
    ['orders', kinds.join(', ') || '0'],
    ['lines that stores rejected', `${String(summary.rejects)}, ${String(summary.reshops)} of them routed to others`],
    ['steps of stores', summary.storeSteps],
    ['steps that the broker refused', summary.refused],
    ['steps put off for a review', summary.putOff],
    ['steps of partners', summary.partnerSteps],
    ['lines looked up after a lost poll', summary.lookedUp],
    ['messages answered', summary.messages],
    ['messages sent again', summary.retries],
    ['latency p50, p99', `${String(summary.p50)} ms, ${String(summary.p99)} ms`],
  ];
  return [
    formatTable(
      ['letter', '', 'ordered lines', 'fulfilled here'],
      summary.letters.map(({ letter, ordered, fulfilling }) => [letter, RECORD_LETTERS[letter], ordered, fulfilling]),
    ),
    '',
    formatTable(['figure', 'value'], figures),
    '',
  ].join('\n');
}

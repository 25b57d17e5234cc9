import { Command } from 'commander';
import { previewOrder } from '../../../client/admin/preview.js';
import type { PreviewedDecision, PreviewedLine, RoutingPreview } from '../../../client/admin/preview.js';
import { readText } from '../../read-text.js';
import { serverOf, withServer } from '../../server-options.js';
import type { ServerOptions } from '../../server-options.js';
import { formatTable } from '../../terminal/table.js';
import type { Terminal } from '../../terminal/terminal.js';

/** `preview`: routes an order without storing it. */
export function previewCommand(terminal: Terminal): Command {
  return withServer(new Command('preview').argument('<order.xml>', 'SubmitOrder message, with or without its envelope'))
    .summary('show where an order would be routed, and why')
    .description(
      'Routes an order without storing it: the location of each line, every candidate location, and what would have to change for a candidate to be chosen.',
    )
    .addHelpText('after', '\nExample:\n  order-broker preview samples/locate/10-submit-order-delivery.request.xml')
    .action(async (file: string, options: ServerOptions) => {
      const message = await readText(file);
      const preview = await previewOrder(serverOf(options, terminal), message);
      terminal.out(options.json === true ? JSON.stringify(preview, null, 2) : formatPreview(preview));
    });
}

function formatPreview({ lines, decision }: RoutingPreview): string {
  const table = formatTable(
    ['line', 'item', 'qty', 'routed to'],
    lines.map((line) => [line.requesting_system_line_no, line.item_id.trimEnd(), line.quantity, destinationOf(line)]),
  );
  const decisions = decision === undefined ? [] : [decision, ...(decision.further_decisions ?? [])];
  return [table, ...decisions.map(formatDecision)].join('\n\n');
}

const destinationOf = ({ parts, unfulfillable }: PreviewedLine): string =>
  [
    ...parts.map(
      (part) => `${part.quantity} to ${part.system_cd}/${part.location_cd}${part.named ? ' (named by the order)' : ''}`,
    ),
    ...(unfulfillable > 0 ? [`${unfulfillable} unfulfillable`] : []),
  ].join(', ');

function formatDecision(decision: PreviewedDecision): string {
  const by = decision.decided_by === null ? '' : `, decided by ${decision.decided_by}`;
  const skipped = `not considered: ${decision.too_far} too far away, ${decision.no_stock_record} without a stock record`;
  const table = formatTable(
    ['location', 'result', 'rank', 'distance', 'score', 'to be chosen'],
    decision.candidates.map((candidate) => [
      `${candidate.system_cd}/${candidate.location_cd}`,
      candidate.reason ?? candidate.fate,
      candidate.rank ?? '',
      candidate.distance?.toFixed(1) ?? '',
      candidate.score ?? '',
      candidate.to_be_chosen ?? '',
    ]),
  );
  return `${decision.flow} within ${decision.radius} ${decision.unit}: ${decision.method}${by}; ${skipped}\n${table}`;
}

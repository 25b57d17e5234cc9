import { readFile } from 'node:fs/promises';
import { Command } from 'commander';
import type { Preview } from '../../../broker/orders/preview.js';
import { ClientError } from '../../../client/client-error.js';
import { request, serverOf, withServer } from '../../server.js';
import type { ServerOptions } from '../../server.js';
import { formatTable } from '../../table.js';
import type { Terminal } from '../../terminal.js';

/** `preview`: where would this order go, and why? Nothing is stored. */
export function previewCommand(terminal: Terminal): Command {
  return withServer(
    new Command('preview').argument('<order.xml>', 'a SubmitOrder message, with or without its envelope'),
  )
    .summary('where an order would go, and why')
    .description(
      'Lets the broker decide on an order without taking it: where each line would go, every location that was looked at, and what would have to be different for it to be chosen.',
    )
    .addHelpText('after', '\nExample:\n  order-broker preview samples/locate/10-submit-order-delivery.request.xml')
    .action(async (file: string, options: ServerOptions) => {
      const text = await readFile(file, 'utf8').catch((error: unknown) => {
        throw new ClientError(`${file} cannot be read: ${(error as Error).message}`);
      });
      const response = await request(serverOf(options, terminal), '/admin/v1/routing/preview', {
        method: 'POST',
        headers: { 'content-type': 'text/xml', accept: 'application/json' },
        body: text,
      });
      const body = await response.text();
      if (!response.ok) throw new ClientError(reasonOf(body, response.status));
      const preview = JSON.parse(body) as Preview;
      if (options.json === true) terminal.out(JSON.stringify(preview, null, 2));
      else show(preview, terminal);
    });
}

interface Refusal {
  readonly faults?: readonly { readonly path: string; readonly reason: string }[];
  readonly refused?: { readonly code: number; readonly description: string };
}

function reasonOf(body: string, status: number): string {
  try {
    const { faults, refused } = JSON.parse(body) as Refusal;
    if (refused !== undefined) return `the order would be refused with code ${refused.code}: ${refused.description}`;
    if (faults !== undefined)
      return `the order cannot be read:\n${faults.map((fault) => `  ${fault.path} ${fault.reason}`).join('\n')}`;
  } catch {
    // Not JSON: the status says what there is to say.
  }
  return `the broker answered ${status}: ${body.slice(0, 300).trim()}`;
}

function show({ lines, decision }: Preview, terminal: Terminal): void {
  terminal.out(
    formatTable(
      ['line', 'item', 'qty', 'goes to'],
      lines.map((line) => [
        line.requesting_system_line_no,
        line.item_id.trimEnd(),
        line.quantity,
        [
          ...line.parts.map(
            (part) => `${part.quantity} to ${part.system_cd}/${part.location_cd}${part.named ? ' (named)' : ''}`,
          ),
          ...(line.unfulfillable > 0 ? [`${line.unfulfillable} unfulfillable`] : []),
        ].join(', '),
      ]),
    ),
  );
  if (decision === undefined) return;
  const by = decision.decided_by === null ? '' : `, decided by ${decision.decided_by}`;
  terminal.out(
    `\n${decision.flow} within ${decision.radius} ${decision.unit}: ${decision.method}${by}; ${decision.too_far} too far away, ${decision.no_stock_record} without a stock record`,
  );
  terminal.out(
    formatTable(
      ['location', 'fate', 'rank', 'distance', 'score', 'to be chosen'],
      decision.candidates.map((one) => [
        `${one.system_cd}/${one.location_cd}`,
        one.reason ?? one.fate,
        one.rank ?? '',
        one.distance?.toFixed(1) ?? '',
        one.score ?? '',
        one.to_be_chosen ?? '',
      ]),
    ),
  );
}

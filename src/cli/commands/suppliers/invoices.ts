import { Command } from 'commander';
import { locationText } from '../../../client/admin/location-code.js';
import { createInvoices, listInvoices } from '../../../client/admin/suppliers.js';
import { serverOf, withServer } from '../../server-options.js';
import type { ServerOptions } from '../../server-options.js';
import { formatTable } from '../../terminal/table.js';
import type { Terminal } from '../../terminal/terminal.js';
import { requireOrder } from '../partners/request-words.js';

/** `invoices`: of what direct fulfillment suppliers sent. */
export function invoicesCommand(terminal: Terminal): Command {
  const invoices = new Command('invoices')
    .summary('list and make the invoices of what suppliers sent')
    .description('Invoices of what direct fulfillment suppliers sent (docs/direct-fulfillment.md).')
    .addHelpText('after', '\nExamples:\n  order-broker invoices --request-id 14\n  order-broker invoices create');
  invoices.addCommand(listCommand(terminal), { isDefault: true });
  invoices.addCommand(
    withServer(new Command('create'))
      .summary('make the invoices of everything that was sent and is on none')
      .action(async (options: ServerOptions) => {
        const numbers = await createInvoices(serverOf(options, terminal));
        if (options.json === true) terminal.out(JSON.stringify({ numbers }, null, 2));
        else terminal.out(numbers.length === 0 ? 'Nothing waits for an invoice.' : `Invoices ${numbers.join(', ')}`);
      }),
  );
  return invoices;
}

function listCommand(terminal: Terminal): Command {
  return withServer(new Command('list'))
    .option('--request-id <n>', 'of this order')
    .option('--limit <n>', 'maximum number', '100')
    .summary('list them, oldest first')
    .action(async (options: ServerOptions & { requestId?: string; limit: string }) => {
      const page = await listInvoices(serverOf(options, terminal), {
        limit: Number(options.limit),
        ...(options.requestId === undefined ? {} : { requestId: Number(requireOrder(options.requestId)) }),
      });
      if (options.json === true) terminal.out(JSON.stringify(page, null, 2));
      else if (page.items.length === 0) terminal.out('There are no such invoices.');
      else
        terminal.out(
          formatTable(
            ['invoice', 'request', 'order', 'from', 'lines', 'carrier', 'tracking', 'made'],
            page.items.map((one) => [
              one.number,
              one.request_id,
              one.order_id,
              locationText(one),
              one.lines.map((line) => `${String(line.line_no)}:${String(line.quantity)}`).join(' '),
              one.ship_vendor,
              one.tracking_numbers.join(' '),
              one.created_at,
            ]),
          ),
        );
    });
}

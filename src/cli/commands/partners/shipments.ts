import { Command } from 'commander';
import { listShipments } from '../../../client/admin/requests.js';
import { serverOf, withServer } from '../../server-options.js';
import type { ServerOptions } from '../../server-options.js';
import type { Terminal } from '../../terminal/terminal.js';
import { shipmentTable } from './request-tables.js';

interface Options extends ServerOptions {
  readonly requestId?: string;
  readonly limit?: string;
  readonly after?: string;
}

/** `shipments`: lists parcels that partners shipped. */
export function shipmentsCommand(terminal: Terminal): Command {
  return withServer(new Command('shipments'))
    .option('--request-id <n>', 'of this order')
    .option('--limit <n>', 'maximum number')
    .option('--after <id>', 'after this id: the next page')
    .summary('list shipments with their tracking numbers')
    .description('Lists shipments, oldest first; order-broker requests ship records one.')
    .addHelpText('after', '\nExample:\n  order-broker shipments --request-id 14')
    .action(async (options: Options) => {
      const { requestId, limit, after } = options;
      const page = await listShipments(serverOf(options, terminal), { request_id: requestId, limit, after });
      const { items, next } = page;
      if (options.json === true) terminal.out(JSON.stringify(page, null, 2));
      else terminal.out(items.length === 0 ? 'There are no such shipments.' : shipmentTable(items));
      if (next !== undefined && options.json !== true) terminal.err(`There are more: continue with --after ${next}`);
    });
}

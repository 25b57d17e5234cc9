import { Command } from 'commander';
import { ClientError } from '../../../client/client-error.js';
import { pollMessage } from '../../../client/locate/inquiry-messages.js';
import { callLocate } from '../../../client/locate/locate-client.js';
import type { AccountOptions } from '../../../client/locate/messages.js';
import { fulfillmentLines, transactionResult } from '../../../client/locate/orders.js';
import { withAccount } from '../../locate-options.js';
import { serverOf, withServer } from '../../server-options.js';
import type { ServerOptions } from '../../server-options.js';
import { formatTable } from '../../terminal/table.js';
import type { Terminal } from '../../terminal/terminal.js';

type PollOptions = ServerOptions & AccountOptions & { readonly intransit?: boolean };

/** `poll`: fetches a location's new lines, as its system would. Fetched lines count as polled. */
export function pollCommand(terminal: Terminal): Command {
  return withAccount(
    terminal,
    withServer(
      new Command('poll')
        .argument('<system_cd>', 'code of the system')
        .argument('<location_cd>', 'code of the location'),
    ),
  )
    .option('--intransit', 'fetch the lines in transit to the location for pickup there')
    .summary('fetch the new lines of a location')
    .description(
      'Fetches the new lines of a location, or with --intransit the lines in transit to it. Their status becomes polled and they are not returned again, unless the system requires a status update.',
    )
    .addHelpText('after', '\nExamples:\n  order-broker poll STC 317\n  order-broker poll STC 317 --intransit')
    .action(async (system: string, location: string, options: PollOptions) => {
      const operation = options.intransit === true ? 'Intransit' : 'Fulfillments';
      const payload = await callLocate(
        serverOf(options, terminal),
        operation,
        pollMessage(operation, { system, location }, options),
      );
      if (transactionResult(payload) === 'FAILED')
        throw new ClientError(
          `the broker has no location ${system}/${location}`,
          'check the codes of the system and the location in the catalog',
        );
      const lines = fulfillmentLines(payload);
      if (options.json === true) terminal.out(JSON.stringify(lines, null, 2));
      else if (lines.length === 0)
        terminal.out(`No new lines ${options.intransit === true ? 'in transit to' : 'for'} ${system}/${location}.`);
      else
        terminal.out(
          formatTable(
            ['request', 'order', 'type', 'line', 'item', 'qty', 'status', 'ship to'],
            lines.map((line) => [
              line.request_id,
              line.order_id,
              line.type,
              line.line_no,
              line.item_id.trimEnd(),
              line.qty,
              line.status,
              line.ship_to,
            ]),
          ),
        );
    });
}

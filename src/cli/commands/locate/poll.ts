import { Command } from 'commander';
import { ClientError } from '../../../client/client-error.js';
import { serverOf, withServer } from '../../server.js';
import type { ServerOptions } from '../../server.js';
import { attribute, descend } from '../../../client/locate/answer.js';
import { callLocate } from '../../../client/locate/locate-client.js';
import { pollMessage } from '../../../client/locate/inquiry-messages.js';
import { withAccount } from '../../../client/locate/messages.js';
import type { AccountOptions } from '../../../client/locate/messages.js';
import { fulfillmentLines } from '../../../client/locate/orders.js';
import { formatTable } from '../../table.js';
import type { Terminal } from '../../terminal.js';

/** `poll`: asks for a location's work, as its system would. What was handed out counts as polled. */
export function pollCommand(terminal: Terminal): Command {
  return withAccount(withServer(new Command('poll').argument('<system_cd>').argument('<location_cd>')))
    .option('--intransit', 'fetch what is on its way to the location, for customers to collect there')
    .summary("fetch a location's new work")
    .description(
      'Fetches the new lines of a location, or with --intransit what is on its way to it. Unless its system must report back, they are polled from now on and not offered again.',
    )
    .addHelpText('after', '\nExamples:\n  order-broker poll STC 317\n  order-broker poll STC 317 --intransit')
    .action(
      async (system: string, location: string, options: ServerOptions & AccountOptions & { intransit?: boolean }) => {
        const operation = options.intransit === true ? 'Intransit' : 'Fulfillments';
        const payload = await callLocate(
          serverOf(options, terminal),
          operation,
          pollMessage(operation, { system, location }, options),
        );
        if (attribute(descend(payload.children[0], 'message_header'), 'xaction_response') === 'FAILED') {
          throw new ClientError(`the broker knows no location ${system}/${location}`);
        }
        const lines = fulfillmentLines(payload);
        if (options.json === true) {
          terminal.out(JSON.stringify(lines, null, 2));
        } else if (lines.length === 0) {
          terminal.out(
            options.intransit === true
              ? `Nothing new is on its way to ${system}/${location}.`
              : `Nothing new for ${system}/${location}.`,
          );
        } else {
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
        }
      },
    );
}

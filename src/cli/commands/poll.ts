import { Command } from 'commander';
import { serverOf, withServer } from '../server.js';
import type { ServerOptions } from '../server.js';
import { callLocate } from '../soap/locate-client.js';
import { messageHeader, place, withAccount } from '../soap/messages.js';
import type { AccountOptions } from '../soap/messages.js';
import { fulfillmentLines } from '../soap/orders.js';
import { formatTable } from '../table.js';
import type { Terminal } from '../terminal.js';

/** `poll`: asks for a location's new work, as its system would. What was handed out counts as polled. */
export function pollCommand(terminal: Terminal): Command {
  return withAccount(withServer(new Command('poll').argument('<system_cd>').argument('<location_cd>')))
    .summary('fetch a location\'s new work')
    .description('Fetches the new lines of a location. Unless its system must report back, they are polled from now on and not offered again.')
    .addHelpText('after', '\nExample:\n  order-broker poll STC 317')
    .action(async (system: string, location: string, options: ServerOptions & AccountOptions) => {
      const payload = await callLocate(serverOf(options, terminal), 'Fulfillments', {
        fulfillment_request_message: {
          message_header: messageHeader('Fulfillments', options),
          message_body: { store_location: place({ system, location }) },
        },
      });
      const lines = fulfillmentLines(payload);
      if (options.json === true) {
        terminal.out(JSON.stringify(lines, null, 2));
      } else if (lines.length === 0) {
        terminal.out(`Nothing new for ${system}/${location}.`);
      } else {
        terminal.out(formatTable(['request', 'order', 'type', 'line', 'item', 'qty', 'status', 'ship to'], lines.map((line) => [
          line.request_id, line.order_id, line.type, line.line_no, line.item_id.trimEnd(), line.qty, line.status, line.ship_to,
        ])));
      }
    });
}

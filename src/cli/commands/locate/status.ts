import { Command } from 'commander';
import { ClientError } from '../../../client/client-error.js';
import { serverOf, withServer } from '../../server.js';
import type { ServerOptions } from '../../server.js';
import { callLocate } from '../../../client/locate/locate-client.js';
import { statusListMessage, statusRequestMessage } from '../../../client/locate/inquiry-messages.js';
import { withSender } from '../../../client/locate/messages.js';
import type { SenderOptions } from '../../../client/locate/messages.js';
import { statusLines } from '../../../client/locate/orders.js';
import type { LineView } from '../../../client/locate/orders.js';
import { formatTable } from '../../table.js';
import type { Terminal } from '../../terminal.js';

/** As many as the service takes in one list request. */
const MOST_IDS = 1000;

/** `status`: where orders stand. One id asks with StatusRequest, several with one StatusListRequest. */
export function statusCommand(terminal: Terminal): Command {
  return withSender(withServer(new Command('status').argument('<request_id...>', 'what SubmitOrder gave out')))
    .summary('show where orders stand')
    .description('Shows every line of the orders: its status, where it is fulfilled, how it was shipped.')
    .addHelpText('after', '\nExample:\n  order-broker status 12 13 14')
    .action(async (ids: string[], options: ServerOptions & SenderOptions) => {
      const strange = ids.find((id) => !/^\d+$/.test(id));
      if (strange !== undefined) throw new ClientError(`${strange}: expected a request id, a number`);
      if (ids.length > MOST_IDS)
        throw new ClientError(`${ids.length} request ids: at most ${MOST_IDS} fit into one request`);
      const server = serverOf(options, terminal);
      const payload =
        ids.length === 1
          ? await callLocate(server, 'StatusRequest', statusRequestMessage(ids[0] ?? '', options))
          : await callLocate(server, 'StatusListRequest', statusListMessage(ids, options));
      const lines = statusLines(payload);
      if (options.json === true) terminal.out(JSON.stringify(lines, null, 2));
      else if (lines.length > 0) terminal.out(tableOf(lines));
      const known = new Set(lines.map((line) => line.request_id));
      const unknown = ids.filter((id) => !known.has(id));
      if (unknown.length > 0)
        throw new ClientError(
          `no order of ${options.as.system} with request id ${unknown.join(', ')}`,
          'ask as a system that has a part in the order, with --as',
        );
    });
}

const tableOf = (lines: readonly LineView[]): string =>
  formatTable(
    ['request', 'order', 'order status', 'line', 'item', 'qty', 'line status', 'at', 'shipped with', 'tracking'],
    lines.map((line) => [
      line.request_id,
      line.order_id,
      line.order_status,
      line.line_no,
      line.item_id.trimEnd(),
      line.qty,
      line.status,
      line.at,
      line.shipping_agent,
      line.tracking_number,
    ]),
  );

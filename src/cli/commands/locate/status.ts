import { Command } from 'commander';
import { ClientError } from '../../../client/client-error.js';
import { statusListMessage, statusRequestMessage } from '../../../client/locate/inquiry-messages.js';
import { callLocate } from '../../../client/locate/locate-client.js';
import type { SenderOptions } from '../../../client/locate/messages.js';
import { statusLines } from '../../../client/locate/orders.js';
import type { OrderLineView } from '../../../client/locate/orders.js';
import { nextCall, withSender } from '../../locate-options.js';
import { serverOf, withServer } from '../../server-options.js';
import type { ServerOptions } from '../../server-options.js';
import { formatTable } from '../../terminal/table.js';
import type { Terminal } from '../../terminal/terminal.js';

/** The service's limit for one StatusListRequest. */
const MAX_IDS = 1000;

/** `status`: shows the status of orders, of one with StatusRequest, of several with one StatusListRequest. */
export function statusCommand(terminal: Terminal): Command {
  return withSender(
    terminal,
    withServer(new Command('status').argument('<request_id...>', 'request ids that SubmitOrder returned')),
  )
    .summary('show the status of orders')
    .description('Shows every line of the orders with its status, fulfilling location and shipment.')
    .addHelpText('after', '\nExample:\n  order-broker status 12 13 14')
    .action(async (ids: string[], options: ServerOptions & SenderOptions, command: Command) => {
      const invalid = ids.find((id) => !/^\d+$/.test(id));
      if (invalid !== undefined)
        throw new ClientError(
          `found ${JSON.stringify(invalid)}, expected a request id, which is a number`,
          `${nextCall(`search --order-id ${invalid}`, command, ['url', 'account', 'as'])} finds the request id of an order number`,
        );
      if (ids.length > MAX_IDS)
        throw new ClientError(
          `found ${ids.length} request ids, expected at most ${MAX_IDS}`,
          'split them into several calls',
        );
      const server = serverOf(options, terminal);
      const payload =
        ids.length === 1
          ? await callLocate(server, 'StatusRequest', statusRequestMessage(ids[0] ?? '', options))
          : await callLocate(server, 'StatusListRequest', statusListMessage(ids, options));
      const lines = statusLines(payload);
      if (options.json === true) terminal.out(JSON.stringify(lines, null, 2));
      else if (lines.length > 0) terminal.out(tableOf(lines));
      const found = new Set(lines.map((line) => line.request_id));
      const missing = ids.filter((id) => !found.has(id));
      if (missing.length > 0)
        throw new ClientError(
          `system ${options.as.system} has no order with request id ${missing.join(', ')}`,
          'use --as to ask for a system that is involved in the order',
        );
    });
}

const tableOf = (lines: readonly OrderLineView[]): string =>
  formatTable(
    [
      'request',
      'order',
      'order status',
      'line',
      'item',
      'qty',
      'line status',
      'location',
      'shipping agent',
      'tracking',
    ],
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

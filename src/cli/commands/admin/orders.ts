import { Command, Option } from 'commander';
import { getOrder, listOrders } from '../../../client/admin/orders.js';
import type { OrderFilter, OrderPage } from '../../../client/admin/orders.js';
import { ClientError } from '../../../client/client-error.js';
import { serverOf, withServer } from '../../server-options.js';
import type { ServerOptions } from '../../server-options.js';
import { formatTable } from '../../terminal/table.js';
import type { Terminal } from '../../terminal/terminal.js';
import { toSeconds } from '../../time.js';
import { locationText } from '../../../client/admin/location-code.js';
import { formatOrder } from './order-detail.js';
import { ownCall } from '../../../platform/program-call.js';

/** Options that filter the list. */
const FILTERS = [
  ['--status <status>', 'with this order status'],
  ['--system <system_cd>', 'that involve this system; shows its OMS letters'],
  ['--location <location_cd>', 'that involve this location; only with --system'],
  ['--type <type>', 'DELIVERY, PICKUP, SHIPFORPICKUP, RETAILPICKUP or SHIPTOSTORE'],
  ['--order-id <order_id>', "with this number of the caller's system"],
  ['--from <request_id>', 'with this request id or a later one'],
  ['--to <request_id>', 'with this request id or an earlier one'],
  ['--since <date or time>', 'submitted at this time or later'],
  ['--until <date or time>', 'submitted before this time'],
  ['--oms <letter>', 'with a line for which the OMS shows this letter'],
  ['--limit <n>', 'maximum number of orders'],
  ['--after <request_id>', 'older than this request id: the next page'],
] as const;

interface Options extends ServerOptions {
  readonly status?: string;
  readonly system?: string;
  readonly location?: string;
  readonly type?: string;
  readonly orderId?: string;
  readonly from?: string;
  readonly to?: string;
  readonly since?: string;
  readonly until?: string;
  readonly oms?: string;
  readonly limit?: string;
  readonly after?: string;
  readonly underReview?: boolean;
  readonly customer?: boolean;
}

/** `orders`: lists orders with broker status and OMS letter, or shows one order in detail. */
export function ordersCommand(terminal: Terminal): Command {
  const command = withServer(
    new Command('orders').argument(
      '[request_id]',
      'show this order with its lines, history, assignments, fulfillment requests, shipments, events and routing',
    ),
  ).summary('list orders, or show one in detail');
  for (const [flags, description] of FILTERS) command.addOption(new Option(flags, description));
  return command
    .option('--under-review', 'under review')
    .option('--customer', "show the customers' names and cities; only with a request id")
    .description(
      "Lists orders, newest first, with the broker's status and the letter that an OMS shows for it. The letter depends on the system: that of --system, or else the organization's default system.",
    )
    .addHelpText(
      'after',
      '\nExamples:\n  order-broker orders --system STC --status polled\n  order-broker orders --oms U --since 2026-11-01\n  order-broker orders 14',
    )
    .action(async (requestId: string | undefined, options: Options) => {
      const server = serverOf(options, terminal);
      if (requestId === undefined) {
        const page = await listOrders(server, filterOf(options));
        if (options.json === true) terminal.out(JSON.stringify(page, null, 2));
        else list(page, terminal);
        return;
      }
      if (!/^\d+$/.test(requestId))
        throw new ClientError(
          `found ${JSON.stringify(requestId)}, expected a request id, which is a number`,
          `${ownCall()} orders --order-id ${requestId} searches by order number`,
        );
      const order = await getOrder(server, requestId, {
        system: options.system,
        customer: options.customer === true,
      });
      terminal.out(options.json === true ? JSON.stringify(order, null, 2) : formatOrder(order));
    });
}

function filterOf(options: Options): OrderFilter {
  return {
    // Also accepts `New Order` and `new-order`.
    status: options.status
      ?.trim()
      .toLowerCase()
      .replace(/[\s-]+/g, '_'),
    system_cd: options.system,
    location_cd: options.location,
    type: options.type?.toUpperCase(),
    order_id: options.orderId,
    from_request_id: options.from,
    to_request_id: options.to,
    since: options.since,
    until: options.until,
    oms: options.oms?.toUpperCase(),
    limit: options.limit,
    after: options.after,
    under_review: options.underReview === true ? 'true' : undefined,
  };
}

function list({ oms_system: system, items, next }: OrderPage, terminal: Terminal): void {
  if (items.length > 0) {
    const oms = `OMS ${system}`;
    terminal.out(
      formatTable(
        // prettier-ignore
        ['request', 'system', 'order', 'type', 'status', oms, 'review', 'originating', 'fulfilling', 'pickup', 'lines', 'submitted'],
        items.map((order) => [
          order.request_id,
          order.system_cd,
          order.order_id,
          order.type,
          order.status,
          order.oms.join(' '),
          order.under_review ? 'yes' : '',
          locationText(order.placed),
          order.sourced.map(locationText).join(' '),
          order.pickup.map(locationText).join(' '),
          order.lines,
          toSeconds(order.order_date),
        ]),
      ),
    );
  }
  if (next !== undefined)
    terminal.err(
      `${items.length === 0 ? 'No matching orders so far' : 'There are older orders'}: continue with --after ${next}`,
    );
  else if (items.length === 0) terminal.err('No matching orders.');
}

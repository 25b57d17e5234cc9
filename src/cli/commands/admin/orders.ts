import { Command, Option } from 'commander';
import type { OrderPage } from '../../../broker/inquiry/browse-orders.js';
import type { PlaceView } from '../../../broker/inquiry/oms-view.js';
import type { ShownOrder } from '../../../broker/inquiry/show-order.js';
import { ClientError } from '../../../client/client-error.js';
import { askAdmin } from '../../../client/admin.js';
import { serverOf, withServer } from '../../server.js';
import type { ServerOptions } from '../../server.js';
import { formatTable } from '../../table.js';
import type { Terminal } from '../../terminal.js';

/** Options of the list by the name the admin interface knows them by. */
const FILTERS = [
  ['--status <status>', 'of the order'],
  ['--system <system_cd>', 'has a part in it; its letters are shown'],
  ['--location <location_cd>', 'has a part in it; with --system'],
  ['--type <type>', 'DELIVERY, PICKUP, SHIPFORPICKUP, RETAILPICKUP or SHIPTOSTORE'],
  ['--order-id <order_id>', 'the number of the system that placed it'],
  ['--from <request_id>', 'this request id or a later one'],
  ['--to <request_id>', 'this request id or an earlier one'],
  ['--since <date or time>', 'taken then or later'],
  ['--until <date or time>', 'taken before then'],
  ['--oms <letter>', 'has a line for which the OMS shows this letter'],
  ['--limit <n>', 'most orders that are shown'],
  ['--after <request_id>', 'only older ones than this'],
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

/** `orders`: the orders of all systems in both vocabularies, or one with all that became of it. */
export function ordersCommand(terminal: Terminal): Command {
  const command = withServer(
    new Command('orders').argument('[request_id]', 'show this order with lines, history, assignments and routing'),
  );
  for (const [flags, description] of FILTERS) command.addOption(new Option(flags, description));
  return command
    .option('--under-review', 'only orders under review')
    .option('--customer', 'show names and towns of the customers of one order')
    .summary('list orders, or show all of one')
    .description(
      "Lists orders, newest first, with the status the broker has and the letter an OMS shows for it. The letter depends on\nwhose eyes look: those of --system, else of the organization's default system.",
    )
    .addHelpText(
      'after',
      '\nExamples:\n  order-broker orders --system STC --status polled\n  order-broker orders --oms U --since 2026-11-01\n  order-broker orders 14',
    )
    .action(async (requestId: string | undefined, options: Options) => {
      const server = serverOf(options, terminal);
      if (requestId === undefined) {
        const page = (await askAdmin(server, 'GET', `/orders?${listQuery(options)}`)) as OrderPage;
        if (options.json === true) terminal.out(JSON.stringify(page, null, 2));
        else list(page, terminal);
        return;
      }
      if (!/^\d+$/.test(requestId)) throw new ClientError(`${requestId}: expected a request id, a number`);
      const query = new URLSearchParams({
        ...(options.system === undefined ? {} : { system_cd: options.system }),
        ...(options.customer === true ? { customer: 'true' } : {}),
      });
      const order = (await askAdmin(server, 'GET', `/orders/${requestId}?${query.toString()}`)) as ShownOrder;
      if (options.json === true) terminal.out(JSON.stringify(order, null, 2));
      else show(order, terminal);
    });
}

function listQuery(options: Options): string {
  const asked: readonly (readonly [string, string | undefined])[] = [
    [
      'status',
      options.status
        ?.trim()
        .toLowerCase()
        .replace(/[\s-]+/g, '_'),
    ],
    ['system_cd', options.system],
    ['location_cd', options.location],
    ['type', options.type?.toUpperCase()],
    ['order_id', options.orderId],
    ['from_request_id', options.from],
    ['to_request_id', options.to],
    ['since', options.since],
    ['until', options.until],
    ['oms', options.oms?.toUpperCase()],
    ['limit', options.limit],
    ['after', options.after],
    ['under_review', options.underReview === true ? 'true' : undefined],
  ];
  return new URLSearchParams(
    asked.flatMap(([name, value]): [string, string][] => (value === undefined ? [] : [[name, value]])),
  ).toString();
}

function list({ oms_system: system, items, next }: OrderPage, terminal: Terminal): void {
  if (items.length > 0) {
    terminal.out(
      formatTable(
        [
          'request',
          'system',
          'order',
          'type',
          'status',
          `OMS ${system}`,
          'review',
          'placed',
          'sourced',
          'pickup',
          'lines',
          'taken',
        ],
        items.map((order) => [
          order.request_id,
          order.system_cd,
          order.order_id,
          order.type,
          order.status,
          order.oms.join(' '),
          order.under_review ? 'yes' : '',
          placeOf(order.placed),
          order.sourced.map(placeOf).join(' '),
          order.pickup.map(placeOf).join(' '),
          order.lines,
          timeOf(order.order_date),
        ]),
      ),
    );
  }
  if (next !== undefined)
    terminal.err(`${items.length === 0 ? 'None so far' : 'There are older ones'}: add --after ${next}`);
  else if (items.length === 0) terminal.err('No such orders.');
}

function show(order: ShownOrder, terminal: Terminal): void {
  const facts: (readonly [string, string])[] = [
    [
      'order',
      `${order.order_id} of system ${order.system_cd}, placed at ${placeOf(order.placed)}, taken ${timeOf(order.order_date)}`,
    ],
    ['type', order.type],
    [
      'status',
      `${order.status}${order.under_review ? ', under review' : ''}; OMS ${order.oms_system} shows ${order.oms.join(' ')}`,
    ],
    [
      'amounts',
      `${order.subtotal} + tax ${order.tax} + freight ${order.freight}; total ${order.total} ${order.currency}`.trimEnd(),
    ],
    ...(order.sold_to === undefined || order.sold_to === null ? [] : [['sold to', customerOf(order.sold_to)] as const]),
    ...(order.masked_at === null ? [] : [['masked', timeOf(order.masked_at)] as const]),
  ];
  terminal.out(`Request ${order.request_id}`);
  for (const [name, fact] of facts) terminal.out(`  ${name.padEnd(8)} ${fact}`);
  const part = (title: string, headings: readonly string[], rows: readonly (readonly (string | number)[])[]): void => {
    if (rows.length > 0) terminal.out(`\n${title}\n${formatTable(headings, rows)}`);
  };
  part(
    'Lines',
    [
      'line',
      'theirs',
      'item',
      'qty',
      'status',
      'OMS',
      'sourced',
      'by',
      'pickup',
      'pickup by',
      'polls',
      'retries',
      'shipped with',
      'tracking',
    ],
    order.lines.map((line) => [
      line.line_no,
      line.requesting_line_no,
      line.item_id.trimEnd(),
      line.quantity,
      line.status,
      line.oms.map((one) => `${one.letter} ${one.order_type}`).join('; ') || '-',
      placeOf(line.sourced),
      line.brokered ? 'routing' : 'caller',
      line.pickup === null ? '' : placeOf(line.pickup),
      line.pickup_by ?? '',
      line.poll_count,
      line.retries,
      line.shipping_agent,
      line.tracking_number,
    ]),
  );
  part(
    'Shipped to',
    ['line', 'customer'],
    order.lines.flatMap((line) =>
      line.ship_to === undefined || line.ship_to === null ? [] : [[line.line_no, customerOf(line.ship_to)]],
    ),
  );
  part(
    'Assignments',
    ['line', 'attempt', 'location', 'qty', 'from', 'to', 'outcome'],
    order.lines.flatMap((line) =>
      line.assignments.map((one) => [
        line.line_no,
        one.attempt,
        placeOf(one.location),
        one.quantity,
        timeOf(one.assigned_at),
        timeOf(one.ended_at ?? ''),
        one.outcome ?? '',
      ]),
    ),
  );
  part(
    'History',
    ['at', 'line', 'from', 'to', 'qty', 'stands at', 'by', 'employee', 'reason', 'note'],
    order.history.map((one) => [
      timeOf(one.at),
      one.line_no === 0 ? 'all' : one.line_no,
      one.from,
      one.to,
      one.quantity,
      placeOf(one.location),
      one.system_cd === '' ? '' : `${one.system_cd}/${one.location_cd}`,
      one.employee_id,
      one.reason_code,
      one.reason_note,
    ]),
  );
  part(
    'Reviews',
    ['at', 'under review', 'by', 'employee'],
    order.reviews.map((one) => [timeOf(one.at), one.under_review ? 'yes' : 'no', placeOf(one), one.employee_id]),
  );
  part(
    'Routing',
    ['pass', 'at', 'decided by', 'went to'],
    order.routing.map((one) => [
      one.pass,
      timeOf(one.at),
      one.decided_by ?? one.method,
      one.parts.map((to) => `${to.quantity} to ${placeOf(to)}`).join(', ') || 'nowhere',
    ]),
  );
  if (order.routing.length > 0) terminal.out(`\nWhy: ${order.trace_at}`);
}

const placeOf = ({ system_cd, location_cd }: PlaceView): string =>
  system_cd === '' ? location_cd : `${system_cd}/${location_cd}`;

const customerOf = (one: { name: string; city: string; province: string; country: string }): string =>
  [one.name, one.city, one.province, one.country].filter((text) => text !== '').join(', ');

/** To the second. */
const timeOf = (time: string): string => time.replace(/\.\d+Z$/, 'Z');

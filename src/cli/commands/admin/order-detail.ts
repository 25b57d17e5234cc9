import { locationText } from '../../../client/admin/location-code.js';
import type { OrderCustomer, OrderDetail, OrderDetailLine } from '../../../client/admin/orders.js';
import { formatTable } from '../../terminal/table.js';
import { toSeconds } from '../../time.js';
import { requestTable, shipmentTable } from '../partners/request-tables.js';

type Cell = string | number;

/** One order as text: its fields, then a table for each kind of detail that it has. */
export function formatOrder(order: OrderDetail): string {
  const sections = [
    section('Lines', LINE_HEADINGS, order.lines.map(lineCells)),
    section('Ship-to addresses', ['line', 'customer'], order.lines.flatMap(shipToCells)),
    section(
      'Assignments',
      ['line', 'attempt', 'location', 'qty', 'from', 'to', 'outcome'],
      order.lines.flatMap(assignmentCells),
    ),
    section('At partners', PARTNER_HEADINGS, order.lines.flatMap(partnerCells)),
    section('History', HISTORY_HEADINGS, historyCells(order)),
    section('Reviews', ['at', 'under review', 'by', 'employee'], reviewCells(order)),
    titled('Fulfillment requests', order.fulfillment_requests, requestTable),
    titled('Shipments', order.shipments, shipmentTable),
    section('Comments', ['at', 'line', 'by', 'text'], commentCells(order)),
    section('Events', ['at', 'event', 'endpoint', 'delivery', 'state'], eventCells(order)),
    section('Routing', ['pass', 'at', 'decided by', 'routed to'], routingCells(order)),
    order.routing.length === 0 ? '' : `Routing trace: ${order.trace_at}`,
  ];
  return [formatFields(order), ...sections.filter((text) => text !== '')].join('\n\n');
}

function formatFields(order: OrderDetail): string {
  const { order_id: id, system_cd: system, placed, order_date: date } = order;
  const review = order.under_review ? ', under review' : '';
  const total = `total ${order.total} ${order.currency}`.trimEnd();
  const fields: (readonly [string, string])[] = [
    ['order', `${id} of system ${system}, originating at ${locationText(placed)}, submitted ${toSeconds(date)}`],
    ['type', order.type],
    ['status', `${order.status}${review}; OMS ${order.oms_system} shows ${order.oms.join(' ')}`],
    ['amounts', `${order.subtotal} + tax ${order.tax} + freight ${order.freight}; ${total}`],
    ...(order.sold_to === undefined || order.sold_to === null
      ? []
      : [['sold to', customerText(order.sold_to)] as const]),
    ...(order.masked_at === null ? [] : [['masked', toSeconds(order.masked_at)] as const]),
  ];
  return [`Request ${order.request_id}`, ...fields.map(([name, value]) => `  ${name.padEnd(8)} ${value}`)].join('\n');
}

/** A titled table; empty without rows. */
const section = (title: string, headings: readonly string[], rows: readonly (readonly Cell[])[]): string =>
  rows.length === 0 ? '' : `${title}\n${formatTable(headings, rows)}`;

/** A table that has a function of its own; empty without rows. */
const titled = <Row>(title: string, rows: readonly Row[], table: (rows: readonly Row[]) => string): string =>
  rows.length === 0 ? '' : `${title}\n${table(rows)}`;

const LINE_HEADINGS = [
  'line',
  "caller's line",
  'item',
  'qty',
  'status',
  'OMS',
  'fulfilling',
  'chosen by',
  'pickup',
  'pickup by',
  'polls',
  'retries',
  'shipping agent',
  'tracking',
];

const lineCells = (line: OrderDetailLine): Cell[] => [
  line.line_no,
  line.requesting_line_no,
  line.item_id.trimEnd(),
  line.quantity,
  line.status,
  line.oms.map(({ letter, order_type: type }) => `${letter} ${type}`).join('; ') || '-',
  locationText(line.sourced),
  line.brokered ? 'routing' : 'caller',
  line.pickup === null ? '' : locationText(line.pickup),
  line.pickup_by ?? '',
  line.poll_count,
  line.retries,
  line.shipping_agent,
  line.tracking_number,
];

const shipToCells = ({ line_no: lineNo, ship_to: shipTo }: OrderDetailLine): Cell[][] =>
  shipTo === undefined || shipTo === null ? [] : [[lineNo, customerText(shipTo)]];

const assignmentCells = (line: OrderDetailLine): Cell[][] =>
  line.assignments.map((assignment) => [
    line.line_no,
    assignment.attempt,
    locationText(assignment.location),
    assignment.quantity,
    toSeconds(assignment.assigned_at),
    toSeconds(assignment.ended_at),
    assignment.outcome ?? '',
  ]);

const PARTNER_HEADINGS = [
  'line',
  'attempt',
  'location',
  'channel',
  'partner reads',
  'known to it as',
  'tracking',
  'released',
  'fetched',
  'acknowledged',
  'marked',
];

const partnerCells = ({ line_no: lineNo, assignments }: OrderDetailLine): Cell[][] =>
  assignments.flatMap(({ attempt, location, partner }) =>
    partner === null
      ? []
      : [
          [
            lineNo,
            attempt,
            locationText(location),
            partner.channel,
            [partner.status, partner.status_text].filter((text) => text !== '').join(', '),
            partner.numbers.map(({ name, value }) => `${name} ${value}`).join(', '),
            partner.tracking_numbers.join(' '),
            toSeconds(partner.released_at),
            toSeconds(partner.fetched_at),
            toSeconds(partner.acknowledged_at),
            partner.marks.map(({ kind, at }) => `${kind} ${toSeconds(at)}`).join(', '),
          ],
        ],
  );

const HISTORY_HEADINGS = [
  'at',
  'line',
  'from',
  'to',
  'qty',
  'location',
  'by',
  'employee',
  'reason',
  'note',
  'carrier',
  'tracking',
];

const historyCells = ({ history }: OrderDetail): Cell[][] =>
  history.map((change) => [
    toSeconds(change.at),
    change.line_no === 0 ? 'all' : change.line_no,
    change.from,
    change.to,
    change.quantity,
    locationText(change.location),
    change.system_cd === '' ? '' : `${change.system_cd}/${change.location_cd}`,
    change.employee_id,
    change.reason_code,
    change.reason_note,
    change.shipping_agent,
    change.tracking_number,
  ]);

const reviewCells = ({ reviews }: OrderDetail): Cell[][] =>
  reviews.map((review) => [
    toSeconds(review.at),
    review.under_review ? 'yes' : 'no',
    locationText(review),
    review.employee_id,
  ]);

const commentCells = ({ comments }: OrderDetail): Cell[][] =>
  comments.map(({ at, line_no: line, author, text }) => [toSeconds(at), line === 0 ? 'all' : line, author, text]);

const routingCells = ({ routing }: OrderDetail): Cell[][] =>
  routing.map((pass) => [
    pass.pass,
    toSeconds(pass.at),
    pass.decided_by ?? pass.method,
    pass.parts.map((part) => `${part.quantity} to ${locationText(part)}`).join(', ') || 'no location',
  ]);

const customerText = ({ name, city, province, country }: OrderCustomer): string =>
  [name, city, province, country].filter((text) => text !== '').join(', ');

const eventCells = ({ events }: OrderDetail): Cell[][] =>
  events.map(({ at, type, endpoint, delivery, state }) => [toSeconds(at), type, endpoint, delivery, state]);

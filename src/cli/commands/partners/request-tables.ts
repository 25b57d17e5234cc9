import { locationText } from '../../../client/admin/location-code.js';
import type { AdminShipment, GenerationPreview, ListedRequest, RequestDetail } from '../../../client/admin/requests.js';
import { formatTable } from '../../terminal/table.js';
import { toSeconds } from '../../time.js';

/** Fulfillment requests as a table. */
export const requestTable = (requests: readonly ListedRequest[]): string =>
  formatTable(
    [
      'id',
      'number',
      'request',
      'order',
      'location',
      'state',
      'fulfillment',
      'asked',
      'shipped',
      'canceled',
      'open',
      'attention',
    ],
    requests.map((one) => [
      one.id,
      one.number,
      one.request_id,
      one.order_id,
      locationText(one),
      one.state,
      one.fulfillment,
      one.units.asked,
      one.units.shipped,
      one.units.canceled,
      one.units.open,
      attention(one),
    ]),
  );

/** Why a person should look at it. */
function attention({ flags, error, state, cancel_requested_at: asked }: ListedRequest): string {
  return [
    ...flags,
    ...(asked !== null && !['canceled', 'voided'].includes(state) ? ['asked back'] : []),
    ...(error === '' ? [] : [error]),
  ].join(', ');
}

/** Shipments as a table. */
export const shipmentTable = (shipments: readonly AdminShipment[]): string =>
  formatTable(
    [
      'shipment',
      'request',
      'from',
      'fulfillment request',
      'reference',
      'carrier',
      'method',
      'shipped',
      'lines',
      'tracking',
    ],
    shipments.map((one) => [
      one.id,
      one.request_id,
      locationText(one),
      one.fulfillment_request ?? '',
      one.source_reference ?? '',
      one.carrier,
      one.method,
      toSeconds(one.shipped_at),
      one.lines.map(({ line_no: line, quantity }) => `${quantity} of line ${line}`).join(', '),
      one.tracking_numbers.join(' '),
    ]),
  );

/** One fulfillment request with its lines, shipments and log. */
export function requestText(request: RequestDetail): string {
  const { lines, shipments, log, acknowledge_by: by } = request;
  return [
    requestTable([request]),
    ...(by === null ? [] : [`To be acknowledged by ${toSeconds(by)}`]),
    `Lines\n${formatTable(
      ['line', 'item', 'qty', 'status', 'outcome'],
      lines.map((line) => [line.line_no, line.item_id.trimEnd(), line.quantity, line.status ?? '', line.outcome ?? '']),
    )}`,
    ...(shipments.length === 0 ? [] : [`Shipments\n${shipmentTable(shipments)}`]),
    `Log\n${formatTable(
      ['at', 'stage', 'by', 'note'],
      log.map(({ at, stage, actor, note }) => [toSeconds(at), stage, actor, note]),
    )}`,
  ].join('\n\n');
}

/** What generating would do, with everything that stands in its way. */
export function previewText({ requests, unfulfillable, roadblocks }: GenerationPreview): string {
  const rows = [
    ...requests.flatMap((one) =>
      one.lines.map((line) => [
        line.line_no,
        line.item_id.trimEnd(),
        line.quantity,
        locationText(one),
        one.number ?? '',
      ]),
    ),
    ...unfulfillable.map((line) => [line.line_no, line.item_id.trimEnd(), line.quantity, 'nobody', '']),
  ];
  return [
    ...(rows.length === 0 ? [] : [formatTable(['line', 'item', 'qty', 'to', 'number'], rows)]),
    ...roadblocks,
    ...requests.flatMap((one) => one.roadblocks.map((text) => `${locationText(one)}: ${text}`)),
  ].join('\n');
}

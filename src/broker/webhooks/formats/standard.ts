import type { Network } from '../../../domain/network/network.js';
import type { BriefLine, BriefOrder } from '../../../domain/order/order.js';
import type { EventFormat } from './event-facts.js';

/** How many lines to tell, and how many changed ones: as many as fit. */
const LINES = [50, 25, 12, 6, 3, 1, 0];
const MAX_BYTES = 20_000;

/**
 * The form `standard`: `{ type, timestamp, data }`, with the present state of the order and no customer data. Whoever needs
 * more than it has room for asks for the order.
 */
export const standardFormat: EventFormat = (event) => {
  for (const most of LINES) {
    const body = bodyOf(event, most);
    if (Buffer.byteLength(JSON.stringify(body)) <= MAX_BYTES) return body;
  }
  return bodyOf(event, 0);
};

function bodyOf(
  { type, occurredAt, sequence, facts, order, network }: Parameters<EventFormat>[0],
  most: number,
): ReturnType<EventFormat> {
  return {
    type,
    timestamp: occurredAt,
    data: {
      ...(order === undefined ? {} : orderOf(order, network, most)),
      sequence,
      event: shortened(facts, most),
    },
  };
}

function orderOf(order: BriefOrder, network: Network, most: number): object {
  const { lines } = order;
  return {
    request_id: order.requestId,
    order_id: order.orderId,
    system_cd: order.systemCd,
    order_type: order.type,
    status: order.status,
    under_review: order.underReview,
    ordered_at: order.orderDate,
    lines: lines.slice(0, most).map((line) => lineOf(line, network)),
    ...(lines.length > most ? { lines_omitted: lines.length - most } : {}),
  };
}

function lineOf(line: BriefLine, network: Network): object {
  const { system, locationCd } = network.locationById(line.locationId);
  return {
    line_no: line.lineNo,
    requesting_system_line_no: line.requestingLineNo,
    item_id: line.itemId.trimEnd(),
    quantity: line.quantity,
    status: line.status,
    status_date: line.statusDate,
    system_cd: system.systemCd,
    location_cd: locationCd,
    ...(line.shippingAgent === '' ? {} : { ship_via: line.shippingAgent }),
    ...(line.trackingNumber === '' ? {} : { tracking_number: line.trackingNumber }),
  };
}

/** Facts with fewer lines. */
function shortened(facts: Readonly<Record<string, unknown>>, most: number): object {
  const { lines, lines_omitted: omitted = 0 } = facts;
  if (!Array.isArray(lines) || lines.length <= most) return facts;
  return { ...facts, lines: lines.slice(0, most), lines_omitted: Number(omitted) + lines.length - most };
}

import type { Location } from '../../domain/network/location.js';
import type { Order, OrderLine } from '../../domain/order/order.js';
import { OUTBOUND_CODES } from '../../domain/outbound/outbound-status.js';
import { hasLeft } from '../../domain/values/status.js';
import { readOrders } from '../../store/orders/orders.js';
import { findOutboundsOf, listOutbounds } from '../../store/outbound/outbound-requests.js';
import { readReturn } from '../../store/outbound/returns.js';
import { listFulfillmentRequests } from '../../store/partners/fulfillment-requests.js';
import type { BrokerContext } from '../context.js';
import { inUnit } from '../unit.js';
import type { Unit } from '../unit.js';
import { codeOf } from './outbound-progress.js';
import { warehouseId } from './outbound-places.js';

/** The most returns that are listed: they wait for goods that somebody else sends. */
const RETURNS = 100;

/**
 * What a warehouse has to send, with whom it goes to, and what comes back to it. Reading changes nothing: an answer that is lost
 * is read again, and the warehouse says by its reports what it has begun.
 * @param after the last id of the page before; 0 for the first
 */
export function listWork(
  context: BrokerContext,
  warehouse: Location,
  after: number,
  limit: number,
): Promise<{ readonly items: readonly object[]; readonly returns: readonly object[]; readonly next?: number }> {
  return inUnit(context, async (unit) => {
    const { session } = unit;
    const requests = await listFulfillmentRequests(session, {
      states: ['processing', 'processed', 'acknowledged'],
      locationIds: [warehouse.id],
      released: true,
      after,
      limit,
    });
    const ids = requests.map(({ requestId }) => requestId);
    const orders = new Map((await readOrders(session, ids)).map((order) => [order.requestId, order]));
    const outbounds = new Map((await findOutboundsOf(session, ids)).map((one) => [one.requestId, one]));
    const items = requests.flatMap(({ requestId }) => {
      const order = orders.get(requestId);
      const lines = (order?.lines ?? []).filter((line) => isOpenAt(line, warehouse));
      if (order === undefined || lines.length === 0) return [];
      const outbound = outbounds.get(requestId);
      const code = codeOf(outbound, { order });
      return [
        {
          so_number: order.orderId,
          order_type: outbound?.type ?? 'SO',
          tracking_id: outbound?.trackingId ?? '',
          express_code: outbound?.terms.expressCode ?? '',
          status_code: code,
          status: OUTBOUND_CODES[code],
          ...consigneeOf(order),
          details: lines.map(({ itemId, quantity, status }) => ({ sku: itemId.trimEnd(), quantity, status })),
        },
      ];
    });
    const last = requests.length < limit ? undefined : requests.at(-1)?.id;
    return {
      items,
      returns: after === 0 ? await openReturns(unit, warehouse) : [],
      ...(last === undefined ? {} : { next: last }),
    };
  });
}

const isOpenAt = ({ locationId, status }: OrderLine, warehouse: Location): boolean =>
  locationId === warehouse.id && !hasLeft(status) && status !== 'canceled';

/** Whom the goods go to, in the words of the request. */
function consigneeOf({ details }: Order): object {
  const { name, address } = details.soldTo ?? { name: undefined, address: undefined };
  return {
    consignee: name === undefined ? '' : name.company || `${name.first} ${name.last}`.trim(),
    consignee_phone: address?.phone1 ?? '',
    consignee_full_address: address?.address1 ?? '',
    area: address?.address2 ?? '',
    town: address?.address3 ?? '',
    consignee_city: address?.city ?? '',
    consignee_province: address?.province ?? '',
    zip_code: address?.postal ?? '',
  };
}

async function openReturns({ session, network }: Unit, warehouse: Location): Promise<object[]> {
  const filter = { locationId: warehouse.id, type: 'RT', state: 'created' } as const;
  const found = await listOutbounds(session, filter, undefined, RETURNS);
  const open: object[] = [];
  for (const outbound of found) {
    const document = await readReturn(session, outbound.id);
    if (document?.state !== 'created' && document?.state !== 'received') continue;
    open.push({
      so_number: outbound.soNumber,
      order_type: outbound.type,
      warehouse_id: warehouseId(warehouse, network),
      tracking_id: outbound.trackingId,
      state: document.state,
      details: document.lines,
    });
  }
  return open;
}

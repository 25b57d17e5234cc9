import type { BriefOrder } from '../../domain/order/order.js';
import { OUTBOUND_CODES } from '../../domain/outbound/outbound-status.js';
import { PARCEL_STATUSES } from '../../domain/outbound/parcel-status.js';
import type { ParcelCode } from '../../domain/outbound/parcel-status.js';
import { OutboundRefusedError } from '../../domain/outbound/refusal.js';
import type { Network } from '../../domain/network/network.js';
import { readBriefOrders } from '../../store/orders/orders.js';
import { findOutboundOfClient, listOutbounds as list, lockOutbound } from '../../store/outbound/outbound-requests.js';
import type { OutboundFilter, StoredOutbound } from '../../store/outbound/outbound-requests.js';
import { readReturn } from '../../store/outbound/returns.js';
import type { StoredReturn } from '../../store/outbound/returns.js';
import type { BrokerContext } from '../context.js';
import { inUnit } from '../unit.js';
import type { Unit } from '../unit.js';
import type { MayAct } from './accept-outbound.js';
import { warehouseId } from './outbound-places.js';
import { codeOf } from './outbound-progress.js';

/** An outbound or a return as it is shown; no personal data. */
export interface OutboundView {
  readonly id: number;
  readonly group_key: string;
  readonly customer_id: string;
  readonly so_number: string;
  readonly order_type: string;
  readonly warehouse_id: string;
  readonly tracking_id: string;
  /** accepted, created, refused, canceled */
  readonly state: string;
  readonly status_code: string;
  readonly status: string;
  readonly error: string;
  readonly request_id: number | null;
  readonly parcel_status: { readonly code: number; readonly name: string; readonly at: string } | null;
  readonly awb: string;
  readonly received_at: string;
  readonly details: readonly object[];
}

/** An outbound of a client by its number. @throws {OutboundRefusedError} */
export function showOutbound(
  context: BrokerContext,
  systemCd: string,
  number: string,
  mayAct: MayAct,
): Promise<{ readonly outbound: OutboundView } | { readonly denied: string }> {
  return inUnit(context, async (unit) => {
    const found = await findOutboundOfClient(unit.session, systemCd, number.slice(0, 60));
    if (found === undefined)
      throw new OutboundRefusedError('outbound_unknown', { number: number.slice(0, 60), warehouse: 'any' });
    const denied = mayAct({ systemCd, locationCd: unit.network.locationById(found.shopId).locationCd });
    if (denied !== undefined) return { denied };
    const [outbound] = await viewsOf(unit, [found]);
    if (outbound === undefined) throw new Error('an outbound has no view');
    return { outbound };
  });
}

/** The tracking id of an outbound by its id; undefined for none. @param id as an address has it */
export function findOutboundById(context: BrokerContext, id: string): Promise<string | undefined> {
  if (!/^[1-9]\d{0,8}$/.test(id)) return Promise.resolve(undefined);
  return inUnit(context, async ({ session }) => (await lockOutbound(session, Number(id)))?.trackingId);
}

/** A page of outbounds, newest first. @param before the last id of the page before */
export function listOutbounds(
  context: BrokerContext,
  filter: OutboundFilter,
  before: number | undefined,
  limit: number,
): Promise<{ readonly items: readonly OutboundView[]; readonly next?: number }> {
  return inUnit(context, async (unit) => {
    const found = await list(unit.session, filter, before, limit + 1);
    const page = found.slice(0, limit);
    const last = page.at(-1);
    const items = await viewsOf(unit, page);
    return { items, ...(found.length > limit && last !== undefined ? { next: last.id } : {}) };
  });
}

async function viewsOf({ session, network }: Unit, outbounds: readonly StoredOutbound[]): Promise<OutboundView[]> {
  const ids = outbounds.flatMap(({ requestId }) => (typeof requestId === 'number' ? [requestId] : []));
  const orders = new Map((await readBriefOrders(session, ids)).map((order) => [order.requestId, order]));
  const views: OutboundView[] = [];
  for (const outbound of outbounds) {
    const document = outbound.type === 'RT' ? await readReturn(session, outbound.id) : undefined;
    const order = typeof outbound.requestId === 'number' ? orders.get(outbound.requestId) : undefined;
    views.push(viewOf(outbound, order, document, network));
  }
  return views;
}

function viewOf(
  outbound: StoredOutbound,
  order: BriefOrder | undefined,
  document: StoredReturn | undefined,
  network: Network,
): OutboundView {
  const code = codeOf(outbound, { order, document });
  const { parcelStatus, parcelAt } = outbound;
  return {
    id: outbound.id,
    group_key: outbound.groupKey,
    customer_id: outbound.systemCd,
    so_number: outbound.soNumber,
    order_type: outbound.type,
    warehouse_id: warehouseId(network.locationById(outbound.locationId), network),
    tracking_id: outbound.trackingId,
    state: outbound.state,
    status_code: code,
    status: OUTBOUND_CODES[code],
    error: outbound.error,
    request_id: order?.requestId ?? null,
    parcel_status:
      parcelStatus === null || parcelAt === null
        ? null
        : { code: parcelStatus, name: PARCEL_STATUSES[parcelStatus as ParcelCode].name, at: parcelAt },
    awb: outbound.awb,
    received_at: outbound.receivedAt,
    details:
      document?.lines ??
      (order?.lines ?? []).map(({ itemId, quantity, status, trackingNumber }) => ({
        sku: itemId.trimEnd(),
        quantity,
        status,
        delivery_no: trackingNumber,
      })),
  };
}

import { createHash, randomInt } from 'node:crypto';
import type { LocationCode } from '../../domain/network/location-code.js';
import type { OutboundOrder } from '../../domain/outbound/outbound-order.js';
import { readBriefOrders } from '../../store/orders/orders.js';
import { findLiveOutbound, insertOutbound, updateOutbound } from '../../store/outbound/outbound-requests.js';
import type { StoredOutbound } from '../../store/outbound/outbound-requests.js';
import type { BrokerContext } from '../context.js';
import { inUnit } from '../unit.js';
import type { Unit } from '../unit.js';
import { findShop, findWarehouse, isFault } from './outbound-places.js';
import type { OutboundFault } from './outbound-places.js';

/** Why the caller may not act for a location, in words; undefined when it may. */
export type MayAct = (place: LocationCode) => string | undefined;

export type AcceptedOutbound =
  | { readonly groupKey: string; readonly repeated: boolean }
  | { readonly faults: readonly OutboundFault[] }
  | { readonly denied: string };

/**
 * Stores a request for an outbound or a return, so that it is worked on whatever happens afterwards (work-outbound.ts).
 *
 * The same request again, while the first one stands, is a repeat: its sender may not have seen the answer. Once the first
 * one was refused or canceled, the same request is a new one.
 *
 * The race: a request arrives twice at once. Both find nothing; the unique live key admits one, and the other looks again.
 * @param systemCd the client's system
 */
export function acceptOutbound(
  context: BrokerContext,
  systemCd: string,
  order: OutboundOrder,
  mayAct: MayAct,
): Promise<AcceptedOutbound> {
  return inUnit(context, { retryOnConflict: true }, async (unit): Promise<AcceptedOutbound> => {
    const { network, timestamp } = unit;
    const [shop, warehouse] = [
      findShop(network, systemCd, order.terms.shopCode),
      findWarehouse(network, order.terms.warehouseId),
    ];
    const faults = [shop, warehouse].filter(isFault);
    if (isFault(shop) || isFault(warehouse)) return { faults };
    const denied = mayAct({ systemCd, locationCd: shop.locationCd });
    if (denied !== undefined) return { denied };
    const liveKey = createHash('sha256')
      .update(JSON.stringify([systemCd, order]))
      .digest('hex');
    const before = await findLiveOutbound(unit.session, liveKey);
    if (before !== undefined && (await stillStands(unit, before))) return { groupKey: before.groupKey, repeated: true };
    const groupKey = newGroupKey(timestamp);
    await insertOutbound(unit.session, {
      groupKey,
      liveKey,
      systemCd,
      soNumber: order.soNumber,
      type: order.type,
      shopId: shop.id,
      locationId: warehouse.id,
      trackingId: order.trackingId,
      state: 'accepted',
      payload: order,
      terms: order.terms,
      error: '',
      requestId: null,
      announcedCode: null,
      stage: null,
      closed: false,
      parcelStatus: null,
      parcelAt: null,
      awb: '',
      receivedAt: timestamp,
      dueAt: timestamp,
      attempts: 0,
    });
    return { groupKey, repeated: false };
  });
}

/** Whether a request still stands for something; if its order was canceled by other ways, its key becomes free. */
async function stillStands({ session }: Unit, outbound: StoredOutbound): Promise<boolean> {
  if (typeof outbound.requestId !== 'number') return true;
  const [order] = await readBriefOrders(session, [outbound.requestId]);
  if (order?.status !== 'canceled') return true;
  await updateOutbound(session, { ...outbound, state: 'canceled', liveKey: null });
  return false;
}

/** The form that clients know: `hwoutboundoms.2026.11.30083214.112233`; the end makes it unique within its second. */
function newGroupKey(at: string): string {
  const [year, month, ...rest] = at.slice(0, 19).split(/[-T:]/);
  return `hwoutboundoms.${year ?? ''}.${month ?? ''}.${rest.join('')}.${String(randomInt(1_000_000)).padStart(6, '0')}`;
}

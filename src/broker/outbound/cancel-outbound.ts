import { OUTBOUND_CODES, isUnallocated } from '../../domain/outbound/outbound-status.js';
import { OutboundRefusedError } from '../../domain/outbound/refusal.js';
import { hasEnded } from '../../domain/partner/fulfillment-request.js';
import { RefusedError } from '../../domain/partner/refusal.js';
import { lockOrder } from '../../store/orders/orders.js';
import { findOutboundOfClient, lockOutbound, updateOutbound } from '../../store/outbound/outbound-requests.js';
import type { StoredOutbound } from '../../store/outbound/outbound-requests.js';
import { findFulfillmentRequests } from '../../store/partners/fulfillment-requests.js';
import type { BrokerContext } from '../context.js';
import { changeOrder } from '../orders/update/change-order.js';
import { inUnit } from '../unit.js';
import type { Unit } from '../unit.js';
import type { MayAct } from './accept-outbound.js';
import { openOutbound } from './open-outbound.js';
import { codeFacts, outboundEvent } from './outbound-facts.js';
import { findWarehouse, isFault, warehouseId } from './outbound-places.js';
import { codeOf } from './outbound-progress.js';
import { cancelReturn } from './return-goods.js';

/** A client's wish to call off an outbound or a return. */
export interface Cancellation {
  readonly systemCd: string;
  readonly number: string;
  readonly warehouseId: string;
  readonly reason: string;
}

export type CanceledOutbound = { readonly groupKey: string; readonly repeated: boolean } | { readonly denied: string };

/**
 * Cancels an outbound while the warehouse has allocated nothing of it: before it was worked on, or all lines of its order. A
 * return is canceled before anything arrived. A repeat changes nothing.
 *
 * The race: the warehouse allocates while the client cancels. Both lock the order's row before they look.
 * @throws {OutboundRefusedError} @throws {RefusedError} with every reason of the tables of moves
 */
export function cancelOutbound(
  context: BrokerContext,
  cancellation: Cancellation,
  mayAct: MayAct,
): Promise<CanceledOutbound> {
  return inUnit(context, { retryOnConflict: true }, async (unit): Promise<CanceledOutbound> => {
    const { session, network } = unit;
    const { systemCd, number, warehouseId: place } = cancellation;
    const found = await findOutboundOfClient(session, systemCd, number);
    const warehouse = findWarehouse(network, place);
    const unknown = new OutboundRefusedError('outbound_unknown', { number, warehouse: place });
    if (found === undefined || isFault(warehouse) || found.locationId !== warehouse.id) throw unknown;
    const denied = mayAct({ systemCd, locationCd: network.locationById(found.shopId).locationCd });
    if (denied !== undefined) return { denied };
    const { groupKey } = found;
    if (found.state === 'refused' || found.state === 'canceled') return { groupKey, repeated: true };
    if (found.state === 'accepted') return await cancelAccepted(unit, found);
    const open = await openOutbound(unit, found);
    if (open === undefined) throw unknown;
    if (open.document !== undefined) {
      const { document } = open;
      await cancelReturn(unit, { ...open, document });
      return { groupKey, repeated: document.state === 'canceled' };
    }
    const code = codeOf(open.outbound, open);
    if (code !== '90') await cancelOrder(unit, open.outbound, cancellation, code);
    await updateOutbound(session, { ...open.outbound, state: 'canceled', liveKey: null, announcedCode: '90' });
    if (code !== '90') announce(unit, open.outbound);
    return { groupKey, repeated: code === '90' };
  });
}

/** Cancels what nobody has worked on. The worker that has it in hand ends first; then it is looked at again. */
async function cancelAccepted(unit: Unit, found: StoredOutbound): Promise<CanceledOutbound> {
  const outbound = await lockOutbound(unit.session, found.id);
  if (outbound?.state !== 'accepted')
    throw new OutboundRefusedError('outbound_unknown', {
      number: found.soNumber,
      warehouse: warehouseId(unit.network.locationById(found.locationId), unit.network),
    });
  await updateOutbound(unit.session, {
    ...outbound,
    state: 'canceled',
    payload: null,
    liveKey: null,
    announcedCode: '90',
  });
  announce(unit, outbound);
  return { groupKey: outbound.groupKey, repeated: false };
}

/** Cancels all lines of an order of which nothing was allocated. */
async function cancelOrder(
  unit: Unit,
  outbound: StoredOutbound,
  { number, reason }: Cancellation,
  code: ReturnType<typeof codeOf>,
): Promise<void> {
  const requestId = Number(outbound.requestId);
  const order = await lockOrder(unit.session, requestId);
  const requests = await findFulfillmentRequests(unit.session, [requestId]);
  const isTaken = requests.some(({ state, acknowledgedAt }) => acknowledgedAt !== null && !hasEnded(state));
  if (order === undefined || !isUnallocated(code) || isTaken)
    throw new OutboundRefusedError('cancel_too_late', { number, code, meaning: OUTBOUND_CODES[code] });
  const shop = unit.network.locationById(outbound.shopId);
  const note = { code: '', note: reason };
  const outcome = await changeOrder(unit, order, {
    requestId: String(requestId),
    sentAt: '',
    caller: { systemCd: outbound.systemCd, locationCd: shop.locationCd },
    employeeId: 'SYSTEM',
    status: 'canceled',
    reason: note,
    items: [],
  });
  const rejections =
    outcome.kind === 'planned' ? outcome.plan.rejections : outcome.kind === 'unreadable' ? outcome.rejections : [];
  if (rejections.length > 0)
    throw new RefusedError('refused', { reasons: rejections.map(({ text }) => text).join(' ') });
}

function announce(unit: Unit, outbound: StoredOutbound): void {
  unit.announce(outboundEvent('outbound.status_changed', outbound, unit.network, codeFacts('90', unit.timestamp)));
}

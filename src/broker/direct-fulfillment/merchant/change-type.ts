import type { DfType } from '../../../domain/direct-fulfillment/df-type.js';
import type { Network } from '../../../domain/network/network.js';
import type { Order, OrderLine } from '../../../domain/order/order.js';
import { RefusedError } from '../../../domain/partner/refusal.js';
import type { User } from '../../../platform/auth/user.js';
import { findKeyedLines } from '../../../store/direct-fulfillment/line-keys.js';
import { readStock } from '../../../store/inventory/stock.js';
import { lockOrder } from '../../../store/orders/orders.js';
import { findFulfillmentRequests, readRequestedLines } from '../../../store/partners/fulfillment-requests.js';
import { brokerLines } from '../../brokering/broker-lines.js';
import type { BrokerContext } from '../../context.js';
import { changeOrder } from '../../orders/update/change-order.js';
import { storeProgress } from '../../orders/store-progress.js';
import { isFree, placeFree } from '../../partners/free-lines.js';
import { OpenRequest } from '../../partners/open-request.js';
import { release } from '../../partners/process-request.js';
import { reserveNamed } from '../../reserve-named.js';
import { inUnit } from '../../unit.js';
import type { Unit } from '../../unit.js';
import { readMerchantLines } from './merchant-lines.js';
import type { MerchantLine } from './merchant-lines.js';
import { mayActAt } from '../supplier-access.js';

/**
 * Changes who ships a line:
 *
 * - 1: a direct fulfillment supplier. A line that is with one and not released to him is released (ANG to FUT); one that the
 *   merchant has goes to the supplier who can have it, if there is only one;
 * - 0: the merchant. A line that a supplier has not confirmed is taken from him and routed again.
 *
 * The type is stored with the line, so that it counts for every later routing too.
 * @throws {RefusedError} for a line that is on its way or at its end, and where there is not one supplier
 */
export function changeType(
  context: BrokerContext,
  user: User | undefined,
  key: number,
  type: Extract<DfType, 0 | 1>,
): Promise<void> {
  return inUnit(context, { retryOnConflict: true }, async (unit) => {
    const { network } = unit;
    const found = await findLine(unit, user, key);
    const { order, line, status } = found;
    if (!['HAL', 'ANG', 'FUT', 'FUA'].includes(status))
      throw new RefusedError('type_final', { key, state: status, type: line.details.dfType ?? 3 });
    const typed = { ...line, details: { ...line.details, dfType: type } };
    await storeProgress(unit, order, [typed]);
    const now = { ...order, lines: order.lines.map((one) => (one === line ? typed : one)) };
    const isSuppliers = network.locationById(line.locationId).channel === 'direct_fulfillment';
    if (type === 1 && isSuppliers) await releaseLine(unit, order.requestId, line.lineNo);
    if (type === 1 && !isSuppliers) await giveToSupplier(unit, now, typed, key);
    if (type === 0 && isSuppliers) await takeFromSupplier(unit, now, typed);
  });
}

/** The line of a key, its order locked. @throws {RefusedError} */
export async function findLine(unit: Unit, user: User | undefined, key: number): Promise<MerchantLine> {
  const { session, network } = unit;
  const [keyed] = await findKeyedLines(session, [key]);
  if (keyed === undefined) throw new RefusedError('key_unknown', { key });
  await lockOrder(session, keyed.requestId);
  const lines = await readMerchantLines(session, network, [keyed.requestId]);
  const found = lines.find(({ line }) => line.lineNo === keyed.lineNo);
  if (found === undefined || !mayActAt(network, user, found.line.locationId))
    throw new RefusedError('key_unknown', { key });
  return found;
}

async function releaseLine(unit: Unit, requestId: number, lineNo: number): Promise<void> {
  const request = await requestOf(unit, requestId, lineNo);
  if (request === undefined) return;
  const open = await OpenRequest.read(unit, request, { name: '' });
  if (open.request.state !== 'unprocessed' || open.order.underReview) return;
  await release(open, 'its DF type was set to 1');
}

async function requestOf({ session }: Unit, requestId: number, lineNo: number): Promise<number | undefined> {
  const requests = await findFulfillmentRequests(session, [requestId]);
  const assigned = await readRequestedLines(
    session,
    requests.map(({ id }) => id),
  );
  return assigned.find((one) => one.lineNo === lineNo && one.outcome === null)?.fulfillmentRequestId;
}

/** Takes the line from the merchant's location, and gives it to the only supplier who has a stock record of its product. */
async function giveToSupplier(unit: Unit, order: Order, line: OrderLine, key: number): Promise<void> {
  const { session, network } = unit;
  const [target, second] = await suppliersFor(unit, network, line);
  if (target === undefined || second !== undefined) {
    const names = [target, second].flatMap((one) =>
      one === undefined ? [] : [`${one.system.systemCd}/${one.locationCd}`],
    );
    throw new RefusedError('no_supplier', {
      key,
      suppliers: second === undefined ? 'no' : 'several',
      names: names.join(', ') || 'none has a stock record of its product',
    });
  }
  await hold(unit, order, line);
  const now = await lockOrder(session, order.requestId);
  const free = (now?.lines ?? []).filter((one) => one.lineNo === line.lineNo && isFree(one));
  if (now === undefined) return;
  await reserveNamed(
    session,
    network,
    free.map((one) => ({ ...one, locationId: target.id })),
  );
  const made = await placeFree(
    unit,
    now,
    free.map((one) => ({ line: one, location: target, first: true })),
    'chosen',
  );
  for (const { id, state } of made)
    if (state === 'unprocessed' && !now.underReview)
      await release(await OpenRequest.read(unit, id, { name: '' }), 'its DF type was set to 1');
}

async function suppliersFor({ session }: Unit, network: Network, { productId }: OrderLine) {
  const suppliers = network.content.locations.filter(
    ({ channel, active }) => channel === 'direct_fulfillment' && active,
  );
  const stock = await readStock(session, [productId], {
    locationIds: suppliers.map(({ id }) => id),
    locations: network.content.locations.length,
    figures: false,
  });
  return suppliers.filter(({ id }) => stock.some((row) => row.locationId === id));
}

async function takeFromSupplier(unit: Unit, order: Order, line: OrderLine): Promise<void> {
  await hold(unit, order, line);
  const now = await lockOrder(unit.session, order.requestId);
  if (now === undefined) return;
  const free = now.lines.filter((one) => one.lineNo === line.lineNo && isFree(one));
  await placeFree(unit, now, await brokerLines(unit, now, free), 'routed');
}

/** Ends the attempt of a line; it waits at no location. @throws {RefusedError} */
async function hold(unit: Unit, order: Order, line: OrderLine): Promise<void> {
  const location = unit.network.locationById(line.locationId);
  const outcome = await changeOrder(
    unit,
    order,
    {
      requestId: String(order.requestId),
      sentAt: '',
      caller: undefined,
      employeeId: 'SYSTEM',
      status: '',
      reason: { code: '', note: '' },
      items: [
        {
          lineNo: line.lineNo,
          quantity: 0,
          status: 'rejected',
          reason: { code: '', note: 'its DF type was changed' },
          shippingAgent: '',
          trackingNumber: '',
          statusDate: '',
        },
      ],
    },
    { speaker: { kind: 'location', location, isParty: true }, allowsParts: true, rejected: 'hold' },
  );
  const rejections =
    outcome.kind === 'planned' ? outcome.plan.rejections : outcome.kind === 'unreadable' ? outcome.rejections : [];
  if (rejections.length > 0)
    throw new RefusedError('refused', { reasons: rejections.map(({ text }) => text).join(' ') });
}

import { itemKey } from '../../domain/values/item-code.js';
import { systemKey } from '../../domain/network/system-key.js';
import type { Location } from '../../domain/network/location.js';
import type { LocationCode } from '../../domain/network/location-code.js';
import { RefusedError } from '../../domain/partner/refusal.js';
import type { Status } from '../../domain/values/status.js';
import { findItems } from '../../store/inventory/products.js';
import { recordShipped } from '../../store/inventory/shipped-stock.js';
import { changeAvailable } from '../../store/inventory/stock-levels.js';
import { findSupplierOrders } from '../../store/direct-fulfillment/supplier-orders.js';
import { lockOrder } from '../../store/orders/orders.js';
import type { BrokerContext } from '../context.js';
import { isFree, locationOf, placeFree } from '../partners/free-lines.js';
import { OpenRequest } from '../partners/open-request.js';
import { reserveNamed } from '../reserve-named.js';
import { inUnit } from '../unit.js';
import type { Unit } from '../unit.js';
import { confirmStates } from './confirm-line.js';
import { supplyLocationOf } from './destination.js';
import { readLinesAtSuppliers } from './supplier-lines.js';
import type { LineAtSupplier } from './supplier-lines.js';

/**
 * Goods that a supplier sends to the merchant (DF type 2).
 *
 * A line that the merchant lacks is the supplier's like any other, until the goods arrive: then its attempt there ends, and the
 * line becomes the merchant's, as a whole or for the units that came. So a unit is at one place at any time, no poll of the
 * merchant returns what has not arrived, and the checks of stock and assignments hold for it as for every line. Rejected: a
 * supply order beside a line that stays with the merchant, which would have two records of the same units to keep in step.
 */

/** Units of a product, as people report them. */
export interface SuppliedUnits {
  /** The code of the product in the system of the supplier. */
  readonly itemId: string;
  readonly quantity: number;
}

/** A line whose units were marked or moved. */
export interface SuppliedLine {
  readonly request_id: number;
  readonly order_id: string;
  readonly line_no: number;
  readonly quantity: number;
}

/** What became of reported units. */
export interface SupplyOutcome {
  readonly lines: readonly SuppliedLine[];
  /** Units that no line waits for. */
  readonly rest: number;
}

/** Orders that are looked for at once. */
const PAGE = 1000;

const NOT_ORDERED: readonly Status[] = ['new_order', 'polled', 'posted'];
const ON_THEIR_WAY: readonly Status[] = [...NOT_ORDERED, 'accepted', 'verified', 'processed', 'picked'];

/**
 * A supplier has reported a delivery: the oldest lines that he is to ship become ordered (FUT to BES), up to its quantity. Where
 * such lines do not count as ordered only those of DF type 2 do, which are ordered in any case.
 * @throws {RefusedError}
 */
export function markOrdered(context: BrokerContext, code: LocationCode, units: SuppliedUnits): Promise<SupplyOutcome> {
  return inUnit(context, { retryOnConflict: true }, (unit) => {
    const { countsAsOrdered } = unit.network.preferences.directFulfillment;
    return forOldest(
      unit,
      code,
      units,
      NOT_ORDERED,
      ({ type }) => type === 2 || countsAsOrdered,
      async (found, quantity) => {
        const open = await OpenRequest.read(unit, found.request.id, { name: '' });
        await open.changeLines([{ lineNo: found.line.lineNo, quantity, status: 'accepted' }], 'partner');
        const { requestId, lines } = (await lockOrder(unit.session, found.order.requestId)) ?? found.order;
        await confirmStates(
          unit,
          requestId,
          open.location.id,
          lines.map(({ lineNo }) => lineNo),
        );
      },
    );
  });
}

/**
 * Goods have arrived at the merchant: the oldest lines of DF type 2 that wait for them become his, up to their quantity. His
 * stock grows by what came for lines, and that of the supplier shrinks; the rest is his to count.
 * @throws {RefusedError}
 */
export function receiveSupplies(
  context: BrokerContext,
  code: LocationCode,
  units: SuppliedUnits,
): Promise<SupplyOutcome> {
  return inUnit(context, { retryOnConflict: true }, (unit) =>
    forOldest(
      unit,
      code,
      units,
      ON_THEIR_WAY,
      ({ type }) => type === 2,
      (found, quantity) => moveUnits(unit, found, quantity),
    ),
  );
}

async function moveUnits(unit: Unit, found: LineAtSupplier, quantity: number): Promise<void> {
  const { session, network, timestamp } = unit;
  const { order, line, request } = found;
  const { productId } = line;
  const target = supplyLocationOf(network, order);
  const open = await OpenRequest.read(unit, request.id, { name: '' });
  const changes = await open.changeLines(
    [{ lineNo: line.lineNo, quantity, status: 'rejected' }],
    'partner',
    {
      reason: { code: '', note: `arrived at ${target.system.systemCd}/${target.locationCd}` },
    },
    'hold',
  );
  await takeFromSupplier(unit, open.location, productId, quantity);
  const reason = await changeAvailable(session, { productId, locationId: target.id, by: quantity }, timestamp);
  if (reason !== undefined)
    throw new RefusedError('refused', { reasons: `${target.system.systemCd}/${target.locationCd}: ${reason}.` });
  const moved = new Set(changes.map(({ after }) => after.lineNo));
  const now = await lockOrder(session, order.requestId);
  if (now === undefined) throw new RefusedError('order_unknown', { request: order.requestId });
  const free = now.lines.filter((one) => moved.has(one.lineNo) && isFree(one));
  await reserveNamed(
    session,
    network,
    free.map((one) => ({ ...one, locationId: target.id })),
  );
  await placeFree(
    unit,
    now,
    free.map((one) => ({ line: one, location: target, first: true })),
    'chosen',
  );
  await confirmStates(
    unit,
    order.requestId,
    open.location.id,
    now.lines.map(({ lineNo }) => lineNo),
  );
}

async function takeFromSupplier(
  { session, network, timestamp }: Unit,
  { id, preferences }: Location,
  productId: number,
  quantity: number,
): Promise<void> {
  const isLowered = network.preferences.rejectStockEffect('') !== 'none';
  if (isLowered || preferences.requests.countsStock || !network.preferences.shippedUnitsLowerStock) return;
  await recordShipped(session, [{ productId, locationId: id, quantity }], timestamp);
}

/** Acts on the oldest lines of a product at a supplier, until the units are used up. */
async function forOldest(
  unit: Unit,
  code: LocationCode,
  { itemId, quantity }: SuppliedUnits,
  statuses: readonly Status[],
  isWanted: (line: LineAtSupplier) => boolean,
  act: (line: LineAtSupplier, quantity: number) => Promise<void>,
): Promise<SupplyOutcome> {
  const { session } = unit;
  const location = locationOf(unit, code);
  const place = `${code.systemCd}/${code.locationCd}`;
  if (location.channel !== 'direct_fulfillment')
    throw new RefusedError('not_direct_fulfillment', { location: place, channel: location.channel });
  const items = await findItems(session, [{ systemCd: code.systemCd, itemId }]);
  const productId = items.get(systemKey(code.systemCd, itemKey(itemId)));
  if (productId === undefined)
    throw new RefusedError('refused', { reasons: `System ${code.systemCd} has no item ${JSON.stringify(itemId)}.` });
  const done: SuppliedLine[] = [];
  let rest = quantity;
  const actOn = async (requestId: number): Promise<void> => {
    await lockOrder(session, requestId);
    const lines = (await readLinesAtSuppliers(unit, [requestId], new Set([location.id]))).filter(
      (one) => one.isOpen && statuses.includes(one.line.status) && one.line.productId === productId && isWanted(one),
    );
    for (const found of lines) {
      const part = Math.min(rest, found.line.quantity);
      if (part === 0) break;
      await act(found, part);
      rest -= part;
      const { order, line } = found;
      done.push({ request_id: requestId, order_id: order.orderId, line_no: line.lineNo, quantity: part });
    }
  };
  let page: readonly number[] = [];
  do {
    page = await findSupplierOrders(session, {
      locationIds: [location.id],
      statuses,
      productId,
      which: 'all',
      after: page.at(-1) ?? 0,
      limit: PAGE,
    });
    for (const requestId of page) if (rest > 0) await actOn(requestId);
  } while (rest > 0 && page.length === PAGE);
  return { lines: done, rest };
}

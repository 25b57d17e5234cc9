import type { LocationCode } from '../../domain/network/location-code.js';
import type { Location } from '../../domain/network/location.js';
import { splitLine } from '../../domain/order/split-line.js';
import type { Order, OrderLine } from '../../domain/order/order.js';
import { RefusedError } from '../../domain/partner/refusal.js';
import type { FulfillmentRequest } from '../../domain/partner/fulfillment-request.js';
import type { PlacedLine } from '../brokering/place-lines.js';
import type { BrokerContext } from '../context.js';
import { NamedDemand, readStockOf } from '../orders/named-demand.js';
import { reserveNamed } from '../reserve-named.js';
import { inUnit } from '../unit.js';
import type { Unit } from '../unit.js';
import { isFree, locationOf, lockForPlacing, placeFree, releaseUnfulfillable } from './free-lines.js';

/** Units of a line that are given to a location. */
export interface ChosenLine {
  readonly lineNo: number;
  /** Absent: all of the line. */
  readonly quantity?: number;
}

/**
 * Makes a fulfillment request by hand: gives lines that wait for a location to one that somebody chose. The routing is
 * bypassed, and so is its check of the quantity; the units are reserved all the same.
 * @param lines absent: every line that waits
 * @throws {RefusedError}
 */
export function createRequest(
  context: BrokerContext,
  requestId: number,
  code: LocationCode,
  lines?: readonly ChosenLine[],
): Promise<FulfillmentRequest[]> {
  return inUnit(context, { retryOnConflict: true }, async (unit) => {
    const order = await lockForPlacing(unit, requestId);
    const location = locationOf(unit, code);
    const { systemCd: system, locationCd } = code;
    if (!location.active) throw new RefusedError('location_inactive', { system, location: locationCd });
    const chosen = lines ?? order.lines.filter(isFree).map(({ lineNo }) => ({ lineNo }));
    const { placed, waiting } = divide(unit, order, location, chosen);
    await requireStock(unit, placed, location);
    await releaseUnfulfillable(
      unit,
      placed.map(({ line }) => line),
    );
    await reserveNamed(
      unit.session,
      unit.network,
      placed.map(({ line }) => ({ ...line, locationId: location.id })),
    );
    return placeFree(unit, order, placed, 'chosen', waiting);
  });
}

/**
 * The chosen units as lines, and what is left of divided lines: it keeps the line's number and goes on waiting. What is
 * said about one line more than once is added up.
 * @throws {RefusedError}
 */
function divide(
  unit: Unit,
  order: Order,
  location: Location,
  chosen: readonly ChosenLine[],
): { readonly placed: PlacedLine<OrderLine>[]; readonly waiting: OrderLine[] } {
  const placed: PlacedLine<OrderLine>[] = [];
  const waiting: OrderLine[] = [];
  for (const lineNo of new Set(chosen.map((one) => one.lineNo))) {
    const line = freeLine(unit, order, lineNo);
    const own = chosen.filter((one) => one.lineNo === lineNo);
    const units = own.reduce((sum, { quantity = line.quantity }) => sum + quantity, 0);
    if (units > line.quantity)
      throw new RefusedError('too_many_waiting', {
        line: lineNo,
        order: order.orderId,
        waiting: line.quantity,
        quantity: units,
      });
    if (units === line.quantity) placed.push({ line, location, first: true });
    else {
      const [rest, part] = splitLine(line, [line.quantity - units, units]);
      if (rest !== undefined) waiting.push(rest);
      if (part !== undefined) placed.push({ line: part, location, first: false });
    }
  }
  return { placed, waiting };
}

/** A line that waits for a location. @throws {RefusedError} for any other */
function freeLine({ network }: Unit, { lines, orderId }: Order, lineNo: number): OrderLine {
  const line = lines.find((one) => one.lineNo === lineNo);
  if (line !== undefined && isFree(line)) return line;
  const at = line === undefined ? undefined : network.locationById(line.locationId);
  throw new RefusedError('line_not_free', {
    line: lineNo,
    order: orderId,
    status: line?.status ?? 'unknown',
    location: at === undefined ? 'no location' : `${at.system.systemCd}/${at.locationCd}`,
  });
}

/** @throws {RefusedError} if the location has no stock record of a product, or not the quantity where that is checked */
async function requireStock(
  { session, network }: Unit,
  placed: readonly PlacedLine<OrderLine>[],
  location: Location,
): Promise<void> {
  const products = placed.map(({ line }) => line.productId);
  const demand = new NamedDemand(network, await readStockOf(session, products));
  const rejections = placed.flatMap(({ line }) => demand.rejections(line, location));
  if (rejections.length > 0)
    throw new RefusedError('refused', { reasons: rejections.map(({ text }) => text).join(' ') });
}

import type { LocationCode } from '../../../domain/network/location-code.js';
import type { FulfillmentRequest } from '../../../domain/partner/fulfillment-request.js';
import { RefusedError } from '../../../domain/partner/refusal.js';
import type { BrokerContext } from '../../context.js';
import { inUnit } from '../../unit.js';
import { createRequest } from '../create-request.js';
import type { ChosenLine } from '../create-request.js';
import { isFree } from '../free-lines.js';
import { showOrder } from './find-orders.js';

/** Units of what an order asked for on one line. */
export interface ChosenItem {
  /** The number that the order's system gave the line. */
  readonly lineNo: number;
  /** Absent: all that wait. */
  readonly quantity?: number | undefined;
}

/** The code of a partner location of this channel by its id. @throws {RefusedError} for any other */
export function sourceCode(context: BrokerContext, id: number): Promise<LocationCode> {
  return inUnit(context, ({ network }) => {
    const found = network.content.locations.find((location) => location.id === id && location.channel === 'requests');
    if (found === undefined) return Promise.reject(new RefusedError('source_unknown', { id }));
    return Promise.resolve({ systemCd: found.system.systemCd, locationCd: found.locationCd });
  });
}

/** Makes a fulfillment request for items of an order that wait for a location. @throws {RefusedError} */
export async function placeItems(
  context: BrokerContext,
  requestId: number,
  sourceId: number,
  items?: readonly ChosenItem[],
): Promise<FulfillmentRequest[]> {
  const code = await sourceCode(context, sourceId);
  if (items === undefined) return createRequest(context, requestId, code);
  const { order } = await showOrder(context, requestId, {});
  const chosen = items.flatMap(({ lineNo, quantity }): ChosenLine[] => {
    const own = order.lines.filter((line) => line.requestingLineNo === lineNo);
    // Without a free one the first is named, so that the refusal says what has become of it.
    const free = own.some(isFree) ? own.filter(isFree) : own.slice(0, 1);
    const known = [...new Set(order.lines.map((line) => line.requestingLineNo))].join(', ');
    if (free.length === 0) throw new RefusedError('line_unknown', { order: order.orderId, line: lineNo, lines: known });
    let left = quantity ?? Infinity;
    return free.flatMap((line, index) => {
      // The last one takes what is too much, and is refused with its number.
      const units = index === free.length - 1 && quantity !== undefined ? left : Math.min(left, line.quantity);
      left -= units;
      return units === 0 ? [] : [{ lineNo: line.lineNo, quantity: units }];
    });
  });
  return createRequest(context, requestId, code, chosen);
}

import type { LocationCode } from '../../domain/network/location-code.js';
import type { Location } from '../../domain/network/location.js';
import type { Order } from '../../domain/order/order.js';
import { RefusedError } from '../../domain/partner/refusal.js';
import { isWithPartner } from '../../domain/partner/fulfillment-request.js';
import type { FulfillmentRequest } from '../../domain/partner/fulfillment-request.js';
import { brokerLines } from '../brokering/broker-lines.js';
import type { BrokerContext } from '../context.js';
import { inUnit } from '../unit.js';
import type { Unit } from '../unit.js';
import { isFree, locationOf, lockForPlacing, placeFree, releaseUnfulfillable } from './free-lines.js';
import { OpenRequest } from './open-request.js';
import type { RequestActor } from './open-request.js';
import { voidOpen } from './void-request.js';

/**
 * Routes the lines of an order that wait for a location, by the preferences, as at submission. Those that go to partners
 * become fulfillment requests.
 * @param without locations that are not considered this time
 * @returns the requests that were made; none if only other locations fulfill the lines, or nobody does
 * @throws {RefusedError}
 */
export function generateRequests(
  context: BrokerContext,
  requestId: number,
  without: readonly LocationCode[] = [],
): Promise<FulfillmentRequest[]> {
  return inUnit(context, { retryOnConflict: true }, async (unit) => {
    return generate(
      unit,
      await lockForPlacing(unit, requestId),
      without.map((code) => locationOf(unit, code)),
    );
  });
}

/**
 * Takes a fulfillment request back and routes its lines anew. What the partner has already cannot be taken back at once:
 * it is asked, and the lines are routed by another call once it has answered.
 * @throws {RefusedError} also where the partner has been asked: that stays
 */
export async function regenerateRequest(
  context: BrokerContext,
  id: number,
  actor: RequestActor,
  { withoutPartner }: { readonly withoutPartner: boolean },
): Promise<FulfillmentRequest[]> {
  const made = await inUnit(context, { retryOnConflict: true }, async (unit) => {
    const open = await OpenRequest.read(unit, id, actor);
    await voidOpen(open, 'to be generated anew');
    const { number, state } = open.request;
    // Thrown after the commit: the question to the partner must not be undone.
    if (isWithPartner(state)) return new RefusedError('still_with_partner', { number, state });
    const order = await lockForPlacing(unit, open.order.requestId);
    return generate(unit, order, withoutPartner ? [open.location] : []);
  });
  if (made instanceof RefusedError) throw made;
  return made;
}

async function generate(unit: Unit, order: Order, without: readonly Location[]): Promise<FulfillmentRequest[]> {
  const free = order.lines.filter(isFree);
  await releaseUnfulfillable(unit, free);
  const placed = await brokerLines(unit, order, free, new Set(without.map(({ id }) => id)));
  return placeFree(unit, order, placed, 'routed');
}

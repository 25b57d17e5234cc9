import type { Channel } from '../../../domain/partner/channel.js';
import { isPartner } from '../../../domain/partner/channel.js';
import type { LocationCode } from '../../../domain/network/location-code.js';
import type { Location } from '../../../domain/network/location.js';
import type { Order } from '../../../domain/order/order.js';
import { numberFlags, numberLength, requestNumber } from '../../../domain/partner/request-number.js';
import { RefusedError } from '../../../domain/partner/refusal.js';
import { readOrders } from '../../../store/orders/orders.js';
import { countFulfillmentRequests, isNumberTaken } from '../../../store/partners/fulfillment-requests.js';
import { orderPasses } from '../../brokering/broker-lines.js';
import { amongAll, decidePasses } from '../../brokering/passes.js';
import type { BrokerContext } from '../../context.js';
import { inUnit } from '../../unit.js';
import type { Unit } from '../../unit.js';
import { isFree, locationOf, requirePlaceable } from '../free-lines.js';

/** Units of a line that a location would get. */
export interface PreviewedUnits {
  readonly lineNo: number;
  readonly itemId: string;
  readonly quantity: number;
}

/** What a location would be asked for. */
export interface PreviewedRequest {
  readonly location: Location;
  readonly channel: Channel;
  readonly lines: readonly PreviewedUnits[];
  /** The number of the fulfillment request; undefined where the location is no partner's. */
  readonly number: string | undefined;
  /** What would keep it from being processed, in sentences; empty if nothing would. */
  readonly roadblocks: readonly string[];
}

/** What generating would do now. */
export interface RequestPreview {
  readonly order: Order;
  readonly requests: readonly PreviewedRequest[];
  /** Units that no location can fulfill. */
  readonly unfulfillable: readonly PreviewedUnits[];
  /** What concerns the order as a whole. */
  readonly roadblocks: readonly string[];
}

/**
 * Previews `generateRequests`: the same decision, the same numbers, every error and roadblock, and nothing stored.
 * @throws {RefusedError} for an unknown order or location
 */
export function previewRequests(
  context: BrokerContext,
  requestId: number,
  without: readonly LocationCode[] = [],
): Promise<RequestPreview> {
  return inUnit(context, async (unit) => {
    const { session, network } = unit;
    const [order] = await readOrders(session, [requestId]);
    if (order === undefined) throw new RefusedError('order_unknown', { request: requestId });
    const excluded = without.map((code) => locationOf(unit, code).id);
    const refusal = await refusalOf(requirePlaceable(unit, order));
    const free = refusal === undefined ? order.lines.filter(isFree) : [];
    const passes = free.length === 0 ? [] : await orderPasses(unit, order, free, new Set(excluded));
    const decided = (await decidePasses(session, network, passes)).map(({ pass, proposal }) =>
      amongAll(pass, proposal),
    );
    const unitsOf = ({ line, quantity }: { line: number; quantity: number }): PreviewedUnits => ({
      lineNo: free[line]?.lineNo ?? 0,
      itemId: free[line]?.itemId ?? '',
      quantity,
    });
    const byLocation = new Map<number, PreviewedUnits[]>();
    for (const part of decided.flatMap(({ parts }) => parts))
      byLocation.set(part.locationId, [...(byLocation.get(part.locationId) ?? []), unitsOf(part)]);
    const requests: PreviewedRequest[] = [];
    let sequence = await countFulfillmentRequests(session, requestId);
    for (const [id, lines] of byLocation) {
      const location = network.locationById(id);
      if (isPartner(location)) sequence += 1;
      requests.push(await previewRequest(unit, order, location, lines, sequence));
    }
    return {
      order,
      requests,
      unfulfillable: decided.flatMap(({ unfulfillable }) => unfulfillable).map(unitsOf),
      roadblocks: [...(refusal === undefined ? [] : [refusal]), ...(order.underReview ? [UNDER_REVIEW] : [])],
    };
  });
}

const UNDER_REVIEW = 'The order is under review: partners are shown nothing before it is released.';

/** Why generating would be refused; undefined if it would not. */
function refusalOf(check: Promise<void>): Promise<string | undefined> {
  return check.then(
    () => undefined,
    (error: unknown) => {
      if (error instanceof RefusedError) return error.message;
      throw error;
    },
  );
}

async function previewRequest(
  { session }: Unit,
  { orderId, requestId }: Order,
  location: Location,
  lines: readonly PreviewedUnits[],
  sequence: number,
): Promise<PreviewedRequest> {
  const { channel, locationCd } = location;
  if (!isPartner(location)) return { location, channel, lines, number: undefined, roadblocks: [] };
  const { number: template, maxNumberLength, autoProcess } = location.preferences.requests;
  const number = requestNumber(template, { orderId, requestId, locationCd, sequence });
  const flags = numberFlags(number, maxNumberLength, await isNumberTaken(session, location.id, number));
  const roadblocks = [
    ...(flags.includes('number_too_long')
      ? [`The number has ${numberLength(number)} characters, the partner takes at most ${maxNumberLength}.`]
      : []),
    ...(flags.includes('number_duplicate') ? ['Another open fulfillment request of the partner has this number.'] : []),
    ...(autoProcess ? [] : ['The partner is not processed by itself: somebody has to process the request.']),
  ];
  return { location, channel, lines, number, roadblocks };
}

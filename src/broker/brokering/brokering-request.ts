import type { DfType } from '../../domain/direct-fulfillment/df-type.js';
import { readFlag } from '../../domain/values/flag.js';
import type { AttributeValues } from '../../domain/network/catalog-document.js';
import type { Network } from '../../domain/network/network.js';
import type { Location } from '../../domain/network/location.js';
import type { Cents } from '../../domain/values/money.js';
import type { LineDetails } from '../../domain/order/order.js';
import { flowOf } from '../../domain/values/order-type.js';
import type { OrderType } from '../../domain/values/order-type.js';
import { rankingPolicyFor } from '../../domain/network/effective-preferences.js';
import type { RoutingLine, RoutingRequest } from '../../routing/request.js';
import { commonZone, destinationAt, destinationIn, grouped, isSame, NOWHERE } from './destination.js';
import type { Destination } from './destination.js';
import type { RoutingPass } from './passes.js';
import type { RuleBook } from '../../routing/probability/rule-book.js';

/** An order whose lines are routed together. */
export interface BrokeredOrder {
  readonly type: OrderType;
  readonly originating: Location;
  /** Where the customer collects it; undefined for a delivery. */
  readonly pickup: Location | undefined;
  readonly shipVia: string;
  readonly shipComplete: string;
  readonly lines: readonly BrokeredLine[];
  /** Other lines of the order, which a location already ships. */
  readonly shipping: readonly (Pick<BrokeredLine, 'details'> & { readonly locationId: number })[];
  /** Locations that rejected one of the lines. */
  readonly rejecters: ReadonlySet<number>;
}

export interface BrokeredLine {
  readonly productId: number;
  readonly quantity: number;
  readonly unitPrice: Cents;
  readonly details: LineDetails;
  /** Of the product. */
  readonly attributes: AttributeValues;
  readonly rejecters: ReadonlySet<number>;
}

/**
 * The routing requests of an order: around the pickup location, or around each line's ship-to address, within the
 * organization's search radius, by the ranking in force for its type, system and carrier.
 *
 * Lines of different DF types are routed apart, since different locations may have them.
 *
 * Lines to different destinations are routed in a pass each: the nearest location to one is not near the other. If the
 * order may not be split, they stay together, and a location must serve all destinations.
 */
export function brokeringPasses(
  network: Network,
  rules: RuleBook | undefined,
  order: BrokeredOrder,
  now: Date,
): RoutingPass[] {
  const destinationOf = destinations(network, order);
  const types = [...new Set(order.lines.map(({ details }) => details.dfType))];
  if (types.length === 1 && types[0] === undefined) return passesOf(network, rules, order, now, destinationOf);
  return types.flatMap((type) => {
    const indexes = order.lines.flatMap(({ details }, index) => (details.dfType === type ? [index] : []));
    const own = { ...order, lines: indexes.flatMap((index) => order.lines[index] ?? []) };
    return passesOf(network, rules, own, now, destinationOf).map((pass) =>
      ofType(type, { ...pass, lines: pass.lines.map((line) => indexes[line] ?? 0) }),
    );
  });
}

/**
 * A pass for lines of a DF type. Where the merchant ships what he has and suppliers the rest, a line that he has only a part of
 * is not divided: he has not got it.
 */
function ofType(type: DfType | undefined, pass: RoutingPass): RoutingPass {
  if (type === undefined) return pass;
  const { request } = pass;
  const shippedBy = type === 1 ? 'supplier' : 'merchant';
  const elseSuppliers = type === 2 || type === 3;
  const split = elseSuppliers ? { ...request.split, allowSplitLine: false } : request.split;
  const lines = request.lines.map((line) => ({ ...line, shippedBy }) as const);
  return { ...pass, elseSuppliers, request: { ...request, split, lines } };
}

function passesOf(
  network: Network,
  rules: RuleBook | undefined,
  order: BrokeredOrder,
  now: Date,
  destinationOf: (details: LineDetails) => Destination,
): RoutingPass[] {
  if (order.lines.length === 0) return [];
  const { preferences, content } = network;
  const keepTogether =
    !preferences.allowSplitOrder || (preferences.shipCompleteKeepsTogether && isYes(order.shipComplete));
  const avoided = [...order.rejecters]
    .map((id) => network.locationById(id).system)
    .filter((system) => !system.rejectMayReshopSameSystem);
  const lines = order.lines.map((line): RoutingLine => ({ ...line, giftWrap: isYes(line.details.giftWrap) }));
  const request: Omit<RoutingRequest, 'destination' | 'furtherDestinations' | 'preferred' | 'zone'> = {
    flow: flowOf(order.type),
    systemCd: order.originating.system.systemCd,
    requestingLocationId: order.originating.id,
    requestingLocationMayFulfill: preferences.requestingLocationMayFulfill,
    radius: preferences.searchRadius,
    unit: preferences.distanceUnit,
    lines,
    avoidedSystems: new Set(avoided.map((system) => system.systemCd)),
    exemptFromMaximum: new Set(order.shipping.map(({ locationId }) => locationId)),
    attributes: { definitions: content.attributes, originating: order.originating.attributes },
    rules,
    brokering: rankingPolicyFor(preferences, {
      type: order.type,
      systemCd: order.originating.system.systemCd,
      express: content.expressCarriers.has(order.shipVia),
    }),
    split: {
      allowSplitOrder: !keepTogether,
      allowSplitLine: !keepTogether && preferences.allowSplitLine,
      maxLocations: preferences.maxSplitLocations,
      minPart: preferences.minSplitQuantity,
    },
    now,
  };
  const byDestination = grouped(order.lines.map((line) => destinationOf(line.details)));
  const shippingTo = (served: readonly Destination[]): Set<number> =>
    new Set(
      order.shipping
        .filter(({ details }) => served.some((destination) => isSame(destination, destinationOf(details))))
        .map(({ locationId }) => locationId),
    );
  if (keepTogether) {
    const all = byDestination.map(({ destination }) => destination);
    const [first, ...further] = all;
    return [
      {
        lines: lines.map((_, index) => index),
        request: {
          ...request,
          destination: first?.point,
          furtherDestinations: further.map(({ point }) => point),
          zone: commonZone(all.map(({ zone }) => zone)),
          preferred: shippingTo(all),
        },
      },
    ];
  }
  return byDestination.map(({ destination, indexes }) => ({
    lines: indexes,
    request: {
      ...request,
      lines: indexes.flatMap((index) => lines[index] ?? []),
      destination: destination.point,
      furtherDestinations: [],
      zone: destination.zone,
      preferred: shippingTo([destination]),
    },
  }));
}

/** The destination of a line; one without an address goes where the first line goes. */
function destinations(network: Network, { pickup, lines }: BrokeredOrder): (details: LineDetails) => Destination {
  if (pickup !== undefined) {
    const collected = destinationIn(network, pickup);
    return () => collected;
  }
  const first = lines[0]?.details.shipTo?.address;
  // Most lines of an order go to one address, and geocoding is what costs.
  const known = new Map<string, Destination>();
  return ({ shipTo }) => {
    const address = shipTo?.address ?? first;
    if (address === undefined) return NOWHERE;
    const key = JSON.stringify([address.postal, address.city, address.province, address.country]);
    const destination = known.get(key) ?? destinationAt(network, address);
    known.set(key, destination);
    return destination;
  };
}

const isYes = (flag: string): boolean => readFlag(flag) === true;

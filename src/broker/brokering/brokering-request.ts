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
import { destinationAt, destinationIn } from './destination.js';
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
  /** Locations that already ship for the order. */
  readonly shipping: ReadonlySet<number>;
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
 * The routing request of an order: around the pickup location, or the ship-to address of its first line, within the
 * organization's search radius, by the ranking in force for its type, system and carrier.
 */
export function brokeringRequest(
  network: Network,
  rules: RuleBook | undefined,
  order: BrokeredOrder,
  now: Date,
): RoutingRequest {
  const { preferences, content } = network;
  const shipTo = order.lines[0]?.details.shipTo?.address;
  const destination =
    order.pickup === undefined ? shipTo && destinationAt(network, shipTo) : destinationIn(network, order.pickup);
  const avoided = [...order.rejecters]
    .map((id) => network.locationById(id).system)
    .filter((system) => !system.rejectMayReshopSameSystem);
  const keepTogether =
    !preferences.allowSplitOrder || (preferences.shipCompleteKeepsTogether && isYes(order.shipComplete));
  return {
    flow: flowOf(order.type),
    systemCd: order.originating.system.systemCd,
    requestingLocationId: order.originating.id,
    requestingLocationMayFulfill: preferences.requestingLocationMayFulfill,
    destination: destination?.point,
    radius: preferences.searchRadius,
    unit: preferences.distanceUnit,
    lines: order.lines.map((line): RoutingLine => ({ ...line, giftWrap: isYes(line.details.giftWrap) })),
    avoidedSystems: new Set(avoided.map((system) => system.systemCd)),
    preferred: order.shipping,
    zone: destination?.zone,
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
}

const isYes = (flag: string): boolean => readFlag(flag) === true;

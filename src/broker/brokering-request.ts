import type { Catalog, Location } from '../domain/catalog.js';
import type { LineDetails } from '../domain/order.js';
import { flowOf } from '../domain/order-type.js';
import type { OrderType } from '../domain/order-type.js';
import { placeAddress } from '../routing/places.js';
import type { RoutingRequest } from '../routing/request.js';

/** The order whose lines are to be brokered together. */
export interface BrokeredOrder {
  readonly type: OrderType;
  readonly systemCd: string;
  /** Where it is collected; undefined for a delivery. */
  readonly pickup: Location | undefined;
  readonly lines: readonly { readonly productId: number; readonly quantity: number; readonly details: LineDetails }[];
}

/**
 * What the routing is asked for an order: near the pickup location, or near the first line's ship-to address, within
 * the organisation's search radius and by its criteria.
 * @param rejecters locations that rejected one of the lines before
 */
export function brokeringRequest(catalog: Catalog, order: BrokeredOrder, rejecters: ReadonlySet<number> = new Set()): RoutingRequest {
  const { preferences } = catalog;
  const shipTo = order.lines[0]?.details.shipTo?.address;
  const avoided = [...rejecters].map((id) => catalog.locationById(id).system).filter((system) => !system.rejectMayReshopSameSystem);
  return {
    flow: flowOf(order.type),
    systemCd: order.systemCd,
    destination: order.pickup === undefined ? shipTo && placeAddress(shipTo, catalog.content.places) : order.pickup.point,
    radius: preferences.searchRadius,
    unit: preferences.distanceUnit,
    lines: order.lines.map(({ productId, quantity, details }) => ({
      productId, quantity, giftWrap: details.giftWrap.trim().toUpperCase() === 'Y',
    })),
    rejecters,
    avoidedSystems: new Set(avoided.map((system) => system.systemCd)),
    criteria: preferences.brokering.criteria,
  };
}

import type { Location, System } from '../../src/domain/catalog.js';
import { RESERVING_STATUSES } from '../../src/domain/status.js';
import type { EffectivePreferences } from '../../src/domain/preferences.js';
import type { Candidate, RoutingRequest } from '../../src/routing/request.js';

/** A location at so many degrees east of the destination on the equator (one degree is 69.1 miles). */
export interface Place {
  readonly code: string;
  readonly at?: number | undefined;
  readonly stock?: Readonly<Record<number, number>>;
  readonly reserved?: number;
  readonly priority?: number;
  readonly active?: boolean;
  readonly system?: Partial<System>;
  readonly preferences?: Partial<EffectivePreferences>;
}

export const DESTINATION = { latitude: 0, longitude: 0 };

/** @param places as they are read; their ids go by code, so that the order they come in decides nothing */
export function candidates(places: readonly Place[]): Candidate[] {
  const codes = places.map((place) => place.code).sort();
  return places.map((place): Candidate => ({
    location: location(place, codes.indexOf(place.code) + 1),
    stock: new Map(Object.entries(place.stock ?? { 1: 10 }).map(([productId, available]) => [Number(productId), { available, reserved: place.reserved ?? 0 }])),
  }));
}

function location(place: Place, id: number): Location {
  return {
    id,
    system: {
      systemCd: 'STC', name: '', requireStatusUpdate: false, rejectMayReshopSameSystem: true, shopWithinSystem: true,
      reservedStatuses: new Set(RESERVING_STATUSES), ...place.system,
    },
    locationCd: place.code,
    name: place.code,
    address: {
      attention: '', address1: '', address2: '', address3: '', address4: '', apt: '', city: '', province: '', postal: '', email: '',
      phone1: '', phone2: '', country: '',
    },
    point: 'at' in place && place.at === undefined ? undefined : { latitude: 0, longitude: place.at ?? 0 },
    priority: place.priority ?? 10,
    type: '',
    laborCost: 0,
    attributes: {},
    active: place.active ?? true,
    preferences: {
      useProximityLocator: true, deliveryAvailable: true, pickupAvailable: true, shipForPickupAvailable: true, giftWrapAvailable: true,
      backupQuantity: 0, maxOrdersPerDay: null, useProbabilityRules: true, stockNewerThan: null, ...place.preferences,
    },
  };
}

export function wanted(changes: Partial<RoutingRequest> = {}): RoutingRequest {
  return {
    flow: 'delivery', systemCd: '6', destination: DESTINATION, radius: 100, unit: 'MI',
    lines: [{ productId: 1, quantity: 1, giftWrap: false }], rejecters: new Set(), avoidedSystems: new Set(),
    criteria: ['proximity', 'on_hand', 'priority'], ...changes,
  };
}

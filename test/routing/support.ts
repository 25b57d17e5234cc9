import type { Location, System } from '../../src/domain/network/network.js';
import { RESERVING_STATUSES } from '../../src/domain/values/status.js';
import type { EffectivePreferences } from '../../src/domain/network/preferences.js';
import { ZERO } from '../../src/domain/values/money.js';
import type { Candidate, CandidateStock, RoutingLine, RoutingRequest } from '../../src/routing/request.js';

/** A location at so many degrees east of the destination on the equator (one degree is 69.1 miles). */
export interface Place {
  readonly code: string;
  readonly at?: number | undefined;
  readonly stock?: Readonly<Record<number, number>>;
  readonly reserved?: number;
  readonly priority?: number;
  readonly active?: boolean;
  readonly system?: Partial<System>;
  readonly figures?: Partial<CandidateStock>;
  readonly laborCost?: number;
  readonly ordersToday?: number;
  readonly lastAssignedAt?: string;
  readonly attributes?: Location['attributes'];
  readonly preferences?: Partial<EffectivePreferences>;
}

export const NOW = '2030-01-02T12:00:00.000Z';
export const DESTINATION = { latitude: 0, longitude: 0 };

/** @param places as they are read; their ids go by code, so that the order they come in decides nothing */
export function candidates(places: readonly Place[]): Candidate[] {
  const codes = places.map((place) => place.code).sort();
  return places.map((place): Candidate => ({
    location: location(place, codes.indexOf(place.code) + 1),
    stock: new Map(
      Object.entries(place.stock ?? { 1: 10 }).map(([productId, available]) => [
        Number(productId),
        {
          available,
          reserved: place.reserved ?? 0,
          nextPoQuantity: 0,
          nextPoDate: null,
          updatedAt: NOW,
          unitCost: null,
          dailySellThrough: null,
          minimumSellQuantity: null,
          sellMultiple: null,
          shrinkRate: null,
          salesVelocity: null,
          ...place.figures,
        },
      ]),
    ),
    ordersToday: place.ordersToday ?? 0,
    lastAssignedAt: place.lastAssignedAt ?? '',
  }));
}

function location(place: Place, id: number): Location {
  return {
    id,
    system: {
      systemCd: 'STC',
      name: '',
      requireStatusUpdate: false,
      rejectMayReshopSameSystem: true,
      shopWithinSystem: true,
      reservedStatuses: new Set(RESERVING_STATUSES),
      ...place.system,
    },
    locationCd: place.code,
    name: place.code,
    address: {
      attention: '',
      address1: '',
      address2: '',
      address3: '',
      address4: '',
      apt: '',
      city: '',
      province: '',
      postal: '',
      email: '',
      phone1: '',
      phone2: '',
      country: '',
    },
    point: 'at' in place && place.at === undefined ? undefined : { latitude: 0, longitude: place.at ?? 0 },
    priority: place.priority ?? 10,
    type: '',
    laborCost: place.laborCost,
    attributes: place.attributes ?? {},
    active: place.active ?? true,
    preferences: {
      useProximityLocator: true,
      deliveryAvailable: true,
      pickupAvailable: true,
      shipForPickupAvailable: true,
      giftWrapAvailable: true,
      backupQuantity: 0,
      maxOrdersPerDay: null,
      useProbabilityRules: true,
      stockNewerThan: null,
      daysOpen: new Set(),
      ...place.preferences,
    },
  };
}

export const TOGETHER = { allowSplitOrder: false, allowSplitLine: false, maxLocations: 10, minPart: 1 };
export const SPLIT = { ...TOGETHER, allowSplitOrder: true, allowSplitLine: true };

export function line(productId: number, quantity: number, changes: Partial<RoutingLine> = {}): RoutingLine {
  return { productId, quantity, giftWrap: false, unitPrice: ZERO, attributes: {}, rejecters: new Set(), ...changes };
}

export function wanted(changes: Partial<RoutingRequest> = {}): RoutingRequest {
  return {
    flow: 'delivery',
    systemCd: '6',
    requestingLocationId: 99,
    requestingLocationMayFulfill: true,
    destination: DESTINATION,
    radius: 100,
    unit: 'MI',
    lines: [line(1, 1)],
    avoidedSystems: new Set(),
    preferred: new Set(),
    zone: undefined,
    attributes: { definitions: [], originating: {} },
    rules: undefined,
    brokering: { criteria: ['proximity', 'on_hand', 'priority'], weights: undefined },
    split: TOGETHER,
    now: new Date(NOW),
    ...changes,
  };
}

import { organizationPreferences, preferencesAt } from '../../src/domain/network/effective-preferences.js';
import type { EffectivePreferences } from '../../src/domain/network/effective-preferences.js';
import type { Location, System } from '../../src/domain/network/location.js';
import { Network, NO_SUBSCRIBERS } from '../../src/domain/network/network.js';
import { EMPTY_ADDRESS } from '../../src/domain/geography/address.js';
import { ZERO } from '../../src/domain/values/money.js';
import { RESERVING_STATUSES } from '../../src/domain/values/status.js';
import type { Candidate, CandidateStock, RoutingLine, RoutingRequest } from '../../src/routing/request.js';

/** A store with its stock, as tests describe it. */
export interface Store {
  readonly code: string;
  /** Degrees east of the destination on the equator (one degree is 69.1 miles); undefined for no coordinates. */
  readonly at?: number | undefined;
  /** Units available, by product; 10 of product 1 when absent. */
  readonly stock?: Readonly<Record<number, number>>;
  readonly reserved?: number;
  readonly priority?: number;
  readonly active?: boolean;
  readonly system?: Partial<System>;
  readonly stockAttributes?: Partial<CandidateStock>;
  readonly laborCost?: number;
  readonly timeZone?: string;
  readonly ordersToday?: number;
  readonly lastAssignedAt?: string;
  readonly attributes?: Location['attributes'];
  readonly preferences?: Partial<EffectivePreferences>;
}

export const NOW = '2030-01-02T12:00:00.000Z';
export const DESTINATION = { latitude: 0, longitude: 0 };

/** @param stores their ids follow the order of their codes, so that the order of the list decides nothing */
export function candidates(stores: readonly Store[]): Candidate[] {
  const codes = stores.map((store) => store.code).sort();
  return stores.map((store): Candidate => ({
    location: location(store, codes.indexOf(store.code) + 1),
    stock: new Map(
      Object.entries(store.stock ?? { 1: 10 }).map(([productId, available]) => [
        Number(productId),
        {
          available,
          reserved: store.reserved ?? 0,
          nextPoQuantity: 0,
          nextPoDate: null,
          updatedAt: NOW,
          unitCost: null,
          dailySellThrough: null,
          minimumSellQuantity: null,
          sellMultiple: null,
          shrinkRate: null,
          salesVelocity: null,
          ...store.stockAttributes,
        },
      ]),
    ),
    ordersToday: store.ordersToday ?? 0,
    lastAssignedAt: store.lastAssignedAt ?? '',
  }));
}

function location(store: Store, id: number): Location {
  return {
    id,
    system: {
      systemCd: 'STC',
      name: '',
      requireStatusUpdate: false,
      rejectMayReshopSameSystem: true,
      shopWithinSystem: true,
      reservedStatuses: new Set(RESERVING_STATUSES),
      ...store.system,
    },
    locationCd: store.code,
    name: store.code,
    address: EMPTY_ADDRESS,
    point: 'at' in store && store.at === undefined ? undefined : { latitude: 0, longitude: store.at ?? 0 },
    priority: store.priority ?? 10,
    type: '',
    isStore: true,
    laborCost: store.laborCost,
    timeZone: store.timeZone ?? 'UTC',
    attributes: store.attributes ?? {},
    active: store.active ?? true,
    channel: 'locate',
    preferences: {
      ...preferencesAt([]),
      ...store.preferences,
    },
  };
}

/** A network of the locations of candidates. */
export function networkOf(all: readonly Candidate[]): Network {
  return new Network({
    revision: 1,
    defaultSystem: '',
    account: '',
    preferences: organizationPreferences({}),
    systems: [],
    locations: all.map((candidate) => candidate.location),
    zones: [],
    expressCarriers: new Set(),
    attributes: [],
    rules: [],
    ruleAssignments: [],
    places: new Map(),
    subscribers: NO_SUBSCRIBERS,
  });
}

/** Nothing is split. */
export const TOGETHER = { allowSplitOrder: false, allowSplitLine: false, maxLocations: 10, minPart: 1 };
/** Orders and lines are split. */
export const SPLIT = { ...TOGETHER, allowSplitOrder: true, allowSplitLine: true };

export function line(productId: number, quantity: number, changes: Partial<RoutingLine> = {}): RoutingLine {
  return { productId, quantity, giftWrap: false, unitPrice: ZERO, attributes: {}, rejecters: new Set(), ...changes };
}

/** A request for one unit of product 1, delivered to the destination from within 100 miles. */
export function routingRequest(changes: Partial<RoutingRequest> = {}): RoutingRequest {
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
    furtherDestinations: [],
    preferred: new Set(),
    exemptFromMaximum: new Set(),
    zone: undefined,
    attributes: { definitions: [], originating: {} },
    rules: undefined,
    brokering: { criteria: ['proximity', 'on_hand', 'priority'], weights: undefined },
    split: TOGETHER,
    now: new Date(NOW),
    ...changes,
  };
}

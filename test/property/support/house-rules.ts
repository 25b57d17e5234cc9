import type { CatalogDocument, SystemEntry } from '../../../src/domain/network/catalog-document.js';
import type { Status } from '../model/order.js';
import type { Random } from '../../support/random.js';

/** The organization of a run: preferences, systems and stock, which vary between runs. */
export interface HouseRules {
  readonly splitOrder: boolean;
  readonly splitLine: boolean;
  readonly shipCompleteReject: 'together' | 'refuse' | 'separate';
  readonly offersOwnSource: boolean;
  readonly partialUpdates: boolean;
  readonly allOrNothing: boolean;
  readonly searchRetries: number;
  readonly repeated: 'accept' | 'refuse_cancel' | 'refuse';
  readonly cancelAfterShipment: boolean;
  readonly pickupMayReject: 'never' | 'brokered' | 'always';
  readonly restrictReassignment: boolean;
  readonly locationsSpeakForSystem: boolean;
  readonly shippedLowers: boolean;
  readonly rejectEffect: 'none' | 'set_to_found' | 'lower_promise';
  readonly autoCancelDays: number | null;
  readonly leaseSeconds: number;
  readonly reofferMinutes: number | null;
  readonly acknowledgeFirst: boolean;
  readonly namedChecksQuantity: boolean;
  readonly requesterMayFulfill: boolean;
  readonly closedOnSundays: boolean;
  readonly hasUnfulfillableLocation: boolean;
  readonly systems: Readonly<Record<string, SystemRules>>;
  /** Available units by `system/location item`; a missing entry means no stock record. */
  readonly stock: ReadonlyMap<string, number>;
}

export interface SystemRules {
  readonly requireStatusUpdate: boolean;
  readonly rejectMayReshopSameSystem: boolean;
  readonly shopWithinSystem: boolean;
  /** Undefined if the system uses the broker's default. */
  readonly reserved: readonly Status[] | undefined;
}

export const LOCATIONS = ['6/1', '6/2', 'STC/10', 'STC/20', 'STC/30', 'WEB/5', 'FAR/9'] as const;
export const UNFULFILLABLE = '6/UNF';
export const ITEMS = ['PENCIL', 'PEN', 'LAMP'] as const;
/** A system without a part in any order, which tries to access them. */
export const STRANGER = 'FAR/9';

export const systemOf = (place: string): string => place.split('/')[0] ?? '';
/** Every location but those of the OMS is a store. */
export const isStore = (place: string): boolean => systemOf(place) !== '6';
export const locationOf = (place: string): string => place.split('/')[1] ?? '';
/** A system's item id for a product. */
export const codeOf = (system: string, item: string): string => (system === 'STC' ? `S-${item}` : item);

const DEFAULT_RESERVED: readonly Status[] = ['new_order', 'polled', 'accepted', 'picked', 'posted'];
const OTHER_RESERVED: readonly (readonly Status[])[] = [
  ['accepted', 'picked'],
  ['new_order', 'polled', 'accepted', 'picked', 'intransit', 'intransit_polled', 'received'],
  ['new_order', 'polled', 'accepted', 'picked', 'fulfilled', 'partial_fulfilled'],
  ['polled', 'unfulfillable'],
];

export function drawHouseRules(random: Random): HouseRules {
  const splitOrder = random.percent(80);
  const system = (updates: number): SystemRules => ({
    requireStatusUpdate: random.percent(updates),
    rejectMayReshopSameSystem: random.percent(70),
    shopWithinSystem: random.percent(80),
    reserved: random.percent(70) ? undefined : random.pick(OTHER_RESERVED),
  });
  const stock = new Map<string, number>();
  for (const place of LOCATIONS) {
    for (const item of ITEMS)
      if (place !== STRANGER && random.percent(85)) stock.set(`${place} ${item}`, random.between(0, 12));
  }
  return {
    splitOrder,
    splitLine: random.percent(50),
    shipCompleteReject: random.pick(['together', 'refuse', 'separate']),
    offersOwnSource: random.percent(40),
    partialUpdates: random.percent(60),
    allOrNothing: random.percent(60),
    searchRetries: random.pick([0, 1, 2, 10]),
    repeated: random.pick(['accept', 'refuse_cancel', 'refuse_cancel', 'refuse']),
    cancelAfterShipment: random.percent(40),
    pickupMayReject: random.pick(['never', 'brokered', 'always']),
    restrictReassignment: random.percent(40),
    locationsSpeakForSystem: random.percent(20),
    shippedLowers: random.percent(70),
    rejectEffect: random.pick(['none', 'set_to_found', 'lower_promise']),
    autoCancelDays: random.pick([null, 1, 2]),
    leaseSeconds: random.pick([5, 60, 3600]),
    reofferMinutes: random.pick([null, null, 1, 60]),
    acknowledgeFirst: random.percent(30),
    namedChecksQuantity: random.percent(20),
    requesterMayFulfill: random.percent(70),
    closedOnSundays: random.percent(50),
    hasUnfulfillableLocation: random.percent(80),
    systems: { 6: system(10), STC: system(20), WEB: system(60), FAR: system(0) },
    stock,
  };
}

/** The statuses in which a line reserves stock at its location. */
export const reservedAt = (rules: HouseRules, place: string): readonly Status[] =>
  rules.systems[systemOf(place)]?.reserved ?? DEFAULT_RESERVED;

/** The house rules as a catalog file. The locations lie on a line, a tenth of a degree apart. */
export function catalogOf(rules: HouseRules): CatalogDocument {
  const places = [...LOCATIONS, UNFULFILLABLE];
  const systems = Object.entries(rules.systems).map(([code, system]): SystemEntry => ({
    system_cd: code,
    name: code,
    require_status_update: system.requireStatusUpdate,
    reject_may_reshop_same_system: system.rejectMayReshopSameSystem,
    shop_within_system: system.shopWithinSystem,
    ...(system.reserved === undefined ? {} : { reserved_statuses: system.reserved }),
    locations: places
      .filter((place) => systemOf(place) === code)
      .map((place) => ({
        location_cd: locationOf(place),
        name: place,
        ...(isStore(place) ? { type: 'STORE' } : {}),
        latitude: 42 + places.indexOf(place) / 10,
        longitude: -71,
        address: { city: 'WORCESTER', province: 'MA', postal: '01602', country: 'US' },
        ...(rules.closedOnSundays ? { preferences: { days_open: ['MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'] } } : {}),
      })),
  }));
  return {
    organization: { code: 'DEMO', account: 'LOCATE', default_system: '6' },
    preferences: {
      ...(rules.hasUnfulfillableLocation
        ? { default_unfulfillable_location: { system_cd: '6', location_cd: 'UNF' } }
        : {}),
      search_radius: 5000,
      search_retries: rules.searchRetries,
      allow_split_order: rules.splitOrder,
      allow_split_line: rules.splitLine,
      ship_complete_reject: rules.shipCompleteReject,
      offer_named_own_source: rules.offersOwnSource,
      // Whether a system asked Intransit before depends on the order of concurrent polls.
      fulfillments_tell_pickup_location: false,
      allow_partial_updates: rules.partialUpdates,
      line_updates_all_or_nothing: rules.allOrNothing,
      repeated_status_update: rules.repeated,
      cancel_after_shipment: rules.cancelAfterShipment,
      pickup_location_may_reject: rules.pickupMayReject,
      restrict_reassignment_of_canceled_line: rules.restrictReassignment,
      locations_speak_for_their_system: rules.locationsSpeakForSystem,
      shipped_units_lower_stock: rules.shippedLowers,
      reject_stock_effect: rules.rejectEffect,
      auto_cancel_days_of_unclaimed_pickups: rules.autoCancelDays,
      auto_cancel_reason: 'UNCLAIMED',
      poll_lease_seconds: rules.leaseSeconds,
      poll_reoffer_minutes: rules.reofferMinutes,
      acknowledge_before_brokering: rules.acknowledgeFirst,
      named_location_checks_quantity: rules.namedChecksQuantity,
      requesting_location_may_fulfill: rules.requesterMayFulfill,
    },
    location_types: [{ code: 'STORE', category: 'store' }],
    systems,
    products: ITEMS.map((item) => ({
      product_cd: item,
      description: item,
      system_products: systems.map(({ system_cd: code }) => ({ system_cd: code, item_id: codeOf(code, item) })),
    })),
    inventory: [...rules.stock].map(([key, units]) => {
      const [place = '', item = ''] = key.split(' ');
      return {
        system_cd: systemOf(place),
        location_cd: locationOf(place),
        item_id: codeOf(systemOf(place), item),
        available_qty: units,
      };
    }),
  };
}

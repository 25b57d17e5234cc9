import {
  offersFlow,
  organizationPreferences,
  preferencesAt,
  rankingPolicyFor,
} from '../../../src/domain/network/effective-preferences.js';
import { PREFERENCES } from '../../../src/domain/network/preferences.js';
import { organizationPreferences as schema } from '../../../src/formats/catalog/preferences-schema.js';

test('a preference is looked up at the location, its type and the organization before its default applies', () => {
  expect(preferencesAt([{ backup_quantity: 1 }, { backup_quantity: 2 }, { backup_quantity: 3 }]).backupQuantity).toBe(
    1,
  );
  expect(preferencesAt([{}, { backup_quantity: 2 }, { backup_quantity: 3 }]).backupQuantity).toBe(2);
  expect(preferencesAt([{}, {}, { backup_quantity: 3 }]).backupQuantity).toBe(3);
  expect(preferencesAt([]).backupQuantity).toBe(0);
});

test('"no limit" at a location overrides a limit at a higher level', () => {
  expect(preferencesAt([{ max_orders_per_day: null }, { max_orders_per_day: 5 }]).maxOrdersPerDay).toBeNull();
});

test('a location without preferences has the documented defaults', () => {
  expect(preferencesAt([])).toEqual({
    useProximityLocator: true,
    deliveryAvailable: true,
    pickupAvailable: true,
    requests: {
      number: '{order}',
      maxNumberLength: 50,
      autoProcess: false,
      delivery: 'fetch',
      onFailure: 'keep',
      acknowledgeWithin: null,
      onPartnerCancel: 'reshop',
      warehouseId: null,
      shipMethods: '',
      dropShipFee: 0,
      estimatedShipping: 0,
      countsStock: false,
    },
    shipForPickupAvailable: true,
    giftWrapAvailable: true,
    backupQuantity: 0,
    maxOrdersPerDay: null,
    useProbabilityRules: true,
    stockNewerThan: null,
    daysOpen: new Set(['MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT', 'SUN']),
  });
});

test('an organization without preferences has the documented defaults', () => {
  const { rejectStockEffect, ...rest } = organizationPreferences({});
  expect(rejectStockEffect('ANY')).toBe('none');
  expect(rest).toEqual({
    unfulfillable: undefined,
    timeZone: 'UTC',
    searchRadius: 100,
    distanceUnit: 'MI',
    maxResponses: 25,
    searchRetries: 10,
    brokering: { criteria: ['proximity', 'on_hand', 'priority'], weights: undefined },
    overrides: [],
    allowSplitOrder: true,
    allowSplitLine: false,
    maxSplitLocations: 10,
    minSplitQuantity: 1,
    shipCompleteKeepsTogether: true,
    shipCompleteReject: 'together',
    useZones: false,
    acknowledgeBeforeBrokering: false,
    requestingLocationMayFulfill: true,
    namedLocationChecksQuantity: false,
    allowPartialUpdates: false,
    lineUpdatesAllOrNothing: true,
    locationsSpeakForTheirSystem: false,
    endedLinesMayBeSubmittedAgain: true,
    linesMayBeAdded: true,
    productUpdateAllOrNothing: false,
    unreadableStatusDatesAreRejected: true,
    shippedUnitsLowerStock: true,
    repeatedStatusUpdate: 'refuse_cancel',
    restrictReassignment: true,
    cancelAfterShipment: false,
    pickupLocationMayReject: 'brokered',
    offerNamedOwnSource: false,
    fulfillmentsTellPickupLocation: true,
    pollLeaseSeconds: 60,
    pollReofferMinutes: null,
    pollLateAfterMinutes: 60,
    autoCancelDays: null,
    autoCancelReason: '',
    directFulfillment: {
      typeDefault: undefined,
      showUnconfirmed: false,
      sendsByInvoice: false,
      invoicesByItself: false,
      pollsWithOpenLines: false,
      countsAsOrdered: false,
      supplyLocation: undefined,
    },
  });
});

test('partial updates and automatic cancellation need orders that can be split', () => {
  const written = { allow_partial_updates: true, auto_cancel_days_of_unclaimed_pickups: 7 };
  expect(organizationPreferences(written)).toMatchObject({ allowPartialUpdates: true, autoCancelDays: 7 });
  expect(organizationPreferences({ ...written, allow_split_order: false })).toMatchObject({
    allowPartialUpdates: false,
    autoCancelDays: null,
  });
});

test('a reject reason may have a stock effect of its own', () => {
  const { rejectStockEffect } = organizationPreferences({
    reject_stock_effect: 'lower_promise',
    reject_reasons: [{ code: 'DAMAGED', stock_effect: 'none' }],
  });
  expect([rejectStockEffect('DAMAGED'), rejectStockEffect('OTHER')]).toEqual(['none', 'lower_promise']);
});

test('the unfulfillable location is named by its system and code', () => {
  const written = { default_unfulfillable_location: { system_cd: '6', location_cd: 'UNF' } };
  expect(organizationPreferences(written).unfulfillable).toEqual({ systemCd: '6', locationCd: 'UNF' });
});

test.each([
  ['delivery', 'delivery_available'],
  ['pickup', 'pickup_available'],
  ['ship-for-pickup', 'ship_for_pickup_available'],
] as const)('the flow %s depends on %s alone', (flow, preference) => {
  const all = { delivery_available: true, pickup_available: true, ship_for_pickup_available: true };
  const none = { delivery_available: false, pickup_available: false, ship_for_pickup_available: false };
  expect(offersFlow(preferencesAt([{ ...none, [preference]: true }]), flow)).toBe(true);
  expect(offersFlow(preferencesAt([{ ...all, [preference]: false }]), flow)).toBe(false);
});

test('an override changes the ranking of its orders only, and inherits what it does not set', () => {
  const weights = { labor_cost: 0, gross_margin: 0, proximity: 100, on_hand: 0, sales_velocity: 0, priority: 0 };
  const preferences = organizationPreferences({
    standard_brokering: ['priority'],
    brokering_overrides: [
      { order_type: 'DELIVERY', system_cd: '6', express: true, standard_brokering: ['proximity'] },
      { order_type: 'SHIPFORPICKUP', system_cd: '6', express: false, use_weighted_brokering: true, weights },
      { order_type: 'SHIPTOSTORE', system_cd: '6', express: false, use_weighted_brokering: true },
    ],
  });
  const of = (type: 'DELIVERY' | 'SHIPFORPICKUP' | 'SHIPTOSTORE', systemCd: string, express: boolean) =>
    rankingPolicyFor(preferences, { type, systemCd, express });
  expect(of('DELIVERY', '6', true)).toEqual({ criteria: ['proximity'], weights: undefined });
  expect(of('DELIVERY', '6', false)).toEqual({ criteria: ['priority'], weights: undefined });
  expect(of('DELIVERY', 'STC', true)).toEqual({ criteria: ['priority'], weights: undefined });
  expect(of('SHIPFORPICKUP', '6', false)).toEqual({ criteria: ['priority'], weights });
  expect(of('SHIPTOSTORE', '6', false)).toEqual({ criteria: ['priority'], weights: PREFERENCES.weights.default });
});

test('an override may switch weighted brokering off', () => {
  const preferences = organizationPreferences({
    use_weighted_brokering: true,
    brokering_overrides: [
      { order_type: 'DELIVERY', system_cd: '6', express: true, use_weighted_brokering: false },
      { order_type: 'PICKUP', system_cd: '6', express: true },
    ],
  });
  expect(preferences.brokering.weights).toEqual(PREFERENCES.weights.default);
  const of = (type: 'DELIVERY' | 'PICKUP') => rankingPolicyFor(preferences, { type, systemCd: '6', express: true });
  expect(of('DELIVERY').weights).toBeUndefined();
  expect(of('PICKUP').weights).toEqual(PREFERENCES.weights.default);
});

describe.each(Object.entries(PREFERENCES))('%s', (name, { default: initial, defaultText, range, meaning }) => {
  test('is documented', () => {
    expect(defaultText).not.toBe('');
    expect(range).not.toBe('');
    expect(meaning).toMatch(/^[A-Z].{10,}\.$/);
  });

  test('has a default that the catalog schema accepts', () => {
    if (initial === undefined) return;
    expect(schema.safeParse({ [name]: initial }).success).toBe(true);
  });
});

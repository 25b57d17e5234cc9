import {
  rankingPolicyFor,
  organizationPreferences,
  preferencesAt,
} from '../../../src/domain/network/effective-preferences.js';
import { PREFERENCES } from '../../../src/domain/network/preferences.js';

test('a preference is looked up at the location, its type, the organization, and then has a default', () => {
  expect(preferencesAt([{ backup_quantity: 1 }, { backup_quantity: 2 }, { backup_quantity: 3 }]).backupQuantity).toBe(
    1,
  );
  expect(preferencesAt([{}, { backup_quantity: 2 }, { backup_quantity: 3 }]).backupQuantity).toBe(2);
  expect(preferencesAt([{}, {}, { backup_quantity: 3 }]).backupQuantity).toBe(3);
  expect(preferencesAt([]).backupQuantity).toBe(0);
});

test('"no limit" at a location overrides a limit further up', () => {
  expect(preferencesAt([{ max_orders_per_day: null }, { max_orders_per_day: 5 }]).maxOrdersPerDay).toBeNull();
});

test('an override changes the ranking of its orders only, and inherits what it does not say', () => {
  const weights = { labor_cost: 0, gross_margin: 0, proximity: 100, on_hand: 0, sales_velocity: 0, priority: 0 };
  const preferences = organizationPreferences({
    standard_brokering: ['priority'],
    brokering_overrides: [
      { order_type: 'DELIVERY', system_cd: '6', express: true, standard_brokering: ['proximity'] },
      { order_type: 'SHIPFORPICKUP', system_cd: '6', express: false, use_weighted_brokering: true, weights },
    ],
  });
  const of = (type: 'DELIVERY' | 'SHIPFORPICKUP', systemCd: string, express: boolean) =>
    rankingPolicyFor(preferences, { type, systemCd, express });
  expect(of('DELIVERY', '6', true)).toEqual({ criteria: ['proximity'], weights: undefined });
  expect(of('DELIVERY', '6', false)).toEqual({ criteria: ['priority'], weights: undefined });
  expect(of('DELIVERY', 'STC', true)).toEqual({ criteria: ['priority'], weights: undefined });
  expect(of('SHIPFORPICKUP', '6', false)).toEqual({ criteria: ['priority'], weights });
});

test('every preference is described', () => {
  for (const [name, description] of Object.entries(PREFERENCES)) {
    expect([name, description.meaning.length > 10, description.range.length > 0]).toEqual([name, true, true]);
  }
});

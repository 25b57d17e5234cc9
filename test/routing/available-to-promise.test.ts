import { availableToPromise, uncommitted } from '../../src/routing/available-to-promise.js';
import { compileRuleBook } from '../../src/routing/probability/rule-book.js';
import type { ProbabilityAssignmentEntry, ProbabilityRuleEntry } from '../../src/domain/network/catalog-document.js';
import type { RoutingRequest } from '../../src/routing/request.js';
import { candidates, line, routingRequest } from './support.js';
import type { Store } from './support.js';

/** What a store can promise of product 1. */
function atpOf(store: Partial<Store>, changes: Partial<RoutingRequest> = {}) {
  const [candidate] = candidates([{ code: 'A', ...store }]);
  const stock = candidate?.stock.get(1);
  if (candidate === undefined || stock === undefined) throw new Error('a candidate with stock of product 1');
  return availableToPromise({ candidate, distance: 0 }, 1, stock, routingRequest(changes));
}

const book = (result: ProbabilityRuleEntry['result'], when?: string, where: Partial<ProbabilityAssignmentEntry> = {}) =>
  compileRuleBook(
    [{ name: 'RULE', result, ...(when === undefined ? {} : { when }) }],
    [{ rule: 'RULE', sequence: 1, ...where }],
  );
const TWICE = book({ figure: 'available_qty', as: 'available * 2' });

test('is what is available less reservations and safety stock, and never below 0', () => {
  expect(atpOf({ reserved: 3, preferences: { backupQuantity: 2 } }).units).toBe(5);
  expect(atpOf({ reserved: 9, preferences: { backupQuantity: 2 } }).units).toBe(0);
  expect(uncommitted(10, 9, 2)).toBe(-1);
});

test('has the next purchase order and reports no rules when there are none', () => {
  const stockAttributes = { nextPoQuantity: 7, nextPoDate: '2030-02-01' };
  expect(atpOf({ stockAttributes })).toEqual({
    units: 10,
    excludedBy: undefined,
    nextPoQuantity: 7,
    nextPoDate: '2030-02-01',
    failedRules: [],
  });
});

test('subtracts reservations and safety stock from what a rule calculates', () => {
  expect(atpOf({ reserved: 3, preferences: { backupQuantity: 2 } }, { rules: TWICE }).units).toBe(15);
});

test('ignores rules at a location where they are switched off', () => {
  expect(atpOf({ preferences: { useProbabilityRules: false } }, { rules: TWICE }).units).toBe(10);
});

test('is 0 where a rule excludes the product location, which it names', () => {
  expect(atpOf({}, { rules: book('exclude') })).toMatchObject({ units: 0, excludedBy: 'RULE' });
});

test('has the purchase order that rules calculate', () => {
  expect(atpOf({}, { rules: book({ figure: 'next_po_qty', as: '41 + 1' }) }).nextPoQuantity).toBe(42);
  expect(atpOf({}, { rules: book({ figure: 'next_po_date', as: '1' }) }).nextPoDate).toBe('2030-01-03');
});

test('reports a rule that failed', () => {
  expect(atpOf({}, { rules: book('exclude', 'available / reserved > 1') })).toMatchObject({
    units: 10,
    failedRules: ['RULE: it divides by zero'],
  });
});

test.each<[string, string, Partial<Store>, boolean]>([
  ['the quantity that all lines request of the product', 'quantity == 5', {}, true],
  [
    'the age of the record in hours',
    'hours_since_update == 2',
    { stockAttributes: { updatedAt: '2030-01-02T10:00:00.000Z' } },
    true,
  ],
  ['no negative age', 'hours_since_update == 0', { stockAttributes: { updatedAt: '2030-01-03T10:00:00.000Z' } }, true],
  ['the safety stock', 'backup_quantity == 4', { preferences: { backupQuantity: 4 } }, true],
  ['the minimum sell quantity', 'minimum_sell_qty == 3', { stockAttributes: { minimumSellQuantity: 3 } }, true],
  ['the other attributes', 'sell_multiple == 6', { stockAttributes: { sellMultiple: 6 } }, true],
])('gives rules %s', (_, when, store, excluded) => {
  const lines = [line(1, 2), line(2, 9), line(1, 3)];
  expect(atpOf(store, { lines, rules: book('exclude', when) }).excludedBy === 'RULE').toBe(excluded);
});

test('applies the rules of its own location', () => {
  const at = (where: Partial<ProbabilityAssignmentEntry>) =>
    atpOf({}, { rules: book('exclude', undefined, where) }).excludedBy;
  expect(at({ location: { system_cd: 'STC', location_cd: 'A' } })).toBe('RULE');
  expect(at({ location: { system_cd: 'STC', location_cd: 'B' } })).toBeUndefined();
  expect(at({ location_type: 'STORE' })).toBeUndefined();
});

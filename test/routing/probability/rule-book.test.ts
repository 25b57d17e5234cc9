import fc from 'fast-check';
import type { ProbabilityAssignmentEntry, ProbabilityRuleEntry } from '../../../src/domain/network/catalog-document.js';
import type { StockAttributes } from '../../../src/routing/probability/variables.js';
import { compileRuleBook } from '../../../src/routing/probability/rule-book.js';
import type { RuledLocation, RuleOutcome } from '../../../src/routing/probability/rule-book.js';

const STOCK: StockAttributes = {
  available: 20,
  reserved: 2,
  backupQuantity: 1,
  quantity: 4,
  hoursSinceUpdate: 6,
  nextPoQuantity: 50,
  nextPoDate: '2026-03-01',
  dailySellThrough: 15,
  sellMultiple: 6,
};
const STORE = { locationType: 'STORE', systemCd: 'STC', locationCd: '317' };
const TODAY = '2026-02-26';

const calculate = (
  name: string,
  as: string,
  when?: string,
  figure: 'available_qty' | 'next_po_qty' | 'next_po_date' = 'available_qty',
): ProbabilityRuleEntry => ({ name, result: { figure, as }, ...(when !== undefined && { when }) });
const exclude = (name: string, when?: string): ProbabilityRuleEntry => ({
  name,
  result: 'exclude',
  ...(when !== undefined && { when }),
});

/** The outcome of rules that are assigned everywhere, in the given order. */
function outcome(
  rules: readonly ProbabilityRuleEntry[],
  stock: Partial<StockAttributes> = {},
  assignments?: readonly ProbabilityAssignmentEntry[],
  where: RuledLocation = STORE,
): RuleOutcome {
  const everywhere = rules.map(({ name }, index) => ({ rule: name, sequence: index }));
  return compileRuleBook(rules, assignments ?? everywhere).apply(where, { ...STOCK, ...stock }, TODAY);
}

const UNCHANGED = { available: 20, nextPoQuantity: 50, nextPoDate: '2026-03-01', applied: [], failed: [] };

test('without rules the stored stock decides', () => {
  expect(outcome([])).toStrictEqual(UNCHANGED);
});

test('20 on hand less 15 sold a day leave 5', () => {
  expect(outcome([calculate('SELL_THROUGH', 'available - daily_sell_through')])).toEqual({
    ...UNCHANGED,
    available: 5,
    applied: ['SELL_THROUGH'],
  });
});

test('a rule applies if its condition holds, or always if it has none', () => {
  const rule = exclude('STALE', 'hours_since_update > 24');
  expect(outcome([rule])).toEqual(UNCHANGED);
  expect(outcome([rule], { hoursSinceUpdate: 25 })).toEqual({ ...UNCHANGED, excludedBy: 'STALE', applied: ['STALE'] });
  expect(outcome([exclude('NEVER')]).excludedBy).toBe('NEVER');
});

test('a later rule sees what an earlier one calculated, and the variables derived from it', () => {
  const rules = [
    calculate('A', 'available - 15'),
    calculate('B', 'promised * 2'),
    calculate('C', 'available + 1', 'available == 4'),
  ];
  expect(outcome(rules)).toEqual({ ...UNCHANGED, available: 5, applied: ['A', 'B', 'C'] });
  expect(
    outcome([
      calculate('A', '10', undefined, 'next_po_date'),
      calculate('B', 'days_to_next_po', undefined, 'next_po_qty'),
    ]).nextPoQuantity,
  ).toBe(10);
});

test('no later rule is evaluated once the location is excluded', () => {
  expect(outcome([calculate('A', '7'), exclude('B'), calculate('C', '1 / 0')])).toEqual({
    ...UNCHANGED,
    available: 7,
    excludedBy: 'B',
    applied: ['A', 'B'],
  });
});

test('rules apply by sequence, those with the same sequence by name, in whatever order they are written', () => {
  const rules = ['A', 'B', 'C'].map((name) => calculate(name, 'available + 1'));
  expect(
    outcome(rules, {}, [
      { rule: 'B', sequence: 2 },
      { rule: 'C', sequence: 1 },
      { rule: 'A', sequence: 2 },
    ]).applied,
  ).toEqual(['C', 'A', 'B']);
});

test('rules with the same sequence apply by name, however many there are and in whatever order they are assigned', () => {
  const names = ['A', 'B', 'C', 'D', 'E', 'F'];
  const rules = names.map((name) => calculate(name, 'available + 1'));
  for (const order of [names, [...names].reverse(), ['D', 'A', 'F', 'B', 'E', 'C']]) {
    expect(
      outcome(
        rules,
        {},
        order.map((rule) => ({ rule, sequence: 1 })),
      ).applied,
    ).toEqual(names);
  }
});

test('a rule assigned twice applies twice', () => {
  expect(
    outcome([calculate('A', 'available - 5')], {}, [
      { rule: 'A', sequence: 1 },
      { rule: 'A', sequence: 2, location_type: 'STORE' },
    ]).available,
  ).toBe(10);
});

describe('an assignment is in force', () => {
  const inForce = (assignment: Partial<ProbabilityAssignmentEntry>, where?: Partial<RuledLocation>): boolean =>
    outcome([exclude('X')], {}, [{ rule: 'X', sequence: 1, ...assignment }], { ...STORE, ...where }).excludedBy === 'X';
  const location = { system_cd: 'STC', location_cd: '317' };

  test.each<[string, Partial<ProbabilityAssignmentEntry>, Partial<RuledLocation>, boolean]>([
    ['everywhere, if it names nothing', {}, {}, true],
    ['not if it is switched off', { active: false }, {}, false],
    ['if it is switched on', { active: true }, {}, true],
    ['at locations of its type', { location_type: 'STORE' }, {}, true],
    ['not at others', { location_type: 'WAREHOUSE' }, {}, false],
    ['not at those without a type', { location_type: 'STORE' }, { locationType: '' }, false],
    ['at its location', { location }, {}, true],
    ['not at a location with the same code in another system', { location }, { systemCd: '6' }, false],
    ['not at another location of the system', { location }, { locationCd: '318' }, false],
    ['if both type and location match', { location, location_type: 'STORE' }, {}, true],
    ['not if one of them does not match', { location, location_type: 'WAREHOUSE' }, {}, false],
    ['on its first day', { from: TODAY }, {}, true],
    ['not the day before', { from: '2026-02-27' }, {}, false],
    ['on its last day', { to: TODAY }, {}, true],
    ['not the day after', { to: '2026-02-25' }, {}, false],
    ['in between', { from: '2025-12-01', to: '2026-12-01' }, {}, true],
  ])('%s', (_, assignment, where, expected) => {
    expect(inForce(assignment, where)).toBe(expected);
  });
});

test.each([
  ['available_qty', '7.9', 7],
  ['available_qty', '-3', 0],
  ['available_qty', '999999999', 999_999_999],
  ['available_qty', '100 * (1 - 34 / 100)', 66],
  ['available_qty', 'multiple(available, sell_multiple)', 18],
  ['next_po_qty', 'next_po_qty / 4', 12],
  ['next_po_qty', '0 - 1', 0],
] as const)('%s as %s is %p whole units', (figure, as, value) => {
  const { available, nextPoQuantity } = outcome([calculate('R', as, undefined, figure)]);
  expect(figure === 'available_qty' ? available : nextPoQuantity).toBe(value);
});

test.each([
  ['7', '2026-03-05'],
  ['0', '2026-02-26'],
  ['-5', '2026-02-26'],
  ['2.1', '2026-03-01'],
  ['days_to_next_po + 3', '2026-03-04'],
  ['days_to_next_po', '2026-03-01'],
  ['365', '2027-02-26'],
  ['2912386', '9999-12-31'],
])('a date %s days from today is %s', (as, date) => {
  expect(outcome([calculate('R', as, undefined, 'next_po_date')]).nextPoDate).toBe(date);
});

test('a date can be calculated where none is stored', () => {
  expect(outcome([calculate('R', '7', undefined, 'next_po_date')], { nextPoDate: null }).nextPoDate).toBe('2026-03-05');
});

test.each<[string, ProbabilityRuleEntry, string]>([
  ['divides by zero', calculate('R', 'available / (reserved - 2)'), 'R: it divides by zero'],
  ['divides by zero in its condition', calculate('R', '1', 'available / (reserved - 2) > 1'), 'R: it divides by zero'],
  ['would exclude the location if it did not fail', exclude('R', 'available % 0 == 0'), 'R: it divides by zero'],
  ['has an infinite result', calculate('R', '1e300 * 1e300'), 'R: its result is not a finite number'],
  ['exceeds the largest quantity', calculate('R', '1000000000'), 'R: its result is more than 999999999 units'],
  [
    'results in a date after the year 9999',
    calculate('R', '1e7', undefined, 'next_po_date'),
    'R: its result is a date beyond the year 9999',
  ],
  [
    'results in a date beyond any calendar',
    calculate('R', '1e300', undefined, 'next_po_date'),
    'R: its result is a date beyond the year 9999',
  ],
  ['does not compile', calculate('R', 'availible'), 'R: uses the unknown name availible at character 1; known are '],
  ['is of the wrong kind', exclude('R', 'available'), 'R: is a number; expected a condition'],
])('a rule that %s changes nothing, is reported, and the next one applies', (_, rule, sentence) => {
  const { failed, ...rest } = outcome([rule, calculate('NEXT', 'available + 1')]);
  expect(rest).toEqual({ available: 21, nextPoQuantity: 50, nextPoDate: '2026-03-01', applied: ['NEXT'] });
  expect(failed).toEqual([expect.stringContaining(sentence)]);
});

test('a rule that does not exist is reported where its assignment is in force, and only there', () => {
  const assignments = [
    { rule: '__proto__', sequence: 1 },
    { rule: 'constructor', sequence: 2, location_type: 'WAREHOUSE' },
  ];
  expect(outcome([], {}, assignments)).toEqual({ ...UNCHANGED, failed: ['__proto__: there is no such rule'] });
});

test('a stored date that is not a date fails the rule that reads it, not the routing', () => {
  expect(outcome([exclude('R', 'days_to_next_po > 1')], { nextPoDate: 'soon' })).toEqual({
    ...UNCHANGED,
    nextPoDate: 'soon',
    failed: ['R: its result is not a finite number'],
  });
});

test('for any rules and stock, calculated quantities are whole and not negative, and the given stock is not modified', () => {
  const quantity = fc.integer({ min: -100, max: 1000 });
  const rule = fc.record({
    as: fc.constantFrom(
      'available - daily_sell_through',
      'available / sell_multiple',
      'promised * 1.37',
      'multiple(available, sell_multiple)',
      'available * (1 - shrink_rate / 100)',
      '-available',
    ),
    when: fc.option(fc.constantFrom('available > 5', 'promised < quantity', 'available / reserved > 2'), {
      nil: undefined,
    }),
  });
  fc.assert(
    fc.property(
      fc.array(rule, { minLength: 1, maxLength: 5 }),
      fc.record({
        available: quantity,
        reserved: quantity,
        sellMultiple: quantity,
        dailySellThrough: fc.double({ noNaN: true }),
        shrinkRate: quantity,
      }),
      (rules, changes) => {
        const stock = Object.freeze({ ...STOCK, ...changes });
        const named = rules.map(({ as, when }, index) => calculate(`R${index}`, as, when));
        const book = compileRuleBook(
          named,
          named.map(({ name }, index) => ({ rule: name, sequence: index })),
        );
        const result = book.apply(STORE, stock, TODAY);
        expect(book.apply(STORE, stock, TODAY)).toEqual(result);
        if (result.applied.length > 0) {
          expect(Number.isInteger(result.available)).toBe(true);
          expect(result.available).toBeGreaterThanOrEqual(0);
        } else expect(result.available).toBe(stock.available);
        expect(result.applied.length + result.failed.length).toBeLessThanOrEqual(rules.length);
      },
    ),
  );
});

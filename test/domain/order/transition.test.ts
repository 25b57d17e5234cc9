import { ORDER_TYPES } from '../../../src/domain/values/order-type.js';
import type { OrderType } from '../../../src/domain/values/order-type.js';
import { STATUSES } from '../../../src/domain/values/status.js';
import type { Status } from '../../../src/domain/values/status.js';
import { readTransitions } from '../../../src/domain/order/transition-table.js';
import type { Party } from '../../../src/domain/order/transition-table.js';
import { refuseMove } from '../../../src/domain/order/transition.js';
import type { MovePolicy, Refusal } from '../../../src/domain/order/transition.js';

/**
 * What each party may do, written from the reference (docs/reference/routing-engine.md 1.1 to 1.3) and not from the tables: one rule a
 * line, `from > to`. Whatever no rule allows is refused.
 */
const BEFORE_LEAVING = 'new_order polled posted accepted picked';
const SOURCE_STEPS = [
  'new_order > polled',
  'new_order polled posted > accepted',
  'new_order polled posted accepted > picked',
  `${BEFORE_LEAVING} > rejected`,
];
const CANCELS = [`${BEFORE_LEAVING} unfulfillable > canceled`];
const ALLOWED: Record<OrderType, Partial<Record<Party, readonly string[]>>> = {
  DELIVERY: { placed: CANCELS, sourced: [...SOURCE_STEPS, ...CANCELS, `${BEFORE_LEAVING} > fulfilled`] },
  PICKUP: {
    placed: [...CANCELS, 'partial_fulfilled > canceled'],
    sourced: [...SOURCE_STEPS, ...CANCELS, 'partial_fulfilled > canceled'],
    pickup: [
      ...CANCELS,
      'partial_fulfilled > canceled',
      `${BEFORE_LEAVING} > partial_fulfilled`,
      `${BEFORE_LEAVING} partial_fulfilled > fulfilled`,
    ],
  },
  SHIPFORPICKUP: shipped(),
  RETAILPICKUP: shipped(),
  SHIPTOSTORE: shipped(),
};

function shipped(): Partial<Record<Party, readonly string[]>> {
  return {
    placed: CANCELS,
    sourced: [...SOURCE_STEPS, ...CANCELS, `${BEFORE_LEAVING} > intransit`],
    pickup: [
      ...CANCELS,
      'intransit > intransit_polled',
      'intransit intransit_polled > received',
      'received partial_fulfilled > canceled',
      `${BEFORE_LEAVING} intransit intransit_polled received > partial_fulfilled`,
      `${BEFORE_LEAVING} intransit intransit_polled received partial_fulfilled > fulfilled`,
    ],
  };
}

/** The rules a preference adds, and what they are refused with where it says no. */
const DAMAGED = ['intransit intransit_polled received > rejected'];
const ANY_TIME = ['intransit intransit_polled received partial_fulfilled > canceled'];
const CALL_BACK = ['canceled > new_order'];

const POLICY: MovePolicy = { cancelAfterShipment: false, pickupLocationMayReject: 'never', restrictReassignment: true };
const OPEN: MovePolicy = { cancelAfterShipment: true, pickupLocationMayReject: 'always', restrictReassignment: false };
const PARTIES: readonly Party[] = ['placed', 'sourced', 'pickup'];

const has = (rules: readonly string[] | undefined, from: Status, to: Status): boolean =>
  rules?.some((rule) => {
    const [sources = '', target] = rule.split(' > ');
    return target === to && sources.split(' ').includes(from);
  }) ?? false;

const CELLS = ORDER_TYPES.flatMap((type) =>
  STATUSES.flatMap((from) => STATUSES.flatMap((to) => PARTIES.map((party) => ({ type, from, to, party })))),
);
const ask = (
  cell: (typeof CELLS)[number],
  policy: MovePolicy,
  more: { underReview?: boolean; brokered?: boolean } = {},
): Refusal | 'ok' =>
  refuseMove({ ...cell, underReview: false, brokered: true, ...more }, new Set([cell.party]), policy) ?? 'ok';
const name = ({ type, from, to, party }: (typeof CELLS)[number]): string => `${type}: ${from} > ${to} by ${party}`;

/** Every cell whose answer is not the expected one, so that one run shows all. */
function wrong(expected: (cell: (typeof CELLS)[number]) => boolean, policy: MovePolicy, more = {}): string[] {
  return CELLS.filter((cell) => (ask(cell, policy, more) === 'ok') !== expected(cell)).map(
    (cell) => `${name(cell)} is ${ask(cell, policy, more)}`,
  );
}

describe('every cell of the tables of moves', () => {
  test(`allows what the reference allows, and nothing else (${String(CELLS.length)} cells)`, () => {
    expect(wrong(({ type, from, to, party }) => has(ALLOWED[type][party], from, to), POLICY)).toEqual([]);
  });

  test('allows more where the preferences do', () => {
    expect(
      wrong(
        ({ type, from, to, party }) =>
          has(ALLOWED[type][party], from, to) ||
          (party === 'placed' && has(CALL_BACK, from, to)) ||
          (type === 'SHIPFORPICKUP' && party === 'pickup' && has(DAMAGED, from, to)) ||
          (type !== 'DELIVERY' && type !== 'PICKUP' && has(ANY_TIME, from, to)),
        OPEN,
      ),
    ).toEqual([]);
  });

  test('lets the pickup location send back what the routing chose a source for, and nothing else', () => {
    const policy: MovePolicy = { ...POLICY, pickupLocationMayReject: 'brokered' };
    const expected = ({ type, from, to, party }: (typeof CELLS)[number], damaged: boolean): boolean =>
      has(ALLOWED[type][party], from, to) ||
      (damaged && type === 'SHIPFORPICKUP' && party === 'pickup' && has(DAMAGED, from, to));
    expect(wrong((cell) => expected(cell, true), policy)).toEqual([]);
    expect(wrong((cell) => expected(cell, false), policy, { brokered: false })).toEqual([]);
  });

  test('lets nothing leave or be handed over under review, and everything else happen', () => {
    expect(
      wrong(
        ({ type, from, to, party }) =>
          has(ALLOWED[type][party], from, to) && !['intransit', 'partial_fulfilled', 'fulfilled'].includes(to),
        POLICY,
        { underReview: true },
      ),
    ).toEqual([]);
  });
});

describe('a refused move is told why', () => {
  test.each<[OrderType, Status, Status, Party, Refusal]>([
    ['DELIVERY', 'new_order', 'accepted', 'placed', 'not_yours'],
    ['DELIVERY', 'new_order', 'intransit', 'sourced', 'not_a_step'],
    ['DELIVERY', 'picked', 'accepted', 'sourced', 'not_a_step'],
    ['DELIVERY', 'picked', 'accepted', 'placed', 'not_yours'],
    ['DELIVERY', 'fulfilled', 'canceled', 'placed', 'final'],
    ['DELIVERY', 'canceled', 'canceled', 'placed', 'already'],
    ['DELIVERY', 'accepted', 'accepted', 'sourced', 'already'],
    ['DELIVERY', 'accepted', 'accepted', 'placed', 'not_yours'],
    ['DELIVERY', 'canceled', 'accepted', 'sourced', 'final'],
    ['DELIVERY', 'canceled', 'new_order', 'placed', 'restricted'],
    ['SHIPFORPICKUP', 'intransit', 'received', 'sourced', 'not_yours'],
    ['SHIPFORPICKUP', 'intransit', 'canceled', 'placed', 'sent'],
    ['SHIPFORPICKUP', 'received', 'canceled', 'placed', 'sent'],
    ['SHIPFORPICKUP', 'intransit', 'rejected', 'sourced', 'not_yours'],
    ['SHIPFORPICKUP', 'received', 'rejected', 'pickup', 'named_source'],
    ['SHIPTOSTORE', 'received', 'rejected', 'pickup', 'not_yours'],
    ['RETAILPICKUP', 'received', 'intransit', 'sourced', 'not_a_step'],
  ])('%s: %s to %s by %s is %s', (type, from, to, party, refusal) => {
    expect(ask({ type, from, to, party }, POLICY)).toBe(refusal);
  });
});

describe('a table with a slip of the pen', () => {
  const sound = 'from new_order fulfilled canceled\nnew_order . S P\ncanceled P:reassign . .';
  test('is read when it has none', () => {
    expect(readTransitions('X', sound).get('new_order')?.get('fulfilled')).toEqual([
      { parties: new Set(['sourced']), condition: undefined },
    ]);
  });

  test.each([
    ['an unknown status', sound.replace('fulfilled', 'done'), 'done is not a status'],
    ['a missing cell', sound.replace('. S P', '. S'), 'row new_order has 2 cells for 3 columns'],
    ['an unknown party', sound.replace('S', 'X'), 'from new_order to fulfilled: X names nobody'],
    ['an unknown condition', sound.replace('S', 'S:often'), 'from new_order to fulfilled: S:often names nobody'],
    ['a move to itself', sound.replace('new_order . S', 'new_order P S'), 'new_order cannot lead to new_order'],
    ['a move out of a final status', `${sound}\nfulfilled . . P`, 'fulfilled cannot lead to canceled'],
    ['a row that nothing leads to', `${sound}\nreceived . S .`, 'nothing leads to received'],
    ['a line that stays for ever', 'from polled\nnew_order S', 'a line that is new_order stays so for ever'],
  ])('stops the start: %s', (_, text, reason) => {
    expect(() => readTransitions('X', text)).toThrow(`the table of moves for X: ${reason}`);
  });
});

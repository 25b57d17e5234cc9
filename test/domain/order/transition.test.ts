import { ORDER_TYPES } from '../../../src/domain/values/order-type.js';
import type { OrderType } from '../../../src/domain/values/order-type.js';
import { STATUSES } from '../../../src/domain/values/status.js';
import type { Status } from '../../../src/domain/values/status.js';
import { readTransitions } from '../../../src/domain/order/transition-table.js';
import type { Role } from '../../../src/domain/order/transition-table.js';
import {
  checkTransition,
  isPastReview,
  needsSourcing,
  rejectsAtSource,
  ships,
} from '../../../src/domain/order/transition.js';
import type { TransitionPolicy, TransitionRefusal } from '../../../src/domain/order/transition.js';

/**
 * The status changes that each role may make, written from the reference (docs/reference/routing-engine.md 1.1 to 1.3) and
 * not from the tables: one rule a line, `from > to`. Everything else is refused.
 */
const BEFORE_SHIPPING = 'new_order polled posted accepted picked';
const FULFILLING_STEPS = [
  'new_order > polled',
  'new_order polled posted > accepted',
  'new_order polled posted accepted > picked',
  `${BEFORE_SHIPPING} > rejected`,
];
/** What only a store that hands over pickups says. */
const PICKUP_STEPS = [
  'new_order polled posted accepted > verified',
  'new_order polled posted accepted verified > processed',
  'verified processed > picked',
  'verified processed > rejected',
  'verified processed > canceled',
];
const CANCELS = [`${BEFORE_SHIPPING} unfulfillable > canceled`];
const ALLOWED: Record<OrderType, Partial<Record<Role, readonly string[]>>> = {
  DELIVERY: { originating: CANCELS, fulfilling: [...FULFILLING_STEPS, ...CANCELS, `${BEFORE_SHIPPING} > fulfilled`] },
  PICKUP: {
    originating: [...CANCELS, 'verified processed partial_fulfilled > canceled'],
    fulfilling: [...FULFILLING_STEPS, ...PICKUP_STEPS, ...CANCELS, 'partial_fulfilled > canceled'],
    pickup: [
      ...CANCELS,
      'verified processed partial_fulfilled > canceled',
      `${BEFORE_SHIPPING} verified processed > partial_fulfilled`,
      `${BEFORE_SHIPPING} verified processed partial_fulfilled > fulfilled`,
    ],
  },
  SHIPFORPICKUP: shipped(),
  RETAILPICKUP: shipped(),
  SHIPTOSTORE: shipped(),
};

function shipped(): Partial<Record<Role, readonly string[]>> {
  return {
    originating: CANCELS,
    fulfilling: [...FULFILLING_STEPS, ...CANCELS, `${BEFORE_SHIPPING} > intransit`],
    pickup: [
      ...CANCELS,
      'intransit > intransit_polled',
      'intransit intransit_polled > received',
      'received partial_fulfilled > canceled',
      `${BEFORE_SHIPPING} intransit intransit_polled received > partial_fulfilled`,
      `${BEFORE_SHIPPING} intransit intransit_polled received partial_fulfilled > fulfilled`,
    ],
  };
}

/** The rules that preferences add. */
const REJECTS_AT_PICKUP = ['intransit intransit_polled received > rejected'];
const LATE_CANCELS = ['intransit intransit_polled received partial_fulfilled > canceled'];
const REASSIGNS = ['canceled > new_order'];

const POLICY: TransitionPolicy = {
  cancelAfterShipment: false,
  pickupLocationMayReject: 'never',
  restrictReassignment: true,
};
const OPEN: TransitionPolicy = {
  cancelAfterShipment: true,
  pickupLocationMayReject: 'always',
  restrictReassignment: false,
};
const ROLES: readonly Role[] = ['originating', 'fulfilling', 'pickup'];

const has = (rules: readonly string[] | undefined, from: Status, to: Status): boolean =>
  rules?.some((rule) => {
    const [sources = '', target] = rule.split(' > ');
    return target === to && sources.split(' ').includes(from);
  }) ?? false;

const CELLS = ORDER_TYPES.flatMap((type) =>
  STATUSES.flatMap((from) => STATUSES.flatMap((to) => ROLES.map((role) => ({ type, from, to, role })))),
);
const check = (
  cell: (typeof CELLS)[number],
  policy: TransitionPolicy,
  more: { underReview?: boolean; brokered?: boolean } = {},
): TransitionRefusal | 'ok' =>
  checkTransition({ ...cell, underReview: false, brokered: true, ...more }, new Set([cell.role]), policy) ?? 'ok';
const name = ({ type, from, to, role }: (typeof CELLS)[number]): string => `${type}: ${from} > ${to} by ${role}`;

/** The cells with an unexpected result, so that one run shows all of them. */
function unexpected(
  expected: (cell: (typeof CELLS)[number]) => boolean,
  policy: TransitionPolicy,
  more = {},
): string[] {
  return CELLS.filter((cell) => (check(cell, policy, more) === 'ok') !== expected(cell)).map(
    (cell) => `${name(cell)} is ${check(cell, policy, more)}`,
  );
}

describe('the transition tables', () => {
  test(`allow what the reference allows, and nothing else (${String(CELLS.length)} cells)`, () => {
    expect(unexpected(({ type, from, to, role }) => has(ALLOWED[type][role], from, to), POLICY)).toEqual([]);
  });

  test('allow more where the preferences do', () => {
    expect(
      unexpected(
        ({ type, from, to, role }) =>
          has(ALLOWED[type][role], from, to) ||
          (role === 'originating' && has(REASSIGNS, from, to)) ||
          (type === 'SHIPFORPICKUP' && role === 'pickup' && has(REJECTS_AT_PICKUP, from, to)) ||
          (type !== 'DELIVERY' && type !== 'PICKUP' && has(LATE_CANCELS, from, to)),
        OPEN,
      ),
    ).toEqual([]);
  });

  test('let the pickup location reject only lines whose source the routing chose, if the policy is brokered', () => {
    const policy: TransitionPolicy = { ...POLICY, pickupLocationMayReject: 'brokered' };
    const expected = ({ type, from, to, role }: (typeof CELLS)[number], mayReject: boolean): boolean =>
      has(ALLOWED[type][role], from, to) ||
      (mayReject && type === 'SHIPFORPICKUP' && role === 'pickup' && has(REJECTS_AT_PICKUP, from, to));
    expect(unexpected((cell) => expected(cell, true), policy)).toEqual([]);
    expect(unexpected((cell) => expected(cell, false), policy, { brokered: false })).toEqual([]);
  });

  test('block shipping and handing over under review, and nothing else', () => {
    expect(
      unexpected(
        ({ type, from, to, role }) =>
          has(ALLOWED[type][role], from, to) && !['intransit', 'partial_fulfilled', 'fulfilled'].includes(to),
        POLICY,
        { underReview: true },
      ),
    ).toEqual([]);
  });
});

test('the broker hands over, takes back what nobody has acknowledged, and sources what was unfulfillable', () => {
  const allowed = ORDER_TYPES.map((type) =>
    STATUSES.flatMap((from) =>
      STATUSES.filter((to) => check({ type, from, to, role: 'broker' }, OPEN) === 'ok').map((to) => `${from} > ${to}`),
    ),
  );
  for (const changes of allowed)
    expect(changes).toEqual([
      'new_order > posted',
      'new_order > rejected',
      'polled > rejected',
      'posted > rejected',
      'unfulfillable > new_order',
    ]);
});

describe('a refused status change has a reason', () => {
  test.each<[OrderType, Status, Status, Role, TransitionRefusal]>([
    ['DELIVERY', 'new_order', 'accepted', 'originating', 'not_yours'],
    ['DELIVERY', 'new_order', 'intransit', 'fulfilling', 'not_a_step'],
    ['DELIVERY', 'picked', 'accepted', 'fulfilling', 'not_a_step'],
    ['DELIVERY', 'picked', 'accepted', 'originating', 'not_yours'],
    ['DELIVERY', 'fulfilled', 'canceled', 'originating', 'final'],
    ['DELIVERY', 'canceled', 'canceled', 'originating', 'already'],
    ['DELIVERY', 'accepted', 'accepted', 'fulfilling', 'already'],
    ['DELIVERY', 'accepted', 'accepted', 'originating', 'not_yours'],
    ['DELIVERY', 'canceled', 'accepted', 'fulfilling', 'final'],
    ['DELIVERY', 'canceled', 'new_order', 'originating', 'restricted'],
    ['SHIPFORPICKUP', 'intransit', 'received', 'fulfilling', 'not_yours'],
    ['SHIPFORPICKUP', 'intransit', 'canceled', 'originating', 'sent'],
    ['SHIPFORPICKUP', 'received', 'canceled', 'originating', 'sent'],
    ['SHIPFORPICKUP', 'intransit', 'rejected', 'fulfilling', 'not_yours'],
    ['SHIPFORPICKUP', 'received', 'rejected', 'pickup', 'named_source'],
    ['SHIPTOSTORE', 'received', 'rejected', 'pickup', 'not_yours'],
    ['RETAILPICKUP', 'received', 'intransit', 'fulfilling', 'not_a_step'],
    ['DELIVERY', 'posted', 'posted', 'fulfilling', 'already'],
    ['DELIVERY', 'new_order', 'posted', 'fulfilling', 'not_a_step'],
    ['DELIVERY', 'unfulfillable', 'new_order', 'originating', 'final'],
    ['DELIVERY', 'fulfilled', 'received', 'fulfilling', 'final'],
    ['DELIVERY', 'new_order', 'received', 'fulfilling', 'not_a_step'],
  ])('%s: %s to %s by %s is %s', (type, from, to, role, refusal) => {
    expect(check({ type, from, to, role }, POLICY)).toBe(refusal);
  });
});

describe('with several conditions', () => {
  const cancel = {
    type: 'SHIPFORPICKUP',
    from: 'received',
    to: 'canceled',
    underReview: false,
    brokered: true,
  } as const;

  test('a caller with two roles may do what either of them may', () => {
    expect(checkTransition(cancel, new Set<Role>(['originating', 'pickup']), POLICY)).toBeUndefined();
    expect(checkTransition(cancel, new Set<Role>(['originating', 'fulfilling']), POLICY)).toBe('sent');
  });

  test('each condition depends on its own preference', () => {
    const originating = new Set<Role>(['originating']);
    const late = { ...POLICY, cancelAfterShipment: true };
    const reassignable = { ...POLICY, restrictReassignment: false };
    expect(checkTransition(cancel, originating, late)).toBeUndefined();
    expect(checkTransition(cancel, originating, reassignable)).toBe('sent');
    const reassign = { ...cancel, from: 'canceled', to: 'new_order' } as const;
    expect(checkTransition(reassign, originating, late)).toBe('restricted');
    expect(checkTransition(reassign, originating, reassignable)).toBeUndefined();
  });

  test('an order under review is refused for that reason once everything else allows the change', () => {
    const ship = { type: 'DELIVERY', from: 'picked', to: 'fulfilled', underReview: true, brokered: true } as const;
    expect(checkTransition(ship, new Set<Role>(['fulfilling']), POLICY)).toBe('under_review');
    expect(checkTransition(ship, new Set<Role>(['originating']), POLICY)).toBe('not_yours');
  });
});

describe('what follows from a status change', () => {
  const changes = STATUSES.flatMap((from) => STATUSES.map((to) => [from, to] as const));

  test('a rejected line, and a canceled one that is called back, need another location', () => {
    for (const [from, to] of changes)
      expect([from, to, needsSourcing(from, to)]).toEqual([from, to, to === 'rejected' || from === 'canceled']);
  });

  test('goods are missing at their location if it rejects them before they have left it', () => {
    const left: readonly Status[] = ['intransit', 'intransit_polled', 'received'];
    for (const [from, to] of changes)
      expect([from, to, rejectsAtSource(from, to)]).toEqual([from, to, to === 'rejected' && !left.includes(from)]);
  });

  test.each<[Status, string, boolean]>([
    ['intransit', '', true],
    ['intransit', '2030-01-31', true],
    ['fulfilled', '', true],
    ['fulfilled', '2030-01-31', false],
    ['partial_fulfilled', '', false],
    ['picked', '', false],
    ['canceled', '', false],
  ])('goods leave their location with %s, shipped before on "%s": %s', (to, shipmentDate, expected) => {
    expect(ships(to, shipmentDate)).toBe(expected);
  });

  test.each<[readonly Status[], boolean]>([
    [[], true],
    [['fulfilled'], true],
    [['canceled'], true],
    [['fulfilled', 'canceled', 'fulfilled'], true],
    [['fulfilled', 'picked'], false],
    [['canceled', 'unfulfillable'], false],
    [['intransit'], false],
  ])('a review has nothing to hold back in an order of %j: %s', (statuses, expected) => {
    expect(isPastReview(statuses)).toBe(expected);
  });
});

describe('reading a table', () => {
  const sound = 'from new_order fulfilled canceled\nnew_order . S P\ncanceled P:reassign . .';
  test('returns the roles and conditions of each status change', () => {
    expect(readTransitions('X', sound).get('new_order')?.get('fulfilled')).toEqual([
      { roles: new Set(['fulfilling']), condition: undefined },
    ]);
  });

  test.each(['from fulfilled\nnew_order S', 'from canceled\nnew_order S'])(
    'accepts one whose statuses lead to a single final one: %j',
    (text) => {
      expect([...readTransitions('X', text).keys()]).toEqual(['new_order']);
    },
  );

  test.each([
    ['an unknown status', sound.replace('fulfilled', 'done'), 'done is not a status'],
    ['a missing cell', sound.replace('. S P', '. S'), 'row new_order has 2 cells for 3 columns'],
    ['an unknown role', sound.replace('S', 'X'), 'from new_order to fulfilled: X is not a grant'],
    ['a condition without a role', sound.replace('S', ':sent'), 'from new_order to fulfilled: :sent is not a grant'],
    ['an empty grant', sound.replace('S', 'S,'), 'from new_order to fulfilled:  is not a grant'],
    ['an unknown condition', sound.replace('S', 'S:often'), 'from new_order to fulfilled: S:often is not a grant'],
    [
      'a change to the same status',
      sound.replace('new_order . S', 'new_order P S'),
      'new_order cannot lead to new_order',
    ],
    ['a change out of a final status', `${sound}\nfulfilled . . P`, 'fulfilled cannot lead to canceled'],
    ['a status that cannot be reached', `${sound}\nreceived . S .`, 'nothing leads to received'],
    ['a status that leads to no final one', 'from polled\nnew_order S', 'a line that is new_order stays so forever'],
  ])('fails for %s', (_, text, reason) => {
    expect(() => readTransitions('X', text)).toThrow(
      expect.objectContaining({
        name: 'TransitionTableError',
        code: 'invalid-transition-table',
        message: `transition table for X: ${reason}`,
      }) as Error,
    );
  });
});

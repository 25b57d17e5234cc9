import { mayShow, OMS_ORDER_TYPES, omsLetter } from '../../../src/domain/order/oms-letter.js';
import type { OmsOrderType } from '../../../src/domain/order/oms-letter.js';
import { STATUSES } from '../../../src/domain/values/status.js';
import type { Status } from '../../../src/domain/values/status.js';
import { refusalTexts } from '../../../src/simulator/oms/records/history-text.js';
import { RECORD_LETTERS } from '../../../src/simulator/oms/records/letter.js';
import type { RecordLetter } from '../../../src/simulator/oms/records/letter.js';
import { ownMove } from '../../../src/simulator/oms/records/own-moves.js';
import type { OwnEvent } from '../../../src/simulator/oms/records/own-moves.js';
import { moveByStatus } from '../../../src/simulator/oms/records/told.js';
import type { ToldRecord, ToldSettings } from '../../../src/simulator/oms/records/told.js';

/** Every letter, kind of record and status, cell by cell, as the Order Broker Status Summary Table has them. */

const LETTERS = Object.keys(RECORD_LETTERS) as RecordLetter[];
const SETTINGS: ToldSettings = {
  unfulfillableAt: '6/UNF',
  billsIntransit: false,
  cancelsRejectedPickups: true,
  rejectedPickup: 'U',
};
const STORE = 'STC/317';

const recordOf = (kind: OmsOrderType, letter: RecordLetter, more: Partial<ToldRecord> = {}): ToldRecord => ({
  kind,
  letter,
  line: 1,
  fulfilling: STORE,
  told: '',
  ...more,
});

const told = (record: ToldRecord, status: Status, settings = SETTINGS) =>
  moveByStatus(record, { status, at: record.fulfilling, agent: '', tracking: '' }, settings);

test('there are the letters of the status summary, and no others', () => {
  expect(LETTERS.sort().join('')).toBe('ACEFGHIJKLNOPRSTUVWXYZ');
});

/**
 * The letter after each status, in the order of STATUSES, from each letter that is not named under `deaf`. `.` is no change.
 *
 * Columns: new_order polled accepted verified processed picked posted intransit intransit_polled received partial_fulfilled
 * fulfilled rejected unfulfillable canceled.
 */
const TOLD: Readonly<Record<OmsOrderType, Readonly<Partial<Record<RecordLetter, string>>>>> = {
  'brokered backorder, delivery': {
    W: 'KPA..AO....X.UE',
    R: 'KPA..AO....X.UE',
    K: '.PA..AO....X.UE',
    P: 'K.A..AO....X.UE',
    A: 'KP....O....X.UE',
    O: 'KPA..A.....X.UE',
    Y: '..............Z',
  },
  'brokered backorder, ship-for-pickup': {
    W: 'KPA..AOTVSLX.UE',
    K: '.PA..AOTVSLX.UE',
    P: 'K.A..AOTVSLX.UE',
    A: 'KP....OTVSLX.UE',
    O: 'KPA..A.TVSLX.UE',
    T: 'KPA..AO.VSLX.UE',
    V: 'KPA..AOT.SLX.UE',
    S: 'KPA..AOTV.LX.UE',
    L: 'KPA..AOTVS.X.UE',
    Y: '..............Z',
  },
  'store pickup': {
    R: 'KPA..AO...LXUUZ',
    K: '.PA..AO...LXUUZ',
    P: 'K.A..AO...LXUUZ',
    A: 'KP....O...LXUUZ',
    O: 'KPA..A....LXUUZ',
    L: 'KPA..AO....XUUZ',
    Y: '..............Z',
  },
  'ship-for-pickup': {
    F: '..F...O.......E',
    X: '..X......XLX..E',
    L: '..L......XLX..E',
    Y: '..............Z',
  },
  'retail pickup': {
    X: '.........XLX..E',
    L: '.........XLX..E',
    Y: '..............Z',
  },
  delivery: {},
};

const cells = OMS_ORDER_TYPES.flatMap((kind) =>
  LETTERS.flatMap((letter) =>
    STATUSES.map((status, column) => ({
      kind,
      letter,
      status,
      expected: (TOLD[kind][letter] ?? '').charAt(column) || '.',
    })),
  ),
);
/** Letters of a kind that the table leaves out because the record never has them. */
const isPossible = ({ kind, letter }: { kind: OmsOrderType; letter: RecordLetter }): boolean =>
  !(kind.startsWith('brokered') && ['F', 'G', 'H', 'I', 'N'].includes(letter)) &&
  !(kind === 'brokered backorder, delivery' && ['T', 'V', 'S', 'L'].includes(letter)) &&
  !(kind === 'brokered backorder, ship-for-pickup' && letter === 'R') &&
  !(kind === 'store pickup' && ['F', 'G', 'H', 'I', 'N', 'W', 'T', 'V', 'S'].includes(letter));

test('every status moves every letter of every kind of record as the tables say', () => {
  const possible = cells.filter(isPossible);
  const found = possible.map((cell) => ({
    ...cell,
    expected: told(recordOf(cell.kind, cell.letter), cell.status)?.letter ?? '.',
  }));
  expect(found).toEqual(possible);
  expect(possible.length).toBeGreaterThan(1200);
});

test('a letter after a status is one that the broker shows for it, wherever the broker knows the letter', () => {
  const wrong = cells
    .filter(isPossible)
    .filter(({ expected }) => !['.', 'E'].includes(expected))
    .filter(({ kind, status, expected }) => {
      const sign = omsLetter(kind, status);
      return sign !== '-' && !mayShow(sign, expected as 'K');
    });
  expect(wrong).toEqual([]);
});

const HISTORY: readonly (readonly [OmsOrderType, RecordLetter, Status, readonly string[]])[] = [
  ['brokered backorder, delivery', 'W', 'new_order', ['Ln#: 1 Acknowledged by Broker']],
  ['brokered backorder, delivery', 'K', 'polled', ['Ln#: 1 Polled by Broker']],
  ['brokered backorder, delivery', 'P', 'accepted', ['Ln#: 1 Accepted by Broker']],
  ['brokered backorder, delivery', 'A', 'fulfilled', ['Ln#: 1 Store Shipped Order', '----VIA: UPS', '----TRK#: 1Z9']],
  ['brokered backorder, delivery', 'K', 'unfulfillable', ['Ln#: 1 Unfulfillable by Broker']],
  ['brokered backorder, ship-for-pickup', 'A', 'intransit', ['----VIA: UPS', '----TRK#: 1Z9']],
  ['brokered backorder, ship-for-pickup', 'T', 'intransit_polled', ['Ln#: 1 Intransit Polled by Broker']],
  ['brokered backorder, ship-for-pickup', 'V', 'received', ['Ln#: 1 Store Received']],
  ['brokered backorder, ship-for-pickup', 'S', 'partial_fulfilled', ['Ln#: 1 Customer Partial Pick Up']],
  ['store pickup', 'A', 'fulfilled', ['Ln#: 1 Shipped by Broker']],
  ['store pickup', 'A', 'partial_fulfilled', ['Ln#: 1 Customer Partial Pick Up']],
  [
    'store pickup',
    'K',
    'unfulfillable',
    ['Order was maintained', 'Web cancel request processed.', 'Ln#: 1 Rejected by Store'],
  ],
  [
    'store pickup',
    'K',
    'canceled',
    ['Order was maintained', 'Web cancel request processed.', 'Ln#: 1 Canceled by Store'],
  ],
  ['ship-for-pickup', 'F', 'accepted', ['Ln#: 1 Accepted by Broker']],
  ['ship-for-pickup', 'X', 'received', ['Ln#: 1 Store Received']],
  ['ship-for-pickup', 'X', 'partial_fulfilled', ['Ln#: 1 Customer Partial Pick Up']],
  ['ship-for-pickup', 'X', 'fulfilled', ['Ln#: 1 Shipped by Broker order']],
  ['retail pickup', 'X', 'received', ['Ln#: 1 Store Received']],
  ['retail pickup', 'X', 'partial_fulfilled', ['Ln#: 1 Customer Partial Pick Up']],
  ['retail pickup', 'X', 'fulfilled', ['Ln#: 1 Customer Picked Up']],
];

test.each(HISTORY)(
  'a %s in %s that is told %s gets the history of the documentation',
  (kind, letter, status, lines) => {
    const move = moveByStatus(recordOf(kind, letter), { status, at: STORE, agent: 'UPS', tracking: '1Z9' }, SETTINGS);
    expect([...(move?.heading ?? []), ...(move?.history ?? [])]).toEqual(lines);
  },
);

test('a shipment without carrier and tracking number is a line of its own words', () => {
  const move = told(recordOf('brokered backorder, ship-for-pickup', 'A'), 'intransit');
  expect(move?.history).toEqual(['Ln#: 1 Store Shipped Order']);
});

test('a line that was routed again is acknowledged again, with the new location', () => {
  const record = recordOf('brokered backorder, delivery', 'K');
  const moved = moveByStatus(record, { status: 'new_order', at: 'STC/7', agent: '', tracking: '' }, SETTINGS);
  expect(moved).toMatchObject({ letter: 'K', history: ['Ln#: 1 Acknowledged by Broker'], broker: { code: 'D' } });
  expect(told(record, 'new_order')).toBeUndefined();
});

test('a line at the location for unfulfillable orders is unfulfillable, whatever its status', () => {
  const move = moveByStatus(
    recordOf('brokered backorder, delivery', 'P'),
    { status: 'new_order', at: '6/UNF', agent: '', tracking: '' },
    SETTINGS,
  );
  expect(move).toMatchObject({ letter: 'U', effects: ['back to backorder'] });
});

test('what was told before is written once: every day the store is asked again', () => {
  expect(told(recordOf('retail pickup', 'X', { told: 'received' }), 'received')).toBeUndefined();
});

test('M73 bills a brokered ship-for-pickup in transit, otherwise it is billed when the customer has it', () => {
  const record = recordOf('brokered backorder, ship-for-pickup', 'A');
  expect(told(record, 'intransit')?.effects).toEqual([]);
  expect(told(record, 'intransit', { ...SETTINGS, billsIntransit: true })?.effects).toEqual(['bill']);
  expect(told(record, 'fulfilled')?.effects).toEqual(['bill']);
});

test('without a reason for rejected store pickups (G11) the order is not canceled, and says so', () => {
  const move = told(recordOf('store pickup', 'A'), 'unfulfillable', { ...SETTINGS, cancelsRejectedPickups: false });
  expect(move).toMatchObject({ letter: 'U', heading: ['Submit Order Rejected/Order Not Canceled'], effects: [] });
  expect(told(recordOf('store pickup', 'A'), 'rejected', { ...SETTINGS, rejectedPickup: 'J' })?.letter).toBe('J');
});

/** `kind event: letter before > letter after`, with what the broker is told; a letter that is missing is not possible. */
const OWN: readonly (readonly [kinds: readonly OmsOrderType[], event: OwnEvent, moves: string])[] = [
  [['brokered backorder, delivery', 'brokered backorder, ship-for-pickup'], 'submit', 'R>W W>W'],
  [['brokered backorder, delivery', 'brokered backorder, ship-for-pickup'], 'acknowledged', 'W>K'],
  [['brokered backorder, delivery', 'brokered backorder, ship-for-pickup'], 'unfulfillable', 'W>U'],
  [['brokered backorder, delivery', 'brokered backorder, ship-for-pickup'], 'refused', 'W>E'],
  [['brokered backorder, delivery', 'brokered backorder, ship-for-pickup'], 'unanswered', 'W>W'],
  [
    ['brokered backorder, delivery', 'brokered backorder, ship-for-pickup'],
    'cancel',
    'A>Y:canceled K>Y:canceled L>Y:canceled O>Y:canceled P>Y:canceled R>C S>Y:canceled T>Y:canceled V>Y:canceled',
  ],
  [['brokered backorder, delivery', 'brokered backorder, ship-for-pickup'], 'cancel answered', 'Y>Z'],
  [['store pickup'], 'submit', 'R>R'],
  [['store pickup'], 'acknowledged', 'R>K'],
  [['store pickup'], 'unfulfillable', 'R>U'],
  [['store pickup'], 'refused', 'R>R'],
  [['store pickup'], 'unanswered', 'R>R'],
  [['store pickup'], 'cancel', 'A>Y:canceled K>Y:canceled L>Y:canceled O>Y:canceled P>Y:canceled'],
  [['store pickup'], 'cancel answered', 'Y>Z'],
  [['ship-for-pickup'], 'submit', 'I>I'],
  [['ship-for-pickup'], 'acknowledged', 'I>F:picked'],
  [['ship-for-pickup'], 'unfulfillable', 'I>I'],
  [['ship-for-pickup'], 'refused', 'I>I'],
  [['ship-for-pickup'], 'unanswered', 'I>I'],
  [['ship-for-pickup'], 'ship', 'F>X:intransit O>X:intransit'],
  [['ship-for-pickup', 'retail pickup'], 'ship unanswered', 'H>H X>H'],
  [['ship-for-pickup', 'retail pickup'], 'ship answered', 'H>X X>X'],
  [['ship-for-pickup'], 'cancel', 'F>Y:canceled O>Y:canceled'],
  [['ship-for-pickup'], 'cancel answered', 'Y>Z'],
  [['retail pickup', 'delivery'], 'correct', 'N>I:accepted'],
  [['retail pickup', 'delivery'], 'print', 'I>F:picked P>F:picked'],
  [['retail pickup'], 'ship', 'F>X:intransit'],
  [['delivery'], 'ship', 'F>X:fulfilled'],
  [['delivery'], 'ship unanswered', 'G>G X>G'],
  [['delivery'], 'ship answered', 'G>X X>X'],
  [['retail pickup', 'delivery'], 'sell out', 'F>J:rejected I>J:rejected N>J:rejected P>J:rejected'],
  [['retail pickup', 'delivery'], 'cancel', 'F>Y:rejected I>Y:rejected P>Y:rejected'],
  [['retail pickup', 'delivery'], 'void', 'F>Y:rejected'],
  [['retail pickup', 'delivery'], 'cancel answered', 'Y>Z'],
  [['retail pickup', 'delivery'], 'reject', 'N>N:rejected'],
];

test('every action of the OMS moves every letter of every kind of record as the tables say', () => {
  const events = [...new Set(OWN.map(([, event]) => event))];
  const found = OMS_ORDER_TYPES.flatMap((kind) =>
    events.map((event) => {
      const moves = LETTERS.sort().flatMap((letter) => {
        const move = ownMove({ kind, letter, line: 1 }, event);
        return move === undefined
          ? []
          : [`${letter}>${move.letter}${move.tells === undefined ? '' : `:${move.tells}`}`];
      });
      return `${kind} ${event}: ${moves.join(' ')}`;
    }),
  );
  const expected = OMS_ORDER_TYPES.flatMap((kind) =>
    events.map((event) => {
      const row = OWN.find(([kinds, name]) => name === event && kinds.includes(kind));
      return `${kind} ${event}: ${row?.[2] ?? ''}`;
    }),
  );
  expect(found).toEqual(expected);
});

test.each([
  ['ship-for-pickup', 'I', 'acknowledged', 'Ln#: 1 Selected for Fulfillment'],
  ['ship-for-pickup', 'F', 'ship', 'Ln#: 1 In Transit shipment'],
  ['retail pickup', 'N', 'correct', 'Ln#: 1 Ready for Fulfillment'],
  ['retail pickup', 'F', 'ship', 'Ln#: 1 In Transit'],
  ['delivery', 'F', 'ship', 'Ln#: 1 Fulfilled'],
  ['delivery', 'I', 'sell out', 'Ln#: 1 Rejected for Fulfillment'],
  ['store pickup', 'Y', 'cancel answered', 'Ln#: 1 Cancel Acknowledged by Broker'],
] as const)('a %s in %s writes %s to its history as documented', (kind, letter, event, text) => {
  expect(ownMove({ kind, letter, line: 1 }, event)?.history).toEqual([text]);
});

test('a refusal is in capitals, in pieces of 36 characters, at most three', () => {
  expect(refusalTexts('Product not stocked in requested location.')).toEqual([
    'Rsn:PRODUCT NOT STOCKED IN REQUESTED LOC',
    'ATION.',
  ]);
  expect(refusalTexts('Invalid fulfilling location code. Location (10) does not exist for system (CWS)')).toEqual([
    'Rsn:INVALID FULFILLING LOCATION CODE. LO',
    'CATION (10) DOES NOT EXIST FOR SYSTE',
    'M (CWS)',
  ]);
  expect(refusalTexts('x'.repeat(500))).toHaveLength(3);
});

import {
  mayShow,
  NO_LETTER,
  OMS_LETTERS,
  OMS_ORDER_TYPES,
  omsLetter,
  omsOrderTypes,
  statusesOfLetter,
} from '../../../src/domain/order/oms-letter.js';
import type { OmsLetter, OmsPart } from '../../../src/domain/order/oms-letter.js';
import { STATUSES } from '../../../src/domain/values/status.js';

/** The OMS's own table, letter by letter: for which of our statuses and which of its order types it is shown. */
const AS_DOCUMENTED = `
  A  accepted picked           brokered backorder, delivery; brokered backorder, ship-for-pickup; store pickup
  F  new_order picked          retail pickup; delivery; ship-for-pickup
  I  accepted                  retail pickup; delivery
  K  new_order                 brokered backorder, delivery; brokered backorder, ship-for-pickup; store pickup
  L  partial_fulfilled         retail pickup; ship-for-pickup; store pickup; brokered backorder, ship-for-pickup
  N  polled                    retail pickup; delivery
  O  posted                    brokered backorder, delivery; brokered backorder, ship-for-pickup; store pickup; ship-for-pickup
  P  polled                    brokered backorder, delivery; brokered backorder, ship-for-pickup; store pickup; ship-for-pickup; retail pickup; delivery
  S  received                  brokered backorder, ship-for-pickup
  T  intransit                 brokered backorder, ship-for-pickup
  V  intransit_polled          brokered backorder, ship-for-pickup
  U  unfulfillable             brokered backorder, delivery; brokered backorder, ship-for-pickup; store pickup
  U  rejected                  store pickup
  X  fulfilled                 brokered backorder, delivery; brokered backorder, ship-for-pickup; store pickup; ship-for-pickup; retail pickup; delivery
  X  intransit intransit_polled received   retail pickup; ship-for-pickup
  Z  canceled                  brokered backorder, delivery; brokered backorder, ship-for-pickup; store pickup; ship-for-pickup; retail pickup; delivery
`
  .trim()
  .split('\n')
  .map((row) => {
    const [, letter = '', statuses = '', types = ''] = /^\s*(\w)\s+(\w+(?: \w+)*)\s{2,}(.*)$/.exec(row) ?? [];
    return { letter, statuses: statuses.split(' '), types: types.split('; ') };
  });

const cells = STATUSES.flatMap((status) => OMS_ORDER_TYPES.map((type) => [status, type] as const));
test.each(cells)('%s of a %s is shown as documented', (status, type) => {
  const letters = AS_DOCUMENTED.filter((row) => row.statuses.includes(status) && row.types.includes(type)).map(
    (row) => row.letter,
  );
  expect(omsLetter(type, status).split('/')).toEqual(letters.length === 0 ? [NO_LETTER] : letters);
});

test('the table of the test names no type or status that is not there', () => {
  expect(
    AS_DOCUMENTED.flatMap((row) => row.types).filter((type) => !OMS_ORDER_TYPES.some((one) => one === type)),
  ).toEqual([]);
  expect(
    AS_DOCUMENTED.flatMap((row) => row.statuses).filter((status) => !STATUSES.some((one) => one === status)),
  ).toEqual([]);
  expect([...new Set(AS_DOCUMENTED.map((row) => row.letter))].sort()).toEqual(Object.keys(OMS_LETTERS).sort());
});

test('where the OMS alone knows which of two it shows, each of them is found', () => {
  expect([omsLetter('delivery', 'polled'), statusesOfLetter('N'), statusesOfLetter('P')]).toEqual([
    'N/P',
    ['polled'],
    ['polled'],
  ]);
  expect([mayShow('N/P', 'N'), mayShow('N/P', 'P'), mayShow('P', 'N')]).toEqual([true, true, false]);
});

test('a letter tells which statuses it may stand for', () => {
  expect(statusesOfLetter('X')).toEqual(['intransit', 'intransit_polled', 'received', 'fulfilled']);
  for (const letter of Object.keys(OMS_LETTERS) as OmsLetter[])
    expect(statusesOfLetter(letter).length).toBeGreaterThan(0);
});

const part = (changes: Partial<OmsPart>): string[] =>
  omsOrderTypes({ type: 'DELIVERY', status: 'new_order', brokered: true, placed: true, sourced: false, ...changes });

describe('an OMS keeps of a line', () => {
  test.each<[string, Partial<OmsPart>, string[]]>([
    ['it placed and another fulfills: the brokered backorder', {}, ['brokered backorder, delivery']],
    [
      'it placed and got assigned itself: both records',
      { sourced: true },
      ['brokered backorder, delivery', 'delivery'],
    ],
    ['another placed and it fulfills: the delivery', { placed: false, sourced: true }, ['delivery']],
    ['a ship-for-pickup it placed', { type: 'SHIPFORPICKUP' }, ['brokered backorder, ship-for-pickup']],
    [
      'a ship-for-pickup it placed and was assigned',
      { type: 'SHIPFORPICKUP', sourced: true },
      ['brokered backorder, ship-for-pickup', 'retail pickup'],
    ],
    [
      'a ship-for-pickup it placed and named itself for',
      { type: 'SHIPFORPICKUP', sourced: true, brokered: false },
      ['ship-for-pickup'],
    ],
    [
      'a ship-for-pickup it placed and named another for',
      { type: 'SHIPFORPICKUP', brokered: false },
      ['brokered backorder, ship-for-pickup'],
    ],
    ['a retail pickup it fulfills', { type: 'RETAILPICKUP', placed: false, sourced: true }, ['retail pickup']],
    ['what a warehouse ships to a store', { type: 'SHIPTOSTORE', sourced: true, brokered: false }, ['ship-for-pickup']],
    ['a pickup it placed', { type: 'PICKUP', brokered: false }, ['store pickup']],
    ['a pickup at its own store', { type: 'PICKUP', brokered: false, placed: false, sourced: true }, []],
    ['goods it only waits for', { type: 'SHIPFORPICKUP', placed: false }, []],
    [
      'what nobody can take, at its unfulfillable location',
      { status: 'unfulfillable', sourced: true },
      ['brokered backorder, delivery'],
    ],
    [
      "another's that nobody can take, at its unfulfillable location",
      { status: 'unfulfillable', placed: false, sourced: true },
      [],
    ],
  ])('%s', (_, changes, types) => {
    expect(part(changes)).toEqual(types);
  });
});

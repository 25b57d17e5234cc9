import {
  mayShow,
  NO_LETTER,
  OMS_LETTERS,
  OMS_ORDER_TYPES,
  omsLetter,
  omsOrderTypes,
  omsSigns,
  statusesOfLetter,
} from '../../../src/domain/order/oms-letter.js';
import type { OmsLetter, OmsLine } from '../../../src/domain/order/oms-letter.js';
import { STATUSES } from '../../../src/domain/values/status.js';

/** The OMS's own table: for each letter, our statuses and its order types that show it. */
const AS_DOCUMENTED = `
  A  accepted picked           brokered backorder, delivery; brokered backorder, ship-for-pickup; store pickup
  A  verified processed        store pickup
  F  new_order picked          retail pickup; delivery; ship-for-pickup
  I  accepted                  retail pickup; delivery
  K  new_order                 brokered backorder, delivery; brokered backorder, ship-for-pickup; store pickup
  K  verified processed        store pickup
  L  partial_fulfilled         retail pickup; ship-for-pickup; store pickup; brokered backorder, ship-for-pickup
  N  polled                    retail pickup; delivery
  O  posted                    brokered backorder, delivery; brokered backorder, ship-for-pickup; store pickup; ship-for-pickup
  P  polled                    brokered backorder, delivery; brokered backorder, ship-for-pickup; store pickup; ship-for-pickup; retail pickup; delivery
  P  verified processed        store pickup
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
test.each(cells)('the letter of %s for a %s is the documented one', (status, type) => {
  const letters = AS_DOCUMENTED.filter((row) => row.statuses.includes(status) && row.types.includes(type)).map(
    (row) => row.letter,
  );
  expect(omsLetter(type, status).split('/')).toEqual(letters.length === 0 ? [NO_LETTER] : letters);
});

test('the table of this test has only existing types, statuses and letters', () => {
  expect(
    AS_DOCUMENTED.flatMap((row) => row.types).filter((type) => !OMS_ORDER_TYPES.some((one) => one === type)),
  ).toEqual([]);
  expect(
    AS_DOCUMENTED.flatMap((row) => row.statuses).filter((status) => !STATUSES.some((one) => one === status)),
  ).toEqual([]);
  // E and J depend on who did something, not on the status alone.
  expect([...new Set(AS_DOCUMENTED.map((row) => row.letter)), 'E', 'J'].sort()).toEqual(
    Object.keys(OMS_LETTERS).sort(),
  );
});

test('finds a status by either letter where only the OMS knows which one it shows', () => {
  expect([omsLetter('delivery', 'polled'), statusesOfLetter('N'), statusesOfLetter('P')]).toEqual([
    'N/P',
    ['polled'],
    ['polled', 'verified', 'processed'],
  ]);
  expect([mayShow('N/P', 'N'), mayShow('N/P', 'P'), mayShow('P', 'N')]).toEqual([true, true, false]);
});

test('returns the statuses that a letter can stand for', () => {
  expect(statusesOfLetter('X')).toEqual(['intransit', 'intransit_polled', 'received', 'fulfilled']);
  for (const letter of Object.keys(OMS_LETTERS) as OmsLetter[])
    expect(statusesOfLetter(letter).length).toBeGreaterThan(0);
});

const lineOf = (changes: Partial<OmsLine>): OmsLine => ({
  type: 'DELIVERY',
  status: 'new_order',
  brokered: true,
  originating: true,
  fulfilling: false,
  canceledByOther: false,
  rejected: false,
  ...changes,
});

describe('the records that an OMS keeps of a line', () => {
  test.each<[string, Partial<OmsLine>, string[]]>([
    [
      'are the brokered backorder if it originates the line and another system fulfills it',
      {},
      ['brokered backorder, delivery'],
    ],
    [
      'are both records if it originates and fulfills the line',
      { fulfilling: true },
      ['brokered backorder, delivery', 'delivery'],
    ],
    ['are the delivery if it only fulfills the line', { originating: false, fulfilling: true }, ['delivery']],
    [
      'are the brokered backorder of a ship-for-pickup that it originates',
      { type: 'SHIPFORPICKUP' },
      ['brokered backorder, ship-for-pickup'],
    ],
    [
      'are both records of a ship-for-pickup that it originates and fulfills',
      { type: 'SHIPFORPICKUP', fulfilling: true },
      ['brokered backorder, ship-for-pickup', 'retail pickup'],
    ],
    [
      'are one ship-for-pickup if it named itself as the source',
      { type: 'SHIPFORPICKUP', fulfilling: true, brokered: false },
      ['ship-for-pickup'],
    ],
    [
      'are the brokered backorder of a ship-for-pickup if it named another source',
      { type: 'SHIPFORPICKUP', brokered: false },
      ['brokered backorder, ship-for-pickup'],
    ],
    [
      'are the retail pickup if it only fulfills a retail pickup order',
      { type: 'RETAILPICKUP', originating: false, fulfilling: true },
      ['retail pickup'],
    ],
    [
      'are one ship-for-pickup if its warehouse ships to a store',
      { type: 'SHIPTOSTORE', fulfilling: true, brokered: false },
      ['ship-for-pickup'],
    ],
    ['are the store pickup if it originates a pickup', { type: 'PICKUP', brokered: false }, ['store pickup']],
    [
      'are none for a pickup at its own store',
      { type: 'PICKUP', brokered: false, originating: false, fulfilling: true },
      [],
    ],
    ['are none for goods that it only waits for', { type: 'SHIPFORPICKUP', originating: false }, []],
    [
      'are the brokered backorder alone for an unfulfillable line at its own location',
      { status: 'unfulfillable', fulfilling: true },
      ['brokered backorder, delivery'],
    ],
    [
      "are none for another system's unfulfillable line at its own location",
      { status: 'unfulfillable', originating: false, fulfilling: true },
      [],
    ],
  ])('%s', (_, changes, types) => {
    expect(omsOrderTypes(lineOf(changes))).toEqual(types);
  });
});

describe('the sign of a record', () => {
  const signsOf = (changes: Partial<OmsLine>): string[] => omsSigns(lineOf(changes)).map(([, sign]) => sign);
  const canceled: Partial<OmsLine> = { status: 'canceled' };
  const rejected: Partial<OmsLine> = { originating: false, rejected: true };

  test.each<[string, Partial<OmsLine>, string[]]>([
    ['Z for a backorder that the OMS canceled', canceled, ['Z']],
    ['E for a backorder that another system canceled', { ...canceled, canceledByOther: true }, ['E']],
    [
      'E for a ship-for-pickup backorder that another system canceled',
      { ...canceled, canceledByOther: true, type: 'SHIPFORPICKUP' },
      ['E'],
    ],
    ['Z for a store pickup, whoever canceled it', { ...canceled, canceledByOther: true, type: 'PICKUP' }, ['Z']],
    [
      'Z for what the OMS was to fulfill, whoever canceled it',
      { ...canceled, canceledByOther: true, originating: false, fulfilling: true },
      ['Z'],
    ],
    ['J for a delivery that the OMS rejected', rejected, ['J']],
    ['J for a retail pickup that the OMS rejected', { ...rejected, type: 'RETAILPICKUP' }, ['J']],
    ['J whatever becomes of it elsewhere', { ...rejected, status: 'fulfilled' }, ['J']],
    [
      'J for one that ended at its unfulfillable location',
      { ...rejected, status: 'unfulfillable', fulfilling: true },
      ['J'],
    ],
    ['that of the status if it came back to another of its locations', { ...rejected, fulfilling: true }, ['F']],
    ['of both records, the backorder first', { rejected: true }, ['K', 'J']],
    ['nothing for a pickup that its own store rejected', { ...rejected, type: 'PICKUP' }, []],
  ])('is %s', (_, changes, signs) => {
    expect(signsOf(changes)).toEqual(signs);
  });
});

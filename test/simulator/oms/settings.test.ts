import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { whyNotBrokered } from '../../../src/simulator/oms/records/eligibility.js';
import type { EligibleLine, EligibleOrder } from '../../../src/simulator/oms/records/eligibility.js';
import { CONTROL_VALUES } from '../../../src/simulator/oms/settings/control-values.js';
import { controlFault, Controls } from '../../../src/simulator/oms/settings/controls.js';

const ORDER: EligibleOrder = {
  isShipForPickup: false,
  isHeld: false,
  isPaid: true,
  isGift: false,
  shipComplete: false,
  isGrouped: false,
  isFulfilling: false,
};
const LINE: EligibleLine = { isEligible: true, isBackordered: true, isDropShip: false, isHandled: false };

const controlsOf = (values: Readonly<Record<string, string>> = {}): Controls =>
  new Controls(new Map(Object.entries(values)));

test('every system control value has a name, a meaning, and a default that it allows', () => {
  const codes = CONTROL_VALUES.map(({ code }) => code);
  expect(new Set(codes).size).toBe(codes.length);
  expect(CONTROL_VALUES.map(({ code, default: fallback }) => controlFault(code, fallback)).filter(Boolean)).toEqual([]);
  expect(CONTROL_VALUES.filter(({ name, meaning }) => name === '' || meaning === '')).toEqual([]);
  const named = 'K08 K10 K50 K51 K56 K91 K92 L04 L06 L56 L60 L89 M05 M31 M32 M33 M34 M35 G11 L10 L02 M16 M18 M73';
  expect(named.split(' ').filter((code) => !codes.includes(code))).toEqual([]);
});

test('the simulator decides by each value of which it says so', () => {
  const folder = fileURLToPath(new URL('../../../src/simulator/', import.meta.url));
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
    (name) => name.endsWith('.ts') && !name.includes('settings/'),
  );
  const code = files.map((name) => readFileSync(`${folder}${name}`, 'utf8')).join('\n');
  const unread = CONTROL_VALUES.filter(({ code: name, acts }) => acts && !code.includes(`'${name}'`));
  // Their codes are put together from the names of the processes.
  expect(unread.map((value) => value.code)).toEqual(['BROKER_DELAY', 'BROKER_ORD_DELAY']);
});

test.each([
  ['K99', 'Y', 'found "K99", expected the code of a system control value, e.g. K10'],
  ['K08', 'yes', 'K08: found "yes", expected Y or N'],
  ['K10', '-1', 'K10: found "-1", expected a whole number from 0 to 31536000'],
  [
    'OROB_MAXIMUM_STATUS_LIST_REQUEST_ORDERS',
    '1001',
    'OROB_MAXIMUM_STATUS_LIST_REQUEST_ORDERS: found "1001", expected a whole number from 0 to 1000',
  ],
  ['M34', 'SOMETIMES', 'M34: found "SOMETIMES", expected NEVER or ALWAYS'],
  [
    'OROB_LIMITED_STATUS_BEG_TIME',
    '25:00',
    'OROB_LIMITED_STATUS_BEG_TIME: found "25:00", expected a time of day, e.g. 08:30',
  ],
])('%s = %s is refused', (code, text, fault) => {
  expect(controlFault(code, text)).toBe(fault);
});

test('K91 and K92 together switch polling on', () => {
  expect(controlsOf().fulfills).toBe(true);
  expect(controlsOf({ K91: '' }).fulfills).toBe(false);
  expect(controlsOf({ K92: '' }).fulfills).toBe(false);
});

test('an open, paid, backordered line of an eligible item is brokered', () => {
  expect(whyNotBrokered(ORDER, LINE, controlsOf())).toBeUndefined();
});

test.each<[string, Partial<EligibleOrder>, Partial<EligibleLine>, Readonly<Record<string, string>>, string]>([
  ['backorders are off', {}, {}, { K08: 'N' }, 'K08'],
  ['it came from the broker', { isFulfilling: true }, {}, {}, 'from the broker'],
  ['it is ship-for-pickup', { isShipForPickup: true }, {}, {}, 'M34'],
  ['the item is not eligible', {}, { isEligible: false }, {}, 'not eligible'],
  ['it is a drop ship item', {}, { isDropShip: true }, { M31: 'Y' }, 'vendor'],
  ['it is in stock', {}, { isBackordered: false }, {}, 'M31'],
  ['the order is held', { isHeld: true }, {}, {}, 'M18'],
  ['it is not paid', { isPaid: false }, {}, {}, 'not paid'],
  ['it is gift wrapped', {}, { isHandled: true }, {}, 'M31'],
  ['it ships complete', { shipComplete: true }, {}, {}, 'K12'],
  ['it is grouped', { isGrouped: true }, {}, {}, 'K13'],
  ['it is a gift', { isGift: true }, {}, {}, 'K14'],
  ['a purchase order is due', {}, { dueInDays: 3 }, { K11: '3' }, 'K11'],
])('a line is not brokered when %s', (_, order, line, controls, reason) => {
  expect(whyNotBrokered({ ...ORDER, ...order }, { ...LINE, ...line }, controlsOf(controls))).toContain(reason);
});

test.each<[string, Partial<EligibleOrder>, Partial<EligibleLine>, Readonly<Record<string, string>>]>([
  ['M31 takes lines in stock', {}, { isBackordered: false }, { M31: 'Y' }],
  ['M31 takes gift wrap', {}, { isHandled: true }, { M31: 'Y' }],
  ['M34 = ALWAYS takes ship-for-pickup', { isShipForPickup: true }, { isBackordered: false }, { M34: 'ALWAYS' }],
  ['M18 takes held orders', { isHeld: true }, {}, { M18: 'Y' }],
  ['L60 takes unpaid ship-for-pickup', { isShipForPickup: true, isPaid: false }, {}, { M34: 'ALWAYS', L60: 'Y' }],
  ['K12 takes ship-complete orders', { shipComplete: true }, {}, { K12: 'Y' }],
  ['K13 takes grouped orders', { isGrouped: true }, {}, { K13: 'Y' }],
  ['K14 takes gifts', { isGift: true }, {}, { K14: 'Y' }],
  ['K11 lets later purchase orders go', {}, { dueInDays: 4 }, { K11: '3' }],
])('%s', (_, order, line, controls) => {
  expect(whyNotBrokered({ ...ORDER, ...order }, { ...LINE, ...line }, controlsOf(controls))).toBeUndefined();
});

import { phoneKey, postalKey, textKey } from '../../../src/domain/order/search-key.js';

test.each([
  ['  van   der\tBerg ', 'VAN DER BERG'],
  ['Zoë', 'ZOË'],
  ['straße', 'STRASSE'],
  ['Ｓｍｉｔｈ', 'SMITH'],
  ['ﬁsher', 'FISHER'],
  ['', ''],
])('the key of the text %j is %j', (text, key) => {
  expect(textKey(text)).toBe(key);
});

test('decomposed and precomposed letters have the same key', () => {
  expect(textKey('Zoe\u0308')).toBe(textKey('Zoë'));
});

test('a key is cut between characters', () => {
  expect(textKey('x'.repeat(150))).toBe('X'.repeat(100));
  expect(Array.from(textKey('😀'.repeat(150)))).toEqual(new Array(100).fill('😀'));
});

test.each([
  ['(508) 555-0100', '5085550100'],
  ['+1 508.555.0100', '5085550100'],
  ['15085550100', '5085550100'],
  ['+44 20 7946 0000', '442079460000'],
  ['555 0100', '5550100'],
  ['n/a', ''],
])('the key of the phone number %j is %j', (text, key) => {
  expect(phoneKey(text)).toBe(key);
});

test.each([
  ['01602-1234', '016021234'],
  ['k1a 0b1', 'K1A0B1'],
  [' 01602 ', '01602'],
  ['-', ''],
])('the key of the postal code %j is %j', (text, key) => {
  expect(postalKey(text)).toBe(key);
});

test.each([
  ['characters that fold to eighteen each', '\ufdfa'.repeat(200_000)],
  ['combining marks that have to be sorted', `e${'\u0315\u0300'.repeat(100_000)}`],
  ['blanks between letters', 'a   '.repeat(100_000)],
])('makes the key of %s at once', (_, text) => {
  const begun = performance.now();
  expect(Array.from(textKey(text)).length).toBeLessThanOrEqual(100);
  expect(postalKey(text).length).toBeLessThanOrEqual(200);
  expect(performance.now() - begun).toBeLessThan(200);
});

test('does not count the blanks around and inside a long text', () => {
  expect(textKey(`${' '.repeat(500)}Jane${' \n'.repeat(500)}Smith`)).toBe('JANE SMITH');
});

test('cuts a long text between characters', () => {
  expect(textKey(`x${'\u0301'.repeat(398)}😀`).isWellFormed()).toBe(true);
});

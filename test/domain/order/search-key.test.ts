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

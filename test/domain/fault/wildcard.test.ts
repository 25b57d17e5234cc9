import { matchesPattern } from '../../../src/domain/fault/wildcard.js';

test.each([
  ['SubmitOrder', 'submitorder'],
  ['*', ''],
  ['WEB-*', 'web-1'],
  ['*-1', 'WEB-1'],
  ['a*b*c', 'axxbyyc'],
  ['a**c', 'ac'],
  ['*a*', 'bab'],
  ['ab*ab', 'abab'],
])('%s matches %s', (pattern, text) => {
  expect(matchesPattern(pattern, text)).toBe(true);
});

test.each([
  ['WEB-*', 'POS-WEB-1'],
  ['ab*ab', 'ab'],
  ['a*b*b', 'ab'],
  ['a.c', 'abc'],
  ['', 'a'],
])('%s does not match %s', (pattern, text) => {
  expect(matchesPattern(pattern, text)).toBe(false);
});

test('takes no longer for a pattern of many asterisks', () => {
  const started = performance.now();
  expect(matchesPattern(`${'*a'.repeat(50)}b`, 'a'.repeat(100_000))).toBe(false);
  expect(performance.now() - started).toBeLessThan(500);
});

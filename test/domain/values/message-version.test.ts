import { formatVersion, isLater, parseVersion } from '../../../src/domain/values/message-version.js';

test.each([
  ['5.0', '5.0'],
  ['18', '18.0'],
  [' 19.0.5 ', '19.0'],
  ['25.1.201.0', '25.1'],
  ['25.10', '25.10'],
])('reads %j as version %s', (text, version) => {
  const parsed = parseVersion(text);
  expect(parsed === undefined ? undefined : formatVersion(parsed)).toBe(version);
});

test.each(['', '?', 'v5', '.5'])('rejects the version %j', (text) => {
  expect(parseVersion(text)).toBeUndefined();
});

test.each([
  ['25.10', '25.9', true],
  ['26.0', '25.9', true],
  ['25.9', '25.9', false],
  ['9.9', '25.0', false],
])('%s is later than %s: %s', (one, other, later) => {
  const [a, b] = [parseVersion(one), parseVersion(other)];
  expect(a !== undefined && b !== undefined && isLater(a, b)).toBe(later);
});

import { readFlag } from '../../../src/domain/values/flag.js';
import { isLonger, tooLong } from '../../../src/domain/values/limits.js';

test.each(['Y', 'y', ' Yes\u00a0', 'true', 'TRUE', '1'])('%j is yes', (text) => {
  expect(readFlag(text)).toBe(true);
});

test.each(['N', 'n', 'no', 'False', '0'])('%j is no', (text) => {
  expect(readFlag(text)).toBe(false);
});

test.each(['', 'hold', '2', 'yn', 'x'])('%j is neither', (text) => {
  expect(readFlag(text)).toBeUndefined();
});

test('a length is counted in characters, not UTF-16 units', () => {
  expect([isLonger('😀'.repeat(51), 100), isLonger('😀'.repeat(100), 100), isLonger('😀'.repeat(101), 100)]).toEqual([
    false,
    false,
    true,
  ]);
  expect(tooLong('employee_id', '😀'.repeat(50))).toEqual([]);
  expect(tooLong('employee_id', `${'😀'.repeat(50)}x`)).toHaveLength(1);
});

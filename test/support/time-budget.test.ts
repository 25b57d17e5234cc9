import { existsSync } from 'node:fs';
import { budgetOf, LONGER_FILES, overrunOf } from './time-budget.mjs';

const path = 'test/broker/any.test.ts';

test('a file within its budget does not fail the run', () => {
  expect(overrunOf({ path, seconds: 29, slowdown: 1 })).toBeUndefined();
});

test('a file over its budget fails the run, naming file, seconds and budget', () => {
  expect(overrunOf({ path, seconds: 91, slowdown: 1 })).toMatch(
    /^test\/broker\/any\.test\.ts took 91 s; its budget is 30 s\. /,
  );
});

test('a slow machine extends the budget in proportion', () => {
  expect(overrunOf({ path, seconds: 200, slowdown: 3 })).toBeUndefined();
  expect(overrunOf({ path, seconds: 300, slowdown: 3 })).toContain('3.0 times slower');
});

test.each(LONGER_FILES)('%s exists and has a budget of its own, with a reason', (file) => {
  expect(existsSync(new URL(`../../${file}`, import.meta.url))).toBe(true);
  const { seconds, reason } = budgetOf(file);
  expect(seconds).toBeGreaterThan(30);
  expect(reason).toBeDefined();
  expect(overrunOf({ path: file, seconds, slowdown: 1 })).toBeUndefined();
});

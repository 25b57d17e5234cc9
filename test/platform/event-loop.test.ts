import { setImmediate } from 'node:timers';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { atOnce, bothForms, mapYielding, yielding } from '../../src/platform/event-loop.js';
import type { Interruptible } from '../../src/platform/event-loop.js';

/** A clock that only work advances, so that the length of a slice does not depend on the machine. */
let clock = 0;
const realNow = performance.now.bind(performance);
const work = (ms: number): void => {
  clock += ms;
};

beforeEach(() => {
  performance.now = () => clock;
});
afterEach(() => {
  performance.now = realNow;
});

/** Sums the numbers below `count`, with an interruption point and some work before each. */
function* sum(count: number, ms = 0): Interruptible<number> {
  let total = 0;
  for (let number = 0; number < count; number += 1) {
    yield;
    work(ms);
    total += number;
  }
  return total;
}

/** Counts the turns of the event loop until a promise settles. */
async function turnsUntil(promise: Promise<unknown>): Promise<number> {
  let turns = 0;
  let settled = false;
  const count = (): void => {
    turns += 1;
    if (!settled) setImmediate(count);
  };
  setImmediate(count);
  await promise;
  settled = true;
  return turns;
}

test('atOnce and yielding return the result of the generator', async () => {
  expect(atOnce(sum)(10)).toBe(45);
  expect(await yielding(sum)(10)).toBe(45);
});

test('bothForms calls the synchronous form and offers the yielding one', async () => {
  const both = bothForms(sum);
  expect(both(4)).toBe(6);
  expect(await both.yielding(4)).toBe(6);
});

test('errors of the work are thrown by one form and reject the promise of the other', async () => {
  function* fail(): Interruptible<number> {
    yield;
    throw new RangeError('failed');
  }
  expect(() => atOnce(fail)()).toThrow(new RangeError('failed'));
  await expect(yielding(fail)()).rejects.toThrow(new RangeError('failed'));
});

test('the yielding form lets the event loop run when its slice is used up', async () => {
  expect(await turnsUntil(yielding(sum)(20, 6))).toBeGreaterThanOrEqual(5);
});

test('short work completes within the turn in which it started', async () => {
  await nextTurn();
  let done = false;
  void yielding(sum)(100).then(() => {
    done = true;
  });
  await Promise.resolve();
  await Promise.resolve();
  expect(done).toBe(true);
});

test('waiting work resumes one piece a turn, first come, first served', async () => {
  const order: string[] = [];
  function* pieces(name: string): Interruptible<void> {
    for (let piece = 0; piece < 3; piece += 1) {
      work(15);
      order.push(name);
      yield;
    }
  }
  await Promise.all(['a', 'b', 'c'].map(yielding(pieces)));
  expect(order.join('')).toBe('abcabcabc');
});

test('mapYielding maps items in order, with their index', async () => {
  expect(await mapYielding(['a', 'b', 'c'], (item, index) => `${item}${index}`)).toEqual(['a0', 'b1', 'c2']);
});

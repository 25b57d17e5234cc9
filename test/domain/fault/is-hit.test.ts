import { isHit } from '../../../src/domain/fault/is-hit.js';
import type { FaultOccasion } from '../../../src/domain/fault/injected-fault.js';

const hitsOf = (occasion: FaultOccasion, messages: number): number[] =>
  Array.from({ length: messages }, (_, index) => index + 1).filter((count) => isHit(occasion, count));

test('hits every message without an occasion', () => {
  expect(hitsOf({}, 3)).toEqual([1, 2, 3]);
});

test('hits the first so many', () => {
  expect(hitsOf({ first: 2 }, 6)).toEqual([1, 2]);
});

test('hits each one of so many', () => {
  expect(hitsOf({ each: 3 }, 7)).toEqual([3, 6]);
});

test('hits about as many as the probability says, whatever the seed', () => {
  for (const seed of [0, 1, 2, 3, 2 ** 31 - 1]) {
    const hits = hitsOf({ probability: 0.25, seed }, 10_000).length;
    expect({ seed, hits: Math.abs(hits - 2500) < 200 }).toEqual({ seed, hits: true });
  }
});

test('hits the same messages for the same seed, and others for another', () => {
  const first = hitsOf({ probability: 0.5, seed: 7 }, 64);
  expect(hitsOf({ probability: 0.5, seed: 7 }, 64)).toEqual(first);
  expect(hitsOf({ probability: 0.5, seed: 8 }, 64)).not.toEqual(first);
  expect(hitsOf({ probability: 1 }, 3)).toEqual([1, 2, 3]);
});

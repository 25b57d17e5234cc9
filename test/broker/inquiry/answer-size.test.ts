import fc from 'fast-check';
import { withinBytes } from '../../../src/broker/inquiry/answer-size.js';

const sizes = fc.array(fc.integer({ min: 0, max: 120 }), { maxLength: 60 });
const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0);

test('an answer never exceeds its limit, and asking again for what is left gets everything, each once', () => {
  fc.assert(
    fc.property(sizes, (bytes) => {
      const sizeOf = new Map(bytes.map((size, id) => [id, size]));
      let left: readonly number[] = bytes.map((_, id) => id);
      const given: number[] = [];
      while (left.length > 0) {
        const answer = withinBytes(left, sizeOf, 100, true);
        const total = sum(answer.map((id) => bytes[id] ?? 0));
        // Only an order that fits into no answer exceeds the limit, and it comes alone, when no other is left.
        if (total > 100) expect([answer.length, left.every((id) => (bytes[id] ?? 0) > 100)]).toEqual([1, true]);
        expect(answer.length).toBeGreaterThan(0);
        given.push(...answer);
        left = left.filter((id) => !answer.includes(id));
      }
      expect([...given].sort((a, b) => a - b)).toEqual(bytes.map((_, id) => id));
      const small = given.filter((id) => (bytes[id] ?? 0) <= 100);
      expect(small).toEqual([...small].sort((a, b) => a - b));
    }),
  );
});

test('an answer ends with the last order that fits, though a later one is small', () => {
  const sizeOf = new Map([
    [1, 60],
    [2, 60],
    [3, 10],
  ]);
  expect(withinBytes([1, 2, 3], sizeOf, 100, true)).toEqual([1]);
});

test('behind other orders of the answer, an order that exceeds what is left waits', () => {
  expect(withinBytes([1], new Map([[1, 60]]), 40, false)).toEqual([]);
  expect(withinBytes([1], new Map([[1, 60]]), 40, true)).toEqual([1]);
});

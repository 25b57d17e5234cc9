import fc from 'fast-check';
import { sortByKey } from '../../../src/routing/fast-path/bucket-sort.js';

const distribution = fc.oneof(
  fc.array(fc.integer({ min: 0, max: 2 ** 36 - 1 }), { maxLength: 400 }),
  fc.array(fc.integer({ min: 0, max: 8 }), { maxLength: 400 }),
  fc.array(
    fc.integer({ min: 0, max: 35 }).map((bits) => 2 ** bits),
    { maxLength: 400 },
  ),
  fc.array(fc.oneof(fc.integer({ min: 1000, max: 1500 }), fc.constant(0), fc.constant(2 ** 36 - 1)), {
    maxLength: 400,
  }),
);

test('places are sorted by their keys, equal ones stay as they stood and are handed over together', () => {
  fc.assert(
    fc.property(distribution, (keys) => {
      const order = Int32Array.from(keys.keys()).reverse();
      const expected = [...order].sort((a, b) => (keys[a] ?? 0) - (keys[b] ?? 0));
      const runs: number[][] = [];
      sortByKey(
        order,
        (index) => keys[index] ?? 0,
        (run) => {
          runs.push([...run]);
        },
      );
      expect([...order]).toEqual(expected);
      const groups = new Map<number | undefined, number[]>();
      for (const index of expected) groups.set(keys[index], [...(groups.get(keys[index]) ?? []), index]);
      expect(runs).toEqual([...groups.values()].filter((group) => group.length > 1));
    }),
    { numRuns: 500 },
  );
});

test('a run may be sorted by another key while the others wait for it', () => {
  const [first, second] = [
    [1, 0, 1, 0, 1, 0],
    [5, 4, 3, 2, 1, 0],
  ];
  const order = Int32Array.from(first.keys());
  sortByKey(
    order,
    (index) => first[index] ?? 0,
    (run) => {
      sortByKey(
        run,
        (index) => second[index] ?? 0,
        () => undefined,
      );
    },
  );
  expect([...order]).toEqual([5, 3, 1, 4, 2, 0]);
});

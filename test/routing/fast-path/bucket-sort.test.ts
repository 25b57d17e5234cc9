import fc from 'fast-check';
import { sortByKey } from '../../../src/routing/fast-path/bucket-sort.js';

const keyLists = fc.oneof(
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

test('sorts rows by their keys, keeps the order of equal ones and hands each run of them over', () => {
  fc.assert(
    fc.property(keyLists, (keys) => {
      const order = Int32Array.from(keys.keys()).reverse();
      const expected = [...order].sort((a, b) => (keys[a] ?? 0) - (keys[b] ?? 0));
      const runs: number[][] = [];
      sortByKey(
        order,
        (row) => keys[row] ?? 0,
        (run) => {
          runs.push([...run]);
        },
      );
      expect([...order]).toEqual(expected);
      const groups = new Map<number | undefined, number[]>();
      for (const row of expected) groups.set(keys[row], [...(groups.get(keys[row]) ?? []), row]);
      expect(runs).toEqual([...groups.values()].filter((group) => group.length > 1));
    }),
    { numRuns: 500 },
  );
});

test('a run can be sorted by another key while other runs are waiting', () => {
  const [first, second] = [
    [1, 0, 1, 0, 1, 0],
    [5, 4, 3, 2, 1, 0],
  ];
  const order = Int32Array.from(first.keys());
  sortByKey(
    order,
    (row) => first[row] ?? 0,
    (run) => {
      sortByKey(
        run,
        (row) => second[row] ?? 0,
        () => undefined,
      );
    },
  );
  expect([...order]).toEqual([5, 3, 1, 4, 2, 0]);
});

test('keys outside the range count as its ends', () => {
  const keys = [2 ** 40, -5, 2 ** 36 - 1, 0, 7];
  const order = Int32Array.from(keys.keys());
  sortByKey(
    order,
    (row) => keys[row] ?? 0,
    () => undefined,
  );
  expect([...order]).toEqual([1, 3, 4, 0, 2]);
});

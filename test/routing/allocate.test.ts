import fc from 'fast-check';
import { allocate, exactAllocation, fallbackAllocation } from '../../src/routing/allocate.js';
import { AllocationProblem } from '../../src/routing/allocation-problem.js';
import type { Allocation } from '../../src/routing/allocate.js';
import type { LineDemand, Offer, SplitRules } from '../../src/routing/allocation-problem.js';

const SPLIT: SplitRules = { allowSplitOrder: true, allowSplitLine: true, maxLocations: 10, minPart: 1 };

/** `3 2` requests 3 of the first product on line 0 and 2 of the second on line 1; `A:3,0 B:0,2` offers them, best ranked first. */
function lines(text: string): LineDemand[] {
  return text.split(' ').map((quantity, index) => ({ productId: index + 1, quantity: Number(quantity) }));
}
function offers(text: string): Offer[] {
  return text
    .split(' ')
    .filter((one) => one !== '')
    .map((one) => {
      const [name = '', units = ''] = one.split(':');
      return {
        locationId: name.charCodeAt(0),
        excludedLines: new Set<number>(),
        atp: new Map(units.split(',').map((quantity, index) => [index + 1, { units: Number(quantity) }])),
      };
    });
}
/** `0:A3 1:B2` */
function shown(allocation: Allocation): string {
  return allocation.parts
    .map((part) => `${String(part.line)}:${String.fromCharCode(part.locationId)}${String(part.quantity)}`)
    .join(' ');
}

describe('the stock matrix, with every split setting', () => {
  test.each`
    wanted     | locations                    | together       | orders              | both
    ${'3'}     | ${'A:3'}                     | ${'0:A3'}      | ${'0:A3'}           | ${'0:A3'}
    ${'3'}     | ${'A:2'}                     | ${''}          | ${''}               | ${'0:A2'}
    ${'3'}     | ${'A:0'}                     | ${''}          | ${''}               | ${''}
    ${'3'}     | ${'A:2 B:3'}                 | ${'0:B3'}      | ${'0:B3'}           | ${'0:B3'}
    ${'3'}     | ${'A:2 B:1'}                 | ${''}          | ${''}               | ${'0:A2 0:B1'}
    ${'3'}     | ${'A:1 B:2'}                 | ${''}          | ${''}               | ${'0:A1 0:B2'}
    ${'3'}     | ${'A:1 B:1 C:1'}             | ${''}          | ${''}               | ${'0:A1 0:B1 0:C1'}
    ${'3'}     | ${'A:1 B:1'}                 | ${''}          | ${''}               | ${'0:A1 0:B1'}
    ${'5'}     | ${'A:1 B:2 C:2 D:4'}         | ${''}          | ${''}               | ${'0:A1 0:D4'}
    ${'2 2'}   | ${'A:2,2 B:2,2'}             | ${'0:A2 1:A2'} | ${'0:A2 1:A2'}      | ${'0:A2 1:A2'}
    ${'2 2'}   | ${'A:2,0 B:2,2'}             | ${'0:B2 1:B2'} | ${'0:B2 1:B2'}      | ${'0:B2 1:B2'}
    ${'2 2'}   | ${'A:2,0 B:0,2'}             | ${''}          | ${'0:A2 1:B2'}      | ${'0:A2 1:B2'}
    ${'2 2'}   | ${'A:2,1 B:0,2'}             | ${''}          | ${'0:A2 1:B2'}      | ${'0:A2 1:B2'}
    ${'2 2'}   | ${'A:2,1 B:0,1'}             | ${''}          | ${'0:A2'}           | ${'0:A2 1:A1 1:B1'}
    ${'2 2'}   | ${'A:2,0 B:2,0'}             | ${''}          | ${'0:A2'}           | ${'0:A2'}
    ${'2 2'}   | ${'A:2,0 B:1,1'}             | ${''}          | ${'0:A2'}           | ${'0:A2 1:B1'}
    ${'1 1 1'} | ${'A:1,0,0 B:0,1,0 C:0,0,1'} | ${''}          | ${'0:A1 1:B1 2:C1'} | ${'0:A1 1:B1 2:C1'}
    ${'1 1 1'} | ${'A:1,0,0 B:0,1,0 C:0,1,1'} | ${''}          | ${'0:A1 1:C1 2:C1'} | ${'0:A1 1:C1 2:C1'}
    ${'1 1 1'} | ${'A:1,1,0 B:0,1,1 C:1,0,1'} | ${''}          | ${'0:A1 1:A1 2:B1'} | ${'0:A1 1:A1 2:B1'}
    ${'1 1 1'} | ${'A:1,1,0 B:0,0,0'}         | ${''}          | ${'0:A1 1:A1'}      | ${'0:A1 1:A1'}
  `(
    '$wanted from $locations',
    ({ wanted, locations, ...expected }: Record<'wanted' | 'locations' | 'together' | 'orders' | 'both', string>) => {
      const allocated = (rules: Partial<SplitRules>): string =>
        shown(allocate(lines(wanted), offers(locations), { ...SPLIT, ...rules }));
      expect({
        together: allocated({ allowSplitOrder: false }),
        orders: allocated({ allowSplitLine: false }),
        both: allocated({}),
      }).toEqual(expected);
    },
  );

  test('lines of one product share the stock of a location', () => {
    const twice = [
      { productId: 1, quantity: 2 },
      { productId: 1, quantity: 2 },
    ];
    expect(shown(allocate(twice, offers('A:3 B:2'), SPLIT))).toBe('0:A2 1:B2');
    expect(shown(allocate(twice, offers('A:4 B:2'), SPLIT))).toBe('0:A2 1:A2');
  });

  test('a line goes to a location that it is not excluded from', () => {
    const [a, b] = offers('A:5,5 B:5,5');
    if (a === undefined || b === undefined) throw new Error('two offers');
    expect(shown(allocate(lines('1 1'), [{ ...a, excludedLines: new Set([0]) }, b], SPLIT))).toBe('0:B1 1:B1');
    expect(
      shown(
        allocate(
          lines('1 1'),
          [
            { ...a, excludedLines: new Set([0]) },
            { ...b, excludedLines: new Set([1]) },
          ],
          SPLIT,
        ),
      ),
    ).toBe('0:B1 1:A1');
  });

  test('uses no more locations than allowed, and no part smaller than allowed', () => {
    expect(shown(allocate(lines('6'), offers('A:1 B:2 C:3'), { ...SPLIT, maxLocations: 2 }))).toBe('0:B2 0:C3');
    expect(shown(allocate(lines('6'), offers('A:1 B:2 C:3'), { ...SPLIT, minPart: 2 }))).toBe('0:B2 0:C3');
  });
});

describe('how an allocation was found', () => {
  const method = (wanted: string, locations: string, rules: Partial<SplitRules> = {}): string =>
    allocate(lines(wanted), offers(locations), { ...SPLIT, ...rules }).method;
  /** Locations that each have one unit of a product of their own. */
  const each = (count: number): string =>
    Array.from(
      { length: count },
      (_, index) =>
        `${String.fromCharCode(65 + index)}:${Array.from({ length: count }, (_, n) => Number(n === index)).join(',')}`,
    ).join(' ');

  test('says whether one location takes it all, or orders are not split', () => {
    expect(method('2 2', 'A:1,2 B:2,2')).toBe('one location');
    expect(method('2 2', 'A:2,2 B:2,2', { allowSplitOrder: false })).toBe('one location');
    expect(method('2 2', 'A:2,1 B:1,2', { allowSplitOrder: false })).toBe('not split');
  });

  test('searches sets of up to four of up to sixteen locations, and adds one by one beyond', () => {
    expect(method('1 1 1 1', each(4))).toBe('exact');
    expect(method('1 1 1 1 1', each(5))).toBe('fallback');
    // Sets of more than four are not allowed, so nothing is missed.
    expect(method('1 1 1 1 1', each(5), { maxLocations: 4 })).toBe('exact');
    // What no location has does not ask for larger sets.
    expect(method('1 1 1 1 9', each(4), { allowSplitLine: false })).toBe('exact');
    expect(method('1 '.repeat(16).trim(), each(16), { maxLocations: 2 })).toBe('exact');
    expect(method('1 '.repeat(17).trim(), each(17), { maxLocations: 2 })).toBe('fallback');
  });

  test('drops locations that better ranked ones replace before it counts them', () => {
    const same = Array.from({ length: 20 }, (_, index) => `${String.fromCharCode(65 + index)}:2,0`).join(' ');
    expect(method('5 1', `${same} Z:0,1`)).toBe('exact');
    // More units than are wanted are worth no more.
    const more = Array.from({ length: 20 }, (_, index) => `${String.fromCharCode(65 + index)}:${String(3 + index)},0`);
    expect(shown(allocate(lines('3 1'), offers(`${more.join(' ')} Z:0,1`), SPLIT))).toBe('0:A3 1:Z1');
    expect(method('3 1', `${more.join(' ')} Z:0,1`)).toBe('exact');
    // Those that have nothing of the order do not count either.
    const useless = Array.from({ length: 20 }, (_, index) => `${String.fromCharCode(65 + index)}:0,0`);
    expect(method('3 1', `${useless.join(' ')} Y:3,0 Z:0,1`)).toBe('exact');
  });

  test('lines of one product are searched without dropping any location', () => {
    const shared = Array.from({ length: 3 }, () => ({ productId: 1, quantity: 2 }));
    const stock = (count: number): Offer[] =>
      Array.from({ length: count }, (_, index) => ({
        locationId: index,
        excludedLines: new Set<number>(),
        atp: new Map([[1, { units: 2 }]]),
      }));
    expect(allocate(shared, stock(16), SPLIT).method).toBe('exact');
    expect(allocate(shared, stock(17), SPLIT).method).toBe('fallback');
  });

  test.each`
    wanted  | locations        | minPart | allocated
    ${'7'}  | ${'A:5 B:4'}     | ${1}    | ${'0:A5 0:B2'}
    ${'7'}  | ${'A:5 B:4'}     | ${3}    | ${'0:A4 0:B3'}
    ${'7'}  | ${'A:5 B:4'}     | ${4}    | ${'0:A5'}
    ${'7'}  | ${'A:3 B:3 C:3'} | ${2}    | ${'0:A3 0:B2 0:C2'}
    ${'7'}  | ${'A:3 B:3 C:3'} | ${3}    | ${'0:A3 0:B3'}
    ${'6'}  | ${'A:2 B:2 C:2'} | ${3}    | ${''}
    ${'6'}  | ${'A:4 B:1 C:2'} | ${2}    | ${'0:A4 0:C2'}
    ${'10'} | ${'A:9 B:5 C:1'} | ${0}    | ${'0:A9 0:B1'}
  `('splits $wanted over $locations in parts of at least $minPart', (row: Record<string, string>) => {
    const rules = { ...SPLIT, minPart: Number(row.minPart) };
    expect(shown(allocate(lines(row.wanted ?? ''), offers(row.locations ?? ''), rules))).toBe(row.allocated);
  });

  test('larger lines of one product choose first, the earlier one on a tie', () => {
    const order = (quantities: readonly number[]): LineDemand[] =>
      quantities.map((quantity) => ({ productId: 1, quantity }));
    expect(shown(allocate(order([1, 3, 2]), offers('A:3 B:2'), SPLIT))).toBe('1:A3 2:B2');
    expect(shown(allocate(order([2, 2]), offers('A:2 B:1'), SPLIT))).toBe('0:A2');
    expect(shown(allocate(order([3, 3]), offers('A:2 B:1'), { ...SPLIT, allowSplitLine: true }))).toBe('0:A2 0:B1');
  });
});

describe('for any order and locations', () => {
  const anyLines = fc.array(
    fc.record({ productId: fc.integer({ min: 1, max: 3 }), quantity: fc.integer({ min: 1, max: 4 }) }),
    { minLength: 1, maxLength: 3 },
  );
  const offer = fc.record({
    atp: fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 3, maxLength: 3 }),
    excludedLines: fc.uniqueArray(fc.integer({ min: 0, max: 2 }), { maxLength: 1 }),
  });
  const anyOffers = fc.array(offer, { maxLength: 6 }).map((list) =>
    list.map(({ atp, excludedLines }, index): Offer => ({
      locationId: 65 + index,
      excludedLines: new Set(excludedLines),
      atp: new Map(atp.map((units, product) => [product + 1, { units }])),
    })),
  );
  const anyRules = fc.record({
    allowSplitOrder: fc.boolean(),
    allowSplitLine: fc.boolean(),
    maxLocations: fc.integer({ min: 1, max: 4 }),
    minPart: fc.integer({ min: 1, max: 2 }),
  });
  const units = (allocation: Allocation): number => allocation.parts.reduce((sum, part) => sum + part.quantity, 0);
  const locations = (allocation: Allocation): number => new Set(allocation.parts.map((part) => part.locationId)).size;

  test('no line gets more than it requests, and no location gives more than it has or a line that it is excluded from', () => {
    fc.assert(
      fc.property(anyLines, anyOffers, anyRules, (order, offered, splitRules) => {
        const { parts } = allocate(order, offered, splitRules);
        order.forEach(({ quantity }, line) => {
          expect(
            parts.filter((part) => part.line === line).reduce((sum, part) => sum + part.quantity, 0),
          ).toBeLessThanOrEqual(quantity);
        });
        for (const one of offered) {
          for (const [product, { units: promised }] of one.atp) {
            const given = parts.filter(
              (part) => part.locationId === one.locationId && order[part.line]?.productId === product,
            );
            expect(given.reduce((sum, part) => sum + part.quantity, 0)).toBeLessThanOrEqual(promised);
            expect(given.some((part) => one.excludedLines.has(part.line))).toBe(false);
          }
        }
        expect(new Set(parts.map((part) => part.locationId)).size).toBeLessThanOrEqual(
          splitRules.allowSplitOrder ? splitRules.maxLocations : 1,
        );
      }),
      { numRuns: 500 },
    );
  });

  test('a line is split only if that is allowed and no single location can take it', () => {
    fc.assert(
      fc.property(anyLines, anyOffers, anyRules, (order, offered, splitRules) => {
        const { parts } = allocate(order, offered, splitRules);
        order.forEach(({ productId, quantity }, line) => {
          const mine = parts.filter((part) => part.line === line);
          const whole = offered.some(
            (one) => !one.excludedLines.has(line) && (one.atp.get(productId)?.units ?? 0) >= quantity,
          );
          if (mine.length > 1 || mine.some((part) => part.quantity < quantity))
            expect([splitRules.allowSplitLine, whole]).toEqual([true, false]);
        });
      }),
      { numRuns: 500 },
    );
  });

  test('no other set gives more, has fewer locations, or better ranked ones', () => {
    fc.assert(
      fc.property(anyLines, anyOffers, anyRules, (order, offered, splitRules) => {
        if (new Set(order.map((line) => line.productId)).size < order.length) return;
        const problem = new AllocationProblem(order, offered, { ...splitRules, allowSplitOrder: true });
        const allocation = exactAllocation(problem);
        expect(allocation).toBeDefined();
        const found = { units: -1, size: 0, ranks: 0, parts: problem.partsFrom([]) };
        for (let bits = 0; bits < 2 ** offered.length; bits += 1) {
          const set = offered.filter((_, index) => (bits >> index) % 2 === 1);
          if (set.length > splitRules.maxLocations) continue;
          const ranks = set.reduce((sum, one) => sum + offered.indexOf(one), 0);
          const mine = { units: problem.unitsFrom(set), size: set.length, ranks, parts: problem.partsFrom(set) };
          const order = found.units - mine.units || mine.size - found.size || mine.ranks - found.ranks;
          if (order < 0) Object.assign(found, mine);
        }
        if (allocation === undefined) return;
        expect([units(allocation), locations(allocation)]).toEqual([found.units, found.size]);
        const ranksOf = ({ parts }: Pick<Allocation, 'parts'>): number =>
          [...new Set(parts.map((part) => part.locationId))].reduce((sum, id) => sum + id - 65, 0);
        expect(ranksOf(allocation)).toBe(found.ranks);
      }),
      { numRuns: 2000 },
    );
  });

  test('the fallback is never better than the exact search', () => {
    fc.assert(
      fc.property(anyLines, anyOffers, anyRules, (order, offered, splitRules) => {
        const problem = new AllocationProblem(order, offered, { ...splitRules, allowSplitOrder: true });
        const exact = exactAllocation(problem);
        const fallback = fallbackAllocation(problem);
        if (exact === undefined) return;
        expect(units(fallback)).toBeLessThanOrEqual(units(exact));
        if (units(fallback) === units(exact)) expect(locations(fallback)).toBeGreaterThanOrEqual(locations(exact));
      }),
      {
        numRuns: 5000,
        examples: [
          [
            [
              { productId: 1, quantity: 2 },
              { productId: 1, quantity: 4 },
            ],
            [
              { locationId: 65, atp: new Map([[1, { units: 3 }]]), excludedLines: new Set<number>() },
              { locationId: 66, atp: new Map([[1, { units: 3 }]]), excludedLines: new Set([0]) },
            ],
            { allowSplitOrder: true, allowSplitLine: true, maxLocations: 1, minPart: 2 },
          ],
        ],
      },
    );
  });

  test('the fallback adds the same locations as trying every one would', () => {
    fc.assert(
      fc.property(anyLines, anyOffers, anyRules, (order, offered, splitRules) => {
        const problem = new AllocationProblem(order, offered, splitRules);
        const chosen: Offer[] = [];
        while (chosen.length < splitRules.maxLocations) {
          const gains = offered.map((one) => (chosen.includes(one) ? 0 : problem.unitsFrom([...chosen, one])));
          const most = Math.max(0, ...gains);
          const next = offered[gains.indexOf(most)];
          if (next === undefined || most <= problem.unitsFrom(chosen)) break;
          chosen.push(next);
        }
        expect(fallbackAllocation(problem).parts).toEqual(
          problem.partsFrom(offered.filter((one) => chosen.includes(one))),
        );
      }),
      { numRuns: 2000 },
    );
  });

  test('allocates a hundred lines to a thousand locations without trying every location each time', () => {
    const order = Array.from({ length: 100 }, (_, productId) => ({ productId, quantity: 2 }));
    const offered = Array.from({ length: 1000 }, (_, locationId): Offer => ({
      locationId,
      excludedLines: new Set<number>(),
      atp: new Map(
        order
          .filter(({ productId }) => (locationId * 31 + productId * 17) % 10 < 3)
          .map(({ productId }) => [productId, { units: 2 }]),
      ),
    }));
    let tried = 0;
    class Counting extends AllocationProblem {
      override unitsFrom(set: readonly Offer[]): number {
        tried += 1;
        return super.unitsFrom(set);
      }
    }
    expect(fallbackAllocation(new Counting(order, offered, SPLIT)).parts).toHaveLength(100);
    expect(tried).toBeLessThan(1000);
  });

  test('the best ranked of the locations that can take everything gets it', () => {
    fc.assert(
      fc.property(anyOffers, (offered) => {
        const { parts } = allocate([{ productId: 1, quantity: 1 }], offered, SPLIT);
        expect(parts[0]?.locationId).toBe(
          offered.find((one) => (one.atp.get(1)?.units ?? 0) >= 1 && !one.excludedLines.has(0))?.locationId,
        );
      }),
    );
  });
});

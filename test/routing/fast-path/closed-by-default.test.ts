import { jest } from '@jest/globals';
import type { RankingCriterion } from '../../../src/domain/network/ranking-preferences.js';
import { STANDARD_CRITERIA } from '../../../src/routing/criteria/criteria.js';
import type { StandardCriterion } from '../../../src/routing/criteria/criterion.js';
import * as policies from '../../../src/routing/elimination/policies.js';
import type { LinePolicy, LocationPolicy } from '../../../src/routing/elimination/policy.js';
import type { Need, RoutingRequest } from '../../../src/routing/request.js';
import { candidates, networkOf, routingRequest } from '../support.js';

/**
 * A policy or a criterion that is added without a columnar form, or that needs data that the columns lack, must send the
 * requests it applies to down the general way: it may cost time, never a wrong location.
 */
interface Added {
  readonly location?: LocationPolicy;
  readonly line?: LinePolicy;
  readonly criterion?: StandardCriterion;
}

/** The routing with entries added to its tables. */
async function routingWith({ location, line, criterion }: Added) {
  jest.resetModules();
  jest.unstable_mockModule('../../../src/routing/elimination/policies.js', () => ({
    LOCATION_POLICIES: [...policies.LOCATION_POLICIES, ...(location === undefined ? [] : [location])],
    LINE_POLICIES: [...policies.LINE_POLICIES, ...(line === undefined ? [] : [line])],
  }));
  jest.unstable_mockModule('../../../src/routing/criteria/criteria.js', () => ({
    STANDARD_CRITERIA: { ...STANDARD_CRITERIA, ...(criterion === undefined ? {} : { [criterion.name]: criterion }) },
    SCORE_CRITERIA: {},
  }));
  const { decideFast, decideGenerally } = await import('../both-ways.js');
  const { needsOf } = await import('../../../src/routing/needs.js');
  return {
    /** The location that each way sends the order to; `general` when the fast path leaves it to the general way. */
    decide: (request: RoutingRequest, all = STORES) => ({
      fast: decideFast(request, all)?.parts[0]?.locationId ?? 'general',
      general: decideGenerally(request, all).proposal.parts[0]?.locationId,
    }),
    needs: (request: RoutingRequest, all = STORES): Need[] => [...needsOf(networkOf(all), request)],
  };
}

/** The nearer store is closed for a refit. */
const STORES = candidates([
  { code: 'A', at: 0.1, attributes: { REFIT: true } },
  { code: 'B', at: 0.2 },
]);
const REFIT = {
  reason: 'closed_for_refit',
  remedy: () => 'It is closed for a refit.',
  eliminates: ({ candidate }) => candidate.location.attributes.REFIT === true,
} satisfies LocationPolicy;
const REFIT_OF_A_LINE = {
  reason: 'closed_for_refit',
  remedy: () => 'It is closed for a refit.',
  excludes: ({ candidate }) => candidate.location.attributes.REFIT === true,
} satisfies LinePolicy;
const LAST_BY_CODE = {
  name: 'last_by_code',
  value: ({ candidate }) => -candidate.location.locationCd.charCodeAt(0),
  better: 'lower',
  meaning: 'the last code',
  unknown: 'never',
  because: () => 'It is the last.',
} satisfies StandardCriterion;

const ranking = (...criteria: string[]): RoutingRequest =>
  routingRequest({ brokering: { criteria: criteria as RankingCriterion[], weights: undefined } });

test('with the tables as they are the fast path sends the order to the nearer store', async () => {
  const { decide, needs } = await routingWith({});
  expect(decide(routingRequest())).toEqual({ fast: 1, general: 1 });
  expect(needs(routingRequest())).toEqual([]);
});

describe('a location policy', () => {
  test('without a columnar form is decided by the general way', async () => {
    const { decide } = await routingWith({ location: REFIT });
    expect(decide(routingRequest())).toEqual({ fast: 'general', general: 2 });
  });

  test('whose columnar form does not take the request is decided by the general way', async () => {
    const { decide } = await routingWith({ location: { ...REFIT, columnar: () => undefined } });
    expect(decide(routingRequest())).toEqual({ fast: 'general', general: 2 });
  });

  test('with a columnar form is decided by the fast path', async () => {
    const location: LocationPolicy = {
      ...REFIT,
      columnar:
        ({ locations }) =>
        (row) =>
          locations[row]?.attributes.REFIT === true,
    };
    expect((await routingWith({ location })).decide(routingRequest())).toEqual({ fast: 2, general: 2 });
  });

  test('that no location is subject to does not matter', async () => {
    const { decide, needs } = await routingWith({
      location: { ...REFIT, needs: 'order counts', isInUse: () => false, eliminates: () => false },
    });
    expect(decide(routingRequest())).toEqual({ fast: 1, general: 1 });
    expect(needs(routingRequest())).toEqual([]);
  });

  test.each<Need>(['stock attributes', 'order counts'])(
    'that needs %s is decided by the general way, in spite of a columnar form, and they are read',
    async (need) => {
      const { decide, needs } = await routingWith({ location: { ...REFIT, needs: need, columnar: () => 'never' } });
      expect(decide(routingRequest())).toEqual({ fast: 'general', general: 2 });
      expect(needs(routingRequest())).toEqual([need]);
    },
  );
});

describe('a line policy', () => {
  test('without a columnar form is decided by the general way', async () => {
    const { decide } = await routingWith({ line: REFIT_OF_A_LINE });
    expect(decide(routingRequest())).toEqual({ fast: 'general', general: 2 });
  });

  test('that cannot exclude any location from the request is left out by the fast path', async () => {
    const { decide } = await routingWith({
      line: { ...REFIT_OF_A_LINE, excludes: () => false, columnar: () => 'never' },
    });
    expect(decide(routingRequest())).toEqual({ fast: 1, general: 1 });
  });

  test('that needs data is decided by the general way, and it is read', async () => {
    const { decide, needs } = await routingWith({
      line: { ...REFIT_OF_A_LINE, needs: 'stock attributes', columnar: () => 'never' },
    });
    expect(decide(routingRequest())).toEqual({ fast: 'general', general: 2 });
    expect(needs(routingRequest())).toEqual(['stock attributes']);
  });
});

describe('a criterion', () => {
  test('without a columnar form is decided by the general way', async () => {
    const { decide } = await routingWith({ criterion: LAST_BY_CODE });
    expect(decide(ranking('last_by_code'))).toEqual({ fast: 'general', general: 2 });
    expect(decide(ranking('proximity', 'last_by_code'))).toEqual({ fast: 'general', general: 1 });
    expect(decide(ranking('proximity'))).toEqual({ fast: 1, general: 1 });
  });

  test('with a columnar form is decided by the fast path', async () => {
    const { decide } = await routingWith({
      criterion: {
        ...LAST_BY_CODE,
        columnar: ({ codeOrder }) => ({
          key: (row) => 10 - (codeOrder[row] ?? 0),
          difference: (a, b) => (codeOrder[b] ?? 0) - (codeOrder[a] ?? 0),
          exact: true,
        }),
      },
    });
    expect(decide(ranking('last_by_code'))).toEqual({ fast: 2, general: 2 });
  });

  test.each<Need>(['stock attributes', 'order counts'])(
    'that needs %s is decided by the general way, in spite of a columnar form, and they are read',
    async (need) => {
      const { decide, needs } = await routingWith({
        criterion: {
          ...LAST_BY_CODE,
          needs: need,
          columnar: () => ({ key: (row) => row, difference: (a, b) => a - b, exact: true }),
        },
      });
      expect(decide(ranking('last_by_code'))).toEqual({ fast: 'general', general: 2 });
      expect(needs(ranking('last_by_code'))).toEqual([need]);
    },
  );
});

import fc from 'fast-check';
import { LINE_POLICIES, LOCATION_POLICIES } from '../../../src/routing/elimination/policies.js';
import { evaluate } from '../../../src/routing/evaluate.js';
import type { Candidate, RoutingRequest } from '../../../src/routing/request.js';
import { decideFast, decideGenerally } from '../both-ways.js';
import { COMMON_ATTRIBUTES, linesOf, pairs, POLICY_CASES } from '../rule-cases.js';
import type { Pair, PolicyCase } from '../rule-cases.js';
import { candidates, routingRequest, SPLIT, TOGETHER } from '../support.js';

const POLICIES = [...LOCATION_POLICIES, ...LINE_POLICIES];
const caseOf = (reason: string): PolicyCase => {
  const found = new Map<string, PolicyCase>(Object.entries(POLICY_CASES)).get(reason);
  if (found === undefined) throw new Error(`policy ${reason} has no case in test/routing/rule-cases.ts`);
  return found;
};

/** Two locations that are equal but for their codes; the first would win. */
function equalPair({ at, available, priority }: Pair): [Candidate, Candidate] {
  const [first, second] = candidates(
    ['A', 'B'].map((code) => ({ code, at, priority, stock: { 1: available }, attributes: COMMON_ATTRIBUTES })),
  );
  if (first === undefined || second === undefined) throw new Error('two candidates');
  return [first, second];
}

describe.each(POLICIES.map((policy) => [policy.reason, policy] as const))('%s', (reason, policy) => {
  const scenario = (pair: Pair): { request: RoutingRequest; innocent: Candidate[]; guilty: Candidate[] } => {
    const { offender = (location) => location, request: change = (request) => request } = caseOf(reason);
    const [first, second] = equalPair(pair);
    const request = change(
      routingRequest({ flow: pair.flow, lines: linesOf(pair), split: pair.split ? SPLIT : TOGETHER }),
      first.location.id,
      second.location.id,
    );
    return {
      request,
      innocent: [first, second],
      guilty: [{ ...first, location: offender(first.location, request) }, second],
    };
  };

  test('eliminates the location it applies to, in favor of one that differs in nothing else', () => {
    fc.assert(
      fc.property(pairs, (pair) => {
        const { request, guilty } = scenario(pair);
        const { proposal } = decideGenerally(request, guilty);
        expect(new Set(proposal.parts.map((part) => part.locationId))).toEqual(new Set([2]));
        const [candidate] = guilty;
        if (candidate === undefined) throw new Error('a candidate');
        expect(evaluate(candidate, request).eliminated).toBe(reason);
      }),
      { numRuns: 50 },
    );
  });

  test('the fast path decides the same, or leaves it to the general way', () => {
    let decided = 0;
    fc.assert(
      fc.property(pairs, (pair) => {
        const { request, guilty } = scenario(pair);
        const fast = decideFast(request, guilty);
        if (fast === undefined) return;
        decided += 1;
        const { parts, trace } = decideGenerally(request, guilty).comparable;
        expect({ parts: fast.parts, trace: fast.trace }).toEqual({ parts, trace });
      }),
      { numRuns: 50 },
    );
    // A location policy with a columnar form must decide its own cases, or its form would go untested.
    const isColumnar = LOCATION_POLICIES.some((one) => one === policy && one.columnar !== undefined);
    expect(decided > 0).toBe(isColumnar);
  });

  test('has a remedy for the explanation', () => {
    fc.assert(
      fc.property(pairs, (pair) => {
        const { request, guilty } = scenario(pair);
        const [candidate] = guilty;
        if (candidate === undefined) throw new Error('a candidate');
        expect(policy.remedy({ candidate, distance: 500 }, request)).toMatch(/^[A-Z].*\.$/);
      }),
      { numRuns: 5 },
    );
  });
});

test('without an offense the first of the pair wins', () => {
  fc.assert(
    fc.property(pairs, (pair) => {
      const request = routingRequest({ flow: pair.flow, lines: linesOf(pair) });
      expect(decideGenerally(request, equalPair(pair)).proposal.parts[0]?.locationId).toBe(1);
      expect(decideFast(request, equalPair(pair))?.parts[0]?.locationId).toBe(1);
    }),
  );
});

test('no two policies share a reason', () => {
  const reasons = POLICIES.map((policy) => policy.reason);
  expect(new Set(reasons).size).toBe(reasons.length);
});

test('the first policy that applies gives the reason, in the order of the tables', () => {
  const [first] = equalPair({
    flow: 'delivery',
    at: 0.5,
    available: 10,
    priority: 1,
    quantities: [1],
    split: false,
    firstByCode: true,
  });
  for (const [index, { reason }] of POLICIES.entries()) {
    for (const later of POLICIES.slice(index + 1)) {
      const both = [caseOf(later.reason), caseOf(reason)];
      const request = both.reduce((one, { request: change }) => change?.(one, 1, 2) ?? one, routingRequest());
      const location = both.reduce((one, { offender }) => offender?.(one, request) ?? one, first.location);
      expect([later.reason, evaluate({ ...first, location }, request).eliminated]).toEqual([later.reason, reason]);
    }
  }
});

import { jest } from '@jest/globals';
import { RANKING_CRITERIA, WEIGHTED_CRITERIA } from '../../../src/domain/network/ranking-preferences.js';
import type { Weights } from '../../../src/domain/network/ranking-preferences.js';
import { Network } from '../../../src/domain/network/network.js';
import type { Session } from '../../../src/platform/db/session.js';
import * as policies from '../../../src/routing/elimination/policies.js';
import type { Candidate, CandidateStock, RoutingRequest } from '../../../src/routing/request.js';
import { COMMON_ATTRIBUTES, CRITERION_CASES, POLICY_CASES } from '../../routing/rule-cases.js';
import type { CriterionCase, PolicyCase } from '../../routing/rule-cases.js';
import { candidates, line, routingRequest } from '../../routing/support.js';

/**
 * A preview (`decide`) and an order (`assign`) must decide alike, on what the database holds, for every policy and every
 * criterion: the preview goes the general way, the order the fast path where it can.
 */
interface Scenario {
  /** Both at the ids of stores 10 and 20 of the small retailer. */
  readonly pair: readonly [Candidate, Candidate];
  readonly request: RoutingRequest;
}

/** Where the preview and the order send one unit: `[preview, order]`. */
async function decisions(
  scenario: (ids: readonly [number, number], productId: number) => Scenario,
): Promise<unknown[]> {
  const { assign, decide } = await import('../../../src/broker/brokering/assign.js');
  const { brokerOn } = await import('../../support/server/broker.js');
  const { Database } = await import('../../../src/store/database.js');
  const database = await Database.open({ url: 'sqlite::memory:', pool: 1, acquireTimeout: 1000 });
  try {
    const broker = await brokerOn(database);
    return await database.transaction(async (session) => {
      const stored = await broker.networks.current(session);
      const [first, second] = ['10', '20'].map((code) => stored.location('STC', code)?.id ?? 0);
      const product = await session.first<{ id: number }>("SELECT id FROM product WHERE product_cd = 'PENCIL'");
      const { pair, request } = scenario([first ?? 0, second ?? 0], product?.id ?? 0);
      const network = new Network({ ...stored.content, locations: pair.map((candidate) => candidate.location) });
      for (const candidate of pair) await store(session, candidate);
      const previewed = await decide(session, network, request);
      const assigned = await assign(session, network, request);
      expect(assigned.trace).toEqual(JSON.parse(JSON.stringify(previewed.trace)));
      return [previewed.proposal.parts, assigned.parts].map((parts) => parts.map((part) => part.locationId));
    });
  } finally {
    await database.close();
  }
}

async function store(session: Session, { location, stock, ordersToday, lastAssignedAt }: Candidate): Promise<void> {
  for (const [productId, row] of stock) {
    await session.run(
      `UPDATE product_location SET available_qty = ?, reserved_qty = ?, updated_at = ?, unit_cost = ?, sales_velocity = ?
        WHERE product_id = ? AND location_id = ?`,
      [row.available, row.reserved, row.updatedAt, row.unitCost, row.salesVelocity, productId, location.id],
    );
  }
  if (lastAssignedAt !== '')
    await session.run('INSERT INTO location_load (location_id, day, orders, last_assigned_at) VALUES (?, ?, ?, ?)', [
      location.id,
      lastAssignedAt.slice(0, 10),
      ordersToday,
      lastAssignedAt,
    ]);
}

/** Two equal stores with 10 units each, 17 miles from the customer. */
function equalPair([firstId, secondId]: readonly [number, number], productId: number): [Candidate, Candidate] {
  const [first, second] = candidates(
    ['10', '20'].map((code) => ({
      code,
      at: 0.25,
      stock: { [productId]: 10 },
      attributes: COMMON_ATTRIBUTES,
      laborCost: 3,
      lastAssignedAt: '2030-01-01T12:00:00.000Z',
      stockAttributes: { salesVelocity: 1, unitCost: 1 },
    })),
  );
  if (first === undefined || second === undefined) throw new Error('two candidates');
  return [
    { ...first, location: { ...first.location, id: firstId } },
    { ...second, location: { ...second.location, id: secondId } },
  ];
}

test('store 10 gets the order when nothing tells the stores apart', async () => {
  const [preview, order] = await decisions((ids, productId) => ({
    pair: equalPair(ids, productId),
    request: routingRequest({ lines: [line(productId, 1)] }),
  }));
  expect(order).toEqual(preview);
});

test.each(Object.entries<PolicyCase>(POLICY_CASES))(
  'preview and order avoid a store that %s eliminates',
  async (_reason, { offender, request: change }) => {
    let other = 0;
    const places = await decisions((ids, productId) => {
      const plain = routingRequest({ lines: [line(productId, 1)] });
      const request = change?.(plain, ids[0], ids[1]) ?? plain;
      const [first, second] = equalPair(ids, productId);
      [, other] = ids;
      return { pair: [{ ...first, location: offender?.(first.location, request) ?? first.location }, second], request };
    });
    expect(places).toEqual([[other], [other]]);
  },
);

const BROKERINGS: readonly (readonly [string, RoutingRequest['brokering'], CriterionCase])[] = [
  ...RANKING_CRITERIA.map((name) => [name, { criteria: [name], weights: undefined }, CRITERION_CASES[name]] as const),
  ...WEIGHTED_CRITERIA.map((name) => {
    const weights = { ...Object.fromEntries(WEIGHTED_CRITERIA.map((one) => [one, 0])), [name]: 100 } as Weights;
    return [`the weight of ${name}`, { criteria: [], weights }, CRITERION_CASES[name]] as const;
  }),
];

test.each(BROKERINGS)('preview and order prefer the better store by %s', async (_name, brokering, change) => {
  let better = 0;
  const places = await decisions((ids, productId) => {
    [, better] = ids;
    const [first, second] = equalPair(ids, productId).map((candidate, index): Candidate => {
      const rank = index === 1 ? 'better' : 'worse';
      const located = change.location?.(candidate.location, rank) ?? candidate.location;
      const stock = new Map(
        [...candidate.stock].map(([id, row]): [number, CandidateStock] => [id, change.stock?.(row, rank) ?? row]),
      );
      const changed = { ...candidate, location: located, stock };
      return change.candidate?.(changed, rank) ?? changed;
    });
    if (first === undefined || second === undefined) throw new Error('two candidates');
    return { pair: [first, second], request: routingRequest({ lines: [line(productId, 1)], brokering }) };
  });
  expect(places).toEqual([[better], [better]]);
});

test('an order avoids a store that a new policy without a columnar form eliminates, as its preview does', async () => {
  jest.resetModules();
  jest.unstable_mockModule('../../../src/routing/elimination/policies.js', () => ({
    ...policies,
    LOCATION_POLICIES: [
      ...policies.LOCATION_POLICIES,
      {
        reason: 'closed_for_refit',
        remedy: () => 'It is closed for a refit.',
        eliminates: ({ candidate }: { candidate: Candidate }) => candidate.location.attributes.REFIT === true,
      },
    ],
  }));
  let other = 0;
  const places = await decisions((ids, productId) => {
    const [first, second] = equalPair(ids, productId);
    [, other] = ids;
    const closed = { ...first, location: { ...first.location, attributes: { REFIT: true } } };
    return { pair: [closed, second], request: routingRequest({ lines: [line(productId, 1)] }) };
  });
  expect(places).toEqual([[other], [other]]);
});

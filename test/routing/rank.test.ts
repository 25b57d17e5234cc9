import type { RoutingRequest } from '../../src/routing/request.js';
import { route } from '../../src/routing/route.js';
import { candidates, NOW, routingRequest } from './support.js';
import type { Store } from './support.js';

describe('ranks', () => {
  test.each<[string, Partial<RoutingRequest>, Store[], string]>([
    [
      'the nearest store first',
      {},
      [
        { code: 'A', at: 0.3 },
        { code: 'B', at: 0.2 },
      ],
      'B',
    ],
    [
      'the store with more on hand first on a tie',
      {},
      [
        { code: 'A', stock: { 1: 5 } },
        { code: 'B', stock: { 1: 6 } },
      ],
      'B',
    ],
    [
      'the lower priority number first on a further tie',
      {},
      [
        { code: 'A', priority: 2 },
        { code: 'B', priority: 1 },
      ],
      'B',
    ],
    ['the first code on the last tie', {}, [{ code: 'B' }, { code: 'A' }], 'A'],
    [
      'the first system code before the location code',
      {},
      [
        { code: 'A', system: { systemCd: 'Y' } },
        { code: 'B', system: { systemCd: 'X' } },
      ],
      'B',
    ],
    [
      'the store that has waited longest first, one that never had an order before all',
      { brokering: { criteria: ['last_order_assigned'], weights: undefined } },
      [{ code: 'A', lastAssignedAt: NOW }, { code: 'B' }],
      'B',
    ],
    [
      'the slow seller first',
      { brokering: { criteria: ['sales_velocity'], weights: undefined } },
      [
        { code: 'A', stockAttributes: { salesVelocity: 5 } },
        { code: 'B', stockAttributes: { salesVelocity: 1 } },
        { code: 'C' },
      ],
      'B',
    ],
    [
      'the higher score first',
      {
        brokering: {
          criteria: [],
          weights: { labor_cost: 60, gross_margin: 0, proximity: 40, on_hand: 0, sales_velocity: 0, priority: 0 },
        },
      },
      [
        { code: 'A', at: 0.1, laborCost: 5 },
        { code: 'B', at: 0.2, laborCost: 1 },
      ],
      'B',
    ],
    [
      "the zone's primary stores before its alternate ones",
      { zone: { primary: new Set([2]), alternate: new Set([1]) } },
      [
        { code: 'A', at: 0.1 },
        { code: 'B', at: 0.9 },
      ],
      'B',
    ],
    [
      'a store that already ships for the order before all others',
      { preferred: new Set([2]), zone: { primary: new Set([1]), alternate: new Set([2]) } },
      [
        { code: 'A', at: 0.1 },
        { code: 'B', at: 0.9 },
      ],
      'B',
    ],
    [
      'by the criteria in their configured order',
      { brokering: { criteria: ['priority', 'proximity'], weights: undefined } },
      [
        { code: 'A', at: 0.1, priority: 2 },
        { code: 'B', at: 0.2, priority: 1 },
      ],
      'B',
    ],
  ])('%s', (_, changes, stores, first) => {
    const { eligible } = route(routingRequest(changes), candidates(stores));
    expect(eligible[0]?.evaluated.candidate.location.locationCd).toBe(first);
  });
});

test.each<[string, Partial<RoutingRequest>]>([
  ['already_ships', { preferred: new Set([1]), zone: { primary: new Set([1]), alternate: new Set([2]) } }],
  ['primary_zone', { zone: { primary: new Set([1]), alternate: new Set([2]) } }],
  ['proximity', {}],
  ['code', { brokering: { criteria: ['priority'], weights: undefined } }],
  [
    'score',
    {
      brokering: {
        criteria: [],
        weights: { labor_cost: 0, gross_margin: 0, proximity: 100, on_hand: 0, sales_velocity: 0, priority: 0 },
      },
    },
  ],
])('reports %s as what decided', (decider, changes) => {
  const stores: Store[] = [
    { code: 'A', at: 0.1 },
    { code: 'B', at: 0.2 },
  ];
  expect(route(routingRequest(changes), candidates(stores)).decidedBy).toBe(decider);
});

test('reports no decider when a single store is eligible', () => {
  expect(route(routingRequest(), candidates([{ code: 'A' }])).decidedBy).toBeUndefined();
});

import fc from 'fast-check';
import type { Location } from '../../src/domain/network/location.js';
import type { RankingCriterion, WeightedCriterion } from '../../src/domain/network/ranking-preferences.js';
import type { Flow } from '../../src/domain/values/order-type.js';
import type { EliminationReason } from '../../src/routing/elimination/policies.js';
import type { Candidate, CandidateStock, RoutingRequest } from '../../src/routing/request.js';
import { line } from './support.js';

/** How to make a policy, and no other, apply to one of two otherwise equal locations. */
export interface PolicyCase {
  /** The location that the policy applies to. */
  readonly offender?: (location: Location, request: RoutingRequest) => Location;
  readonly request?: (request: RoutingRequest, offenderId: number, otherId: number) => RoutingRequest;
}

const preferring = (location: Location, changes: Partial<Location['preferences']>): Location => ({
  ...location,
  preferences: { ...location.preferences, ...changes },
});
const eachLine = (request: RoutingRequest, changes: Partial<RoutingRequest['lines'][number]>): RoutingRequest => ({
  ...request,
  lines: request.lines.map((one) => ({ ...one, ...changes })),
});
const OFFERS = {
  delivery: 'deliveryAvailable',
  pickup: 'pickupAvailable',
  'ship-for-pickup': 'shipForPickupAvailable',
} as const satisfies Record<Flow, keyof Location['preferences']>;
const HOUR = 3_600_000;

/** A case for every policy. A policy without one fails the tests that go through the tables. */
export const POLICY_CASES: Readonly<
  Record<Exclude<EliminationReason, 'probability_rule' | 'insufficient_inventory'>, PolicyCase>
> = {
  inactive: { offender: (location) => ({ ...location, active: false }) },
  order_type: { offender: (location, { flow }) => preferring(location, { [OFFERS[flow]]: false }) },
  within_system: {
    offender: (location) => ({ ...location, system: { ...location.system, systemCd: 'AVOIDED' } }),
    request: (request) => ({ ...request, avoidedSystems: new Set(['AVOIDED']) }),
  },
  requesting_location: {
    request: (request, requestingLocationId) => ({
      ...request,
      requestingLocationId,
      requestingLocationMayFulfill: false,
    }),
  },
  maximum_orders: { offender: (location) => preferring(location, { maxOrdersPerDay: 0 }) },
  zone: {
    request: (request, _offenderId, otherId) => ({
      ...request,
      zone: { primary: new Set<number>(), alternate: new Set([otherId]) },
    }),
  },
  // Within the box around the radius of 100 miles, but 137 miles away.
  proximity: { offender: (location) => ({ ...location, point: { latitude: 1.4, longitude: 1.4 } }) },
  rejected_before: { request: (request, offenderId) => eachLine(request, { rejecters: new Set([offenderId]) }) },
  direct_fulfillment: {
    offender: (location) => ({ ...location, channel: 'direct_fulfillment' }),
    request: (request) => eachLine(request, { shippedBy: 'merchant' }),
  },
  gift_wrap: {
    offender: (location) => preferring(location, { giftWrapAvailable: false }),
    request: (request) => eachLine(request, { giftWrap: true }),
  },
  attribute: {
    offender: (location) => ({ ...location, attributes: { HAZARDOUS: 'NO' } }),
    request: (request) => ({
      ...eachLine(request, { attributes: { HAZARDOUS: ['YES', 'ANY'] } }),
      attributes: { definitions: [{ code: 'HAZARDOUS', applies_to: 'location_and_product' }], originating: {} },
    }),
  },
  stale_stock: {
    offender: (location) => preferring(location, { stockNewerThan: 24 }),
    request: (request) => ({ ...request, now: new Date(request.now.getTime() + 48 * HOUR) }),
  },
};

/** Attributes that both locations of a pair have, so that only the offender lacks what a case requires. */
export const COMMON_ATTRIBUTES = { HAZARDOUS: 'ANY' };

/** How to make a criterion, and no other, prefer one of two otherwise equal locations. */
export interface CriterionCase {
  readonly location?: (location: Location, rank: 'better' | 'worse') => Location;
  readonly stock?: (stock: CandidateStock, rank: 'better' | 'worse') => CandidateStock;
  readonly candidate?: (candidate: Candidate, rank: 'better' | 'worse') => Candidate;
}

/** A case for every criterion. A criterion without one fails the tests that go through the tables. */
export const CRITERION_CASES: Readonly<Record<RankingCriterion | WeightedCriterion, CriterionCase>> = {
  proximity: {
    location: (location, rank) => ({
      ...location,
      point: { latitude: 0, longitude: rank === 'better' ? 0.3 : 0.301 },
    }),
  },
  on_hand: { stock: (stock, rank) => ({ ...stock, available: stock.available + (rank === 'better' ? 1 : 0) }) },
  priority: { location: (location, rank) => ({ ...location, priority: rank === 'better' ? 1 : 2 }) },
  last_order_assigned: {
    candidate: (candidate, rank) => ({
      ...candidate,
      lastAssignedAt: rank === 'better' ? '2029-12-31T23:59:59.999Z' : '2030-01-01T00:00:00.000Z',
    }),
  },
  sales_velocity: { stock: (stock, rank) => ({ ...stock, salesVelocity: rank === 'better' ? 0.5 : 0.75 }) },
  lowest_cost: {
    location: (location, rank) => ({
      ...location,
      preferences: {
        ...location.preferences,
        requests: { ...location.preferences.requests, dropShipFee: rank === 'better' ? 1.99 : 2 },
      },
    }),
  },
  labor_cost: { location: (location, rank) => ({ ...location, laborCost: rank === 'better' ? 2.5 : 2.75 }) },
  gross_margin: { stock: (stock, rank) => ({ ...stock, unitCost: rank === 'better' ? 1.5 : 1.75 }) },
};

/** What both locations of a generated pair have in common, and the order. */
export interface Pair {
  readonly flow: Flow;
  readonly at: number;
  readonly available: number;
  readonly priority: number;
  readonly quantities: readonly number[];
  readonly split: boolean;
  /** Whether the first of the pair comes first by its code. */
  readonly firstByCode: boolean;
}

export const pairs: fc.Arbitrary<Pair> = fc.record({
  flow: fc.constantFrom('delivery', 'pickup', 'ship-for-pickup'),
  at: fc.constantFrom(0, 0.25, 0.5, 1),
  available: fc.integer({ min: 10, max: 20 }),
  priority: fc.integer({ min: 0, max: 9999 }),
  quantities: fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 3 }),
  split: fc.boolean(),
  firstByCode: fc.boolean(),
});

export const linesOf = ({ quantities }: Pair): RoutingRequest['lines'] =>
  quantities.map((quantity) => line(1, quantity));

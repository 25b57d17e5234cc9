import type { StandardCriterion } from './criterion.js';

export const lastOrderAssigned = {
  name: 'last_order_assigned' as const,
  needs: 'order counts',
  // A location that never had an order has waited longer than any other.
  value: ({ candidate: { lastAssignedAt } }) => (lastAssignedAt === '' ? -Infinity : Date.parse(lastAssignedAt)),
  better: 'lower',
  meaning: 'the location that has waited longest for an order; one that never had any comes first',
  unknown: 'never',
  because: ({ candidate }) => `${candidate.location.locationCd} has waited longer for an order.`,
} satisfies StandardCriterion;

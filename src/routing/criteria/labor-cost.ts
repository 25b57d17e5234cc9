import type { Criterion } from './criterion.js';

export const laborCost = {
  name: 'labor_cost' as const,
  value: ({ candidate }) => candidate.location.laborCost,
  better: 'lower',
  meaning: 'the lower `labor_cost` of the location',
  unknown: 'the location has none',
} satisfies Criterion;

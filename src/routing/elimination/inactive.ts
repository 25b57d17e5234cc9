import type { LocationPolicy } from './policy.js';

/** A location that is switched off gets no orders. */
export const inactive = {
  reason: 'inactive' as const,
  eliminates: ({ candidate }) => !candidate.location.active,
  columnar: ({ active }) => (active.all ? 'never' : (row) => active.rows[row] === 0),
  remedy: () => 'It is switched off: it would have to be active.',
} satisfies LocationPolicy;

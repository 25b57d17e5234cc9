import type { LinePolicy } from './policy.js';

/**
 * A location that rejected a line does not get it again for the life of the line. The documents are silent; offering a
 * store a second time what it does not have helps nobody.
 */
export const rejectedBefore = {
  reason: 'rejected_before' as const,
  excludes: ({ candidate }, { rejecters }) => rejecters.has(candidate.location.id),
  columnar: (_columns, { lines }) => (lines.some((line) => line.rejecters.size > 0) ? undefined : 'never'),
  remedy: () => 'It rejected the line and does not get it again.',
} satisfies LinePolicy;

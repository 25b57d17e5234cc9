import type { LinePolicy } from './policy.js';

/** The DF type of a line says whether direct fulfillment suppliers may ship it, or only they. */
export const directFulfillment = {
  reason: 'direct_fulfillment' as const,
  excludes: ({ candidate }, { shippedBy }) =>
    shippedBy !== undefined && (shippedBy === 'supplier') !== (candidate.location.channel === 'direct_fulfillment'),
  columnar: (_columns, { lines }) => (lines.some((line) => line.shippedBy !== undefined) ? undefined : 'never'),
  remedy: ({ candidate }) =>
    candidate.location.channel === 'direct_fulfillment'
      ? 'The DF type of a line leaves it to the merchant: it would have to be 1, or 2 or 3 where he does not have all of it.'
      : 'The DF type of a line leaves it to direct fulfillment suppliers: it would have to be another one than 1.',
} satisfies LinePolicy;

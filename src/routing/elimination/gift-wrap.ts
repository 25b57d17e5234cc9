import type { LinePolicy } from './policy.js';

/** A line to be gift-wrapped goes only to locations that wrap gifts. */
export const giftWrap = {
  reason: 'gift_wrap' as const,
  excludes: ({ candidate }, line) => line.giftWrap && !candidate.location.preferences.giftWrapAvailable,
  columnar: (_columns, { lines }) => (lines.some((line) => line.giftWrap) ? undefined : 'never'),
  remedy: () => 'A line is to be gift-wrapped: gift_wrap_available would have to be on.',
} satisfies LinePolicy;

import type { EliminationPolicy } from './policy.js';

/** Lines to be gift-wrapped go only where that is done. */
export const giftWrap: EliminationPolicy = ({ candidate }, { lines }) =>
  (lines.some((line) => line.giftWrap) && !candidate.location.preferences.giftWrapAvailable ? 'gift_wrap' : undefined);

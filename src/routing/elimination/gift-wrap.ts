import type { LinePolicy } from './policy.js';

/** A line to be gift-wrapped goes only where that is done. */
export const giftWrap: LinePolicy = ({ candidate }, line) =>
  line.giftWrap && !candidate.location.preferences.giftWrapAvailable ? 'gift_wrap' : undefined;

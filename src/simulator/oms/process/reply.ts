import type { ToldOrder } from '../messages/answers.js';

/** What the broker said to a message that changes something. */
export interface Reply {
  /** `none`: nobody answered. `refused`: without a response code. */
  readonly kind: 'answered' | 'refused' | 'none';
  /** The response code; 0 for success. */
  readonly code: number;
  readonly text: string;
  readonly requestId: string;
  /** The lines of an accepted SubmitOrder; absent when they are not known yet. */
  readonly told?: ToldOrder | undefined;
}

/** The order was submitted before: what was meant is done. */
export const KNOWN_ORDER = 2040;
/** The lines have that status already: a repeated cancel is done. */
export const ALREADY = 7104;
/** The request is under review: it may not be shipped now. */
export const UNDER_REVIEW = 7108;

import type { Difference } from './compare.js';

/** Whether a response is the expected one. */
export interface AssertionResult {
  readonly result: 'passed' | 'failed';
  /** Why it failed, or what limits the meaning of a pass; empty when there is nothing to add. */
  readonly reason: string;
  /** The first difference, when the response was compared. */
  readonly difference?: Difference;
}

/** The result of a comparison. */
export const assertionOf = (difference: Difference | undefined): AssertionResult =>
  difference === undefined
    ? { result: 'passed', reason: '' }
    : { result: 'failed', reason: 'the response differs from the expected one', difference };

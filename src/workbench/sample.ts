import type { AssertionResult } from './assertion.js';
import type { RawResponse } from './exchange.js';

/** A sample of either form, SOAP or HTTP, ready to be sent. */
export interface Sample {
  /** For a report: the operation of a message, or the method and path of a request. */
  readonly operation: string;
  readonly path: string;
  readonly init: RequestInit;
  /** Compares the response with the expected one, or records it. */
  readonly assert: (response: RawResponse) => Promise<SampleResult>;
}

/** What came of a response. */
export interface SampleResult extends Omit<AssertionResult, 'result'> {
  readonly result: AssertionResult['result'] | 'recorded';
  /** Empty when the response has none, like `requestId`. */
  readonly responseCode: string;
  readonly requestId: string;
}

/** A failure without a comparison. */
export const failure = (reason: string): SampleResult => ({
  result: 'failed',
  reason,
  responseCode: '',
  requestId: '',
});

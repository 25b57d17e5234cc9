import type { BrokerRejection, ErrorCode } from './surface.js';

/** What a test did wrong, or waited for in vain. */
export class TestBrokerError extends Error {
  override readonly name: string = 'TestBrokerError';

  constructor(
    readonly code: ErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** The broker rejected a message. */
export class BrokerRejectionError extends TestBrokerError implements BrokerRejection {
  override readonly name = 'BrokerRejectionError';
  override readonly code = 'rejected';

  /** @param what was rejected, e.g. `the order` */
  constructor(
    what: string,
    readonly responseCode: number,
    readonly responseDescription: string,
  ) {
    super(
      'rejected',
      `the broker rejected ${what} with code ${String(responseCode)}: ${responseDescription}\n` +
        `docs/response-codes.md explains the code; catch the error to test for it (responseCode)`,
    );
  }
}

import type { CatalogFault } from '../../domain/network/catalog-fault.js';

/** A request whose content is invalid. Answered with HTTP 400 and the faults. */
export class InvalidRequestError extends Error {
  override readonly name = 'InvalidRequestError';
  readonly code = 'invalid-request';

  constructor(readonly faults: readonly CatalogFault[]) {
    super('the request has faults');
  }
}

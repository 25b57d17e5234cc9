import { ACCESS_FAULTS } from './fault-catalog/access.js';
import { ENVELOPE_FAULTS } from './fault-catalog/envelope.js';
import { PARSING_FAULTS } from './fault-catalog/parsing.js';
import { PROCESSING_FAULTS } from './fault-catalog/processing.js';
import { TRANSPORT_FAULTS } from './fault-catalog/transport.js';

export type { FaultEntry } from './fault-catalog/entry.js';

/**
 * Every fault that a SOAP endpoint returns, in the order of the stages. `docs/response-codes.md` is generated from it.
 *
 * HTTP status: SOAP 1.1 binds every fault to 500, and old clients look for a fault only there. SOAP 1.2 requires 400 for
 * the sender's faults. What HTTP itself refuses (credentials, method, media type, size, content coding, time, a server that
 * is overloaded or shutting down) keeps HTTP's own status in both versions, because proxies and HTTP libraries act on it; a
 * client that has worked before never sees most of these.
 */
export const FAULTS = [
  ...ACCESS_FAULTS,
  ...TRANSPORT_FAULTS,
  ...PARSING_FAULTS,
  ...ENVELOPE_FAULTS,
  ...PROCESSING_FAULTS,
] as const;

import type { FaultEntry } from './entry.js';
import { client, http, server } from './entry.js';

/** Faults of the payload and of processing it. */
export const PROCESSING_FAULTS = [
  {
    key: 'schema-invalid',
    ...client,
    faultstring: 'Inbound Message failed validation',
    meaning:
      "The request does not follow the contract's schema. The detail lists each problem with line, column and path.",
    remedy: 'Correct every problem listed; nothing was done.',
  },
  {
    key: 'version-too-high',
    ...client,
    faultstring: 'Inbound Message failed validation',
    names: 'the message version and the highest accepted one',
    meaning:
      'The version in the message header is higher than MAX_MESSAGE_VERSION: the message may contain what this broker does not support.',
    remedy: 'Set the message version in the calling system to an accepted one; nothing was done.',
  },
  {
    key: 'handling-timeout',
    ...server,
    faultstring: 'The request took too long to be answered',
    meaning: 'The operation did not finish in time. It may still complete.',
    remedy: 'Request the status, or send the same message again: a repeat is recognized.',
  },
  {
    ...http('unavailable'),
    faultstring: 'The service is temporarily unavailable',
    meaning: 'The database does not respond, or had no free connection in time. Retry-After gives the time to wait.',
    remedy: 'Send the same message again: a repeat is recognized, should the first have been stored after all.',
  },
  {
    ...http('overloaded'),
    faultstring: 'The service has more to do than it can',
    meaning:
      'More messages arrived than can be processed, and this one waited too long or did not fit into the queue. Retry-After gives the time to wait.',
    remedy: 'Send the same message again after that time; nothing was done.',
  },
  {
    key: 'internal-error',
    ...server,
    faultstring: 'Internal error',
    meaning: 'An error in the broker. The correlation id in the detail is also in its log.',
    remedy: 'Send the same message again later; if the fault persists, report the correlation id.',
  },
  {
    ...http('shutting-down'),
    faultstring: 'The service is shutting down',
    meaning: 'The server no longer accepts messages. Retry-After gives the time to wait.',
    remedy: 'Send again; nothing was done.',
  },
] as const satisfies readonly FaultEntry[];

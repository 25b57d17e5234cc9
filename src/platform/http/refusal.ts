/** How the details of a refusal are told, with what to do. `found` is the value or the limit, `why` a technical cause. */
interface Told {
  readonly found: string;
  readonly why: string;
  /** Methods that the address supports. */
  readonly allow: string;
  /** For example `after 5 s`. */
  readonly later: string;
}

interface RefusalEntry {
  readonly status: number;
  /** What a person reads who sees the refusal in JSON; a SOAP fault has a text of its own (platform/soap/fault-catalog.ts). */
  readonly title: string;
  /** The `detail` of a problem document: the value, the limit and what to do. */
  readonly detail: (told: Told) => string;
}

/**
 * Every reason for which HTTP refuses a request, whatever protocol the service speaks. The key is stable: it is the
 * exchange's outcome in logs and metrics, the `key` of a problem document, and the key of the SOAP fault.
 */
export const HTTP_REFUSALS = {
  'authentication-required': {
    status: 401,
    title: 'Authentication is required',
    detail: () => 'found no credentials: send an API key in the header of this service, or HTTP Basic',
  },
  'sign-in-refused': {
    status: 401,
    title: 'The credentials are not valid',
    detail: ({ why }) =>
      why || 'the credentials are unknown, wrong, revoked or expired: check them, or ask for new ones',
  },
  'not-authorized': {
    status: 403,
    title: 'The user may not do this',
    detail: ({ found }) => `${found || 'the user lacks the right'}: ask the operator of the broker for it`,
  },
  'too-many-requests': {
    status: 429,
    title: 'There were too many requests',
    detail: ({ later }) => `the rate limit is exceeded: send it again ${later}`,
  },
  'method-not-allowed': {
    status: 405,
    title: 'The method is not allowed here',
    detail: ({ found, allow }) => `found ${found}, expected ${allow || 'another method'}`,
  },
  'content-type': {
    status: 415,
    title: 'The Content-Type is not supported',
    detail: ({ found }) => `found ${JSON.stringify(found)}, expected application/json`,
  },
  'content-encoding': {
    status: 415,
    title: 'The Content-Encoding is not supported',
    detail: ({ found }) => `found ${JSON.stringify(found)}, expected gzip, deflate or none`,
  },
  'compressed-data': {
    status: 400,
    title: 'The compressed body cannot be inflated',
    detail: ({ why }) => `the body is not what its Content-Encoding says: ${why}`,
  },
  'message-too-large': {
    status: 413,
    title: 'The body is larger than allowed',
    detail: ({ found }) => `the body is larger than ${found} bytes: send less in one request`,
  },
  'inflated-too-large': {
    status: 413,
    title: 'The inflated body is larger than allowed',
    detail: ({ found }) => `the inflated body is larger than ${found} bytes: send less in one request`,
  },
  'incomplete-body': { status: 400, title: 'The body is not complete', detail: ({ why }) => why },
  'request-timeout': { status: 408, title: 'The request did not arrive in time', detail: ({ why }) => why },
  unavailable: {
    status: 503,
    title: 'The service is temporarily unavailable',
    detail: ({ later }) => `the database does not answer: send it again ${later}`,
  },
  overloaded: {
    status: 503,
    title: 'The service is overloaded',
    detail: ({ later }) => `nothing was done: send it again ${later}`,
  },
  'shutting-down': {
    status: 503,
    title: 'The service is shutting down',
    detail: ({ later }) => `nothing was done: send it again ${later}`,
  },
  'handling-timeout': {
    status: 504,
    title: 'The request took too long to process',
    detail: () => 'it may still be carried out: ask for its result, or send it again with the same Idempotency-Key',
  },
  'internal-error': {
    status: 500,
    title: 'Internal error',
    detail: () => 'report the correlationId to the operator of the broker',
  },
} as const satisfies Record<string, RefusalEntry>;

export type HttpRefusalKey = keyof typeof HTTP_REFUSALS;

export interface RefusalDetails {
  /** The value that was refused or the limit that was exceeded: a media type, a number of bytes. */
  readonly subject?: string;
  /** A technical cause, e.g. the decompressor's message. */
  readonly reason?: string;
  /** Seconds until the caller may retry; absent: the default for the key. */
  readonly retryAfter?: number | undefined;
  /** Methods that the address supports, as the Allow header lists them. */
  readonly allow?: string;
}

/** Seconds until a retry is worthwhile after a 503: a restart takes less. */
export const RETRY_AFTER_SECONDS = 5;

/** Longest caller-supplied text that a response repeats, in characters. */
const EXCERPT_LENGTH = 200;

/** HTTP refuses the request. Each protocol renders it in its own form: a SOAP fault, a problem document. */
export class HttpRefusalError extends Error {
  override readonly name = 'HttpRefusalError';
  readonly code = 'http-refusal';
  readonly status: number;
  /** Seconds until the caller may retry; undefined where a retry would change nothing. */
  readonly retryAfter: number | undefined;

  constructor(
    readonly key: HttpRefusalKey,
    readonly details: RefusalDetails = {},
  ) {
    const { status, title } = HTTP_REFUSALS[key];
    super(details.subject === undefined ? title : `${title}: ${excerpt(details.subject)}`);
    this.status = status;
    this.retryAfter = details.retryAfter ?? defaultRetryAfter(key, status);
  }
}

/** The title of a refusal, and a sentence that names the value, the limit and what to do. */
export function describeRefusal({ key, details, retryAfter }: HttpRefusalError): {
  readonly title: string;
  readonly detail: string;
} {
  const { title, detail }: RefusalEntry = HTTP_REFUSALS[key];
  const { subject = '', reason = '', allow = '' } = details;
  const later = retryAfter === undefined ? 'later' : `after ${String(retryAfter)} s`;
  return { title, detail: detail({ found: excerpt(subject), why: excerpt(reason), allow, later }) };
}

/** Shortens text that came from the caller before it is repeated in a response. */
export function excerpt(text: string): string {
  return text.length > EXCERPT_LENGTH ? `${text.slice(0, EXCERPT_LENGTH)}…` : text;
}

/** Overloaded callers get random delays of 1 to 5 s; with the same delay they would all return at once. */
function defaultRetryAfter(key: HttpRefusalKey, status: number): number | undefined {
  if (key === 'overloaded') return 1 + Math.floor(Math.random() * RETRY_AFTER_SECONDS);
  return status === 503 ? RETRY_AFTER_SECONDS : undefined;
}

import type { HttpRefusalError } from '../refusal.js';
import { describeRefusal } from '../refusal.js';

/** Why a JSON service refused or failed a request. */
export interface Problem {
  /** Stable name in kebab-case. */
  readonly key: string;
  readonly status: number;
  /** The same for every occurrence. */
  readonly title: string;
  /** What is particular to this occurrence: the value, the limit and what to do, in one sentence. */
  readonly detail?: string;
  /** Each fault of the request, where it can have several. */
  readonly faults?: readonly ProblemFault[];
  /** Seconds until the caller may retry, for the Retry-After header. */
  readonly retryAfter?: number;
}

/** A fault of a request. */
export interface ProblemFault {
  /** The field, such as `details[0].sku`. */
  readonly path: string;
  readonly reason: string;
}

/** Every problem that is not one of HTTP's (platform/http/refusal.ts) and that any JSON service may report. */
const PROBLEMS = {
  'not-found': { status: 404, title: 'There is nothing at this address' },
  'malformed-json': { status: 400, title: 'The body is not JSON in UTF-8' },
  'json-too-deep': { status: 400, title: 'The body is nested too deeply' },
  'json-too-many-values': { status: 400, title: 'The body has too many values' },
  'repeated-name': { status: 400, title: 'A name occurs twice in the same group' },
  'reserved-name': { status: 400, title: 'A name is reserved' },
  'idempotency-key-malformed': { status: 400, title: 'The Idempotency-Key cannot be used' },
  'idempotency-key-reused': { status: 422, title: 'The Idempotency-Key was used for another request' },
  'idempotency-key-in-progress': { status: 409, title: 'The request of this Idempotency-Key is still in progress' },
} as const satisfies Record<string, Pick<Problem, 'status' | 'title'>>;

export type ProblemKey = keyof typeof PROBLEMS;

/** A problem of the catalog. @param detail names the value, the limit and what to do */
export function problem(key: ProblemKey, detail?: string, retryAfter?: number): Problem {
  return {
    key,
    ...PROBLEMS[key],
    ...(detail === undefined ? {} : { detail }),
    ...(retryAfter === undefined ? {} : { retryAfter }),
  };
}

export const PROBLEM_MEDIA_TYPE = 'application/problem+json';

/** What the type of every problem document begins with. */
export const PROBLEM_TYPE = 'urn:order-broker:problem:';

/** The problem that a JSON service reports for an HTTP refusal. */
export function problemOf(refusal: HttpRefusalError): Problem {
  const { key, status, retryAfter } = refusal;
  return { key, status, ...describeRefusal(refusal), ...(retryAfter === undefined ? {} : { retryAfter }) };
}

/** A problem document (RFC 9457), with the key and the correlation id as extension members. */
export function writeProblem({ key, status, title, detail, faults }: Problem, correlationId: string): string {
  return JSON.stringify({ type: `${PROBLEM_TYPE}${key}`, title, status, detail, faults, key, correlationId });
}

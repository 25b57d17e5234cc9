import { STATUS_CODES } from 'node:http';
import type { JsonAnswer, JsonCall } from '../../platform/http/json/json-service.js';
import type { Problem } from '../../platform/http/json/problem.js';

/** An error as clients of this service know them. */
interface ServiceError {
  readonly code: 810 | 802 | 803;
  readonly message: string;
}

/** What every answer begins with. */
interface Metadata {
  readonly path: string;
  readonly http_status_code: number;
  readonly http_status: string;
  readonly timestamp: string;
  readonly errors?: readonly ServiceError[];
}

function metadata(path: string, status: number, now: Date): Metadata {
  return {
    path: path.slice(0, 200),
    http_status_code: status,
    http_status: STATUS_CODES[status] ?? '',
    timestamp: now.toISOString(),
  };
}

/** An answer with its data. */
export function answered({ path }: JsonCall, now: Date, data: object): JsonAnswer {
  return { status: 200, body: { metadata: metadata(path, 200, now), data } };
}

/**
 * A refusal: 802 where the caller may not, 803 where it is not the caller's fault and the same request may be sent again
 * later, and 810 for everything that is wrong with the request, one error for each fault.
 */
export function refusalBody(problem: Problem, path: string, correlationId: string): object {
  const { status, title, detail, faults } = problem;
  const code = codeOf(status);
  const sentence = detail === undefined ? title : `${title}: ${detail}`;
  const messages = faults?.map(({ path: field, reason }) => (field === '' ? reason : `${field}: ${reason}`));
  return {
    metadata: {
      ...metadata(path, status, new Date()),
      errors: (messages ?? [sentence]).map((message) => ({ code, message })),
      correlation_id: correlationId,
    },
    data: null,
  };
}

function codeOf(status: number): ServiceError['code'] {
  if (status === 401 || status === 403) return 802;
  return status >= 500 || status === 429 ? 803 : 810;
}

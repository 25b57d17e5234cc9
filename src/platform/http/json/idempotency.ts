import { IDEMPOTENCY_KEY_FORM, IN_PROGRESS_SECONDS, readIdempotencyKey } from '../idempotency-key.js';
import type { JsonCall } from './json-service.js';
import { ProblemError } from './json-service.js';
import { problem } from './problem.js';

/**
 * The Idempotency-Key of a call, for the unit of work that its operation runs (broker/idempotent.ts).
 * @returns undefined when it was not sent
 * @throws {ProblemError} idempotency-key-malformed
 */
export function idempotencyKeyOf({ header }: JsonCall): string | undefined {
  const sent = header('idempotency-key');
  const key = sent === undefined ? undefined : readIdempotencyKey(sent);
  if (sent !== undefined && key === undefined)
    throw new ProblemError(problem('idempotency-key-malformed', IDEMPOTENCY_KEY_FORM));
  return key;
}

/** The problem of a key that cannot be answered now. @param detail what is wrong and what to do */
export function idempotencyProblem(kind: 'reused' | 'in-progress', detail: string): ProblemError {
  return kind === 'reused'
    ? new ProblemError(problem('idempotency-key-reused', detail))
    : new ProblemError(problem('idempotency-key-in-progress', detail, IN_PROGRESS_SECONDS));
}

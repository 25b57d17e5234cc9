import type { Attempt, DeliveryResult, StoredDelivery } from '../../store/webhooks/deliveries.js';
import { nextAttempt, retryAfter } from './retry-schedule.js';
import type { PostOutcome } from './tools.js';

/** Attempts that are kept: all of a delivery that was not sent again by hand. */
const KEPT = 10;
const GONE = 410;

export interface Judged {
  readonly result: DeliveryResult;
  /** What it says of the endpoint. */
  readonly endpoint: 'well' | 'failing' | 'dead' | 'gone';
}

/** What follows from an attempt: only 2xx is success, and 410 means that there will never be one. */
export function judgeOutcome(
  delivery: Pick<StoredDelivery, 'failures' | 'attempts'>,
  outcome: PostOutcome,
  now: Date,
  random: number,
): Judged {
  const { status, milliseconds } = outcome;
  const at = now.toISOString();
  const delivered = status !== undefined && status >= 200 && status <= 299;
  const attempt: Attempt = {
    at,
    ...(status === undefined ? {} : { status }),
    ...(delivered ? {} : { error: reasonOf(outcome) }),
    milliseconds,
  };
  const attempts = [...delivery.attempts, attempt].slice(-KEPT);
  if (delivered)
    return {
      result: { state: 'delivered', dueAt: at, failures: delivery.failures, endedAt: at, attempts },
      endpoint: 'well',
    };
  const failures = delivery.failures + 1;
  const next = status === GONE ? undefined : nextAttempt(failures, now, random, retryAfter(outcome.retryAfter, now));
  if (next === undefined)
    return {
      result: { state: 'dead', dueAt: at, failures, endedAt: at, attempts },
      endpoint: status === GONE ? 'gone' : 'dead',
    };
  return {
    result: { state: 'waiting', dueAt: next.toISOString(), failures, endedAt: null, attempts },
    endpoint: 'failing',
  };
}

function reasonOf({ status, error }: PostOutcome): string {
  if (status === undefined) return error ?? 'no answer';
  if (status === GONE) return 'the endpoint says that it is gone for good';
  return status >= 300 && status <= 399 ? 'redirects are not followed' : 'not a status of success (200 to 299)';
}

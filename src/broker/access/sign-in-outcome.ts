import { classify } from '../../platform/db/database-error.js';
import type { BrokerContext } from '../context.js';

/**
 * How an authentication ended, for metrics and log. These are metric labels, so the values are public; `let-in` is
 * success. Callers learn only what `Refusal` distinguishes.
 */
export type SignInOutcome =
  'let-in' | 'unknown' | 'disabled' | 'wrong' | 'replayed' | 'expired' | 'too-many' | 'unavailable';

/** Result of checking credentials. */
export interface Verdict<Who> {
  readonly outcome: SignInOutcome;
  /** Who was authenticated; present only when the outcome is `let-in`. */
  readonly who?: Who;
}

/** The outcome for a temporary database failure. @throws every other error */
export function unavailable(error: unknown, log: BrokerContext['log']): 'unavailable' {
  const failure = classify(error);
  if (failure !== 'unavailable' && failure !== 'conflict') throw error;
  log.error({ err: error }, 'authentication unavailable: the database is not responding');
  return 'unavailable';
}

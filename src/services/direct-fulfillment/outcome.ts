import { RefusedError } from '../../domain/partner/refusal.js';
import { statusRow } from './sql-result.js';
import type { SqlAnswer } from './sql-result.js';
import { ParameterError } from './parameters.js';

/** Answers a report: a row with 200, or with 500 and every reason for which nothing was done. */
export async function outcomeOf(report: () => Promise<unknown>): Promise<SqlAnswer> {
  try {
    await report();
    return statusRow({ status: '200', message: 'OK' });
  } catch (error) {
    if (error instanceof RefusedError || error instanceof ParameterError)
      return statusRow({ status: '500', message: error.message });
    throw error;
  }
}

import { pino } from 'pino';
import type { Logger } from 'pino';

/**
 * The log: JSON lines on standard output. An error is written with its kind, code, message and stack only: a failed
 * statement's error also carries the statement's parameters, and those are people's names and addresses.
 * @param worker the number of this process among those that answer as one; stands in every line
 */
export function createLog(level: string, worker?: number): Logger {
  return pino({
    level,
    base: worker === undefined ? null : { worker },
    timestamp: pino.stdTimeFunctions.isoTime,
    serializers: { err: describeError },
  });
}

function describeError(error: unknown): object {
  if (!(error instanceof Error)) return { message: String(error) };
  return {
    type: error.name,
    message: error.message,
    ...('code' in error ? { code: String(error.code) } : {}),
    stack: error.stack,
    ...(error.cause === undefined ? {} : { cause: describeError(error.cause) }),
  };
}

import { pino } from 'pino';
import type { Logger } from 'pino';

/**
 * The log: JSON lines on standard output. An error is written with its kind, code, message and stack only: a failed
 * statement's error also carries the statement's parameters, and those are people's names and addresses.
 */
export function createLog(level: string): Logger {
  return pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime, serializers: { err: describeError } });
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

import { pino } from 'pino';
import type { Logger } from 'pino';

/**
 * The log: JSON lines on standard output. Of an error only its type, code, message and stack are written: the error of a
 * failed statement also carries the statement's parameters, which include people's names and addresses.
 * @param worker this process's number among those that answer as one, added to every line
 */
export function createLog(level: string, worker?: number): Logger {
  return pino({
    level,
    base: worker === undefined ? null : { worker },
    timestamp: pino.stdTimeFunctions.isoTime,
    serializers: { err: describeError },
    hooks: { streamWrite: escapeControls },
  });
}

/** What JSON does not escape and a terminal obeys: control characters from U+007F on, other ends of lines, directions. */
const CONTROLS = /[\u007F-\u009F\p{Zl}\p{Zp}\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/gu;

/** Escapes them in a line of the log; they only occur in its strings. */
const escapeControls = (line: string): string =>
  line.replace(CONTROLS, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);

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

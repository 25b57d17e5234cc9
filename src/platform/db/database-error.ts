import { QueryFailedError } from 'typeorm';

/** Why a transaction did not go through, as far as it decides what to do next. */
export type FailureKind = 'conflict' | 'duplicate' | 'unavailable' | 'other';

/**
 * Deadlock, lock timeout, snapshot that moved on (MariaDB 11.6.2 and up), write conflict of a cluster: the transaction
 * was rolled back for another's sake, and the whole unit may be run again.
 */
const CONFLICTS: ReadonlySet<string> = new Set([
  'ER_LOCK_DEADLOCK',
  'ER_LOCK_WAIT_TIMEOUT',
  'ER_CHECKREAD',
  'SQLITE_BUSY',
  'SQLITE_BUSY_SNAPSHOT',
  'SQLITE_LOCKED',
]);
const DUPLICATES: ReadonlySet<string> = new Set([
  'ER_DUP_ENTRY',
  'SQLITE_CONSTRAINT_PRIMARYKEY',
  'SQLITE_CONSTRAINT_UNIQUE',
]);
/**
 * The database is not there, is full, or is not one to write to: one that stops, a replica after a fail-over
 * (ER_OPTION_PREVENTS_STATEMENT and the like), a cluster's node without its others (ER_UNKNOWN_COM_ERROR).
 */
const UNAVAILABLE: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'PROTOCOL_CONNECTION_LOST',
  'ER_CON_COUNT_ERROR',
  'ER_TOO_MANY_USER_CONNECTIONS',
  'ER_USER_LIMIT_REACHED',
  'ER_HANDSHAKE_ERROR',
  'ER_SERVER_SHUTDOWN',
  'ER_NORMAL_SHUTDOWN',
  'ER_NEW_ABORTING_CONNECTION',
  'ER_QUERY_INTERRUPTED',
  'ER_UNKNOWN_COM_ERROR',
  'ER_OPTION_PREVENTS_STATEMENT',
  'ER_READ_ONLY_MODE',
  'ER_CANT_EXECUTE_IN_READ_ONLY_TRANSACTION',
  'ER_DISK_FULL',
  'ER_RECORD_FILE_FULL',
  'SQLITE_FULL',
  'SQLITE_IOERR',
]);
/** MariaDB's own numbers, which the driver has no names for: connection killed, statement killed for its time, idle transaction ended. */
const UNAVAILABLE_NUMBERS: ReadonlySet<unknown> = new Set([1927, 1969, 4031]);

/** The database could not be reached, or had no connection to spare in time. */
export class DatabaseUnavailableError extends Error {
  override readonly name = 'DatabaseUnavailable';
}

/** The code a driver or the system gave an error, `''` without one. */
export function errorCode(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string'
    ? error.code
    : '';
}

export function classify(error: unknown): FailureKind {
  if (error instanceof DatabaseUnavailableError) return 'unavailable';
  const cause: unknown = error instanceof QueryFailedError ? error.driverError : error;
  const code = errorCode(cause);
  if (CONFLICTS.has(code)) return 'conflict';
  if (DUPLICATES.has(code)) return 'duplicate';
  if (UNAVAILABLE.has(code) || endsConnection(cause)) return 'unavailable';
  return 'other';
}

/** Whether the driver says that its connection is of no use after this. */
function endsConnection(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false;
  return ('fatal' in error && error.fatal === true) || ('errno' in error && UNAVAILABLE_NUMBERS.has(error.errno));
}

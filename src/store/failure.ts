import { QueryFailedError } from 'typeorm';

/** Why a transaction did not go through, as far as it decides what to do next. */
export type Failure = 'conflict' | 'duplicate' | 'unavailable' | 'other';

/**
 * Deadlock, lock timeout, snapshot that moved on (MariaDB 11.6.2 and up), write conflict of a cluster: the transaction
 * was rolled back for another's sake, and the whole unit may be run again.
 */
const CONFLICTS: ReadonlySet<string> = new Set([
  'ER_LOCK_DEADLOCK', 'ER_LOCK_WAIT_TIMEOUT', 'ER_CHECKREAD', 'SQLITE_BUSY', 'SQLITE_BUSY_SNAPSHOT', 'SQLITE_LOCKED',
]);
const DUPLICATES: ReadonlySet<string> = new Set(['ER_DUP_ENTRY', 'SQLITE_CONSTRAINT_PRIMARYKEY', 'SQLITE_CONSTRAINT_UNIQUE']);
const UNAVAILABLE: ReadonlySet<string> = new Set([
  'ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'PROTOCOL_CONNECTION_LOST', 'ER_CON_COUNT_ERROR',
  'ER_SERVER_SHUTDOWN', 'ER_OPTION_PREVENTS_STATEMENT', 'SQLITE_FULL', 'SQLITE_IOERR',
]);

/** The database could not be reached, or had no connection to spare in time. */
export class DatabaseUnavailable extends Error {
  override readonly name = 'DatabaseUnavailable';
}

/** The code a driver or the system gave an error, `''` without one. */
export function errorCode(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

export function classify(error: unknown): Failure {
  if (error instanceof DatabaseUnavailable) return 'unavailable';
  const code = errorCode(error instanceof QueryFailedError ? error.driverError : error);
  if (CONFLICTS.has(code)) return 'conflict';
  if (DUPLICATES.has(code)) return 'duplicate';
  if (UNAVAILABLE.has(code)) return 'unavailable';
  return 'other';
}

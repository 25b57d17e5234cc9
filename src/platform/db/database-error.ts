import { QueryFailedError } from 'typeorm';

/** The kind of failure of a transaction, which decides what to do next. */
export type FailureKind = 'conflict' | 'duplicate' | 'unavailable' | 'other';

/**
 * Deadlock, lock timeout, stale snapshot (MariaDB 11.6.2 and up), write conflict of a cluster: the transaction was rolled
 * back in favor of another one, and may be run again.
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
 * The database is unreachable, full, or not writable: shutting down, a replica after a failover
 * (ER_OPTION_PREVENTS_STATEMENT and the like), a cluster node without a quorum (ER_UNKNOWN_COM_ERROR).
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
]);
/** SQLite says in the rest of such a code what could not be done (SQLITE_IOERR_WRITE). */
const UNAVAILABLE_FAMILIES = /^SQLITE_(FULL|IOERR)/;
/** MariaDB's error numbers without a name in the driver: connection killed, statement timed out, idle transaction ended. */
const UNAVAILABLE_NUMBERS: ReadonlySet<unknown> = new Set([1927, 1969, 4031]);

/** The database is unreachable, or no connection was free in time. */
export class DatabaseUnavailableError extends Error {
  override readonly name = 'DatabaseUnavailableError';
  readonly code = 'database-unavailable';
}

/** The error code of a driver or of the operating system; `''` for an error without one. */
export function errorCode(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string'
    ? error.code
    : '';
}

/** The error code of the driver, also below TypeORM. */
export function failureCode(error: unknown): string {
  return errorCode(error instanceof QueryFailedError ? error.driverError : error);
}

/** Whether the same message may succeed later. */
export function isTemporary(error: unknown): boolean {
  const kind = classify(error);
  return kind === 'unavailable' || kind === 'conflict';
}

/** Classifies an error of a transaction. @param error of a driver, of TypeORM, or `DatabaseUnavailableError` */
export function classify(error: unknown): FailureKind {
  if (error instanceof DatabaseUnavailableError) return 'unavailable';
  const cause: unknown = error instanceof QueryFailedError ? error.driverError : error;
  const code = failureCode(error);
  if (CONFLICTS.has(code)) return 'conflict';
  if (DUPLICATES.has(code)) return 'duplicate';
  if (UNAVAILABLE.has(code) || UNAVAILABLE_FAMILIES.test(code) || endsConnection(cause)) return 'unavailable';
  return 'other';
}

/** Whether the driver reports that its connection is unusable. */
function endsConnection(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false;
  return ('fatal' in error && error.fatal === true) || ('errno' in error && UNAVAILABLE_NUMBERS.has(error.errno));
}

import { userInfo } from 'node:os';
import { classify, DatabaseUnavailableError, failureCode } from '../platform/db/database-error.js';

type NextSteps = readonly (readonly [codes: RegExp, nextStep: string])[];

const SQLITE_DRIVER: NextSteps = [
  // npm leaves an optional package out when it cannot be compiled.
  [/DriverPackageNotInstalled|package has not been found/, 'run `npm install`'],
  // Without the file `build/Release/better_sqlite3.node`, or with that of another Node.
  [/bindings file|was compiled against/, 'run `npm rebuild better-sqlite3`'],
];

/** Of SQLite: what to do about an error that a wrong setting, a missing right or a full disk causes. */
const OF_FILES: NextSteps = [
  [/^SQLITE_NOTADB/, 'name another file in DATABASE_URL, or move this one away'],
  [/^SQLITE_CORRUPT/, 'the file is damaged: stop the broker, and restore a backup (docs/operations.md)'],
  [/^(SQLITE_FULL|SQLITE_IOERR|ENOSPC|EDQUOT)/, 'free some space on its disk, and start again'],
  [/^SQLITE_(BUSY|LOCKED)/, 'another process writes to it: wait for that one, or stop it'],
  [
    /^(SQLITE_READONLY|SQLITE_CANTOPEN|EACCES|EPERM|EEXIST|ENOTDIR|EISDIR|ENOENT|EROFS)/,
    `${userName()} must be able to write to it and to its folder: change their rights, or DATABASE_URL`,
  ],
];

/** Of MariaDB and MySQL. */
const OF_SERVERS: NextSteps = [
  [/^ER_(ACCESS_DENIED|DBACCESS_DENIED)_ERROR/, 'check user, password and privileges (docs/operations.md)'],
  [/^ER_BAD_DB_ERROR/, 'create it first: CREATE DATABASE name CHARACTER SET utf8mb4'],
];

/**
 * The error of a start that failed, as the operator needs it: with the database and what to do.
 * @param url DATABASE_URL
 * @returns the same error when it is a defect of the program
 */
export function explainUnusable(url: string, error: unknown): unknown {
  if (error instanceof DatabaseUnavailableError) return error;
  // Drivers also throw what is no Error.
  const { name = '', message = '' } = Object(error) as Partial<Error>;
  const isFile = url.startsWith('sqlite:');
  const code = failureCode(error);
  const known = (isFile ? OF_FILES : OF_SERVERS).find(([codes]) => codes.test(code))?.[1];
  const driver = isFile ? SQLITE_DRIVER.find(([texts]) => texts.test(`${name} ${message}`))?.[1] : undefined;
  if (driver !== undefined) return withoutDriver(driver);
  if (known === undefined && classify(error) !== 'unavailable') return error;
  const what = isFile
    ? `the file ${url.slice('sqlite:'.length)} cannot be the database`
    : 'the database cannot be reached';
  const nextStep = known ?? 'check that its server runs, and host and port in DATABASE_URL';
  return new DatabaseUnavailableError(`${what}: ${message || code}; ${nextStep}`, { cause: error });
}

const withoutDriver = (nextStep: string): DatabaseUnavailableError =>
  new DatabaseUnavailableError(
    `better-sqlite3, the SQLite driver, is not built for this Node (${process.version}): ${nextStep}, ` +
      'which needs a C++ compiler, make and python3; or set DATABASE_URL to MariaDB or MySQL, which do without it',
  );

/** Containers may run under a user that has no name. */
function userName(): string {
  try {
    return `user ${userInfo().username}`;
  } catch {
    return `user ${String(process.getuid?.() ?? '')}`;
  }
}

/** The database was changed by a newer release, in ways that this one does not know. */
class NewerDatabaseError extends Error {
  override readonly name = 'NewerDatabaseError';
  readonly code = 'database-newer';

  constructor(migration: string) {
    super(
      `the database belongs to a newer release of the broker, whose migration ${migration} this one does not know: ` +
        'start the newer release, or restore a backup from before the upgrade (docs/operations.md)',
    );
  }
}

/**
 * Refuses a database of a newer release: an older one would not fill what it does not know.
 * @param applied names of the migrations that have run @param known those of this release
 * @throws {NewerDatabaseError}
 */
export function refuseNewer(applied: readonly string[], known: readonly string[]): void {
  const unknown = applied.find((name) => !known.includes(name));
  if (unknown !== undefined) throw new NewerDatabaseError(unknown);
}

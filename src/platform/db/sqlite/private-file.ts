import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { errorCode } from '../database-error.js';

/**
 * Creates a database file that only its owner can read: it holds names and addresses. SQLite would give it the rights that
 * the umask leaves; the files beside it get those of the database. What is there already keeps its rights, which may be the
 * operator's choice.
 */
export function createPrivately(file: string): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  try {
    closeSync(openSync(file, 'wx', 0o600));
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error;
  }
}

import { statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { DatabaseUnavailableError } from '../database-error.js';

/**
 * Free bytes that a database file needs beside it. SQLite accepts small transactions for a long time on a full disk, because
 * its log reuses what it has, while orders fail; the largest message needs about this much.
 */
const LEAST_BYTES = 1_000_000;

/** @throws {DatabaseUnavailableError} when the disk of a database file has no room for an order */
export async function requireDiskSpace(file: string): Promise<void> {
  const { bavail, bsize } = await statfs(dirname(file));
  const free = bavail * bsize;
  if (free < LEAST_BYTES)
    throw new DatabaseUnavailableError(
      `the disk of the database is full: ${String(Math.floor(free / 1000))} KB are free`,
    );
}

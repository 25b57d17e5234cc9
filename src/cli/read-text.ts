import { readFile } from 'node:fs/promises';
import { ClientError } from '../client/client-error.js';

/**
 * A file of the user as UTF-8 text.
 * @throws {ClientError} when it cannot be read
 */
export async function readText(file: string): Promise<string> {
  return readFile(file, 'utf8').catch((error: unknown) => {
    throw new ClientError(`cannot read ${file}: ${(error as Error).message}`);
  });
}

import { text } from 'node:stream/consumers';
import { ClientError } from '../client/client-error.js';

/**
 * Reads a password from standard input. Passwords are never arguments, which every other process on the machine can
 * read.
 * @throws {ClientError} when standard input is empty
 */
export async function readSecret(): Promise<string> {
  const secret = (await text(process.stdin)).replace(/\r?\n$/, '');
  if (secret === '')
    throw new ClientError(
      '--password-stdin: found nothing on standard input, expected a password',
      'pipe the password in',
    );
  return secret;
}

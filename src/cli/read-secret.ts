import { text } from 'node:stream/consumers';
import { ClientError } from '../client/client-error.js';

/**
 * A password from standard input: never from an argument, which every other process on the machine can read.
 * @param asked whether the user said so; undefined is returned if not
 */
export async function readSecret(asked: boolean): Promise<string | undefined> {
  if (!asked) return undefined;
  const secret = (await text(process.stdin)).replace(/\r?\n$/, '');
  if (secret === '') throw new ClientError('standard input holds no password');
  return secret;
}

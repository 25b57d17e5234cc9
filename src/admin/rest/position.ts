import { RefusedError } from './route.js';

/** Where a page ended, as callers send it back: the parts of a key in one word that nobody needs to read. */
export function writePosition(parts: readonly string[]): string {
  return Buffer.from(JSON.stringify(parts)).toString('base64url');
}

/** @param count how many parts the key has. @throws {RefusedError} for anything that `writePosition` did not make of so many */
export function readPosition(text: string, count: number): string[] {
  try {
    const parts = JSON.parse(Buffer.from(text, 'base64url').toString('utf8')) as unknown;
    if (Array.isArray(parts) && parts.length === count && parts.every((part) => typeof part === 'string')) return parts;
  } catch {
    // Told below, as for a position that has another form.
  }
  throw new RefusedError([
    { path: 'after', reason: `found ${JSON.stringify(text)}, expected \`next\` of the page before` },
  ]);
}

import { InvalidRequestError } from './invalid-request-error.js';

/** Encodes a composite key as an opaque text, which clients send back as `after`. */
export function writePosition(parts: readonly string[]): string {
  return Buffer.from(JSON.stringify(parts)).toString('base64url');
}

/**
 * Decodes a position.
 * @param count number of parts of the key
 * @throws {InvalidRequestError} for a text that `writePosition` cannot have made of so many parts
 */
export function readPosition(text: string, count: number): string[] {
  try {
    const parts = JSON.parse(Buffer.from(text, 'base64url').toString('utf8')) as unknown;
    if (Array.isArray(parts) && parts.length === count && parts.every((part) => typeof part === 'string')) return parts;
  } catch {
    // Rejected below, like a text that decodes to something else.
  }
  throw new InvalidRequestError([
    { path: 'after', reason: `found ${JSON.stringify(text)}, expected \`next\` of the page before` },
  ]);
}

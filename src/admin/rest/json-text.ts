import { JsonTextError, readJson } from '../../platform/json-text.js';
import type { JsonDocument } from '../../platform/json-text.js';
import { InvalidRequestError } from './invalid-request-error.js';

/** A catalog is nested 12 deep, and as long as its body may be. Reserved names are found with the faults of its form. */
const LIMITS = { depth: 64, values: Infinity };

/** Parses a body. @throws {InvalidRequestError} for a text that is not JSON, is nested too deeply, or has a name twice in a group */
export function parseJson(text: string): unknown {
  const { value, repeated } = read(text);
  if (repeated !== undefined)
    throw new InvalidRequestError([{ path: repeated, reason: 'found the name twice, expected it once' }]);
  return value;
}

/** @throws {InvalidRequestError} */
function read(text: string): JsonDocument {
  try {
    return readJson(text, LIMITS);
  } catch (error) {
    if (!(error instanceof JsonTextError)) throw error;
    const reason = error.kind === 'malformed' ? `the body is not JSON: ${error.message}` : error.message;
    throw new InvalidRequestError([{ path: '', reason }]);
  }
}

import { InvalidRequestError } from './invalid-request-error.js';

/** Nesting of lists and groups in a body; a catalog needs 12. */
const MAX_DEPTH = 64;

/**
 * Parses a body. What is nested without end is refused before it is parsed: two million brackets took a second and 100 MB.
 * @throws {InvalidRequestError}
 */
export function parseJson(text: string): unknown {
  if (isDeep(text)) throw invalid(`the body is nested more than ${String(MAX_DEPTH)} deep`);
  try {
    return JSON.parse(text);
  } catch (error) {
    throw invalid(`the body is not JSON: ${(error as Error).message}`);
  }
}

const invalid = (reason: string): InvalidRequestError => new InvalidRequestError([{ path: '', reason }]);

/** Whether brackets outside of strings are nested too deeply. */
function isDeep(text: string): boolean {
  let depth = 0;
  let inString = false;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (inString) {
      if (character === '\\') at += 1;
      else if (character === '"') inString = false;
    } else if (character === '"') inString = true;
    else if (character === '[' || character === '{') {
      depth += 1;
      if (depth > MAX_DEPTH) return true;
    } else if (character === ']' || character === '}') depth -= 1;
  }
  return false;
}

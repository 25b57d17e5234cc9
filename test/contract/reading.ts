import { isList } from './soap-program.js';
import type { Content, Outcome } from './soap-program.js';

/**
 * Reads a client's representation of a response. Clients differ in harmless ways: a list of one item is a list or the
 * item itself, a number is a number or its text. Values are therefore compared as text, or as numbers.
 */

/** @throws {Error} if the call returned a fault or the client could not read the response */
export function answerOf(outcome: Outcome): Content {
  if ('answer' in outcome) return outcome.answer;
  throw new Error(`no response: ${JSON.stringify(outcome)}`);
}

/** Descends by name, and into the first element of a list. */
export function at(content: Content | undefined, ...path: readonly string[]): Content | undefined {
  return path.reduce<Content | undefined>((parent, name) => {
    const one = isList(parent) ? parent[0] : parent;
    return typeof one === 'object' && one !== null && !isList(one) ? one[name] : undefined;
  }, content);
}

/** The elements of a list, which may have none, one or many. */
export function list(content: Content | undefined, ...path: readonly string[]): readonly Content[] {
  const found = at(content, ...path);
  if (found === undefined || found === null || found === '') return [];
  return isList(found) ? found : [found];
}

/** A value as text; `''` if it is absent. */
export function text(content: Content | undefined, ...path: readonly string[]): string {
  const found = at(content, ...path);
  if (found === undefined || found === null) return '';
  if (typeof found === 'object') throw new Error(`${path.join('/')} is not text: ${JSON.stringify(found)}`);
  return String(found);
}

export const number = (content: Content | undefined, ...path: readonly string[]): number =>
  Number(text(content, ...path) || Number.NaN);

/** Several values of one element as text. */
export const texts = (content: Content | undefined, ...names: readonly string[]): string[] =>
  names.map((name) => text(content, name));

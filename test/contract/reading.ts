import { isList } from './soap-program.js';
import type { Content, Outcome } from './soap-program.js';

/**
 * Reading what a client made of an answer. Clients differ in harmless ways: a list of one comes as a list or as its
 * element, a number as a number or as its text. A value is therefore compared as text, or as a number.
 */

/** @throws {Error} when the call ended in a fault or was not understood */
export function answerOf(outcome: Outcome): Content {
  if ('answer' in outcome) return outcome.answer;
  throw new Error(`no answer: ${JSON.stringify(outcome)}`);
}

/** Goes down by name; of a list into its first element. */
export function at(content: Content | undefined, ...path: readonly string[]): Content | undefined {
  return path.reduce<Content | undefined>((parent, name) => {
    const one = isList(parent) ? parent[0] : parent;
    return typeof one === 'object' && one !== null && !isList(one) ? one[name] : undefined;
  }, content);
}

/** The elements of a list: none, one or many. */
export function list(content: Content | undefined, ...path: readonly string[]): readonly Content[] {
  const found = at(content, ...path);
  if (found === undefined || found === null || found === '') return [];
  return isList(found) ? found : [found];
}

/** A value as text; absent is `''`. */
export function text(content: Content | undefined, ...path: readonly string[]): string {
  const found = at(content, ...path);
  if (found === undefined || found === null) return '';
  if (typeof found === 'object') throw new Error(`${path.join('/')} is no text: ${JSON.stringify(found)}`);
  return String(found);
}

export const number = (content: Content | undefined, ...path: readonly string[]): number =>
  Number(text(content, ...path) || Number.NaN);

/** Several values of one element as text. */
export const texts = (content: Content | undefined, ...names: readonly string[]): string[] =>
  names.map((name) => text(content, name));

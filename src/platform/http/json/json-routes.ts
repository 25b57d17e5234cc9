import type { JsonOperation } from './json-service.js';
import { ProblemError } from './json-service.js';
import { problem } from './problem.js';
import { HttpRefusalError } from '../refusal.js';

/** An operation with the parameters of the path that selected it, percent-decoded. */
export interface MatchedOperation {
  readonly operation: JsonOperation;
  readonly parameters: ReadonlyMap<string, string>;
}

/** The operations of one service by path and method. */
export class JsonRoutes {
  readonly #routes: readonly { readonly operation: JsonOperation; readonly path: RegExp }[];

  constructor(operations: readonly JsonOperation[]) {
    this.#routes = operations.map((operation) => ({ operation, path: patternOf(operation.path) }));
  }

  /**
   * @param path below the service's own path
   * @throws {ProblemError} not-found @throws {HttpRefusalError} method-not-allowed
   */
  find(method: string, path: string): MatchedOperation {
    const matches = this.#routes.flatMap(({ operation, path: pattern }) => {
      const parameters = parametersOf(pattern.exec(path));
      return parameters === undefined ? [] : [{ operation, parameters }];
    });
    const found = matches.find(({ operation }) => operation.method === method);
    if (found !== undefined) return found;
    if (matches.length === 0)
      throw new ProblemError(problem('not-found', 'check the path below the address of the service'));
    const allow = matches.map(({ operation }) => operation.method).join(', ');
    throw new HttpRefusalError('method-not-allowed', { subject: method, allow });
  }
}

function patternOf(path: string): RegExp {
  const literal = (text: string): string => text.replace(/[.*+?^$()|[\]\\]/g, '\\$&');
  return new RegExp(`^${literal(path.replace(/\/$/, '')).replace(/\{(\w+)\}/g, '(?<$1>[^/]+)')}/?$`);
}

/** Undefined when the path does not match, or is not percent-encoded UTF-8. */
function parametersOf(match: RegExpExecArray | null): ReadonlyMap<string, string> | undefined {
  if (match === null) return undefined;
  try {
    return new Map(Object.entries(match.groups ?? {}).map(([name, value]) => [name, decodeURIComponent(value)]));
  } catch {
    return undefined;
  }
}

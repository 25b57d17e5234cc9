import type { Logger } from 'pino';
import type { User } from '../../auth/user.js';
import type { OperationAnswer } from '../exchange.js';
import type { Problem } from './problem.js';

/** A service that speaks JSON: its operations by method and path. */
export interface JsonService {
  readonly operations: readonly JsonOperation[];
}

export interface JsonOperation {
  /** For log and metrics. */
  readonly name: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Below the service's own path, e.g. `/orders/{id}`; a parameter matches one segment. */
  readonly path: string;
  /**
   * @param body the parsed request body; undefined when there is none. Not validated.
   * @throws {ProblemError} a refusal of the operation's own
   */
  handle(body: unknown, call: JsonCall): Promise<JsonAnswer>;
}

export interface JsonCall {
  /** Values of the path's parameters, percent-decoded. */
  readonly parameters: ReadonlyMap<string, string>;
  readonly query: URLSearchParams;
  readonly correlationId: string;
  readonly log: Logger;
  /** The authenticated user; undefined without authentication. */
  readonly user?: User | undefined;
}

export interface JsonAnswer extends OperationAnswer {
  /** The HTTP status, e.g. 200 or 201. */
  readonly status: number;
  /** Serialized as JSON. */
  readonly body: object;
}

/** Thrown by an operation to answer with a problem document. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  readonly code = 'problem';

  /** @param problem its key is the exchange's outcome in log and metrics, so it must be one of a fixed set */
  constructor(readonly problem: Problem) {
    super(problem.title);
  }
}

import type { Logger } from 'pino';
import type { ServiceGroup, User } from '../../auth/user.js';
import type { OperationAnswer } from '../exchange.js';
import type { JsonLimits } from '../../json-text.js';
import type { Problem } from './problem.js';

/** A service that speaks JSON: its operations by method and path. */
export interface JsonService {
  readonly operations: readonly JsonOperation[];
  /** The service group that callers need; absent: every authenticated caller may use the service. */
  readonly group?: ServiceGroup;
  /** The header that takes an API key, such as `X-API-Key`; absent: there is HTTP Basic alone, which is taken in any case. */
  readonly keyHeader?: string;
  /** Limits of a body, beside those of all services. Default: DEFAULT_JSON_LIMITS, and as many bytes as others have. */
  readonly limits?: Partial<JsonServiceLimits>;
  /** The body of a refusal, where clients expect their own form; absent: a problem document. */
  readonly refusal?: (problem: Problem, path: string, correlationId: string) => object;
}

export interface JsonServiceLimits extends JsonLimits {
  /** As transferred, and after decompression. */
  readonly bytes: number;
}

/** More than partners send: an order of 1,000 lines has some 20,000 values, and the deepest one is at 6. */
export const DEFAULT_JSON_LIMITS: JsonLimits = { depth: 32, values: 100_000 };

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
  /**
   * Authenticates the callers of this operation by what they signed, in place of credentials.
   * @returns the name of the caller, for log and message log
   * @throws {ProblemError}
   */
  readonly verify?: (signed: SignedCall) => string;
}

/** A request as its sender signed it. */
export interface SignedCall {
  /** Every byte: a text made of them would be the same for different bytes. */
  readonly body: Buffer;
  readonly parameters: ReadonlyMap<string, string>;
  readonly header: (name: string) => string | undefined;
}

export interface JsonCall {
  /** The path of the request, without its query. */
  readonly path: string;
  /** Values of the path's parameters, percent-decoded. */
  readonly parameters: ReadonlyMap<string, string>;
  readonly query: URLSearchParams;
  /** A request header by its name in lower case; undefined when it was not sent. */
  readonly header: (name: string) => string | undefined;
  readonly correlationId: string;
  readonly log: Logger;
  /** The authenticated user; undefined without authentication. */
  readonly user?: User | undefined;
}

export interface JsonAnswer extends OperationAnswer {
  /** The HTTP status, e.g. 200 or 201. */
  readonly status: number;
  /** Serialized as JSON; absent for a status without content, such as 204. */
  readonly body?: object;
  /** Beside Content-Type and Content-Length. */
  readonly headers?: Readonly<Record<string, string>>;
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

import type { Request, RequestHandler, Response } from 'express';
import type { z } from 'zod';
import type { AdminRole } from '../../platform/auth/admin-role.js';
import type { BrokerContext } from '../../broker/context.js';

/** One route. The server and its OpenAPI document are made from the same table of routes, so they cannot differ. */
export interface Route {
  readonly method: 'get' | 'put' | 'post' | 'patch' | 'delete';
  /** Below `/admin/v1`, with `{names}` for parameters. */
  readonly path: string;
  /** The lowest role that may use it. */
  readonly role: AdminRole;
  readonly summary: string;
  readonly query?: z.ZodObject;
  /** Whether it takes an Idempotency-Key: a repeat then gets the answer of the first request. */
  readonly idempotent?: boolean;
  readonly body?: {
    readonly mediaTypes: readonly string[];
    readonly schema: z.ZodType;
    /** Whether a request without a body stands for one with an empty object. */
    readonly optional?: boolean;
  };
  /** The responses of this route, by HTTP status. */
  readonly responses: Readonly<Record<number, ResponseSpec>>;
  /** Runs before `respond`, for example to read the body. */
  readonly middleware: readonly RequestHandler[];
  readonly respond: (context: BrokerContext, request: Request, response: Response) => Promise<void>;
}

export interface ResponseSpec {
  readonly description: string;
  /** Omitted for a response without a body, or with one that is not described. */
  readonly schema?: z.ZodType;
  /** `application/json` by default. */
  readonly mediaType?: string;
}

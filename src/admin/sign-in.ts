import type { Request, RequestHandler, Response } from 'express';
import type { AdminAccessControl, Administrator, Refusal } from '../platform/auth/access-control.js';
import { isEnough } from '../platform/auth/admin-role.js';
import type { AdminRole } from '../platform/auth/admin-role.js';
import { readBearer } from '../platform/auth/credentials.js';

/** Authentication of admin requests. */
export interface AdminAccess {
  readonly control: AdminAccessControl;
  /** The client's IP address, as far as it is known. */
  readonly addressOf: (request: Request) => string;
}

/**
 * Requires a token with a sufficient role (`Authorization: Bearer <token>`), before any of the body is read. Requests
 * that may change something are logged with token, method and path.
 */
export function requireRole(
  { control, addressOf }: AdminAccess,
  needed: AdminRole,
  log: { info(what: object, message: string): void },
): RequestHandler {
  return async (request, response, next) => {
    const refuse = ({ refused, retryAfter }: Refusal): void => {
      const [status, error] = RESPONSES[refused];
      if (status === 401) response.setHeader('WWW-Authenticate', 'Bearer realm="Order Broker"');
      if (status !== 401) response.setHeader('Retry-After', retryAfter ?? 5);
      response.status(status).json({ error });
    };
    const address = addressOf(request);
    const token = readBearer(request.headers.authorization);
    const caller =
      token === undefined ? { refused: 'credentials' as const } : await control.signInByToken(token, address);
    if ('refused' in caller) {
      refuse(caller);
    } else if (!isEnough(caller.role, needed)) {
      response
        .status(403)
        .json({ error: `this needs a token of the role ${needed}; this one has the role ${caller.role}` });
    } else {
      if (needed !== 'read')
        log.info({ token: caller.name, method: request.method, path: request.path }, 'admin request');
      (response.locals as CallerLocals).caller = caller;
      next();
    }
  };
}

/** What signing in leaves for the handler of a request. */
interface CallerLocals {
  caller?: Administrator;
}

/** The role of the caller who gets a response; without authentication everybody administers. */
export const callerRole = ({ locals }: Response): AdminRole => (locals as CallerLocals).caller?.role ?? 'administer';

/** Whose idempotency keys the caller's are; without authentication they are everybody's. */
export const callerName = ({ locals }: Response): string => {
  const { caller } = locals as CallerLocals;
  return caller === undefined ? '' : `token ${caller.name}`;
};

/** The name of the caller's token; undefined without authentication. */
export const callerToken = ({ locals }: Response): string | undefined => (locals as CallerLocals).caller?.name;

const RESPONSES: Readonly<Record<Refusal['refused'], readonly [status: number, error: string]>> = {
  credentials: [401, 'a valid token is required: Authorization: Bearer <token>'],
  expired: [401, 'a valid token is required: Authorization: Bearer <token>'],
  'too-many': [429, 'there were too many requests; Retry-After says when to come back'],
  unavailable: [503, 'the database does not answer at the moment'],
};

import type { Request, RequestHandler } from 'express';
import type { AdminAccessControl, Refusal } from '../platform/auth/access-control.js';
import { isEnough } from '../platform/auth/admin-role.js';
import type { AdminRole } from '../platform/auth/admin-role.js';
import { readBearer } from '../platform/auth/credentials.js';

/** Who may use the admin interface. */
export interface AdminAccess {
  readonly control: AdminAccessControl;
  /** Where a request comes from, as far as that can be known. */
  readonly addressOf: (request: Request) => string;
}

/**
 * Lets nobody on without a token whose role is enough: `Authorization: Bearer <token>`. Nothing of the request has been read
 * by then but its head. What was asked of which route, and by whom, is logged where it changes something.
 */
export function requireRole(
  { control, addressOf }: AdminAccess,
  needed: AdminRole,
  log: { info(what: object, message: string): void },
): RequestHandler {
  return async (request, response, next) => {
    const refuse = ({ refused, retryAfter }: Refusal): void => {
      const [status, error] = ANSWERS[refused];
      if (status === 401) response.setHeader('WWW-Authenticate', 'Bearer realm="Order Broker"');
      if (status !== 401) response.setHeader('Retry-After', retryAfter ?? 5);
      response.status(status).json({ error });
    };
    const address = addressOf(request);
    const early = control.arrive(address);
    if (early !== undefined) {
      refuse(early);
      return;
    }
    const token = readBearer(request.headers.authorization);
    const who = token === undefined ? { refused: 'credentials' as const } : await control.signInByToken(token, address);
    if ('refused' in who) {
      refuse(who);
    } else if (!isEnough(who.role, needed)) {
      response
        .status(403)
        .json({ error: `this needs a token of the role ${needed}; this one has the role ${who.role}` });
    } else {
      if (needed !== 'read') log.info({ token: who.name, method: request.method, path: request.path }, 'admin request');
      next();
    }
  };
}

const ANSWERS: Readonly<Record<Refusal['refused'], readonly [status: number, error: string]>> = {
  credentials: [401, 'a valid token is required: Authorization: Bearer <token>'],
  expired: [401, 'a valid token is required: Authorization: Bearer <token>'],
  'too-many': [429, 'there were too many requests; Retry-After says when to come back'],
  unavailable: [503, 'the database does not answer at the moment'],
};

import express from 'express';
import type { ErrorRequestHandler, RequestHandler, Router } from 'express';
import type { AdminRole } from '../platform/auth/admin-role.js';
import { crossOriginRefusal } from '../platform/auth/cross-origin-guard.js';
import type { BrokerContext } from '../broker/context.js';
import type { JobRunner } from '../broker/jobs/job-runner.js';
import { catalogRoutes } from './resources/catalog.js';
import { collectionRoutes } from './resources/collections.js';
import { describedRoutes } from './rest/described.js';
import { importRoutes } from './resources/imports.js';
import { inventoryRoutes } from './resources/inventory.js';
import { jobRoutes } from './resources/jobs.js';
import { locationRoutes } from './resources/locations.js';
import { messageRoutes } from './resources/messages.js';
import type { Resend } from './resources/messages.js';
import { orderRoutes } from './resources/orders.js';
import { organizationRoutes } from './resources/organization.js';
import { pollingRoutes } from './resources/polling.js';
import type { Route } from './rest/route.js';
import { routingRoutes } from './resources/routing.js';
import type { ReadOrder } from './resources/routing.js';
import { requireRole } from './sign-in.js';
import type { AdminAccess } from './sign-in.js';

export interface AdminOptions {
  /** Reads a SubmitOrder message, for a preview of where it would go. */
  readonly readOrder: ReadOrder;
  /** Runs jobs that are asked for by hand. */
  readonly jobs: JobRunner;
  /** Sends a message of the message log again. */
  readonly resend: Resend;
  /** Who may use which route; absent: nobody is asked who they are. */
  readonly access?: AdminAccess;
  /** Base URL callers use; its host is believed beside loopback and addresses. */
  readonly publicUrl?: string;
  /** Whether a failure passes by itself, e.g. a database that is restarting. */
  readonly isTemporary?: (error: unknown) => boolean;
}

/** The table of all routes, in the order of the documentation. */
export function adminRoutes({
  readOrder,
  jobs,
  resend,
}: Pick<AdminOptions, 'readOrder' | 'jobs' | 'resend'>): readonly Route[] {
  return describedRoutes([
    ...catalogRoutes,
    ...organizationRoutes,
    ...collectionRoutes,
    ...locationRoutes,
    ...inventoryRoutes,
    ...importRoutes,
    ...pollingRoutes,
    ...orderRoutes,
    ...routingRoutes(readOrder),
    ...messageRoutes(resend),
    ...jobRoutes(jobs),
  ]);
}

/** What is never removed, and what to do instead. */
const KEPT: readonly (readonly [RegExp, string])[] = [
  [
    /^\/v1\/systems\/[^/]+\/locations\/[^/]+\/?$/,
    'a location is never removed, because orders refer to it; PUT it with "active": false and routing leaves it out',
  ],
  [
    /^\/v1\/systems\/[^/]+\/?$/,
    'a system is never removed, because orders refer to it; PUT its locations with "active": false and routing leaves them out',
  ],
  [
    /^\/v1\/products\/[^/]+\/?$/,
    'a product is never removed, because orders refer to it; set its stock to 0 and it is not promised',
  ],
];

/**
 * The REST interface for people and scripts, mounted at `/admin`.
 *
 * Every write is all or nothing; what is wrong with a request comes back as 400 `{faults: [{path, reason}]}`, one entry
 * a fault; anything else that is refused as `{error}`.
 */
export function adminRouter(context: BrokerContext, options: AdminOptions): Router {
  const router = express.Router();
  const { access } = options;
  // A web page has no token that a browser would send along by itself.
  if (access === undefined) {
    router.use((request, response, next) => {
      const foreign = crossOriginRefusal(request.headers, options.publicUrl);
      if (foreign === undefined) next();
      else response.status(foreign.status).json({ error: foreign.error });
    });
  }
  const gate = (role: AdminRole): RequestHandler[] =>
    access === undefined ? [] : [requireRole(access, role, context.log)];
  router.use((_request, response, next) => {
    response.setHeader('Cache-Control', 'no-store');
    next();
  });
  const routes = adminRoutes(options);
  for (const path of new Set(routes.map((route) => route.path))) {
    const address = `/v1${path === '/' ? '' : path.replace(/\{(\w+)\}/g, ':$1')}`;
    const here = routes.filter((route) => route.path === path);
    for (const route of here)
      router[route.method](address, ...gate(route.role), ...route.before, (request, response) =>
        route.respond(context, request, response),
      );
    const allow = here.map((route) => route.method.toUpperCase()).join(', ');
    router.all(address, ...gate('read'), (request, response) => {
      const kept = request.method === 'DELETE' ? KEPT.find(([form]) => form.test(request.path))?.[1] : undefined;
      response
        .status(405)
        .setHeader('Allow', allow)
        .json({ error: kept ?? `${request.method} is not possible here; possible: ${allow}` });
    });
  }
  router.use(...gate('read'), (_request, response) => {
    response.status(404).json({ error: 'there is nothing at this address; GET /admin/v1 lists what there is' });
  });
  router.use(failure(context, options));
  return router;
}

/** The last resort: a status and a sentence, never a stack. Express recognizes it by its four parameters. */
function failure(context: BrokerContext, { isTemporary }: AdminOptions): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    const status = error instanceof Error && 'status' in error ? Number(error.status) : 500;
    if (response.headersSent) {
      next(error);
    } else if (status >= 400 && status < 500) {
      response
        .status(status)
        .json({ error: status === 413 ? 'the body is larger than is taken here' : 'the request cannot be read' });
    } else if (isTemporary?.(error) === true) {
      response.status(503).setHeader('Retry-After', '5').json({ error: 'the database does not answer at the moment' });
    } else {
      context.log.error(
        { err: error, method: request.method, path: request.path },
        'unexpected failure of an admin request',
      );
      response.status(500).json({ error: 'internal error' });
    }
  };
}

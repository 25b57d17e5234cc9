import express from 'express';
import type { ErrorRequestHandler, Request, RequestHandler, Router } from 'express';
import type { AdminRole } from '../platform/auth/admin-role.js';
import { crossOriginRefusal } from '../platform/auth/cross-origin-guard.js';
import type { CrossOriginRefusal } from '../platform/auth/cross-origin-guard.js';
import type { BrokerContext } from '../broker/context.js';
import type { FaultInjection } from '../broker/faults/fault-injection.js';
import { FeedRefresher } from '../broker/feed/refresher.js';
import type { WebhookTools } from '../broker/webhooks/tools.js';
import type { JobRunner } from '../broker/jobs/job-runner.js';
import { catalogRoutes } from './resources/catalog.js';
import { collectionRoutes } from './resources/collections.js';
import { faultRoutes } from './resources/faults.js';
import { feedRoutes } from './resources/subscribers/feed.js';
import { importRoutes } from './resources/imports.js';
import { inventoryRoutes } from './resources/inventory.js';
import { jobRoutes } from './resources/jobs.js';
import { keyRoutes } from './resources/keys.js';
import { locationRoutes } from './resources/locations.js';
import { messageRoutes } from './resources/messages.js';
import type { Resend } from './resources/messages.js';
import { invoiceRoutes, supplierRoutes } from './resources/partners/suppliers.js';
import { commentRoutes } from './resources/partners/comments.js';
import { orderRequestRoutes } from './resources/partners/order-requests.js';
import { orderRoutes } from './resources/orders.js';
import { organizationRoutes } from './resources/organization.js';
import { pollingRoutes } from './resources/polling.js';
import { productRoutes } from './resources/products.js';
import { webhookRoutes } from './resources/subscribers/webhooks.js';
import { outboundRoutes } from './resources/partners/outbounds.js';
import { requestActionRoutes } from './resources/partners/request-actions.js';
import { requestRoutes } from './resources/partners/requests.js';
import { shipmentRoutes } from './resources/partners/shipments.js';
import type { Route } from './rest/route.js';
import { withDescription } from './rest/self-description.js';
import { routingRoutes } from './resources/routing.js';
import type { ReadOrder } from './resources/routing.js';
import { requireRole } from './sign-in.js';
import type { AdminAccess } from './sign-in.js';

export interface AdminOptions {
  /** Parses a SubmitOrder message, for the routing preview. */
  readonly readOrder: ReadOrder;
  /** Runs jobs by hand. */
  readonly jobs: JobRunner;
  /** Seals, checks and sends what webhooks need. */
  readonly webhooks: WebhookTools;
  /** Resends a message of the message log. */
  readonly resend: Resend;
  /** Runs the refreshes of the change feed; omitted where nobody stops them. */
  readonly feeds?: FeedRefresher;
  /** Faults on purpose; omitted where they are off. */
  readonly faults?: FaultInjection;
  /** Authenticates and authorizes requests; omitted to allow everyone (AUTH=none). */
  readonly access?: AdminAccess;
  /**
   * Why a request must be rejected as one of a foreign page. Applies without authentication only. Default: the check of a
   * server without a proxy in front.
   */
  readonly crossOrigin?: (request: Request, target: string) => CrossOriginRefusal | undefined;
  /** Whether a failure is temporary, such as a restarting database. */
  readonly isTemporary?: (error: unknown) => boolean;
}

/** The table of all routes, in the order of the documentation. */
export function adminRoutes({
  readOrder,
  jobs,
  resend,
  feeds = new FeedRefresher(),
  webhooks,
  faults,
}: Pick<AdminOptions, 'readOrder' | 'jobs' | 'resend' | 'feeds' | 'webhooks' | 'faults'>): readonly Route[] {
  return withDescription([
    ...catalogRoutes,
    ...organizationRoutes,
    ...collectionRoutes,
    ...locationRoutes,
    ...productRoutes,
    ...inventoryRoutes,
    ...importRoutes,
    ...pollingRoutes,
    ...orderRoutes,
    ...commentRoutes,
    ...orderRequestRoutes,
    ...requestRoutes,
    ...requestActionRoutes,
    ...shipmentRoutes,
    ...supplierRoutes,
    ...invoiceRoutes,
    ...outboundRoutes,
    ...routingRoutes(readOrder),
    ...messageRoutes(resend),
    ...faultRoutes(faults),
    ...feedRoutes(feeds),
    ...jobRoutes(jobs),
    ...keyRoutes,
    ...webhookRoutes(webhooks),
  ]);
}

/** Resources that cannot be deleted, and what to do instead. */
const UNDELETABLE: readonly (readonly [RegExp, string])[] = [
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
 * Every write is all or nothing. An invalid request is answered with 400 and `{faults: [{path, reason}]}`, any other
 * rejection with `{error}`.
 */
export function adminRouter(context: BrokerContext, options: AdminOptions): Router {
  const router = express.Router();
  const { access, crossOrigin = ({ headers }, target) => crossOriginRefusal(headers, undefined, target) } = options;
  // With authentication this check is not needed: browsers do not attach bearer tokens by themselves.
  if (access === undefined) {
    router.use((request, response, next) => {
      const refusal = crossOrigin(request, request.originalUrl);
      if (refusal === undefined) next();
      else response.status(refusal.status).json({ error: refusal.error });
    });
  }
  const authorize = (role: AdminRole): RequestHandler[] =>
    access === undefined ? [] : [requireRole(access, role, context.log)];
  router.use((_request, response, next) => {
    response.setHeader('Cache-Control', 'no-store');
    next();
  });
  const routes = adminRoutes(options);
  for (const path of new Set(routes.map((route) => route.path))) {
    const address = `/v1${path === '/' ? '' : path.replace(/\{(\w+)\}/g, ':$1')}`;
    const atPath = routes.filter((route) => route.path === path);
    for (const route of atPath)
      router[route.method](address, ...authorize(route.role), ...route.middleware, (request, response) =>
        route.respond(context, request, response),
      );
    const allow = atPath.map((route) => route.method.toUpperCase()).join(', ');
    router.all(address, ...authorize('read'), (request, response) => {
      const advice =
        request.method === 'DELETE' ? UNDELETABLE.find(([path]) => path.test(request.path))?.[1] : undefined;
      response
        .status(405)
        .setHeader('Allow', allow)
        .json({ error: advice ?? `${request.method} is not possible here; possible: ${allow}` });
    });
  }
  router.use(...authorize('read'), (_request, response) => {
    response.status(404).json({ error: 'there is nothing at this address; GET /admin/v1 lists what there is' });
  });
  router.use(errorHandler(context, options));
  return router;
}

/** Answers unexpected errors with a status and a message, never a stack. Express requires the four parameters. */
function errorHandler(context: BrokerContext, { isTemporary }: AdminOptions): ErrorRequestHandler {
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
        'admin request failed unexpectedly',
      );
      response.status(500).json({ error: 'internal error' });
    }
  };
}

import type { ErrorRequestHandler, Express, Request, RequestHandler, Response } from 'express';
import express from 'express';
import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import { ByteBudget } from '../../platform/http/byte-budget.js';
import type { CrossOriginFilter } from './cross-origin.js';
import type { SoapMount } from './mounts.js';
import type { Readiness } from './readiness.js';
import { showServicePage } from './service-page.js';

export interface ApplicationOptions {
  /** The SOAP services whose addresses show a page. */
  readonly soapMounts: readonly SoapMount[];
  /** See PublicAddressOptions. */
  readonly publicUrl?: string;
  readonly trustProxy: boolean;
  /** The key that a caller is counted by. */
  readonly addressOf: (request: Request) => string;
  readonly log: Logger;
  readonly registry: Registry;
  readonly metrics?: () => Promise<string>;
  /** Never rejects. */
  readonly readiness: () => Promise<Readiness>;
  /** Authenticates callers of `/metrics`; absent: only cross-origin requests are rejected. */
  readonly guard?: RequestHandler;
  readonly rejectsCrossOrigin: CrossOriginFilter;
  readonly admin?: RequestHandler;
}

/** Bytes of contracts that may be on their way at once: anybody may ask for them, and not read them. */
const CONTRACT_BYTES = 16 * 1024 * 1024;

/** Everything but messages: the pages of SOAP services, health, readiness, metrics, the admin interface, and 404. */
export function createApplication(options: ApplicationOptions): Express {
  const app = express();
  app.disable('x-powered-by');
  const unread = new ByteBudget(CONTRACT_BYTES);
  for (const mount of options.soapMounts)
    app.get(mount.path, (request, response) => {
      showServicePage(request, response, mount, options, unread.open(options.addressOf(request)));
    });
  app.get('/healthz', (_request, response) => {
    response.json({ status: 'alive' });
  });
  app.get('/readyz', async (_request, response) => {
    const { ready, reasons } = await options.readiness();
    response.status(ready ? 200 : 503).json({ status: ready ? 'ready' : 'not ready', reasons });
  });
  app.get('/metrics', options.guard ?? withoutCrossOrigin(options.rejectsCrossOrigin), async (_request, response) => {
    const text = await (options.metrics?.() ?? options.registry.metrics());
    response.setHeader('Content-Type', options.registry.contentType);
    response.end(text);
  });
  if (options.admin !== undefined) app.use('/admin', options.admin);
  app.use((request, response) => {
    sendError(request, response, 404, 'There is nothing at this address');
  });
  app.use(lastResort(options.log));
  return app;
}

function withoutCrossOrigin(rejects: CrossOriginFilter): RequestHandler {
  return (request, response, next) => {
    if (!rejects(request, response)) next();
  };
}

/** Plain text for people with a browser or curl, JSON for those who ask for it. */
function sendError(request: Request, response: Response, status: number, message: string): void {
  response.status(status);
  if (request.accepts(['text', 'json']) === 'json') response.json({ error: message });
  else response.type('text/plain').send(`${message}\n`);
}

/** Answers unexpected errors with a status, never with a stack. Express recognizes it by its four parameters. */
function lastResort(log: Logger): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    if (response.headersSent) {
      next(error);
      return;
    }
    const status = error instanceof Error && 'status' in error ? Number(error.status) : 500;
    if (status >= 400 && status < 500) {
      sendError(request, response, status, 'The request cannot be read');
    } else {
      log.error({ err: error }, 'unexpected failure of a request');
      sendError(request, response, 500, 'Internal error');
    }
  };
}

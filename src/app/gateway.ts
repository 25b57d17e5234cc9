import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { ErrorRequestHandler, Request, RequestHandler, Response } from 'express';
import express from 'express';
import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import type { AccessControl } from '../platform/auth/access-control.js';
import { crossOriginRefusal } from '../platform/auth/cross-origin-guard.js';
import { clientAddress } from './client-address.js';
import { publicAddress, publicProtocol } from './public-address.js';
import { Admission, DEFAULT_ADMISSION, registerAdmissionMetrics } from '../platform/http/admission.js';
import type { AdmissionLimits } from '../platform/http/admission.js';
import { ResponseReceipts } from '../platform/http/response-receipts.js';
import type { EndpointOptions, ResentExchange } from '../platform/soap/endpoint.js';
import { resendMessage, soapEndpoint } from '../platform/soap/endpoint.js';
import { exchangeSeconds } from '../platform/http/exchange.js';
import type { RecordExchange } from '../platform/http/exchange.js';
import type { MessageLimits } from '../platform/soap/message.js';
import type { SoapService } from '../platform/soap/service.js';
import { wsdlAt } from '../platform/soap/wsdl.js';
import type { XmlElement } from '../platform/xml/element.js';

export interface Readiness {
  readonly ready: boolean;
  /** Why not, for people; empty when ready. */
  readonly reasons: readonly string[];
}

/** Where a server stands: `draining` still answers but calls itself not ready; `closing` takes no new message. */
export interface GatewayState {
  phase: 'serving' | 'draining' | 'closing';
  /** What still follows from answers. */
  readonly deliveries: ResponseReceipts;
}

/** The state a gateway begins in. */
export const newGatewayState = (): GatewayState => ({ phase: 'serving', deliveries: new ResponseReceipts() });

export interface GatewayOptions {
  readonly service: SoapService;
  /** The contract's text; its address is replaced by the one the caller used. */
  readonly wsdl: string;
  /** Where SOAP is spoken, from `/`. Default `/Locate/LocateServices`. */
  readonly path?: string;
  /** Base URL callers use, e.g. `https://broker.example.com`; absent: taken from each request's Host header. */
  readonly publicUrl?: string;
  /** Proxies in front whose X-Forwarded-For, X-Forwarded-Proto and X-Forwarded-Host are believed. Default 0. */
  readonly proxies?: number;
  /** Who may come in; absent: nobody is asked who they are. */
  readonly access?: AccessControl;
  readonly limits: MessageLimits;
  /** How many messages are worked on, and wait for it. Default: see there. */
  readonly admission?: AdmissionLimits;
  /** How long an operation may take before its caller gets a fault, in milliseconds. Default 60,000. */
  readonly handlingMs?: number;
  /** Header blocks that something on the way deals with, though they are marked mustUnderstand. Default none. */
  readonly understands?: (block: XmlElement) => boolean;
  readonly log: Logger;
  /** The registry that `/metrics` shows; the exchange histogram is added to it. */
  readonly registry: Registry;
  /** What `/metrics` shows instead, where several processes answer as one. */
  readonly metrics?: () => Promise<string>;
  /** Takes note of every exchange, e.g. for the message log; absent: nobody does. */
  readonly record?: RecordExchange;
  /** Whether messages can be worked on, e.g. whether the database answers. */
  readonly ready: () => Promise<Readiness>;
  /** Stands before `/metrics`; absent: everybody may look. */
  readonly guard?: RequestHandler;
  /** Mounted at `/admin`, with its own parsing, access control and errors. */
  readonly admin?: RequestHandler;
}

export const DEFAULT_PATH = '/Locate/LocateServices';
/** A browser that opens an answer shows its text and nothing else: no script, no frame, no word of it to other sites. */
const SECURITY_HEADERS = [
  ['X-Content-Type-Options', 'nosniff'],
  ['Content-Security-Policy', "default-src 'none'; frame-ancestors 'none'"],
  ['X-Frame-Options', 'DENY'],
  ['Referrer-Policy', 'no-referrer'],
  ['Cross-Origin-Resource-Policy', 'same-origin'],
] as const;
const HANDLING_MS = 60_000;
/** A probe that gets no answer is one that says no; orchestrators wait a few seconds at most. */
const READY_MS = 3_000;

export interface Gateway {
  readonly handle: RequestListener;
  /** Sends an envelope through the SOAP endpoint once more, not over the network. */
  readonly resend: (text: string, user: string) => Promise<ResentExchange>;
}

/**
 * The HTTP application: SOAP, its contract, health, readiness, metrics, and the admin interface if there is one.
 *
 * Messages go straight to the SOAP endpoint, all else through express: of a small message, express would be an eighth of the time.
 * @param state shared with the server that listens; absent: always serving
 */
export function createGateway(options: GatewayOptions, state: GatewayState = newGatewayState()): Gateway {
  const path = options.path ?? DEFAULT_PATH;
  const admission = new Admission(options.admission ?? DEFAULT_ADMISSION);
  registerAdmissionMetrics(options.registry, admission);
  const endpoint: EndpointOptions = {
    service: options.service,
    limits: options.limits,
    admission,
    handlingMs: options.handlingMs ?? HANDLING_MS,
    log: options.log,
    seconds: exchangeSeconds(options.registry),
    deliveries: state.deliveries,
    addressOf: (request) => clientAddress(request, options.proxies ?? 0),
    ...(options.access === undefined ? {} : { access: options.access }),
    ...(options.understands === undefined ? {} : { understands: options.understands }),
    ...(options.record === undefined ? {} : { record: options.record }),
    closing: () => state.phase === 'closing',
  };

  const turnAway = turnPagesAway(options);
  const app = express();
  app.disable('x-powered-by');
  app.get(path, (request, response) => {
    describe(request, response, options, path);
  });
  app.get('/healthz', (_request, response) => {
    response.json({ status: 'alive' });
  });
  app.get('/readyz', async (_request, response) => {
    const { ready, reasons } = await readiness(options, state);
    response.status(ready ? 200 : 503).json({ status: ready ? 'ready' : 'not ready', reasons });
  });
  app.get(
    '/metrics',
    (request, response, next) => {
      if (!turnAway(request, response)) next();
    },
    ...(options.guard === undefined ? [] : [options.guard]),
    async (_request, response) => {
      const text = await (options.metrics?.() ?? options.registry.metrics());
      response.setHeader('Content-Type', options.registry.contentType);
      response.end(text);
    },
  );
  if (options.admin !== undefined) app.use('/admin', options.admin);
  app.use((request, response) => {
    problem(request, response, 404, 'There is nothing at this address');
  });
  app.use(failure(options.log));

  const soap = soapEndpoint(endpoint);
  const secure = (request: IncomingMessage, response: ServerResponse): void => {
    for (const [name, value] of SECURITY_HEADERS) response.setHeader(name, value);
    if (publicProtocol(request, (options.proxies ?? 0) > 0) === 'https')
      response.setHeader('Strict-Transport-Security', 'max-age=31536000');
  };
  return {
    handle: (request, response) => {
      secure(request, response);
      if (request.method === 'GET' || request.method === 'HEAD' || !isAt(path, request.url ?? ''))
        app(request, response);
      else if (!turnAway(request, response)) void soap(request, response);
    },
    resend: (text, user) => resendMessage(endpoint, text, user),
  };
}

/** Whether a request's target is the path, in any case and with or without a slash behind it, as express compares them. */
function isAt(path: string, target: string): boolean {
  // A proxy's caller names the whole address.
  const [asked = ''] = target.replace(/^https?:\/\/[^/?]*/i, '').split('?', 1);
  const plain = (text: string): string => text.toLowerCase().replace(/\/$/, '');
  return asked === path || plain(asked) === plain(path);
}

/**
 * Answers web pages, which are kept from sending messages while nobody is asked who they are. Behind a proxy it is for the proxy to say
 * what we are called.
 * @returns tells whether it did
 */
function turnPagesAway({
  access,
  proxies = 0,
  publicUrl,
}: GatewayOptions): (request: IncomingMessage, response: ServerResponse) => boolean {
  if (access !== undefined || proxies > 0) return () => false;
  // Nearly all name the same host: it is taken apart once.
  let ours: string | undefined;
  return ({ headers }, response) => {
    if (headers.origin === undefined && headers.host !== undefined && headers.host === ours) return false;
    const foreign = crossOriginRefusal(headers, publicUrl);
    if (foreign === undefined) {
      ours = headers.host;
      return false;
    }
    const text = `This is not answered: ${foreign.error}\n`;
    response
      .writeHead(foreign.status, { 'Content-Type': 'text/plain; charset=utf-8', 'Content-Length': text.length })
      .end(text);
    return true;
  };
}

/** What a GET of the SOAP address shows: the contract for `?wsdl` in any case, else a few words for people. */
function describe(request: Request, response: Response, options: GatewayOptions, path: string): void {
  const { publicUrl, proxies = 0, wsdl } = options;
  const address =
    publicAddress(request, { ...(publicUrl === undefined ? {} : { publicUrl }), trustProxy: proxies > 0 }) + path;
  const asked = [...new URLSearchParams(request.url.split('?', 2)[1] ?? '').keys()].map((key) => key.toLowerCase());
  // The address in the text depends on who asks; a shared cache must not hand it to others.
  response.setHeader('Cache-Control', 'no-store');
  if (asked.includes('wsdl')) {
    response.type('text/xml; charset=utf-8').send(wsdlAt(wsdl, address));
  } else if (asked.includes('xsd')) {
    response.status(404).type('text/plain').send(`The schema is part of the contract: ${address}?wsdl\n`);
  } else {
    response
      .type('text/plain')
      .send(
        [
          'This is a SOAP service. It takes SOAP 1.1 and 1.2 messages by POST.',
          '',
          `Contract:  ${address}?wsdl`,
          `Try it:    curl -H 'Content-Type: text/xml' --data-binary @request.xml ${address}`,
          '',
        ].join('\n'),
      );
  }
}

async function readiness(options: GatewayOptions, state: GatewayState): Promise<Readiness> {
  if (state.phase !== 'serving') return { ready: false, reasons: ['the server is shutting down'] };
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Readiness>((resolve) => {
    timer = setTimeout(() => {
      resolve({ ready: false, reasons: ['the readiness check took too long'] });
    }, READY_MS);
  });
  try {
    return await Promise.race([options.ready(), late]);
  } catch (error) {
    options.log.error({ err: error }, 'readiness check failed');
    return { ready: false, reasons: ['the readiness check failed'] };
  } finally {
    clearTimeout(timer);
  }
}

/** Plain text for people with a browser or curl, JSON for those who ask for it. */
function problem(request: Request, response: Response, status: number, message: string): void {
  response.status(status);
  if (request.accepts(['text', 'json']) === 'json') response.json({ error: message });
  else response.type('text/plain').send(`${message}\n`);
}

/** The last resort: a status, never a stack. Express recognizes it by its four parameters. */
function failure(log: Logger): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    if (response.headersSent) {
      next(error);
      return;
    }
    const status = error instanceof Error && 'status' in error ? Number(error.status) : 500;
    if (status >= 400 && status < 500) {
      problem(request, response, status, 'The request cannot be read');
    } else {
      log.error({ err: error }, 'unexpected failure of a request');
      problem(request, response, 500, 'Internal error');
    }
  };
}

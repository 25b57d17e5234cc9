import { setMaxListeners } from 'node:events';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { RequestHandler } from 'express';
import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import { Admission, DEFAULT_ADMISSION, registerAdmissionMetrics } from '../platform/http/admission.js';
import type { AdmissionLimits } from '../platform/http/admission.js';
import type { Refusal } from '../platform/auth/access-control.js';
import { networkOf } from '../platform/auth/network.js';
import { ByteBudget } from '../platform/http/byte-budget.js';
import type { EndpointOptions } from '../platform/http/endpoint.js';
import { exchangeSeconds } from '../platform/http/exchange.js';
import type { RecordExchange } from '../platform/http/exchange.js';
import { ResponseReceipts } from '../platform/http/response-receipts.js';
import type { FaultInjector } from '../platform/injected-fault.js';
import type { MessageLimits } from '../platform/soap/message.js';
import { UnreadAnswers } from '../platform/http/unread-answers.js';
import { resendMessage } from '../platform/soap/resend.js';
import type { ResentExchange } from '../platform/soap/resend.js';
import { clientAddress } from './client-address.js';
import { createApplication } from './gateway/application.js';
import { crossOriginFilter, foreignOriginFilter } from './gateway/cross-origin.js';
import { createEndpoint } from './gateway/endpoints.js';
import type { MountedService } from './gateway/mounts.js';
import { MountTable } from './gateway/mounts.js';
import { ReadinessCheck } from './gateway/readiness.js';
import type { Readiness } from './gateway/readiness.js';
import { publicProtocol } from './public-address.js';

/** The phase of a server: `draining` still answers but reports not ready; `closing` accepts no new message. */
export interface GatewayState {
  phase: 'serving' | 'draining' | 'closing';
  readonly receipts: ResponseReceipts;
  /** Aborted together with `closing`: nothing may be held back any longer. */
  readonly stopping: AbortController;
}

/** The initial state of a gateway. */
export function newGatewayState(): GatewayState {
  const stopping = new AbortController();
  // Every answer that a fault holds back listens to it.
  setMaxListeners(0, stopping.signal);
  return { phase: 'serving', receipts: new ResponseReceipts(), stopping };
}

export interface GatewayOptions {
  /** The services offered, each at a path of its own. */
  readonly services: readonly MountedService[];
  /** Base URL that callers use, e.g. `https://broker.example.com`; absent: taken from each request's Host header. */
  readonly publicUrl?: string;
  /** Number of trusted proxies in front, whose X-Forwarded-For, X-Forwarded-Proto and X-Forwarded-Host count. Default 0. */
  readonly proxies?: number;
  /** Limits on each message, in every service. */
  readonly limits: MessageLimits;
  /** Limits on the messages of all services together. Default: DEFAULT_ADMISSION. */
  readonly admission?: AdmissionLimits;
  /** Bytes that the bodies of all requests may hold together; at least three times what the largest takes. Default 72 MB. */
  readonly bodyBytes?: number;
  /** Bytes of answers of all callers together that are not read yet; at least what the largest takes. Default 84 MB. */
  readonly answerBytes?: number;
  /** How long an operation may take before its caller gets an error, in milliseconds. Default 60,000. */
  readonly handlingMs?: number;
  readonly log: Logger;
  /** The registry that `/metrics` shows; the exchange histogram is added to it. */
  readonly registry: Registry;
  /** What `/metrics` shows instead, where several processes answer as one. */
  readonly metrics?: () => Promise<string>;
  /** Receives every finished exchange, e.g. for the message log. */
  readonly record?: RecordExchange;
  /** Whether messages can be processed, e.g. whether the database responds. */
  readonly ready: () => Promise<Readiness>;
  /** Injects faults on purpose into messages; absent: none. */
  readonly faults?: FaultInjector;
  /** Counts a request that is no message against the rate limit of its address; absent: no limit. */
  readonly checkRate?: (address: string) => Refusal | undefined;
  /** Authenticates callers of `/metrics`; absent: no authentication, so cross-origin requests are rejected. */
  readonly guard?: RequestHandler;
  /** Mounted at `/admin`, with its own parsing, access control and errors. */
  readonly admin?: RequestHandler;
}

/** A browser that opens a response shows its text and nothing else: no script, no frame, no referrer to other sites. */
const SECURITY_HEADERS = [
  ['X-Content-Type-Options', 'nosniff'],
  ['Content-Security-Policy', "default-src 'none'; frame-ancestors 'none'"],
  ['X-Frame-Options', 'DENY'],
  ['Referrer-Policy', 'no-referrer'],
  ['Cross-Origin-Resource-Policy', 'same-origin'],
] as const;
const HANDLING_MS = 60_000;
const BODY_BYTES = 72 * 1024 * 1024;
const ANSWER_BYTES = 84 * 1024 * 1024;

export interface Gateway {
  readonly handle: RequestListener;
  /** Sends an envelope through its SOAP service again, without a connection. */
  readonly resend: (text: string, user: string) => Promise<ResentExchange>;
}

/**
 * The HTTP application: the mounted services, health, readiness, metrics, and the admin interface if there is one.
 *
 * Messages go straight to their service, everything else through express, which would take an eighth of a small message's
 * time. A service that is off is as if it were not there.
 * @param state shared with the server that listens; absent: always serving
 * @throws {MountError}
 */
export function createGateway(options: GatewayOptions, state: GatewayState = newGatewayState()): Gateway {
  const { limits, log, proxies = 0 } = options;
  const mounts = options.services.filter(({ enabled = true }) => enabled);
  const shared = sharedOptions(options, state);
  const endpoints = mounts.map((mount) => createEndpoint(mount, shared, limits.xml, options.faults));
  const table = new MountTable(endpoints);
  const soapEndpoints = endpoints.flatMap(({ soap }) => soap ?? []);
  const rejectsCrossOrigin =
    proxies > 0 ? foreignOriginFilter(options.publicUrl) : crossOriginFilter(options.publicUrl);
  const readiness = new ReadinessCheck(options.ready, log);
  const application = createApplication({
    ...options,
    soapMounts: mounts.filter((mount) => mount.protocol === 'soap'),
    trustProxy: proxies > 0,
    addressOf: (request) => networkOf(clientAddress(request, proxies)),
    rejectsCrossOrigin,
    readiness: () =>
      state.phase === 'serving'
        ? readiness.read()
        : Promise.resolve({ ready: false, reasons: ['the server is shutting down'] }),
  });

  return {
    handle: (request, response) => {
      for (const [name, value] of SECURITY_HEADERS) response.setHeader(name, value);
      if (publicProtocol(request, proxies > 0) === 'https')
        response.setHeader('Strict-Transport-Security', 'max-age=31536000');
      const endpoint = table.at(request.url ?? '');
      const isPage = endpoint?.soap !== undefined && (request.method === 'GET' || request.method === 'HEAD');
      // The application knows the path in one spelling only.
      if (isPage) request.url = endpoint.mount.path + queryOf(request.url ?? '');
      if (endpoint === undefined || isPage) {
        const refusal = options.checkRate?.(clientAddress(request, proxies));
        if (refusal === undefined || request.url === '/healthz') application(request, response);
        else refuseRate(request, response, refusal);
      } else if (endpoint.mount.access !== undefined || !rejectsCrossOrigin(request, response))
        void endpoint.handle(request, response);
    },
    resend: (text, user) => resendMessage(soapEndpoints, text, user),
  };
}

/** The query of a request target with its `?`; `''` without one. */
const queryOf = (target: string): string => (target.includes('?') ? target.slice(target.indexOf('?')) : '');

/** Refuses a request beyond the rate of its address. Liveness is exempt: a neighbor at the address must not end the process. */
function refuseRate({ url = '' }: IncomingMessage, response: ServerResponse, { retryAfter = 1 }: Refusal): void {
  const error = 'there were too many requests; Retry-After says when to come back';
  const [type, text] = url.startsWith('/admin')
    ? ['application/json', JSON.stringify({ error })]
    : ['text/plain', `${error}\n`];
  response.writeHead(429, { 'Retry-After': retryAfter, 'Content-Type': type, 'Content-Length': text.length }).end(text);
}

/** What all services share: limits, admission, exchange log and metrics, shutdown. */
function sharedOptions(
  options: GatewayOptions,
  state: GatewayState,
): Omit<EndpointOptions, 'access' | 'masks' | 'faults'> {
  const { log, registry, record, proxies = 0 } = options;
  const admission = new Admission(options.admission ?? DEFAULT_ADMISSION);
  registerAdmissionMetrics(registry, admission);
  const { bytes, inflatedBytes } = options.limits.body;
  return {
    bodyLimits: options.limits.body,
    // One address gets half of it, which must be enough for one message of the largest size.
    bodies: new ByteBudget(Math.max(options.bodyBytes ?? BODY_BYTES, 3 * (bytes + inflatedBytes))),
    answers: new UnreadAnswers(options.answerBytes ?? ANSWER_BYTES),
    admission,
    handlingMs: options.handlingMs ?? HANDLING_MS,
    receipts: state.receipts,
    addressOf: (request) => clientAddress(request, proxies),
    closing: () => state.phase === 'closing',
    stopping: state.stopping.signal,
    log,
    seconds: exchangeSeconds(registry),
    ...(record === undefined ? {} : { record }),
  };
}

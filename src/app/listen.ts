import { once } from 'node:events';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { Server as SecureServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import type { Gateway, GatewayOptions } from './gateway.js';
import { createGateway, newGatewayState } from './gateway.js';
import { DEFAULT_CONNECTION_LIMITS, limitConnections } from './gateway/connection-limit.js';
import type { ConnectionLimits } from './gateway/connection-limit.js';
import { invalidHeaders, MAX_HEADERS } from './gateway/invalid-request.js';
import { OpenExchanges } from './gateway/open-exchanges.js';
import { limitRest, markContinued } from '../platform/http/body.js';
import { readTls, renewTls } from './tls.js';
import type { TlsFiles } from './tls.js';

/** All in milliseconds. */
export interface ListenTimes {
  /** For the request headers to arrive. */
  readonly headersMs: number;
  /** For a whole request to arrive, headers included. */
  readonly requestMs: number;
  /** How long an idle connection is kept. Longer than most proxies keep theirs, or they would use closed ones. */
  readonly keepAliveMs: number;
  /** How long a connection may be inactive during an exchange, the operation's own time included. */
  readonly silenceMs: number;
  /** How long `/readyz` reports not ready before connections are refused. */
  readonly announceMs: number;
  /** How long accepted messages may still take during shutdown. */
  readonly drainMs: number;
}

const DEFAULT_TIMES: ListenTimes = {
  headersMs: 15_000,
  requestMs: 60_000,
  keepAliveMs: 65_000,
  silenceMs: 120_000,
  announceMs: 0,
  drainMs: 20_000,
};

export interface ListenOptions extends GatewayOptions {
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  readonly times?: Partial<ListenTimes>;
  readonly connections?: Partial<ConnectionLimits>;
  /** Speak HTTPS; absent: HTTP. */
  readonly tls?: TlsFiles;
}

export interface RunningGateway {
  /** `http://host:port` as bound, without a trailing slash. */
  readonly url: string;
  readonly port: number;
  readonly resend: Gateway['resend'];
  /** Shuts down, after announceMs + drainMs and two seconds at the latest. Further calls return the same promise. */
  close(): Promise<void>;
}

/** How long post-response callbacks may take during shutdown, in milliseconds. */
const SETTLE_MS = 2_000;

/** How long a TLS handshake may take, in milliseconds. */
const HANDSHAKE_MS = 10_000;

/** Starts the gateway. @throws {Error} naming an address or TLS files that cannot be used, and what to do */
export async function startGateway(options: ListenOptions): Promise<RunningGateway> {
  const times = { ...DEFAULT_TIMES, ...options.times };
  const state = newGatewayState();
  const { handle, resend } = createGateway(options, state);
  const { server, secure } = createHttpServer(times, options.tls);
  limitConnections(server, { ...DEFAULT_CONNECTION_LIMITS, ...options.connections }, options.proxies ?? 0);
  const exchanges = new OpenExchanges();
  /** Connections whose TLS handshake is complete. */
  const secured = new WeakSet<Socket>();
  const sockets = new Set<Socket>();

  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  const accept = (request: IncomingMessage, response: ServerResponse): void => {
    if (!exchanges.add(request, response)) return;
    const invalid = invalidHeaders(request);
    if (invalid !== undefined) {
      response.writeHead(invalid.status, { Connection: 'close', 'Content-Type': 'text/plain' }).end(invalid.text);
      return;
    }
    response.once('finish', () => {
      limitRest(request);
    });
    response.once('close', () => {
      // A response already under way when closing began has promised to keep its connection open.
      if (state.phase === 'closing')
        setImmediate(() => {
          server.closeIdleConnections();
        });
    });
    if (state.phase === 'closing') response.setHeader('Connection', 'close');
    handle(request, response);
  };
  server.on('request', accept);
  server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) => {
    // Without 100 Continue, the caller does not send a body that would be refused for its size anyway.
    if (Number(request.headers['content-length'] ?? 0) <= options.limits.body.bytes) {
      markContinued(request);
      response.writeContinue();
    }
    accept(request, response);
  });
  secure?.on('secureConnection', (socket) => secured.add(socket));
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => {
    // Without an end of the handshake there is nothing to answer on, and the answer would wait for it.
    if (secure !== undefined && !secured.has(socket)) socket.destroy();
    else exchanges.end(socket, error);
  });

  await listening(server, options.host, options.port);
  server.on('error', (error) => {
    options.log.error({ err: error }, 'the server socket failed');
  });
  const { address, port, family } = server.address() as AddressInfo;
  const stopRenewal =
    options.tls === undefined || secure === undefined ? undefined : renewTls(options.tls, secure, options.log);

  /**
   * Shuts down without losing accepted messages: 1. `/readyz` reports not ready while everything is still answered for
   * `announceMs`, so that load balancers move away; 2. no new connection is accepted, idle connections are closed, and a
   * message that still arrives on another one is refused with 503; 3. accepted messages are answered; 4. after `drainMs`
   * remaining connections are cut; 5. post-response callbacks complete, for cut responses too.
   */
  const close = async (): Promise<void> => {
    stopRenewal?.();
    state.phase = 'draining';
    if (times.announceMs > 0) await new Promise((resolve) => setTimeout(resolve, times.announceMs));
    state.phase = 'closing';
    state.stopping.abort();
    const closed = new Promise<void>((resolve) => {
      server.close(() => {
        resolve();
      });
    });
    exchanges.closeConnections();
    // Node counts a connection that has sent nothing yet as busy.
    for (const socket of sockets) if (socket.bytesRead === 0) socket.destroy();
    const cut = setTimeout(() => {
      options.log.warn({ connections: sockets.size }, 'closing connections that did not finish in time');
      server.closeAllConnections();
    }, times.drainMs);
    await closed;
    clearTimeout(cut);
    let timeout: NodeJS.Timeout | undefined;
    await Promise.race([
      state.receipts.settled(),
      new Promise((resolve) => {
        timeout = setTimeout(resolve, SETTLE_MS);
      }),
    ]);
    clearTimeout(timeout);
  };
  let closing: Promise<void> | undefined;
  return {
    url: `${secure === undefined ? 'http' : 'https'}://${family === 'IPv6' ? `[${address}]` : address}:${port}`,
    port,
    resend,
    close: () => (closing ??= close()),
  };
}

/** A server with its timeouts; `secure` is the same one where it speaks TLS. @throws {Error} naming unusable TLS files */
function createHttpServer(
  times: ListenTimes,
  tls: TlsFiles | undefined,
): { readonly server: Server | SecureServer; readonly secure: SecureServer | undefined } {
  const timeouts = {
    headersTimeout: Math.min(times.headersMs, times.requestMs),
    requestTimeout: times.requestMs,
    keepAliveTimeout: times.keepAliveMs,
    // How often Node looks for late requests: its default of 30 s would make any shorter timeout meaningless.
    connectionsCheckingInterval: Math.max(50, Math.min(times.headersMs, times.requestMs, 4_000) / 4),
  };
  const secure =
    tls === undefined
      ? undefined
      : createSecureServer({ ...timeouts, ...readTls(tls), handshakeTimeout: Math.min(times.headersMs, HANDSHAKE_MS) });
  const server = secure ?? createServer(timeouts);
  server.timeout = times.silenceMs;
  // A caller that ends its side behind its message, as HTTP/1.0 clients do, still reads the answer. Node has no type for it.
  Object.assign(server, { httpAllowHalfOpen: true });
  // Node silently drops headers over the maximum; one more than we accept shows that there were too many.
  server.maxHeadersCount = MAX_HEADERS + 1;
  return { server, secure };
}

/** What to do about an address that cannot be used. */
const NEXT_STEPS: ReadonlyMap<string | undefined, string> = new Map([
  ['EADDRINUSE', 'stop the program that uses it, perhaps another broker, or set another PORT'],
  ['EACCES', 'ports below 1024 need privileges: set another PORT'],
  ['EADDRNOTAVAIL', 'set HOST to an address of this machine'],
  ['ENOTFOUND', 'set HOST to an address of this machine'],
  ['EAI_AGAIN', 'set HOST to an address of this machine'],
]);

/** @throws {Error} naming the settings and what to do */
async function listening(server: Server | SecureServer, host: string, port: number): Promise<void> {
  server.listen(port, host);
  try {
    await once(server, 'listening');
  } catch (error) {
    const { message, code } = error as NodeJS.ErrnoException;
    const nextStep = NEXT_STEPS.get(code);
    throw new Error(`HOST=${host}, PORT=${port}: ${message}${nextStep === undefined ? '' : `; ${nextStep}`}`, {
      cause: error,
    });
  }
}

/**
 * Listening, and stopping without losing what was taken.
 *
 * Stopping: 1. `/readyz` says no, while everything is still answered for `announceMs`, so that load balancers turn away;
 * 2. no new connection is accepted, connections that carry nothing are closed, a message that still comes in on another
 * one is turned away with 503; 3. what was taken is answered; 4. after `drainMs` what is left is cut; 5. what follows from
 * answers, sent or cut, is waited for.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { Server as SecureServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import type { Gateway, GatewayOptions } from './gateway.js';
import { createGateway, newGatewayState } from './gateway.js';
import { markContinued } from '../platform/http/body.js';
import { SoapFaultError } from '../platform/soap/faults.js';
import { SOAP_11 } from '../platform/soap/versions.js';
import { writeFault } from '../platform/soap/write.js';
import { readTls, renewTls } from './tls.js';
import type { TlsFiles } from './tls.js';

/** All in milliseconds. */
export interface ListenTimes {
  /** For a request's head to arrive. */
  readonly headersMs: number;
  /** For a whole request to arrive, head included. */
  readonly requestMs: number;
  /** How long an idle connection is kept. Longer than most proxies keep theirs, or they meet closed ones. */
  readonly keepAliveMs: number;
  /** How long a connection may stand still in the middle of an exchange, the operation's own time included. */
  readonly silenceMs: number;
  /** How long `/readyz` says no before connections are refused. */
  readonly announceMs: number;
  /** How long messages that were taken may still need. */
  readonly drainMs: number;
}

export const DEFAULT_TIMES: ListenTimes = {
  headersMs: 15_000,
  requestMs: 60_000,
  keepAliveMs: 65_000,
  silenceMs: 120_000,
  announceMs: 0,
  drainMs: 20_000,
};

export interface ListenOptions extends GatewayOptions {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  readonly times?: Partial<ListenTimes>;
  /** Speak HTTPS; absent: HTTP. */
  readonly tls?: TlsFiles;
}

export interface RunningGateway {
  /** `http://host:port` as bound, without a trailing slash. */
  readonly url: string;
  readonly port: number;
  readonly resend: Gateway['resend'];
  /** Stops, at the latest after announceMs + drainMs and two seconds. Calling it again returns the same promise. */
  close(): Promise<void>;
}

/** How long what follows from the last answers may take, in milliseconds. */
const SETTLE_MS = 2_000;

/** Lines of a head. Clients send some ten, and each proxy a few. */
const MOST_HEADERS = 200;
const TOO_LARGE_HEAD = 'The head is too large\n';
const TWO_HOSTS = 'The head names more than one Host\n';

/** Starts the gateway. @throws the socket's error, e.g. EADDRINUSE; what is wrong with the TLS files */
export async function startGateway(options: ListenOptions): Promise<RunningGateway> {
  const times = { ...DEFAULT_TIMES, ...options.times };
  const state = newGatewayState();
  const { handle, resend } = createGateway(options, state);
  const exchanges = new Map<Socket, ServerResponse>();
  const sockets = new Set<Socket>();

  const timeouts = {
    headersTimeout: Math.min(times.headersMs, times.requestMs),
    requestTimeout: times.requestMs,
    keepAliveTimeout: times.keepAliveMs,
    // How often node looks for those that are late: its own 30 s would make any shorter time a lie.
    connectionsCheckingInterval: Math.max(50, Math.min(times.headersMs, times.requestMs, 4_000) / 4),
  };
  const secure =
    options.tls === undefined
      ? undefined
      : createSecureServer({ ...timeouts, ...readTls(options.tls), handshakeTimeout: times.headersMs });
  const server = secure ?? createServer(timeouts);
  server.timeout = times.silenceMs;
  // Node drops what is more without a word: one more is kept, to know.
  server.maxHeadersCount = MOST_HEADERS + 1;
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  const take = (request: IncomingMessage, response: ServerResponse): void => {
    const { socket } = request;
    const faulty = faultyHead(request);
    if (faulty !== undefined) {
      response
        .writeHead(faulty, { Connection: 'close', 'Content-Type': 'text/plain' })
        .end(faulty === 431 ? TOO_LARGE_HEAD : TWO_HOSTS);
      return;
    }
    exchanges.set(socket, response);
    response.once('close', () => {
      if (exchanges.get(socket) === response) exchanges.delete(socket);
      // An answer that was already on its way when closing began promised to keep its connection.
      if (state.phase === 'closing')
        setImmediate(() => {
          server.closeIdleConnections();
        });
    });
    if (state.phase === 'closing') response.setHeader('Connection', 'close');
    handle(request, response);
  };
  server.on('request', take);
  server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) => {
    // A caller that asks before sending is spared what would be refused for its size anyway.
    if (Number(request.headers['content-length'] ?? 0) <= options.limits.body.bytes) {
      markContinued(request);
      response.writeContinue();
    }
    take(request, response);
  });
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => {
    const begun = exchanges.get(socket)?.headersSent === true;
    if (socket.writable && !begun) socket.write(unreadable(error.code));
    socket.destroySoon();
  });

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, options.host, () => {
      server.off('error', reject);
      resolve();
    });
  });
  server.on('error', (error) => {
    options.log.error({ err: error }, 'the server socket failed');
  });
  const { address, port, family } = server.address() as AddressInfo;

  const endRenewal = watched(options, secure);

  const close = async (): Promise<void> => {
    endRenewal();
    state.phase = 'draining';
    if (times.announceMs > 0) await new Promise((resolve) => setTimeout(resolve, times.announceMs));
    state.phase = 'closing';
    const closed = new Promise<void>((resolve) => {
      server.close(() => {
        resolve();
      });
    });
    for (const response of exchanges.values()) if (!response.headersSent) response.setHeader('Connection', 'close');
    // Node counts a connection that never said anything as busy.
    for (const socket of sockets) if (socket.bytesRead === 0) socket.destroy();
    const cut = setTimeout(() => {
      options.log.warn({ connections: sockets.size }, 'cutting connections that did not end in time');
      server.closeAllConnections();
    }, times.drainMs);
    await closed;
    clearTimeout(cut);
    let late: NodeJS.Timeout | undefined;
    await Promise.race([
      state.deliveries.settled(),
      new Promise((resolve) => {
        late = setTimeout(resolve, SETTLE_MS);
      }),
    ]);
    clearTimeout(late);
  };
  let closing: Promise<void> | undefined;
  return {
    url: `${secure === undefined ? 'http' : 'https'}://${family === 'IPv6' ? `[${address}]` : address}:${port}`,
    port,
    resend,
    close: () => (closing ??= close()),
  };
}

/** Keeps an eye on the TLS files, if there are any. @returns ends it */
function watched({ tls, log }: ListenOptions, server: SecureServer | undefined): () => void {
  return tls === undefined || server === undefined ? () => undefined : renewTls(tls, server, log);
}

/**
 * What Node takes and others would read in another way: a head with two hosts (RFC 9112, 3.2), of which it takes the first and others
 * the last, and one with very many lines, of which it would drop some.
 * @returns the status it is refused with
 */
function faultyHead({ rawHeaders }: IncomingMessage): 400 | 431 | undefined {
  if (rawHeaders.length > 2 * MOST_HEADERS) return 431;
  let hosts = 0;
  for (let index = 0; index < rawHeaders.length; index += 2)
    if (rawHeaders[index]?.length === 4 && rawHeaders[index]?.toLowerCase() === 'host') hosts += 1;
  return hosts > 1 ? 400 : undefined;
}

/** The answer to what is not, or not yet, an HTTP request: no application sees it, so it is written to the socket. */
function unreadable(code: string | undefined): string {
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') {
    const text = writeFault(SOAP_11, new SoapFaultError('request-timeout'), 'none');
    return raw('408 Request Timeout', SOAP_11.contentType, text);
  }
  if (code === 'HPE_HEADER_OVERFLOW') return raw('431 Request Header Fields Too Large', 'text/plain', TOO_LARGE_HEAD);
  return raw('400 Bad Request', 'text/plain', 'This is not an HTTP request\n');
}

function raw(status: string, contentType: string, text: string): string {
  return (
    `HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Type: ${contentType}\r\n` +
    `Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`
  );
}

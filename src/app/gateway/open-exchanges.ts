import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { breakOffBody } from '../../platform/http/body.js';
import { brokenBody, rawResponse } from './invalid-request.js';

/** Requests of one connection that may wait for their responses. Callers that send several at once send a few. */
const MAX_PIPELINED = 32;

interface OpenExchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

/**
 * The exchanges that are open on each connection, in order. When a connection carries something that is not HTTP, or a request
 * that does not end, the exchanges that are complete are still answered: their operations run, and their callers must learn it.
 */
export class OpenExchanges {
  readonly #bySocket = new Map<Socket, OpenExchange[]>();
  /** Connections that are closed after what they still carry. */
  readonly #ending = new WeakSet<Socket>();
  /** Connections whose further requests are dropped. */
  readonly #dropping = new WeakSet<Socket>();

  /** @returns false for a request that is dropped: too many before it on its connection wait for their responses */
  add(request: IncomingMessage, response: ServerResponse): boolean {
    const { socket } = request;
    const exchange = { request, response };
    const open = this.#bySocket.get(socket);
    if (this.#dropping.has(socket)) return false;
    if (open !== undefined && open.length >= MAX_PIPELINED) {
      this.#drop(socket, open);
      return false;
    }
    if (open === undefined) this.#bySocket.set(socket, [exchange]);
    else open.push(exchange);
    response.once('close', () => {
      const rest = this.#of(socket).filter((one) => one !== exchange);
      if (rest.length === 0) this.#bySocket.delete(socket);
      else this.#bySocket.set(socket, rest);
    });
    return true;
  }

  /** Reads no more of a connection, and closes it after the last response that it owes. */
  #drop(socket: Socket, open: readonly OpenExchange[]): void {
    this.#dropping.add(socket);
    socket.pause();
    open.at(-1)?.response.once('close', () => {
      socket.destroySoon();
    });
  }

  /** Announces on each connection that its response is the last one. */
  closeConnections(): void {
    for (const exchanges of this.#bySocket.values()) {
      const last = exchanges.at(-1);
      if (last?.response.headersSent === false) last.response.setHeader('Connection', 'close');
    }
  }

  /**
   * Ends a connection on which Node can read no further request: after the responses that it owes, or at once.
   *
   * 1. A request whose body breaks off is answered by its exchange, if it has one.
   * 2. Otherwise the last complete request is answered, and whatever follows it is dropped: a byte too many, a request that
   *    begins after `Connection: close`, a request without an end.
   * 3. A connection that owes nothing gets a raw response.
   */
  end(socket: Socket, error: NodeJS.ErrnoException): void {
    if (this.#ending.has(socket)) return;
    this.#ending.add(socket);
    const open = this.#of(socket);
    const last = open.at(-1);
    // A caller that closed its side within a body is gone for its exchange, though it may still read.
    const canAnswer = socket.writable && error.code !== 'HPE_INVALID_EOF_STATE';
    if (last?.request.complete === false && canAnswer && breakOffBody(last.request, brokenBody(error, last.request)))
      return;
    const owed = open.findLast(({ request }) => request.complete);
    if (socket.writable && owed !== undefined) {
      if (!owed.response.headersSent) owed.response.setHeader('Connection', 'close');
      owed.response.once('close', () => {
        socket.destroySoon();
      });
      return;
    }
    if (socket.writable && last?.response.headersSent !== true) socket.write(rawResponse(error.code, last?.request));
    socket.destroySoon();
  }

  #of(socket: Socket): readonly OpenExchange[] {
    return this.#bySocket.get(socket) ?? [];
  }
}

import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Departure, FuzzMessage } from './framing.js';

/** An HTTP response as received, with its body delimited by Content-Length. */
export interface WireAnswer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
}

/** What a caller received: all responses, and a problem if none came in time or it was not HTTP. */
export interface Seen {
  readonly answers: readonly WireAnswer[];
  readonly problem?: string;
}

const PATIENCE_MS = 60_000;
const HEAD_END = Buffer.from('\r\n\r\n');

/**
 * Takes one response from the start of the received bytes; undefined while it is incomplete.
 * @throws {Error} if it is not HTTP
 */
function take(bytes: Buffer, headOnly: boolean): { answer: WireAnswer; rest: Buffer } | undefined {
  const end = bytes.indexOf(HEAD_END);
  if (end < 0) return undefined;
  const [first = '', ...lines] = bytes.toString('latin1', 0, end).split('\r\n');
  const status = Number(/^HTTP\/1\.1 (\d{3}) /.exec(first)?.[1] ?? Number.NaN);
  if (Number.isNaN(status)) throw new Error(`not an HTTP response: ${first}`);
  const headers = new Map(
    lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]),
  );
  const start = end + HEAD_END.length;
  if (headers.get('transfer-encoding') === 'chunked' && !headOnly) return takeChunks(bytes, start, status, headers);
  const length = status < 200 || headOnly ? 0 : Number(headers.get('content-length') ?? 0);
  if (bytes.length < start + length) return undefined;
  return {
    answer: { status, headers, body: bytes.toString('utf8', start, start + length) },
    rest: bytes.subarray(start + length),
  };
}

/** The server never sends chunks; responses that Node.js sends on its own, such as 417, are chunked. */
function takeChunks(
  bytes: Buffer,
  start: number,
  status: number,
  headers: WireAnswer['headers'],
): ReturnType<typeof take> {
  let body = '';
  for (let at = start; ;) {
    const line = bytes.indexOf('\r\n', at);
    const size = line < 0 ? Number.NaN : Number.parseInt(bytes.toString('latin1', at, line), 16);
    if (Number.isNaN(size) || bytes.length < line + 2 + size + 2) return undefined;
    body += bytes.toString('utf8', line + 2, line + 2 + size);
    at = line + 2 + size + 2;
    if (size === 0) return { answer: { status, headers, body }, rest: bytes.subarray(at) };
  }
}

/** A caller that sends one message after another over one connection, for as long as the server keeps it open. */
export class Caller {
  #socket: Socket | undefined;

  constructor(private readonly port: number) {}

  async send(message: FuzzMessage): Promise<Seen> {
    if (message.leaves !== undefined) return leave(this.port, message.bytes, message.leaves);
    if (message.framed && this.#socket?.writable === true) return exchange(this.#socket, message);
    const socket = connect({ port: this.port, host: '127.0.0.1', allowHalfOpen: !message.framed });
    socket.setNoDelay(true);
    if (!message.framed) return exchange(socket, message);
    this.#socket = socket;
    return exchange(socket, message);
  }

  close(): void {
    this.#socket?.destroy();
  }
}

/** Sends part of a message and leaves; what arrives until then is not read. */
async function leave(port: number, bytes: Buffer, { after, how, wait }: Departure): Promise<Seen> {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  const closed = new Promise((resolve) => socket.once('close', resolve));
  socket.on('error', () => undefined);
  socket.write(bytes.subarray(0, after));
  await sleep(wait);
  if (how === 'reset') socket.resetAndDestroy();
  else if (how === 'close') socket.destroy();
  else {
    socket.resume().end();
    socket.setTimeout(PATIENCE_MS, () => socket.destroy(new Error('the connection was kept')));
  }
  await closed;
  return socket.errored?.message === 'the connection was kept'
    ? { answers: [], problem: 'a connection whose caller left was kept' }
    : { answers: [] };
}

/** Resolves with the response, or when the connection closes if the end of the message is ambiguous. */
function exchange(socket: Socket, { bytes, framed, headOnly }: FuzzMessage): Promise<Seen> {
  return new Promise((resolve) => {
    let arrived: Buffer = Buffer.alloc(0);
    const answers: WireAnswer[] = [];
    const settle = (problem?: string): void => {
      clearTimeout(timer);
      socket.off('data', onData).off('close', onClose);
      if (!framed || problem !== undefined) socket.destroy();
      resolve({ answers, ...(problem === undefined ? {} : { problem }) });
    };
    const timer = setTimeout(() => {
      settle('there was no answer in time');
    }, PATIENCE_MS);
    const onClose = (): void => {
      settle();
    };
    const onData = (chunk: Buffer): void => {
      arrived = arrived.length === 0 ? chunk : Buffer.concat([arrived, chunk]);
      try {
        for (let taken = take(arrived, headOnly); taken !== undefined; taken = take(arrived, headOnly)) {
          arrived = taken.rest;
          if (taken.answer.status === 100) continue;
          answers.push(taken.answer);
          if (!framed) continue;
          // A connection that announces its close is not reused.
          if (taken.answer.headers.get('connection') === 'close') socket.destroy();
          settle();
        }
      } catch (error) {
        settle(String(error));
      }
    };
    // A reset is a close too; a server may disconnect a caller whose bytes it cannot parse.
    if (socket.listenerCount('error') === 0) socket.on('error', () => undefined);
    socket.on('data', onData).once('close', onClose);
    socket.write(bytes);
    if (!framed) socket.end();
  });
}

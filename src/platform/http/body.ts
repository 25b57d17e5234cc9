import type { IncomingMessage } from 'node:http';
import { createGunzip, createInflate, createInflateRaw } from 'node:zlib';
import type { ByteShare } from './byte-budget.js';
import { HttpRefusalError } from './refusal.js';

/** How large a request body may be, in bytes. */
export interface BodyLimits {
  /** As transferred. */
  readonly bytes: number;
  /** After decompression; the only guard against a small body that inflates to gigabytes. */
  readonly inflatedBytes: number;
}

/** The caller disconnected before its request was complete or started: no response can be sent. */
export class CallerGoneError extends Error {
  override readonly name = 'CallerGoneError';
  readonly code = 'caller-gone';
}

/**
 * How much of the rest of a refused body is read and discarded: bytes, and milliseconds. Many clients read the response only
 * after they have sent everything; closing at once would reset the connection and lose the response.
 */
const DISCARD_BYTES = 4 * 1024 * 1024;
const DISCARD_MS = 2_000;

/** A request body as it was transferred. */
export interface ReceivedBody {
  readonly bytes: Buffer;
  readonly coding: Coding;
}

/**
 * Reads a request body as it is transferred.
 *
 * 1. an unsupported coding and a Content-Length over the limit are refused before any byte is read;
 * 2. bytes are counted as they arrive, because a chunked body declares no length: against the limit of one body, and against
 *    what all bodies may hold together.
 *
 * Not express.raw: this is 12 % faster as measured, and express would accept brotli as well.
 *
 * @throws {HttpRefusalError} content-encoding, message-too-large, overloaded, and why it broke off
 * @throws {CallerGoneError}
 */
export async function readBody(request: IncomingMessage, limits: BodyLimits, share: ByteShare): Promise<ReceivedBody> {
  const coding = codingOf(request);
  if (Number(request.headers['content-length'] ?? 0) > limits.bytes) throw tooLarge(limits);
  return { coding, bytes: await collect(request, limits, share) };
}

/**
 * Inflates a received body up to the limit, in zlib's threads. To be called with an admission slot only: two megabytes can
 * become gigabytes.
 * @throws {HttpRefusalError} inflated-too-large, compressed-data, overloaded
 */
export async function inflateBody(
  { bytes, coding }: ReceivedBody,
  limits: BodyLimits,
  share: ByteShare,
): Promise<Buffer> {
  if (coding === 'identity' || bytes.length === 0) return bytes;
  const inflater = coding === 'gzip' ? createGunzip() : isZlib(bytes) ? createInflate() : createInflateRaw();
  const pieces: Buffer[] = [];
  let length = 0;
  try {
    inflater.end(bytes);
    for await (const piece of inflater as AsyncIterable<Buffer>) {
      length += piece.length;
      if (length > limits.inflatedBytes)
        throw new HttpRefusalError('inflated-too-large', { subject: String(limits.inflatedBytes) });
      share.take(piece.length);
      pieces.push(piece);
    }
    return Buffer.concat(pieces, length);
  } catch (error) {
    if (error instanceof HttpRefusalError) throw error;
    throw new HttpRefusalError('compressed-data', { reason: (error as Error).message });
  }
}

/**
 * Discards the rest of a request that is answered early, up to DISCARD_BYTES and DISCARD_MS; beyond them it is no longer read.
 * A caller that waits for `100 Continue` has sent nothing yet, so there is nothing to wait for.
 * @returns whether the request was read to its end, so that the connection can be reused
 */
export async function discardBody(request: IncomingMessage): Promise<boolean> {
  if (request.complete || request.destroyed) return request.complete;
  const expected = expectedBodies.get(request);
  if (awaitsContinue(request) || expected?.brokenBy !== undefined) return false;
  await new Promise<void>((resolve) => {
    let discarded = 0;
    const timer = setTimeout(giveUp, DISCARD_MS);
    function giveUp(): void {
      request.pause();
      done();
    }
    function done(): void {
      clearTimeout(timer);
      request.off('data', onData).off('end', done).off('close', done).off('error', done);
      resolve();
    }
    function onData(chunk: Buffer): void {
      discarded += chunk.length;
      if (discarded > DISCARD_BYTES) giveUp();
    }
    if (expected !== undefined) expected.onBreak = done;
    request.on('data', onData).once('end', done).once('close', done).once('error', done).resume();
  });
  return request.complete;
}

/** How often the rest of an answered request is looked at, in milliseconds. */
const REST_MS = 20;

/**
 * Closes the connection of a request that is answered but does not end. Node reads the rest, so that the connection can be
 * used again, for as long as something comes.
 */
export function limitRest(request: IncomingMessage): void {
  if (request.complete) return;
  const { socket } = request;
  const bytesBefore = socket.bytesRead;
  const end = performance.now() + DISCARD_MS;
  const timer = setInterval(() => {
    const tooMuch = socket.bytesRead - bytesBefore > DISCARD_BYTES || performance.now() > end;
    if (request.complete || socket.destroyed || tooMuch) clearInterval(timer);
    if (tooMuch && !request.complete) socket.destroy();
  }, REST_MS);
}

/** A body that an exchange expects: what broke it off, and who is to be told. */
interface ExpectedBody {
  brokenBy?: HttpRefusalError;
  onBreak?: (reason: HttpRefusalError) => void;
}

const expectedBodies = new WeakMap<IncomingMessage, ExpectedBody>();

/** Records that an exchange answers this request, so that it can also answer a body that breaks off. */
export function expectBody(request: IncomingMessage): void {
  expectedBodies.set(request, {});
}

/**
 * Breaks off a body whose rest will not be read: its exchange is answered with the reason, and the connection is closed.
 * @returns whether an exchange answers the request; if not, nobody does
 */
export function breakOffBody(request: IncomingMessage, reason: HttpRefusalError): boolean {
  const expected = expectedBodies.get(request);
  if (expected === undefined) return false;
  expected.brokenBy = reason;
  expected.onBreak?.(reason);
  return true;
}

/** Requests that asked for `100 Continue` and received it. */
const continued = new WeakSet<IncomingMessage>();

/** Records that `100 Continue` was sent, so the body is on its way. */
export function markContinued(request: IncomingMessage): void {
  continued.add(request);
}

function awaitsContinue(request: IncomingMessage): boolean {
  return /^100-continue$/i.test(request.headers.expect ?? '') && !continued.has(request);
}

type Coding = 'identity' | 'gzip' | 'deflate';

function codingOf(request: IncomingMessage): Coding {
  const header = request.headers['content-encoding'] ?? '';
  switch (header.trim().toLowerCase()) {
    case '':
    case 'identity':
      return 'identity';
    case 'gzip':
    case 'x-gzip':
      return 'gzip';
    case 'deflate':
      return 'deflate';
    default:
      throw new HttpRefusalError('content-encoding', { subject: header });
  }
}

function collect(request: IncomingMessage, limits: BodyLimits, share: ByteShare): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let received = 0;
    const expected = expectedBodies.get(request);
    const settle = (finish: () => void): void => {
      if (expected !== undefined) delete expected.onBreak;
      request.off('data', onData).off('end', onEnd).off('close', onDisconnect).off('error', onDisconnect);
      finish();
    };
    const onData = (chunk: Buffer): void => {
      received += chunk.length;
      try {
        if (received > limits.bytes) throw tooLarge(limits);
        share.take(chunk.length);
        chunks.push(chunk);
      } catch (error) {
        settle(() => {
          reject(error instanceof Error ? error : tooLarge(limits));
        });
      }
    };
    const onEnd = (): void => {
      settle(() => {
        resolve(Buffer.concat(chunks, received));
      });
    };
    const onDisconnect = (): void => {
      settle(() => {
        reject(new CallerGoneError('the request ended before its body was complete'));
      });
    };
    const onBreak = (reason: HttpRefusalError): void => {
      settle(() => {
        reject(reason);
      });
    };
    // A broken connection emits an error even after reading has ended; unhandled, it would end the process.
    request.on('error', () => undefined);
    if (expected !== undefined) expected.onBreak = onBreak;
    if (expected?.brokenBy !== undefined) onBreak(expected.brokenBy);
    else if (request.destroyed && !request.complete) onDisconnect();
    else request.on('data', onData).on('end', onEnd).on('close', onDisconnect).on('error', onDisconnect);
  });
}

/** `deflate` means the zlib format, but many clients send raw deflate; a zlib header shows by its method and checksum. */
function isZlib(bytes: Buffer): boolean {
  return bytes.length >= 2 && ((bytes[0] ?? 0) & 0x0f) === 8 && bytes.readUInt16BE(0) % 31 === 0;
}

function tooLarge(limits: BodyLimits): HttpRefusalError {
  return new HttpRefusalError('message-too-large', { subject: String(limits.bytes) });
}

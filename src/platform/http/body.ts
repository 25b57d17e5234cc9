import type { IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import type { InputType, ZlibOptions } from 'node:zlib';
import { gunzip, inflate, inflateRaw } from 'node:zlib';
import { SoapFaultError } from '../soap/faults.js';

/** How large a message may be, in bytes. */
export interface BodyLimits {
  /** As transferred. */
  readonly bytes: number;
  /** Once decompressed; the only guard against a small body that inflates to gigabytes. */
  readonly inflatedBytes: number;
}

/** The caller went away before its message was complete: there is no one to answer. */
export class CallerGoneError extends Error {
  override readonly name = 'CallerGone';
}

/**
 * How long the rest of a refused body is read and thrown away, in milliseconds. Many clients read the answer only
 * after they have sent everything; closing on them at once would reset the connection and lose the answer.
 */
const DISCARD_MS = 2_000;

type Inflater = (data: InputType, options: ZlibOptions) => Promise<Buffer>;
const gunzipWithin: Inflater = promisify(gunzip);
const inflateWithin: Inflater = promisify(inflate);
const inflateRawWithin: Inflater = promisify(inflateRaw);

/**
 * Reads the body of a request.
 *
 * 1. the coding is looked at before a byte is read, and a Content-Length beyond the limit is refused likewise;
 * 2. bytes are counted as they come, since a chunked body announces nothing;
 * 3. a compressed body is inflated up to its own limit, in zlib's threads.
 *
 * Read by hand and not by express.raw: measured, this is 12 % faster, and express would inflate brotli as well.
 *
 * @throws {SoapFaultError} content-encoding, message-too-large, inflated-too-large, compressed-data
 * @throws {CallerGoneError}
 */
export async function readBody(request: IncomingMessage, limits: BodyLimits): Promise<Buffer> {
  const coding = codingOf(request);
  if (Number(request.headers['content-length'] ?? 0) > limits.bytes) throw tooLarge(limits);
  const bytes = await collect(request, limits);
  return coding === 'identity' || bytes.length === 0 ? bytes : inflated(bytes, coding, limits);
}

/**
 * Reads away what is left of a request that is answered before its end, for a short time at most.
 * A caller that waits for `100 Continue` has not sent anything yet and is not waited for.
 * @returns whether the request has been read to its end, so that the connection may carry another
 */
export async function discardBody(request: IncomingMessage): Promise<boolean> {
  if (request.complete || request.destroyed) return request.complete;
  if (awaitsContinue(request)) return false;
  await new Promise<void>((resolve) => {
    const timer = setTimeout(done, DISCARD_MS);
    function done(): void {
      clearTimeout(timer);
      resolve();
    }
    request.once('end', done).once('close', done).once('error', done).resume();
  });
  return request.complete;
}

/** Callers who were told to go on; a request is in here only if it asked. */
const continued = new WeakSet<IncomingMessage>();

/** Marks that a request which expects `100 Continue` has got it, so that its body is on the way. */
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
      throw new SoapFaultError('content-encoding', { subject: header });
  }
}

function collect(request: IncomingMessage, limits: BodyLimits): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let received = 0;
    const settle = (finish: () => void): void => {
      request.off('data', onData).off('end', onEnd).off('close', onGone).off('error', onGone);
      finish();
    };
    const onData = (chunk: Buffer): void => {
      received += chunk.length;
      if (received > limits.bytes)
        settle(() => {
          reject(tooLarge(limits));
        });
      else chunks.push(chunk);
    };
    const onEnd = (): void => {
      settle(() => {
        resolve(Buffer.concat(chunks, received));
      });
    };
    const onGone = (): void => {
      settle(() => {
        reject(new CallerGoneError('the request ended before its body did'));
      });
    };
    // A cut connection raises an error even after nobody reads any more; unheard it would end the process.
    request.on('error', () => undefined);
    if (request.destroyed && !request.complete) onGone();
    else request.on('data', onData).on('end', onEnd).on('close', onGone).on('error', onGone);
  });
}

async function inflated(bytes: Buffer, coding: Coding, limits: BodyLimits): Promise<Buffer> {
  const inflater = coding === 'gzip' ? gunzipWithin : isZlib(bytes) ? inflateWithin : inflateRawWithin;
  try {
    return await inflater(bytes, { maxOutputLength: limits.inflatedBytes });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ERR_BUFFER_TOO_LARGE')
      throw new SoapFaultError('inflated-too-large', { subject: String(limits.inflatedBytes) });
    throw new SoapFaultError('compressed-data', { problems: [{ reason: message }] });
  }
}

/** `deflate` means zlib's format, but many clients send it raw; zlib's header tells by method and checksum. */
function isZlib(bytes: Buffer): boolean {
  return bytes.length >= 2 && ((bytes[0] ?? 0) & 0x0f) === 8 && bytes.readUInt16BE(0) % 31 === 0;
}

function tooLarge(limits: BodyLimits): SoapFaultError {
  return new SoapFaultError('message-too-large', { subject: String(limits.bytes) });
}

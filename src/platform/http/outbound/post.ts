import { lookup as resolve } from 'node:dns';
import type { LookupAddress } from 'node:dns';
import { request as httpRequest } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { LookupFunction } from 'node:net';
import { addressFault, isCallable, literalAddress, urlFault } from '../../auth/outbound-address.js';
import type { OutboundRules } from '../../auth/outbound-address.js';

/** What is sent to an address that somebody registered. */
export interface OutboundMessage {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** How it went. Nothing of the answer but its status and one header is kept, unless its text was asked for. */
export interface OutboundOutcome {
  /** HTTP status; absent when no answer came. */
  readonly status?: number;
  /** Why there is no status. */
  readonly error?: string;
  readonly retryAfter?: string;
  /** The answer, if it was asked for (`keepBytes`) and came whole. */
  readonly text?: string;
  readonly milliseconds: number;
}

/** Time for all of an exchange, names and TLS included. */
const MAX_MS = 15_000;
/** What is read of an answer, so that its sender sees no reset; nothing of it is used. */
const MAX_ANSWER_BYTES = 8_192;
const MAX_HEADER_BYTES = 16_384;

export interface OutboundOptions {
  readonly rules: OutboundRules;
  /** Ends the exchange at once. */
  readonly signal?: AbortSignal;
  /** Milliseconds for all of it; default 15 s. */
  readonly maxMs?: number;
  /** The most bytes of an answer whose text is wanted: a longer one is a failure. Default: the text is not wanted. */
  readonly keepBytes?: number;
  /** Resolves names; default: that of the system. */
  readonly resolveName?: ResolveName;
  /** Certificates of authorities to trust; default: those of Node. */
  readonly ca?: string;
}

/** All addresses of a name. */
export type ResolveName = (name: string, done: (error: Error | null, addresses?: LookupAddress[]) => void) => void;
const resolveBySystem: ResolveName = (name, done) => {
  resolve(name, { all: true }, done);
};

/**
 * Sends a POST to an address that somebody registered, and never to one that the rules exclude:
 *
 * 1. the name is resolved once, all of its addresses are checked, and the connection goes to what was checked, so that an
 *    answer that changes between check and connection (DNS rebinding) changes nothing;
 * 2. redirects are not followed, and proxies of the environment are not used;
 * 3. certificates are verified;
 * 4. time and the size of the answer are limited. A status that came counts, whatever happens to the body behind it.
 *
 * Never throws: each failure is an outcome.
 */
export async function postOutbound(message: OutboundMessage, options: OutboundOptions): Promise<OutboundOutcome> {
  const started = performance.now();
  const outcome = await exchange(message, options).catch((error: unknown) => ({ error: reasonOf(error) }));
  return { ...outcome, milliseconds: Math.round(performance.now() - started) };
}

type Answer = Omit<OutboundOutcome, 'milliseconds'>;

function exchange(message: OutboundMessage, options: OutboundOptions): Promise<Answer> {
  const { rules, maxMs = MAX_MS, resolveName = resolveBySystem, keepBytes } = options;
  const fault = urlFault(message.url, rules);
  if (fault !== undefined) return Promise.reject(new OutboundError(`the address is not called: ${fault}`));
  const url = new URL(message.url);
  const limit = AbortSignal.timeout(maxMs);
  return new Promise((resolveAnswer, reject) => {
    const send = url.protocol === 'https:' ? httpsRequest : httpRequest;
    const request = send(url, {
      method: 'POST',
      headers: { ...message.headers, 'content-length': String(Buffer.byteLength(message.body)) },
      agent: false,
      signal: options.signal === undefined ? limit : AbortSignal.any([limit, options.signal]),
      maxHeaderSize: MAX_HEADER_BYTES,
      // Whatever the environment says.
      rejectUnauthorized: true,
      ...(options.ca === undefined ? {} : { ca: options.ca }),
      ...(literalAddress(url) === undefined ? { lookup: checkedLookup(rules, resolveName) } : {}),
    });
    let answered = false;
    request.on('error', (error) => {
      if (!answered) reject(limit.aborted ? new OutboundError(`no answer within ${String(maxMs / 1000)} s`) : error);
    });
    request.on('response', (response) => {
      answered = true;
      void drained(response, keepBytes).then((text) => {
        request.destroy();
        if (text === undefined && keepBytes !== undefined) {
          reject(new OutboundError(`the answer broke off, or has more than ${String(keepBytes)} bytes`));
          return;
        }
        const retryAfter = response.headers['retry-after'];
        resolveAnswer({
          status: response.statusCode ?? 0,
          ...(retryAfter === undefined ? {} : { retryAfter: retryAfter.slice(0, 100) }),
          ...(text === undefined ? {} : { text }),
        });
      });
    });
    request.end(message.body);
  });
}

/** Reads an answer to its end, its limit or its failure. @returns its text, if it is wanted and came whole */
async function drained(response: IncomingMessage, keepBytes: number | undefined): Promise<string | undefined> {
  const kept: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of response) {
      bytes += (chunk as Buffer).length;
      if (bytes > (keepBytes ?? MAX_ANSWER_BYTES)) return undefined;
      if (keepBytes !== undefined) kept.push(chunk as Buffer);
    }
    return keepBytes === undefined ? undefined : Buffer.concat(kept).toString('utf8');
  } catch {
    // The status is known, and a body that nobody wants means nothing.
    return undefined;
  }
}

/** A lookup for a connection that fails unless every address of the name may be called. */
function checkedLookup(rules: OutboundRules, resolveName: ResolveName): LookupFunction {
  return (name, options, done) => {
    resolveName(name, (error, addresses = []) => {
      const refused = addresses.find(({ address }) => !isCallable(address, rules));
      const [first] = addresses;
      if (error !== null) done(error, '', 0);
      else if (first === undefined) done(new OutboundError(`${name} has no address`), '', 0);
      else if (refused !== undefined)
        done(new OutboundError(`${name} is not called: ${addressFault(refused.address)}`), '', 0);
      else if (options.all === true) done(null, addresses);
      else done(null, first.address, first.family);
    });
  };
}

class OutboundError extends Error {
  override readonly name = 'OutboundError';
}

/** A reason without anything that the other side chose. */
function reasonOf(error: unknown): string {
  if (error instanceof OutboundError) return error.message.slice(0, 300);
  const { code } = error as NodeJS.ErrnoException;
  return `no answer: ${code ?? 'failed'}`;
}

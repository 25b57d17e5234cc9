import type { IncomingMessage } from 'node:http';
import type { AccessControl } from '../auth/access-control.js';
import { readBasic } from '../auth/credentials.js';
import { networkOf } from '../auth/network.js';
import type { ServiceGroup, User } from '../auth/user.js';
import { CallerGoneError, inflateBody, readBody } from './body.js';
import type { EndpointOptions } from './endpoint.js';
import type { Exchange } from './exchange.js';
import type { MediaType } from './media-type.js';
import { parseMediaType } from './media-type.js';
import { HttpRefusalError } from './refusal.js';
import { authenticated, refusalError } from './sign-in.js';

/** Which requests an endpoint accepts. */
export interface Accepts {
  readonly methods: readonly string[];
  /** @param type in lower case, without parameters; `''` when the request has no Content-Type */
  readonly mediaType: (type: string) => boolean;
  /** Whether credentials can come in the Authorization header only, so that a request without them is refused unread. */
  readonly requiresHeaderCredentials: boolean;
  /** The header that takes an API key; absent: none does. */
  readonly keyHeader?: string;
  /** The service group that users of the Authorization header or of a key need; absent: the service checks it itself. */
  readonly group?: ServiceGroup;
}

/** A request that was admitted, with its body. */
export interface AdmittedRequest {
  readonly body: Buffer;
  readonly media: MediaType;
  readonly address: string;
  /** The user of the API key or the Authorization header; undefined when there is neither, or no authentication is required. */
  readonly user: User | undefined;
}

/**
 * Receives a request and processes it while it holds an admission slot.
 *
 * 1. shutdown, rate of the address, method, room in the queue: refused before anything of the request is processed;
 * 2. an API key and credentials of the Authorization header are checked before the body is read, and so is the service group:
 *    strangers cost nothing more;
 * 3. media type, body within its limits, then a slot; only then is the body inflated.
 *
 * @param work gives up its slot when it takes longer than `handlingMs`: an operation that never ends must not keep it
 * @throws {HttpRefusalError} @throws {CallerGoneError} @throws whatever `work` throws
 */
export async function receive<Result>(
  request: IncomingMessage,
  accepts: Accepts,
  options: EndpointOptions,
  exchange: Exchange,
  work: (admitted: AdmittedRequest) => Promise<Result>,
): Promise<Result> {
  const { access, admission } = options;
  const { method = '' } = request;
  if (options.closing?.() === true) throw new HttpRefusalError('shutting-down');
  const address = options.addressOf(request);
  const refusal = access?.checkRate(address);
  if (refusal !== undefined) throw refusalError(refusal);
  if (!accepts.methods.includes(method)) throw new HttpRefusalError('method-not-allowed', { subject: method });
  // A request that cannot even be queued is worth neither reading its body nor verifying its password.
  if (admission.full) throw new HttpRefusalError('overloaded');
  const user = access === undefined ? undefined : await userOf(request, accepts.keyHeader, access, address, exchange);
  if (access !== undefined && user === undefined && accepts.requiresHeaderCredentials)
    throw new HttpRefusalError('authentication-required');
  if (user !== undefined && accepts.group !== undefined && !user.groups.has(accepts.group))
    throw new HttpRefusalError('not-authorized', {
      subject: `the service group ${accepts.group} is not among the user's`,
    });
  const media = parseMediaType(request.headers['content-type']);
  if (!accepts.mediaType(media.type)) throw new HttpRefusalError('content-type', { subject: media.type });
  const share = options.bodies.open(networkOf(address));
  try {
    const received = await readBody(request, options.bodyLimits, share);
    const waited = await admission.enter();
    try {
      if (waited && (!request.socket.writable || request.socket.readableEnded))
        throw new CallerGoneError('the caller disconnected while its message waited');
      const body = await inflateBody(received, options.bodyLimits, share);
      exchange.noteSize(body.length);
      return await work({ body, media, address, user });
    } finally {
      admission.leave();
    }
  } finally {
    share.release();
  }
}

/**
 * The user of the request's headers.
 * @returns undefined when there are no credentials
 * @throws {HttpRefusalError} sign-in-refused, too-many-requests, unavailable
 */
async function userOf(
  { headers }: IncomingMessage,
  keyHeader: string | undefined,
  access: AccessControl,
  address: string,
  exchange: Exchange,
): Promise<User | undefined> {
  const key = keyHeader === undefined ? undefined : headers[keyHeader.toLowerCase()]?.toString();
  const basic = readBasic(headers.authorization);
  // Whoever looks at one of them, such as a proxy, must not take the request for somebody else's.
  if (key !== undefined && basic !== undefined)
    throw new HttpRefusalError('sign-in-refused', {
      reason: 'found an API key and an Authorization header, expected one of them',
    });
  if (key !== undefined) return authenticated(await access.signInByKey(key, address), exchange);
  return basic === undefined ? undefined : authenticated(await access.signIn(basic, address), exchange);
}

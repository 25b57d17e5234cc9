import type { IncomingMessage, ServerResponse } from 'node:http';
import { crossOriginRefusal } from '../../platform/auth/cross-origin-guard.js';
import type { CrossOriginRefusal } from '../../platform/auth/cross-origin-guard.js';
import { publicAddress } from '../public-address.js';

/** Answers a request that must be rejected. @returns whether it did */
export type CrossOriginFilter = (request: IncomingMessage, response: ServerResponse) => boolean;

/**
 * Rejects cross-origin browser requests, which matter where no authentication is required.
 * @param publicUrl the base URL that callers use, if it is configured
 */
export function crossOriginFilter(publicUrl: string | undefined): CrossOriginFilter {
  // Nearly all requests name the same host, so it is parsed once.
  let accepted: string | undefined;
  return ({ headers, url = '' }, response) => {
    const isPath = url.startsWith('/');
    if (isPath && headers.origin === undefined && headers.host !== undefined && headers.host === accepted) return false;
    const refusal = crossOriginRefusal(headers, publicUrl, url);
    if (refusal === undefined) {
      accepted = headers.host;
      return false;
    }
    reject(response, refusal);
    return true;
  };
}

/**
 * The same behind a trusted proxy. Which hosts are ours only the proxy knows, but a page of another origin names itself.
 * @param publicUrl the base URL that callers use, if it is configured
 */
export function foreignOriginFilter(publicUrl: string | undefined): CrossOriginFilter {
  return (request, response) => {
    const refusal = foreignOriginRefusal(request, publicUrl);
    if (refusal === undefined) return false;
    reject(response, refusal);
    return true;
  };
}

function foreignOriginRefusal(request: IncomingMessage, publicUrl: string | undefined): CrossOriginRefusal | undefined {
  const { origin } = request.headers;
  if (origin === undefined) return undefined;
  const own = publicAddress(request, { trustProxy: true, ...(publicUrl === undefined ? {} : { publicUrl }) });
  if (URL.canParse(origin) && new URL(origin).host === new URL(own).host) return undefined;
  return { status: 403, error: 'web pages of another origin have no access' };
}

/**
 * The decision of these filters, for what answers in a form of its own.
 * @param proxies the number of trusted proxies in front
 */
export function crossOriginCheck(
  publicUrl: string | undefined,
  proxies: number,
): (request: IncomingMessage, target: string) => CrossOriginRefusal | undefined {
  return (request, target) =>
    proxies > 0 ? foreignOriginRefusal(request, publicUrl) : crossOriginRefusal(request.headers, publicUrl, target);
}

function reject(response: ServerResponse, { status, error }: CrossOriginRefusal): void {
  const text = `Request rejected: ${error}\n`;
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8', 'Content-Length': text.length }).end(text);
}

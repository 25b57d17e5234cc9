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
    const { origin } = request.headers;
    if (origin === undefined) return false;
    const own = publicAddress(request, { trustProxy: true, ...(publicUrl === undefined ? {} : { publicUrl }) });
    if (URL.canParse(origin) && new URL(origin).host === new URL(own).host) return false;
    reject(response, { status: 403, error: 'web pages of another origin have no access' });
    return true;
  };
}

function reject(response: ServerResponse, { status, error }: CrossOriginRefusal): void {
  const text = `Request rejected: ${error}\n`;
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8', 'Content-Length': text.length }).end(text);
}

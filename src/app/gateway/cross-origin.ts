import type { IncomingMessage, ServerResponse } from 'node:http';
import { crossOriginRefusal } from '../../platform/auth/cross-origin-guard.js';

/** Answers a request that must be rejected. @returns whether it did */
export type CrossOriginFilter = (request: IncomingMessage, response: ServerResponse) => boolean;

/**
 * Rejects cross-origin browser requests, which matter where no authentication is required.
 * @param publicUrl the base URL that callers use, if it is configured
 */
export function crossOriginFilter(publicUrl: string | undefined): CrossOriginFilter {
  // Nearly all requests name the same host, so it is parsed once.
  let accepted: string | undefined;
  return ({ headers }, response) => {
    if (headers.origin === undefined && headers.host !== undefined && headers.host === accepted) return false;
    const refusal = crossOriginRefusal(headers, publicUrl);
    if (refusal === undefined) {
      accepted = headers.host;
      return false;
    }
    const text = `Request rejected: ${refusal.error}\n`;
    response
      .writeHead(refusal.status, { 'Content-Type': 'text/plain; charset=utf-8', 'Content-Length': text.length })
      .end(text);
    return true;
  };
}

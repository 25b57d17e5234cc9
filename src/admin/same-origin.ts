import { isIP } from 'node:net';
import type { RequestHandler } from 'express';

/**
 * Keeps web pages out while nobody is asked who they are.
 *
 * 1. A page can give its own name our address (DNS rebinding) and then speak to us as to its own server; its requests
 *    still carry that name as Host. So a Host is taken only when no page can own it: loopback, an address, the host
 *    of PUBLIC_URL.
 * 2. A page of another origin can send plain text without asking; the browser says where it comes from, and that is not us.
 */
export function refuseOtherOrigins(publicUrl: string | undefined): RequestHandler {
  const ours = publicUrl === undefined || !URL.canParse(publicUrl) ? undefined : new URL(publicUrl).hostname;
  return (request, response, next) => {
    const { host, origin } = request.headers;
    const asked = address(host);
    if (host !== undefined && (asked === undefined || !(isLocal(asked.hostname) || asked.hostname === ours))) {
      response.status(421).json({ error: 'this interface answers at a loopback name, an address, or the host of PUBLIC_URL' });
    } else if (origin !== undefined && (!URL.canParse(origin) || new URL(origin).host !== asked?.host)) {
      response.status(403).json({ error: 'this interface does not answer web pages of another origin' });
    } else {
      next();
    }
  };
}

/** A Host header, taken apart; undefined for nonsense. */
function address(header: string | undefined): URL | undefined {
  return header === undefined || !URL.canParse(`http://${header}/`) ? undefined : new URL(`http://${header}/`);
}

function isLocal(host: string): boolean {
  return host === 'localhost' || host.endsWith('.localhost') || isIP(host.replace(/^\[|\]$/g, '')) !== 0;
}

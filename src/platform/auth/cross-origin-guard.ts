import { isIP } from 'node:net';

/** Why a request is not answered, for whoever looks into it. */
export interface CrossOriginRefusal {
  readonly status: 403 | 421;
  readonly error: string;
}

/**
 * Tells requests of web pages, which are kept out while nobody is asked who they are: a browser on this machine reaches loopback,
 * and whoever wrote the page it shows does not.
 *
 * 1. A page can give its own name our address (DNS rebinding) and then speak to us as to its own server; its requests
 *    still carry that name as Host. So a Host is taken only when no page can own it: loopback, an address, the host
 *    of PUBLIC_URL.
 * 2. A page of another origin can send plain text without asking; the browser says where it comes from, and that is not us.
 * @param headers of the request
 * @returns undefined when it is not from a foreign page
 */
export function crossOriginRefusal(
  { host, origin }: { readonly host?: string | undefined; readonly origin?: string | undefined },
  publicUrl: string | undefined,
): CrossOriginRefusal | undefined {
  const ours = publicUrl === undefined || !URL.canParse(publicUrl) ? undefined : new URL(publicUrl).hostname;
  const asked = address(host);
  if (host !== undefined && (asked === undefined || !(isLocal(asked.hostname) || asked.hostname === ours))) {
    return { status: 421, error: 'this interface answers at a loopback name, an address, or the host of PUBLIC_URL' };
  }
  if (origin !== undefined && (!URL.canParse(origin) || new URL(origin).host !== asked?.host)) {
    return { status: 403, error: 'this interface does not answer web pages of another origin' };
  }
  return undefined;
}

/** A Host header, taken apart; undefined for nonsense. */
function address(header: string | undefined): URL | undefined {
  return header === undefined || !URL.canParse(`http://${header}/`) ? undefined : new URL(`http://${header}/`);
}

function isLocal(host: string): boolean {
  return host === 'localhost' || host.endsWith('.localhost') || isIP(host.replace(/^\[|\]$/g, '')) !== 0;
}

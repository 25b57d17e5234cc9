import { isIP } from 'node:net';

/** Why a request is rejected. */
export interface CrossOriginRefusal {
  readonly status: 403 | 421;
  /** For developers who look into it. */
  readonly error: string;
}

/**
 * Detects cross-origin browser requests, which must be rejected where no authentication is required: a browser on this
 * machine can reach a loopback address that the author of the page it shows cannot.
 *
 * 1. A page can point its own name at our address (DNS rebinding) and then talk to us as if to its own server; its requests
 *    still carry that name as Host. So the Host must be one that no page can own: a loopback name, an IP address, or the
 *    host of PUBLIC_URL.
 * 2. A page of another origin can send plain text without a preflight; the browser sends its origin, which is not ours.
 * @param headers of the request
 * @param target of the request; an absolute one names a host as well, and then that is the one that counts (RFC 9112, 3.2.2)
 * @returns undefined when the request may be processed
 */
export function crossOriginRefusal(
  { host, origin }: { readonly host?: string | undefined; readonly origin?: string | undefined },
  publicUrl: string | undefined,
  target = '',
): CrossOriginRefusal | undefined {
  const publicHost = publicUrl === undefined || !URL.canParse(publicUrl) ? undefined : new URL(publicUrl).hostname;
  const requested = urlOf(host);
  const isOurs = (url: URL | undefined): boolean =>
    url !== undefined && (isLocal(url.hostname) || url.hostname === publicHost);
  const named = /^https?:\/\/([^/?]*)/i.exec(target)?.[1];
  if ((host !== undefined && !isOurs(requested)) || (named !== undefined && !isOurs(urlOf(named)))) {
    return { status: 421, error: 'the Host header must be a loopback name, an IP address, or the host of PUBLIC_URL' };
  }
  if (origin !== undefined && (!URL.canParse(origin) || new URL(origin).host !== requested?.host)) {
    return { status: 403, error: 'web pages of another origin have no access' };
  }
  return undefined;
}

/** A Host header as a URL; undefined when it is invalid. */
function urlOf(header: string | undefined): URL | undefined {
  return header === undefined || !URL.canParse(`http://${header}/`) ? undefined : new URL(`http://${header}/`);
}

function isLocal(host: string): boolean {
  return host === 'localhost' || host.endsWith('.localhost') || isIP(host.replace(/^\[|\]$/g, '')) !== 0;
}

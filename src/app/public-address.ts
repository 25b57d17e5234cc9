import type { IncomingMessage } from 'node:http';

/** A host name, IPv4 or bracketed IPv6 address, with or without a port. Nothing else gets into the WSDL. */
const HOST = /^(?:[a-z0-9](?:[a-z0-9._-]{0,252})|\[[0-9a-f:.]{2,45}\])(?::\d{1,5})?$/i;

export interface PublicAddressOptions {
  /** Where callers reach the server, e.g. `https://broker.example.com`; if set, the request is ignored. */
  readonly publicUrl?: string;
  /** Whether a trusted proxy sets X-Forwarded-Proto and X-Forwarded-Host. Otherwise anyone could. */
  readonly trustProxy: boolean;
}

/**
 * The base URL of this server as the caller sees it, without a trailing slash.
 *
 * In order of precedence: 1. the configured URL; 2. the headers of a trusted proxy; 3. a valid Host header; 4. the socket's
 * address, for HTTP/1.0 callers, which send no Host, and for invalid ones.
 */
export function publicAddress(request: IncomingMessage, options: PublicAddressOptions): string {
  if (options.publicUrl !== undefined) return options.publicUrl.replace(/\/+$/, '');
  const forwarded = (name: string): string | undefined => {
    const value = options.trustProxy ? request.headers[name] : undefined;
    return typeof value === 'string' ? value.split(',', 1)[0]?.trim().toLowerCase() : undefined;
  };
  const protocol = publicProtocol(request, options.trustProxy);
  const host = [forwarded('x-forwarded-host'), request.headers.host].find((one) => one !== undefined && HOST.test(one));
  return `${protocol}://${host ?? socketAddress(request)}`;
}

/** The caller's protocol, to this server or to a trusted proxy. */
export function publicProtocol({ headers, socket }: IncomingMessage, trustProxy: boolean): 'http' | 'https' {
  const forwarded = trustProxy
    ? String(headers['x-forwarded-proto'] ?? '')
        .split(',', 1)[0]
        ?.trim()
        .toLowerCase()
    : '';
  return forwarded === 'https' || ('encrypted' in socket && forwarded === '') ? 'https' : 'http';
}

function socketAddress({ socket }: IncomingMessage): string {
  const address = socket.localAddress ?? 'localhost';
  return `${address.includes(':') ? `[${address}]` : address}:${socket.localPort ?? 80}`;
}

import type { IncomingMessage } from 'node:http';

/** A host name, IPv4 or bracketed IPv6 address, with or without a port. Nothing else gets into the WSDL we hand out. */
const HOST = /^(?:[a-z0-9](?:[a-z0-9._-]{0,252})|\[[0-9a-f:.]{2,45}\])(?::\d{1,5})?$/i;

export interface PublicAddressOptions {
  /** Where callers reach the server, e.g. `https://broker.example.com`; when set, nothing of the request counts. */
  readonly publicUrl?: string;
  /** Whether X-Forwarded-Proto and X-Forwarded-Host come from a proxy of ours. Else anyone could set them. */
  readonly trustProxy: boolean;
}

/**
 * The base URL, without a trailing slash, under which the caller sees this server.
 *
 * 1. the configured one; 2. a trusted proxy's word; 3. the Host header, if it looks like a host; 4. the address of the
 * socket, for HTTP/1.0 callers that send no Host and for those that send nonsense.
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

/** What the caller speaks, to us or to a trusted proxy. */
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

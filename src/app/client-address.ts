import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';

/**
 * The address a request comes from. Each proxy appends its caller's address to X-Forwarded-For, so with one trusted proxy
 * the last entry is the client's, with two the last but one; anybody can have written the entries before it.
 * @param proxies number of trusted proxies in front; 0: the header is ignored
 */
export function clientAddress(request: IncomingMessage, proxies: number): string {
  const peer = request.socket.remoteAddress ?? '';
  if (proxies === 0) return peer;
  const entries = String(request.headers['x-forwarded-for'] ?? '')
    .split(',')
    .map((entry) => entry.trim());
  const forwarded =
    entries
      .at(-proxies)
      ?.replace(/^\[(.*)\](?::\d+)?$/, '$1')
      .replace(/^([\d.]+):\d+$/, '$1') ?? '';
  return isIP(forwarded) === 0 ? peer : forwarded;
}

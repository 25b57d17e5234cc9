import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';

/**
 * The address a request comes from. Each proxy appends the address that it was called from to X-Forwarded-For, so with
 * one proxy of ours the last entry is the caller's, with two the last but one; what stands before it anybody can have written.
 * @param proxies how many of ours stand in front; 0: the header is not looked at
 */
export function clientAddress(request: IncomingMessage, proxies: number): string {
  const peer = request.socket.remoteAddress ?? '';
  if (proxies === 0) return peer;
  const entries = String(request.headers['x-forwarded-for'] ?? '')
    .split(',')
    .map((entry) => entry.trim());
  const named =
    entries
      .at(-proxies)
      ?.replace(/^\[(.*)\](?::\d+)?$/, '$1')
      .replace(/^([\d.]+):\d+$/, '$1') ?? '';
  return isIP(named) === 0 ? peer : named;
}

import { readFileSync } from 'node:fs';
import type { Server } from 'node:net';
import type { Socket } from 'node:net';
import { networkOf } from '../../platform/auth/network.js';

/** How many connections a server accepts. */
export interface ConnectionLimits {
  readonly total: number;
  /** From one address. */
  readonly perAddress: number;
}

export const DEFAULT_CONNECTION_LIMITS: ConnectionLimits = { total: 2_000, perAddress: 1_000 };

/** Descriptors kept for files, the database and worker threads; half of them where there are few. */
const SPARE_DESCRIPTORS = 100;

/**
 * Closes connections beyond the limits as soon as they are accepted: each costs memory and a descriptor, and says nothing yet
 * of who it is. Behind proxies all connections are the proxies', so only the total counts.
 */
export function limitConnections(server: Server, { total, perAddress }: ConnectionLimits, proxies: number): void {
  server.maxConnections = Math.min(total, descriptorsForConnections() ?? total);
  if (proxies > 0) return;
  const open = new Map<string, number>();
  server.on('connection', (socket: Socket) => {
    const address = networkOf(socket.remoteAddress ?? '');
    const count = (open.get(address) ?? 0) + 1;
    open.set(address, count);
    socket.once('close', () => {
      const rest = (open.get(address) ?? 0) - 1;
      if (rest > 0) open.set(address, rest);
      else open.delete(address);
    });
    if (count > perAddress) socket.destroy();
  });
}

/** How many of the process's file descriptors connections may take; undefined where the system does not say. */
function descriptorsForConnections(): number | undefined {
  try {
    const limit = Number(/^Max open files +(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1]);
    return Number.isNaN(limit) ? undefined : Math.max(limit - SPARE_DESCRIPTORS, Math.floor(limit / 2));
  } catch {
    return undefined;
  }
}

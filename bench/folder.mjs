// A folder for databases, and the servers that run in it; both are gone afterwards, whatever happens.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * @param {(folder: string, started: <S extends { stop(): Promise<void> }>(server: Promise<S>) => Promise<S>) => Promise<void>} work
 *   `started` takes a server that is to be stopped in the end
 */
export async function withFolder(work) {
  const folder = mkdtempSync(join(tmpdir(), 'order-broker-bench-'));
  const servers = [];
  // A million orders must not stay behind when somebody loses patience.
  const interrupted = () => {
    for (const server of servers) server.signal('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
    process.exit(130);
  };
  for (const signal of SIGNALS) process.once(signal, interrupted);
  try {
    await work(folder, async (server) => {
      servers.push(await server);
      return server;
    });
  } finally {
    for (const signal of SIGNALS) process.off(signal, interrupted);
    for (const server of servers) await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

const SIGNALS = ['SIGINT', 'SIGTERM'];

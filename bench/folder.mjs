// A temporary folder for databases, and the servers that run in it; both are removed afterwards, even after a failure.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * @param {(folder: string, started: <S extends { stop(): Promise<void> }>(server: Promise<S>) => Promise<S>) =>
 *   Promise<void>} work `started` registers a server to be stopped at the end
 */
export async function withFolder(work) {
  const folder = mkdtempSync(join(tmpdir(), 'order-broker-bench-'));
  const servers = [];
  // Ctrl-C must not leave a million orders behind.
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

import { createConnection } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Processes } from './processes.js';

const SETTINGS = fileURLToPath(new URL('../../../samples/galera/haproxy.cfg', import.meta.url));
const START_MS = 20_000;

/** What the file of the samples wants to know, each as `address:port`. */
export type HaproxyAddresses = Readonly<Record<'CALLERS' | 'DATABASE' | 'DB1' | 'DB2' | 'DB3' | 'GATEWAY1' | 'GATEWAY2', string>>;

export interface Haproxy {
  /** Servers of a section that it holds for fit, and those it does not, e.g. `db1 UP`. */
  states(section: 'database' | 'callers'): Promise<string[]>;
}

/** Starts HAProxy with the file of `samples/galera`; unprivileged, with its control socket in the folder. */
export async function startHaproxy(processes: Processes, addresses: HaproxyAddresses): Promise<Haproxy> {
  const socket = join(processes.folder, 'haproxy.sock');
  const running = processes.start('haproxy', 'haproxy', ['-db', '-f', SETTINGS], { PATH: process.env.PATH, STATUS: socket, ...addresses });
  const haproxy: Haproxy = {
    async states(section) {
      const rows = (await askSocket(socket, 'show stat')).split('\n').map((line) => line.split(','));
      return rows.filter(([proxy, server]) => proxy === section && server !== 'FRONTEND' && server !== 'BACKEND')
        .map((fields) => `${String(fields[1])} ${String(fields[17])}`);
    },
  };
  for (const end = Date.now() + START_MS; Date.now() < end && !running.hasEnded();) {
    await sleep(50);
    if ((await haproxy.states('database').catch(() => [])).length > 0) return haproxy;
  }
  throw new Error(`HAProxy did not start: ${processes.log('haproxy')}`);
}

function askSocket(path: string, command: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = '';
    createConnection(path, function (this: import('node:net').Socket) { this.end(`${command}\n`); })
      .setEncoding('utf8').setTimeout(5_000, function (this: import('node:net').Socket) { this.destroy(new Error('HAProxy does not answer')); })
      .on('data', (text: string) => { answer += text; })
      .once('end', () => { resolve(answer); }).once('error', reject);
  });
}

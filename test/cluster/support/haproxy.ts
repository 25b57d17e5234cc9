import { createConnection } from 'node:net';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Processes } from '../../support/server/processes.js';

const SETTINGS = fileURLToPath(new URL('../../../samples/galera/haproxy.cfg', import.meta.url));
const START_MS = 20_000;
const ANSWER_MS = 5_000;

/** The variables of the sample configuration, each as `address:port`. */
export type HaproxyAddresses = Readonly<
  Record<'CALLERS' | 'DATABASE' | 'DB1' | 'DB2' | 'DB3' | 'GATEWAY1' | 'GATEWAY2', string>
>;

/** Sends a command to HAProxy's control socket. @returns the response, which is mostly empty */
export type HaproxyControl = (command: string) => Promise<string>;

/** Starts HAProxy with the configuration of `samples/galera`, unprivileged, with its control socket in the folder. */
export async function startHaproxy(processes: Processes, addresses: HaproxyAddresses): Promise<HaproxyControl> {
  const path = join(processes.folder, 'haproxy.sock');
  const running = processes.start('haproxy', 'haproxy', ['-db', '-f', SETTINGS], {
    PATH: process.env.PATH,
    STATUS: path,
    ...addresses,
  });
  for (const end = Date.now() + START_MS; Date.now() < end && !running.hasEnded();) {
    await sleep(50);
    if ((await ask(path, 'show info').catch(() => '')).startsWith('Name: HAProxy'))
      return (command) => ask(path, command);
  }
  throw new Error(`HAProxy did not start: ${processes.log('haproxy')}`);
}

function ask(path: string, command: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = '';
    const socket: Socket = createConnection(path, () => {
      socket.end(`${command}\n`);
    });
    socket.setEncoding('utf8').setTimeout(ANSWER_MS, () => {
      socket.destroy(new Error(`HAProxy does not respond to ${command}`));
    });
    socket
      .on('data', (text: string) => {
        answer += text;
      })
      .once('end', () => {
        resolve(answer.trim());
      })
      .once('error', reject);
  });
}

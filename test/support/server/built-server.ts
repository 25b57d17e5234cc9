import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

/**
 * The broker as a user starts it: `dist/cli/main.js serve` in a process of its own.
 *
 * 1. It listens on a free port; the address is read from its banner on standard error.
 * 2. Its environment contains only the settings of the test and the path.
 * 3. It runs in a folder without an `.env` file, so that a developer's own settings do not affect the tests.
 */

export const CLI = fileURLToPath(new URL('../../../dist/cli/main.js', import.meta.url));
/** Migrations of an empty MariaDB by several processes take 20 s on a machine with a load of 15. */
const START_MS = 60_000;
const STOP_MS = 15_000;

export interface BuiltServer {
  /** `http://127.0.0.1:port`, or `https:` */
  readonly url: string;
  readonly soapUrl: string;
  /** Its standard output and standard error so far. */
  printed(): string;
  /** Sends a signal to it. */
  signal(name: NodeJS.Signals): void;
  /** Sends SIGTERM, as an operator does. @throws {Error} if it does not exit with 0 in time */
  stop(): Promise<void>;
  /** Sends SIGKILL: no code of the process runs any more. */
  kill(): Promise<void>;
}

/**
 * Starts the built server.
 * @param program another one than the project's, with options of Node before it
 * @throws {Error} with its output if it does not respond in time
 */
export async function startBuiltServer(
  settings: Readonly<Record<string, string>>,
  cwd: string,
  program: readonly string[] = [CLI],
): Promise<BuiltServer> {
  const child = spawn(process.execPath, [...program, 'serve'], {
    cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env.PATH, LOG_LEVEL: 'fatal', ...settings, HOST: '127.0.0.1', PORT: '0' },
  });
  const ended = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>;
  let output = '';
  let logged = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    logged += text;
  });
  const url = await addressOf(child, () => output);
  return {
    url,
    soapUrl: `${url}/Locate/LocateServices`,
    printed: () => logged + output,
    signal(name) {
      child.kill(name);
    },
    async stop() {
      child.kill('SIGTERM');
      const outcome = await inTime(ended, STOP_MS);
      if (outcome === undefined) child.kill('SIGKILL');
      if (outcome?.[0] !== 0)
        throw new Error(
          `the server exited with ${JSON.stringify(outcome ?? 'no exit in time')} instead of 0: ${output}`,
        );
    },
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

/** A temporary folder, deleted by `remove`. */
export function temporaryFolder(): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'order-broker-test-'));
  return {
    path,
    remove: () => {
      rmSync(path, { recursive: true, force: true });
    },
  };
}

async function addressOf(child: ChildProcess, output: () => string): Promise<string> {
  for (const end = Date.now() + START_MS; Date.now() < end;) {
    const address = /Order Broker answers at (https?:\/\/[^/\s]+)/.exec(output())?.[1];
    if (address !== undefined) return address;
    if (child.exitCode !== null || child.signalCode !== null) throw new Error(`the server did not start: ${output()}`);
    await sleep(20);
  }
  child.kill('SIGKILL');
  throw new Error(`the server printed no address within ${String(START_MS)} ms: ${output()}`);
}

async function inTime<T>(promise: Promise<T>, ms: number): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => {
      resolve(undefined);
    }, ms);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

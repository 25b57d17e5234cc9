import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { openRetailerFiles } from '../../../src/simulator/retailer/file/open-files.js';
import { lastEntered, lastRun } from '../../../src/simulator/retailer/file/run-file.js';
import type { Summary } from '../../../src/simulator/retailer/summary.js';
import { CLI } from '../../support/server/built-server.js';

/** What `simulate --json` prints. */
export type Printed = Summary & { readonly verify: readonly string[] | null; readonly findings: readonly object[] };

/** @param folder of the simulator's files */
export const simulateOptions = (folder: string, url: string): string[] => [
  'simulate',
  '--json',
  ...['--url', url, '--folder', folder, '--orders-per-minute', '100', '--pace', '1s'],
];

/** A simulator as a process of its own, that is killed or interrupted. */
export class Simulator {
  #child: ChildProcess | undefined;
  #out = '';
  #err = '';

  constructor(private readonly options: readonly string[]) {}

  start(): void {
    this.#out = '';
    this.#err = '';
    const child = spawn(process.execPath, [CLI, ...this.options], { env: { PATH: process.env.PATH } });
    child.stdout.setEncoding('utf8').on('data', (text: string) => (this.#out += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (this.#err += text));
    this.#child = child;
  }

  async end(signal: 'SIGKILL' | 'SIGINT'): Promise<{ exitCode: number | null; out: string; err: string }> {
    const child = this.#child;
    if (child === undefined) throw new Error('it was not started');
    if (child.exitCode !== null) throw new Error(`it ended by itself: ${this.#err}`);
    const ended = once(child, 'close');
    child.kill(signal);
    await ended;
    return { exitCode: child.exitCode, out: this.#out, err: this.#err };
  }

  get isAlive(): boolean {
    return this.#child?.exitCode === null && this.#child.signalCode === null;
  }
}

/** How many orders a run has entered. */
async function enteredOf(folder: string): Promise<number> {
  if (!existsSync(`${folder}/retailer.db`)) return 0;
  const files = await openRetailerFiles(folder);
  try {
    const run = lastRun(files.file);
    return run === undefined ? 0 : (lastEntered(files.file, run.id)?.n ?? 0);
  } finally {
    files.close();
  }
}

/** Waits until further orders were entered: then the simulator is at work. */
export async function untilEntered(simulator: Simulator, folder: string, more: number): Promise<number> {
  const before = await enteredOf(folder);
  for (const end = Date.now() + 60_000; Date.now() < end && simulator.isAlive;) {
    const entered = await enteredOf(folder);
    if (entered >= before + more) return entered;
    await sleep(50);
  }
  throw new Error(`no order was entered: ${(await simulator.end('SIGKILL')).err}`);
}

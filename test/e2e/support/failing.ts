import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { CLI } from '../../support/server/built-server.js';

export interface Invocation {
  readonly cwd: string;
  readonly settings?: Readonly<Record<string, string>>;
  /** Options of Node. */
  readonly options?: readonly string[];
  /** A program, with its arguments, that runs Node. */
  readonly under?: readonly string[];
  /** The built command line, if it is not the project's own. */
  readonly cli?: string;
}

/** Runs a command that cannot work, and expects one line that says why and what to do, and its end. */
export async function expectFailure(words: readonly string[], reason: RegExp, how: Invocation): Promise<void> {
  const { settings = {}, options = [], under = [], cli = CLI } = how;
  const [program = '', ...rest] = [...under, process.execPath, ...options, cli, ...words];
  const child = spawn(program, rest, {
    cwd: how.cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env.PATH, ...settings, PORT: settings.PORT ?? '0' },
  });
  let said = '';
  let logged = '';
  let saidAt = 0;
  child.stderr.on('data', (data: Buffer) => {
    said += data.toString();
    saidAt = performance.now();
  });
  child.stdout.on('data', (data: Buffer) => {
    logged += data.toString();
  });
  const late = setTimeout(() => child.kill('SIGKILL'), 25_000);
  const [code] = (await once(child, 'close')) as [number | null];
  clearTimeout(late);
  const lingered = performance.now() - saidAt;
  const lines = said.trimEnd().split('\n');
  expect([code, lines.length, lines[0]]).toEqual([1, 1, expect.stringMatching(reason)]);
  expect(logged).not.toContain('"level":50');
  // What the failure left open does not keep the process alive.
  expect(lingered).toBeLessThan(1_500);
}

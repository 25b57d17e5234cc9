import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { CLI } from './built-server.js';

export interface CliOutcome {
  readonly exitCode: number | null;
  readonly out: string;
  readonly err: string;
}

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

export interface CliRun {
  readonly timeoutMs?: number;
  /** Environment variables besides the path. */
  readonly env?: Readonly<Record<string, string>>;
  /** Its standard input. */
  readonly input?: string;
}

/** Runs the built command line to its end, in the project's folder, without the user's own settings. */
export function runCli(
  args: readonly string[],
  { timeoutMs = 60_000, env = {}, input = '' }: CliRun = {},
): Promise<CliOutcome> {
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      [CLI, ...args],
      {
        cwd: ROOT,
        env: { PATH: process.env.PATH, ...env },
        timeout: timeoutMs,
        maxBuffer: 64 * 1024 * 1024,
      },
      (_error, out, err) => {
        resolve({ exitCode: child.exitCode, out, err });
      },
    );
    // A command that exits without reading closes the pipe first.
    child.stdin?.on('error', () => undefined).end(input);
  });
}

import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { CLI } from './built-server.js';

export interface CliOutcome {
  readonly exitCode: number | null;
  readonly out: string;
  readonly err: string;
}

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Runs the built command line to its end, in the project's folder. A user's own settings have no say. */
export function runCli(args: readonly string[], timeoutMs = 60_000): Promise<CliOutcome> {
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [CLI, ...args], {
      cwd: ROOT, env: { PATH: process.env.PATH }, timeout: timeoutMs, maxBuffer: 64 * 1024 * 1024,
    }, (_error, out, err) => { resolve({ exitCode: child.exitCode, out, err }); });
  });
}

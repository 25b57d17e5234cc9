import cluster from 'node:cluster';
import { readFileSync } from 'node:fs';
import { describeSettings } from './composition.js';
import { readEnvFile } from './env-file.js';
import { SENDER_NAMES } from './locate-options.js';
import { run } from './program.js';
import { CREDENTIAL_NAMES } from './server-options.js';
import { processTerminal } from './terminal/terminal.js';

/**
 * Lets `.env` set what the environment does not. The workers of a server inherit the result.
 * @throws {Error} when the file exists and cannot be used
 */
function loadEnvFile(): void {
  if (cluster.isWorker) return;
  let bytes;
  try {
    bytes = readFileSync('.env');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return;
    throw new Error(`.env cannot be read: ${message}; correct its rights, or remove it`, { cause: error });
  }
  const known = [...describeSettings({}).map(({ name }) => name), ...CREDENTIAL_NAMES, ...SENDER_NAMES];
  const { values, warnings } = readEnvFile(bytes, known);
  for (const [name, value] of Object.entries(values)) process.env[name] ??= value;
  for (const warning of warnings) processTerminal.err(`warning: ${warning}`);
}

/** Runs the command of this process. @returns the exit code */
export async function start(): Promise<number> {
  try {
    loadEnvFile();
  } catch (error) {
    processTerminal.err(`error: ${(error as Error).message}`);
    return 1;
  }
  return run(process.argv.slice(2), processTerminal);
}

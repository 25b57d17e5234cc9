#!/usr/bin/env node
import { readFileSync } from 'node:fs';

/** How long a command that failed may still write, in milliseconds. */
const FAILED_MS = 500;

// Sets the exit code instead of calling exit(), so that pending writes to a pipe complete.
process.exitCode = await start();
// What a failure left open, such as a connection, must not keep the process alive.
if (process.exitCode !== 0) setTimeout(() => process.exit(), FAILED_MS).unref();

/** Loads the program only on a Node that can run it: others would fail at its first unknown function, with a stack. */
async function start(): Promise<number> {
  const manifest = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  const needed = (JSON.parse(manifest) as { engines: { node: string } }).engines.node.replace('>=', '');
  if (process.versions.node.localeCompare(needed, 'en', { numeric: true }) >= 0)
    return (await import('./start.js')).start();
  console.error(
    `error: Node ${needed} or newer is needed, and this is ${process.versions.node}: see https://nodejs.org`,
  );
  return 1;
}

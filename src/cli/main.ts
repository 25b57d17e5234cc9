#!/usr/bin/env node
import { existsSync } from 'node:fs';
import { run } from './program.js';
import { processTerminal } from './terminal.js';

// Variables of the environment take precedence over those of the file.
if (existsSync('.env')) process.loadEnvFile('.env');

/** How long a command that failed may still write, in milliseconds. */
const FAILED_MS = 500;

// Sets the exit code instead of calling exit(), so that pending writes to a pipe complete.
process.exitCode = await run(process.argv.slice(2), processTerminal);
// What a failure left open, such as a connection, must not keep the process alive.
if (process.exitCode !== 0) setTimeout(() => process.exit(), FAILED_MS).unref();

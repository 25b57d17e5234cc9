#!/usr/bin/env node
import { existsSync } from 'node:fs';
import { run } from './program.js';
import { processTerminal } from './terminal.js';

// What the environment says already stands; the file fills in the rest.
if (existsSync('.env')) process.loadEnvFile('.env');

// Set instead of called, so that what is still being written to a pipe gets out.
process.exitCode = await run(process.argv.slice(2), processTerminal);

#!/usr/bin/env node
import { existsSync } from 'node:fs';
import { run } from './program.js';
import { processTerminal } from './terminal.js';

// Variables of the environment take precedence over those of the file.
if (existsSync('.env')) process.loadEnvFile('.env');

// Sets the exit code instead of calling exit(), so that pending writes to a pipe complete.
process.exitCode = await run(process.argv.slice(2), processTerminal);

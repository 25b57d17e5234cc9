import { execFile } from 'node:child_process';
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { temporaryFolder } from './built-server.js';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const PARTS = ['dist', 'samples', 'scripts', 'wsdl', 'xsd', 'package.json', 'node_modules'];

/**
 * A folder that looks like a fresh clone after `npm install`, to run commands of the documents in. `npx` is replaced: it
 * takes half a second each time (test/e2e/start/command.test.ts runs it).
 */
export interface Clone {
  readonly path: string;
  /** The environment of the commands: path, port and the given settings. */
  readonly env: Readonly<Record<string, string>>;
  /** A text of a document with the port of this clone. */
  withPort(text: string): string;
  /** Runs a command as a shell does. @returns what it prints, errors included */
  run(command: string): Promise<string>;
  readonly remove: () => void;
}

export function makeClone(port: number, settings: Readonly<Record<string, string>> = {}): Clone {
  const folder = temporaryFolder();
  const { path } = folder;
  for (const part of PARTS) symlinkSync(join(ROOT, part), join(path, part));
  mkdirSync(join(path, 'bin'));
  writeFileSync(join(path, 'bin/npx'), '#!/bin/sh\nshift\nexec node dist/cli/main.js "$@"\n');
  chmodSync(join(path, 'bin/npx'), 0o755);
  const env = { PATH: `${path}/bin:${process.env.PATH ?? ''}`, HOME: path, PORT: String(port), ...settings };
  const withPort = (text: string): string => text.replaceAll('127.0.0.1:8080', `127.0.0.1:${String(port)}`);
  return {
    path,
    env,
    withPort,
    run: (command) =>
      new Promise((resolve) => {
        execFile('sh', ['-c', `{ ${withPort(command)}\n} 2>&1`], { cwd: path, env }, (_error, printed) => {
          // Without curl's progress.
          resolve(printed.replace(/^ *% Total[\s\S]*?\r[^\n{<]*/m, ''));
        });
      }),
    remove: () => {
      folder.remove();
    },
  };
}

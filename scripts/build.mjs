// build.mjs [--install]: compiles src/ into dist/, unless dist/ is already what the sources make (scripts/build-state.mjs).
// With --install, as part of an installation, a missing compiler is reported and is no failure.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isFresh, missingOutputs, recordState, removeOrphans, sourceState } from './build-state.mjs';

const ROOT = fileURLToPath(new URL('../', import.meta.url));
const INSTALLING = process.argv.includes('--install');
const DRIVER = join(ROOT, 'node_modules/better-sqlite3/build/Release/better_sqlite3.node');
const COMPILER = join(ROOT, 'node_modules/typescript/bin/tsc');

process.exitCode = isOldNode() ? 1 : await build();
if (INSTALLING && !existsSync(DRIVER))
  console.error(
    'warning: the SQLite driver, better-sqlite3, was not built: the broker runs on MariaDB or MySQL only. ' +
      'For SQLite, install a C++ compiler, make and python3, and run `npm install` again',
  );

/** Says which Node is needed, as src/cli/main.ts does: on an older one the build would fail first. @returns {boolean} */
function isOldNode() {
  const needed = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')).engines.node.replace('>=', '');
  if (process.versions.node.localeCompare(needed, 'en', { numeric: true }) >= 0) return false;
  console.error(
    `error: Node ${needed} or newer is needed, and this is ${process.versions.node}: see https://nodejs.org`,
  );
  return true;
}

async function build() {
  // An installation without sources brings dist/ along.
  if (!existsSync(join(ROOT, 'src'))) return 0;
  // Read before compiling: a source that changes meanwhile is compiled by the next build.
  const state = sourceState(ROOT);
  if (isFresh(ROOT, state)) return 0;
  if (!existsSync(COMPILER)) return withoutCompiler();
  console.error('building (about half a minute; skipped while the sources stay as they are) ...');
  // The compiler trusts its own record, and does not look for outputs that somebody deleted.
  if (missingOutputs(ROOT).length > 0) rmSync(join(ROOT, 'dist/.tsbuildinfo'), { force: true });
  const { status } = spawnSync(process.execPath, [COMPILER, '-p', join(ROOT, 'tsconfig.build.json')], {
    cwd: ROOT,
    stdio: 'inherit',
  });
  if (status !== 0) return status ?? 1;
  removeOrphans(ROOT);
  await import('./finish-build.mjs');
  recordState(ROOT, state);
  return 0;
}

/** @returns {number} the exit code */
function withoutCompiler() {
  console.error(
    `${INSTALLING ? 'warning' : 'error'}: dist/ is not built from these sources, and TypeScript is not installed: ` +
      'run `npm ci`, then `npm prune --omit=dev`; or copy dist/ from a machine where it was built',
  );
  return INSTALLING ? 0 : 1;
}

import { readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { dirname, join, relative, resolve } from 'node:path';
import { expect, test } from '@jest/globals';

/** What is installed in production, and what needs it: the built code, package.json and package-lock.json, read as files. */

const ROOT = resolve(import.meta.dirname, '../../');
const DIST = join(ROOT, 'dist');
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

interface Manifest {
  readonly dependencies: Readonly<Record<string, string>>;
  /** Installed where they can be. */
  readonly optionalDependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}
interface Locked {
  /** For development only; packages that production needs for an optional one are not. */
  readonly dev?: boolean;
}
const manifest = JSON.parse(read('package.json')) as Manifest;
const locked = (JSON.parse(read('package-lock.json')) as { packages: Readonly<Record<string, Locked>> }).packages;
const inProduction = Object.entries(locked)
  .filter(([path, { dev = false }]) => path !== '' && !dev)
  .map(([path]) => path);
const production = Object.keys({ ...manifest.dependencies, ...manifest.optionalDependencies }).sort();

/** Modules that a compiled file imports, statically or not, and those that it starts as threads. */
const importsOf = (file: string): string[] =>
  [
    ...readFileSync(file, 'utf8')
      .replace(/\/\*[^]*?\*\//g, '')
      .matchAll(/^import '([^']+)';|\bfrom '([^']+)';|\bimport\('([^']+)'\)|new URL\('([^']+\.js)', import\.meta/gm),
  ].map((found) => found.slice(1).find(Boolean) ?? '');

const packageOf = (name: string): string =>
  name
    .split('/')
    .slice(0, name.startsWith('@') ? 2 : 1)
    .join('/');

/** The packages that a compiled file and everything that it imports can load. */
function packagesFrom(entry: string): string[] {
  const files = new Set([join(DIST, entry)]);
  const packages = new Set<string>();
  // A set is iterated up to its end, wherever that is by then.
  for (const file of files)
    for (const name of importsOf(file)) {
      // Threads are found from the sources too, so they are named by the folder of compiled code.
      if (name.startsWith('.'))
        files.add(
          name.includes('/dist/') ? join(ROOT, name.slice(name.indexOf('dist/'))) : resolve(dirname(file), name),
        );
      else if (!name.startsWith('node:') && !builtinModules.includes(name)) packages.add(packageOf(name));
    }
  expect([...files].map((file) => relative(DIST, file))).toContain('platform/db/sqlite/checkpoint-worker.js');
  return [...packages].sort();
}

test('production installs what the server loads and the parser of command lines, and nothing for commands alone', () => {
  expect([...packagesFrom('app/main.js'), 'commander'].sort()).toEqual(production);
  expect(packagesFrom('cli/main.js')).toEqual(production);
});

test('no package for SOAP clients is installed in production', () => {
  const names = inProduction.map((path) => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length));
  expect(names).toEqual(expect.arrayContaining(['better-sqlite3', 'express', 'mysql2', 'typeorm']));
  expect(
    names.filter((name) => /^(soap|axios.*|xmlbuilder2|@oozcitak\/.*|xml-crypto|formidable|zipcodes)$/.test(name)),
  ).toEqual([]);
});

test('docs/dependencies.md names every dependency where it belongs, and how many packages production has', () => {
  const page = read('docs/dependencies.md');
  const [atRunTime = '', forDevelopment = ''] = page.split('## For development');
  const named = (text: string): string[] =>
    [...text.matchAll(/^\| ([^|]+) \| /gm)]
      .flatMap(([, cell = '']) => cell.split(', '))
      .map((name) => name.replace(/ (?:\d+|\(.*\))$/, ''))
      .filter((name) => name !== 'Package')
      .sort();
  expect(named(atRunTime)).toEqual(production);
  expect(named(forDevelopment)).toEqual(Object.keys(manifest.devDependencies).sort());
  expect(page).toContain(`${String(inProduction.length)} packages`);
});

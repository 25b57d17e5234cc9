// Whether dist/ is what the sources make. The contents are compared, not the times: a copied, restored or checked-out file
// may be older than what was made before it.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Beside src/, what decides the contents of dist/. The lock names the versions of the compiler and of the postal data. */
const INPUTS = [
  'tsconfig.json',
  'tsconfig.build.json',
  'package.json',
  'package-lock.json',
  'samples/catalogs/demo.yaml',
  'src/testing/entry.cjs',
  'src/testing/native.cjs',
  'scripts/build.mjs',
  'scripts/build-state.mjs',
  'scripts/finish-build.mjs',
];
/** What scripts/finish-build.mjs makes. */
const MADE = [
  'dist/postal-table.txt',
  'dist/demo-catalog.json',
  ...['entry.cjs', 'native.cjs', 'entry.d.cts'].map((name) => `dist/testing/${name}`),
];
const RECORD = 'dist/.build-state';

const filesBelow = (folder) =>
  readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));

const sourcesOf = (root) => filesBelow(join(root, 'src')).filter((file) => file.endsWith('.ts'));

/** Of every source but those that only declare types. */
const outputsOf = (root) =>
  sourcesOf(root)
    .filter((source) => !source.endsWith('.d.ts'))
    .map((source) => source.replace(join(root, 'src'), join(root, 'dist')).replace(/\.ts$/, '.js'));

/**
 * @param {string} root folder of the project
 * @returns {string} a digest of the names and contents of everything that is compiled
 */
export function sourceState(root) {
  const digest = createHash('sha256');
  const inputs = INPUTS.map((name) => join(root, name)).filter((file) => existsSync(file));
  for (const file of [...sourcesOf(root).sort(), ...inputs]) {
    const content = readFileSync(file);
    digest.update(`${file.slice(root.length)}\0${content.length}\0`).update(content);
  }
  return digest.digest('hex');
}

/** @param {string} root @returns {string[]} the outputs that do not exist */
export function missingOutputs(root) {
  return [...outputsOf(root), ...MADE.map((name) => join(root, name))].filter((file) => !existsSync(file));
}

/** @param {string} root @param {string} state of the sources @returns {boolean} */
export function isFresh(root, state) {
  const record = join(root, RECORD);
  return existsSync(record) && readFileSync(record, 'utf8') === state && missingOutputs(root).length === 0;
}

/** To be called when a build is complete. @param {string} root @param {string} state of the sources that were compiled */
export function recordState(root, state) {
  writeFileSync(join(root, RECORD), state);
}

/** Deletes what was compiled from sources that are gone: another module could still import it. @param {string} root */
export function removeOrphans(root) {
  const outputs = new Set(outputsOf(root));
  for (const file of filesBelow(join(root, 'dist')))
    if (/\.js(\.map)?$/.test(file) && !outputs.has(file.replace(/\.map$/, ''))) rmSync(file);
}

import { execFile, spawnSync } from 'node:child_process';
import { copyFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { startBuiltServer, temporaryFolder } from '../support/server/built-server.js';
import { installPackage, packProject } from '../support/server/installed-package.js';
import type { PackedPackage } from '../support/server/installed-package.js';

/**
 * The package as somebody has it who installed its tarball into a folder of their own: the files, the command, and the examples
 * of samples/testing in the test frameworks that they are written for.
 */

const ROOT = resolve(import.meta.dirname, '../../');
const folder = temporaryFolder();
const at = (...path: string[]): string => join(folder.path, ...path);
const COMMAND = at('node_modules/.bin/order-broker');
let packed: PackedPackage;

beforeAll(async () => {
  packed = await packProject(folder.path);
  await installPackage(packed.tarball, folder.path, ['jest', '@types/node', 'undici-types']);
  writeFileSync(at('package.json'), '{ "name": "their-tests", "private": true }');
}, 120_000);

afterAll(() => {
  folder.remove();
});

/** Runs a program in the folder, without settings of ours. @returns what it printed, with its exit code if that is not 0 */
async function printed(program: string, ...args: string[]): Promise<string> {
  const options = { cwd: folder.path, env: { PATH: process.env.PATH, HOME: folder.path }, timeout: 100_000 };
  try {
    const { stdout, stderr } = await promisify(execFile)(program, args, options);
    return stdout + stderr;
  } catch (error) {
    const { code, stdout, stderr } = error as { code: unknown; stdout: string; stderr: string };
    return `exit code ${String(code)}\n${stdout}${stderr}`;
  }
}

const example = (path: string): void => {
  copyFileSync(at('node_modules/order-broker/samples/testing', path), at(path.replace(/.*\//, '')));
};

test('the package has what runs, its contracts, samples and documents, and nothing else', () => {
  const folders = new Set(packed.files.filter((path) => path.includes('/')).map((path) => path.replace(/\/.*/, '')));
  expect([...folders].sort()).toEqual(['api', 'dist', 'docs', 'samples', 'wsdl', 'xsd']);
  expect(packed.files).toEqual(
    expect.arrayContaining([
      'CHANGELOG.md',
      'LICENSE',
      'README.md',
      'SECURITY.md',
      'dist/cli/main.js',
      'dist/demo-catalog.json',
      'dist/testing/entry.cjs',
      'dist/testing/entry.d.cts',
      'package.json',
      'samples/catalogs/demo.yaml',
    ]),
  );
  expect(packed.files.filter((path) => /\.map$|\.tsbuildinfo$|^test\/|(^|\/)\.|^dist\/.*\.ts$/.test(path))).toEqual([]);
  expect(packed.size).toBeLessThan(3_000_000);
  expect(packed.unpackedSize).toBeLessThan(12_000_000);
});

test('its command names itself as npx finds it, starts the demo, and replays the samples of the package', async () => {
  expect(await printed(COMMAND, '--help')).toContain('Usage: order-broker');
  const server = await startBuiltServer({ DATABASE_URL: 'sqlite::memory:' }, folder.path, [COMMAND]);
  try {
    const samples = 'node_modules/order-broker/samples/locate';
    expect(server.printed()).toContain(`try        npx order-broker replay ${samples} --url ${server.url}`);
    expect(await printed(COMMAND, 'replay', samples, '--url', server.url)).toMatch(/\d+ passed, 0 failed/);
  } finally {
    await server.stop();
  }
}, 120_000);

test('the example for jest passes without a flag or configuration', async () => {
  example('jest/reshop.test.js');
  const output = await printed(process.execPath, 'node_modules/jest/bin/jest.js', '--rootDir', folder.path);
  expect(output).toContain('2 passed, 2 total');
  expect(output).not.toMatch(/did not exit|worker process has failed/);
}, 120_000);

test('a failed expectation shows in jest what became of the order and why', async () => {
  writeFileSync(
    at('fails.test.js'),
    `const { startBroker } = require('order-broker/testing');
    test('fails', async () => {
      const broker = await startBroker();
      try {
        const order = await broker.submit('PENCIL:2');
        await broker.reject(order);
        await broker.expectStatus(order, 'accepted', { within: 50 });
      } finally {
        await broker.stop();
      }
    }, 30_000);`,
  );
  const output = await printed(process.execPath, 'node_modules/jest/bin/jest.js', '--rootDir', folder.path, 'fails');
  expect(output).toContain('is new_order, expected accepted within 50 ms');
  expect(output).toContain('eliminated (rejected before): 6/1');
}, 120_000);

test('its types hold for ES modules and CommonJS', async () => {
  const test = `
    async function uses() {
      const broker = await startBroker({ settings: { VALIDATION: 'strict' } });
      const order: TestOrder = await broker.submit({ items: ['PENCIL:2'], type: 'DELIVERY' });
      const at: string | undefined = order.lines[0]?.at;
      // @ts-expect-error: a number is no status
      await broker.expectStatus(order, 7);
      return at;
    }
    void uses;`;
  const source = `import { startBroker } from 'order-broker/testing';\nimport type { TestOrder } from 'order-broker/testing';${test}`;
  writeFileSync(at('esm.mts'), source);
  writeFileSync(at('commonjs.cts'), source);
  const options = ['--noEmit', '--strict', '--target', 'es2022', '--module', 'node16', '--types', 'node'];
  const compiler = join(ROOT, 'node_modules/typescript/bin/tsc');
  expect(await printed(process.execPath, compiler, ...options, 'esm.mts', 'commonjs.cts')).toBe('');
}, 120_000);

test('the example in Python passes', async () => {
  example('python/test_reshop.py');
  // The class is unittest's, which pytest collects too.
  const hasPytest = spawnSync('python3', ['-c', 'import pytest']).status === 0;
  const runner = hasPytest ? ['pytest', '-q', 'test_reshop.py'] : ['unittest', '-v', 'test_reshop'];
  expect(await printed('python3', '-m', ...runner)).toMatch(hasPytest ? /1 passed/ : /Ran 1 test[\s\S]*OK/);
}, 120_000);

// Not a skipped test where there is no Java: a JDK is 300 MB, which no run must install for one example.
if (spawnSync('java', ['-version']).status === 0)
  test('the example for the JDK passes', async () => {
    example('java/Reshop.java');
    expect(await printed('java', 'Reshop.java')).toBe('ok\n');
  }, 120_000);
else
  process.stderr.write('not run: samples/testing/java/Reshop.java, because there is no java (default-jdk-headless)\n');

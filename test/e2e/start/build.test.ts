import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  appendFileSync,
  cpSync,
  existsSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { temporaryFolder } from '../../support/server/built-server.js';

/** `npm start`, `npm test` and an installation build: only what has changed, and whatever has changed. */

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const PARTS = ['src', 'dist', 'scripts', 'samples/catalogs', 'package.json', 'package-lock.json'];
const CONFIGURATIONS = ['tsconfig.json', 'tsconfig.build.json'];
const BUILD_MS = 240_000;

const folder = temporaryFolder();
const at = (path: string): string => join(folder.path, 'a project', path);

beforeAll(() => {
  for (const part of [...PARTS, ...CONFIGURATIONS]) cpSync(join(ROOT, part), at(part), { recursive: true });
});

afterAll(() => {
  folder.remove();
});

async function build(...words: string[]): Promise<{ code: number | null; said: string }> {
  const child = spawn(process.execPath, [at('scripts/build.mjs'), ...words], { stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (data: Buffer) => {
      said += data.toString();
    });
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, said };
}

test('without a change nothing is built, and no compiler is needed', async () => {
  const builtAt = statSync(at('dist/cli/main.js')).mtimeMs;
  expect(await build()).toEqual({ code: 0, said: '' });
  expect(statSync(at('dist/cli/main.js')).mtimeMs).toBe(builtAt);
});

test('a change without a compiler is an error that names the next step, and no reason to fail an installation', async () => {
  const line =
    /^(error|warning): dist\/ is not built from these sources, and TypeScript is not installed: run `npm ci`.*\n$/;
  appendFileSync(at('src/cli/time.ts'), '\n');
  expect(await build()).toEqual({ code: 1, said: expect.stringMatching(line) as string });
  expect(await build('--install')).toEqual({
    code: 0,
    said: expect.stringMatching(/^warning: dist.*\nwarning: the SQLite driver/) as string,
  });
});

test(
  'a source that changed to an older file, one that is gone and an output that is gone are built',
  async () => {
    symlinkSync(join(ROOT, 'node_modules'), at('node_modules'));
    appendFileSync(at('src/cli/time.ts'), '\nexport const ADDED = 1;\n');
    utimesSync(at('src/cli/time.ts'), new Date(0), new Date(0));
    appendFileSync(at('samples/catalogs/demo.yaml'), '\n# changed\n');
    utimesSync(at('samples/catalogs/demo.yaml'), new Date(0), new Date(0));
    renameSync(at('dist/cli/time.js'), at('dist/cli/gone.js'));
    rmSync(at('dist/cli/read-text.js'));
    const demo = readFileSync(at('dist/demo-catalog.json'), 'utf8');
    rmSync(at('dist/demo-catalog.json'));

    expect(await build()).toEqual({ code: 0, said: expect.stringMatching(/^building .*\n$/) as string });

    expect(readFileSync(at('dist/cli/time.js'), 'utf8')).toContain('ADDED');
    expect(existsSync(at('dist/cli/gone.js'))).toBe(false);
    expect(existsSync(at('dist/cli/read-text.js'))).toBe(true);
    expect(readFileSync(at('dist/demo-catalog.json'), 'utf8')).toBe(demo);
    expect(await build()).toEqual({ code: 0, said: '' });
  },
  BUILD_MS,
);

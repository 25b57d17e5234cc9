import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { startBuiltServer, temporaryFolder } from '../../support/server/built-server.js';

const ROOT = resolve(import.meta.dirname, '../../../');

/** Lays out the compiled broker with the packages that npm installs for production, and no others. */
function layOut(folder: string): string {
  for (const part of ['dist', 'package.json', 'samples', 'wsdl', 'xsd'])
    cpSync(join(ROOT, part), join(folder, part), { recursive: true });
  const { packages } = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')) as {
    packages: Readonly<Record<string, { readonly dev?: boolean }>>;
  };
  for (const [path, { dev = false }] of Object.entries(packages)) {
    // A package within another one is there with it.
    if (dev || !/^node_modules\/(?:@[^/]+\/)?[^/]+$/.test(path)) continue;
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    symlinkSync(join(ROOT, path), join(folder, path));
  }
  return join(folder, 'dist/cli/main.js');
}

test('server and commands work with what is installed in production', async () => {
  const folder = temporaryFolder();
  try {
    const program = layOut(folder.path);
    // Without it, node would find the neighbors of a linked package in the folder that it is linked to.
    const env = { NODE_OPTIONS: '--preserve-symlinks --preserve-symlinks-main' };
    const server = await startBuiltServer({ ...env, DATABASE_URL: 'sqlite::memory:' }, folder.path, [program]);
    try {
      const command = async (...words: string[]): Promise<string> => {
        const done = await promisify(execFile)(process.execPath, [program, ...words, '--url', server.url], {
          cwd: folder.path,
          env: { PATH: process.env.PATH, ...env },
        });
        return done.stdout;
      };
      expect(await command('submit', '--item', 'PENCIL:2')).toContain('has request id 1.');
      expect(await command('status', '1')).toContain('PENCIL');
      expect(await command('replay', 'samples/locate')).toMatch(/\d+ passed, 0 failed/);
    } finally {
      await server.stop();
    }
  } finally {
    folder.remove();
  }
}, 60_000);

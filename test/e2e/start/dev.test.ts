import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { temporaryFolder } from '../../support/server/built-server.js';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

test('npm run dev starts the broker again when a source changes, and ends both on SIGTERM', async () => {
  const folder = temporaryFolder();
  for (const part of [
    'src',
    'dist',
    'scripts',
    'samples',
    'wsdl',
    'xsd',
    'package.json',
    'tsconfig.json',
    'tsconfig.build.json',
  ])
    cpSync(join(ROOT, part), join(folder.path, part), { recursive: true, preserveTimestamps: true });
  symlinkSync(join(ROOT, 'node_modules'), join(folder.path, 'node_modules'));
  mkdirSync(join(folder.path, 'data'));
  const child = spawn(process.execPath, ['scripts/dev.mjs'], {
    cwd: folder.path,
    env: { PATH: process.env.PATH, PORT: '0', DATABASE_URL: 'sqlite::memory:', LOG_LEVEL: 'fatal' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (printed += text));
  const shown = async (text: string): Promise<void> => {
    for (let tries = 0; tries < 2400 && !printed.includes(text); tries += 1) await sleep(100);
    expect(printed).toContain(text);
  };
  const ended = new Promise((resolve) => child.once('exit', resolve));
  try {
    await shown('Order Broker answers at');
    await shown('Watching for file changes');
    const banner = join(folder.path, 'src/app/banner.ts');
    writeFileSync(banner, readFileSync(banner, 'utf8').replace('Order Broker answers at', 'Another Broker answers at'));
    await shown('Another Broker answers at');
  } finally {
    child.kill('SIGTERM');
    await ended;
    folder.remove();
  }
}, 600_000);

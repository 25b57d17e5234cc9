import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { createConnection } from 'mysql2/promise';
import { onEveryEngine, onMysql } from '../support/databases.js';
import { CLI, temporaryFolder } from '../support/server/built-server.js';

/** What keeps a command from starting ends it, with one line that says why. */

const folder = temporaryFolder();
afterAll(() => {
  folder.remove();
});

interface Ended {
  readonly code: number | null;
  readonly lines: readonly string[];
  readonly logged: string;
  /** Milliseconds between the printed error and the end. */
  readonly lingered: number;
}

async function run(words: readonly string[], settings: Readonly<Record<string, string>>): Promise<Ended> {
  const child = spawn(process.execPath, [CLI, ...words], {
    cwd: folder.path,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env.PATH, ...settings, PORT: settings.PORT ?? '0' },
  });
  let said = '';
  let logged = '';
  let saidAt = 0;
  child.stderr.on('data', (data: Buffer) => {
    said += data.toString();
    saidAt = performance.now();
  });
  child.stdout.on('data', (data: Buffer) => {
    logged += data.toString();
  });
  const late = setTimeout(() => child.kill('SIGKILL'), 25_000);
  const [code] = (await once(child, 'close')) as [number | null];
  clearTimeout(late);
  return { code, lines: said.trimEnd().split('\n'), logged, lingered: performance.now() - saidAt };
}

async function expectFailure(words: readonly string[], settings: Readonly<Record<string, string>>, reason: RegExp) {
  const { code, lines, logged, lingered } = await run(words, settings);
  expect([code, lines.length, lines[0]]).toEqual([1, 1, expect.stringMatching(reason)]);
  expect(logged).not.toContain('"level":50');
  expect(lingered).toBeLessThan(1_500);
}

const COMMANDS = ['serve', 'verify', 'user list', 'token list'];

test('a server whose port is taken', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const port = String((other.address() as AddressInfo).port);
  try {
    await expectFailure(['serve'], { DATABASE_URL: 'sqlite::memory:', PORT: port }, /^error: listen EADDRINUSE/);
  } finally {
    other.close();
  }
});

test('a server without its TLS files', () =>
  expectFailure(
    ['serve'],
    { DATABASE_URL: 'sqlite::memory:', TLS_CERT: '/nothing.crt', TLS_KEY: '/nothing.key' },
    /^error: TLS_CERT=\/nothing\.crt.*ENOENT/,
  ));

test.each(COMMANDS)('the command %s on a file that is no database', async (command) => {
  writeFileSync(join(folder.path, 'no.db'), 'this is no database'.repeat(100));
  await expectFailure(
    command.split(' '),
    { DATABASE_URL: 'sqlite:no.db' },
    /^error: the database cannot be reached: file is not/,
  );
});

onEveryEngine((engine) => {
  test.each(COMMANDS)('the command %s when a migration fails', async (command) => {
    const database = await engine.create();
    try {
      await makeObstacle(database.url);
      await expectFailure(command.split(' '), { DATABASE_URL: database.url }, /^error: .*(request_id|column)/);
    } finally {
      await database.drop();
    }
  });
});

onMysql((engine) => {
  test('a server of several processes says once why none can start', async () => {
    const database = await engine.create();
    try {
      await makeObstacle(database.url);
      await expectFailure(['serve'], { DATABASE_URL: database.url, WORKERS: '2' }, /^error: .*request_id/);
    } finally {
      await database.drop();
    }
  });
});

/** A table of the name that a migration is about to use, without its columns. */
async function makeObstacle(url: string): Promise<void> {
  const obstacle = 'CREATE TABLE message_log (x INT)';
  if (url.startsWith('sqlite:')) {
    const database = new Sqlite(url.slice('sqlite:'.length));
    database.exec(obstacle);
    database.close();
    return;
  }
  const connection = await createConnection(url);
  await connection.query(obstacle);
  await connection.end();
}

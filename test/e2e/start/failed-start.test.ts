import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import Sqlite from 'better-sqlite3';
import { createConnection } from 'mysql2/promise';
import { onEveryEngine, onMysql } from '../../support/databases.js';
import { temporaryFolder } from '../../support/server/built-server.js';
import { expectFailure } from '../support/failing.js';

/** What keeps a command from starting ends it, with one line that says why and what to do. */

const folder = temporaryFolder();
afterAll(() => {
  folder.remove();
});

const COMMANDS = ['serve', 'verify', 'user list', 'token list'];

test('a server whose port is taken', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const port = String((other.address() as AddressInfo).port);
  try {
    await expectFailure(
      ['serve'],
      /^error: HOST=127\.0\.0\.1, PORT=\d+: listen EADDRINUSE.*; stop the program that uses it.*, or set another PORT$/,
      { cwd: folder.path, settings: { DATABASE_URL: 'sqlite::memory:', PORT: port } },
    );
  } finally {
    other.close();
  }
});

test('a server without its TLS files', () =>
  expectFailure(['serve'], /^error: TLS_CERT=\/nothing\.crt.*ENOENT/, {
    cwd: folder.path,
    settings: { DATABASE_URL: 'sqlite::memory:', TLS_CERT: '/nothing.crt', TLS_KEY: '/nothing.key' },
  }));

onEveryEngine((engine) => {
  test.each(COMMANDS)('the command %s on the database of a newer release', async (command) => {
    const database = await engine.create();
    try {
      const opened = await database.open();
      await opened.transaction((session) =>
        session.run("INSERT INTO schema_migration (timestamp, name) VALUES (1800000000000, 'Tomorrow1800000000000')"),
      );
      await opened.close();
      await expectFailure(
        command.split(' '),
        /^error: the database belongs to a newer release .*Tomorrow1800000000000.*: start the newer release, or restore/,
        { cwd: folder.path, settings: { DATABASE_URL: database.url } },
      );
    } finally {
      await database.drop();
    }
  });

  test.each(COMMANDS)('the command %s when a migration fails', async (command) => {
    const database = await engine.create();
    try {
      await makeObstacle(database.url);
      await expectFailure(command.split(' '), /^error: .*(request_id|column)/, {
        cwd: folder.path,
        settings: { DATABASE_URL: database.url },
      });
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
      await expectFailure(['serve'], /^error: .*request_id/, {
        cwd: folder.path,
        settings: { DATABASE_URL: database.url, WORKERS: '2' },
      });
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

import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  closeSync,
  cpSync,
  mkdirSync,
  openSync,
  readdirSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Database } from '../../../src/store/database.js';
import { onMysql } from '../../support/databases.js';
import { startBuiltServer, temporaryFolder } from '../../support/server/built-server.js';
import { expectFailure } from '../support/failing.js';

/** Files that somebody new may have in a state that nobody wants: each ends the start with one line and the next step. */

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const folder = temporaryFolder();
// Other users start brokers below.
chmodSync(folder.path, 0o755);

afterAll(() => {
  folder.remove();
});

const COMMANDS = ['serve', 'verify', 'user list', 'token list'];

/** An empty folder, for a test of its own. */
function place(name: string): string {
  const path = join(folder.path, name);
  mkdirSync(path);
  return path;
}

/** The database of a broker that was stopped, in the default place. @returns its file */
async function existingDatabase(cwd: string): Promise<string> {
  const file = join(cwd, 'data/broker.db');
  await (await Database.open({ url: `sqlite:${file}`, pool: 1, acquireTimeout: 1_000 })).close();
  return file;
}

const USER = 65_534;
/** Root may write everywhere: a program that runs as another user. Nothing where this process is no root. */
const AS_USER =
  process.getuid?.() === 0 ? ['setpriv', `--reuid=${String(USER)}`, `--regid=${String(USER)}`, '--clear-groups'] : [];

describe('a file or folder without rights', () => {
  const refused = /^error: the file data\/broker\.db cannot be the database: .*; user \w+ must be able to write to it/;

  test('a folder that is read-only', async () => {
    const cwd = place('read-only');
    chmodSync(cwd, 0o555);
    await expectFailure(['serve'], refused, { cwd, under: AS_USER });
  });

  test.each(COMMANDS)('the command %s on a database that is read-only', async (command) => {
    const cwd = place(`read-only for ${command}`);
    const file = await existingDatabase(cwd);
    chmodSync(file, 0o444);
    chmodSync(join(cwd, 'data'), 0o555);
    await expectFailure(command.split(' '), refused, { cwd, under: AS_USER });
  });

  test('a file in place of the data folder', async () => {
    const cwd = place('file as folder');
    writeFileSync(join(cwd, 'data'), '');
    await expectFailure(['serve'], refused, { cwd });
  });

  test('an .env file of another user', async () => {
    const cwd = place('foreign env');
    writeFileSync(join(cwd, '.env'), 'PORT=0\n');
    chmodSync(join(cwd, '.env'), 0o000);
    await expectFailure(['serve'], /^error: \.env cannot be read: EACCES.*; correct its rights, or remove it$/, {
      cwd,
      under: AS_USER,
    });
  });
});

test.each(['verify', 'user list', 'user add x --system 6', 'token list'])(
  'the command %s in a folder without a database, which it does not make',
  async (command) => {
    const cwd = place(`nothing for ${command}`);
    const reason = /^error: there is no database file data\/broker\.db: run this in the folder of the broker, or set/;
    await expectFailure(command.split(' '), reason, { cwd });
    expect(readdirSync(cwd)).toEqual([]);
  },
);

describe('a full disk', () => {
  /** A small disk of its own where mounts are allowed, else a limit on the size of files. */
  const script = 'mount -t tmpfs -o size="$0"k none . && cd "$PWD" && exec "$@"';
  const isolated = process.getuid?.() === 0 ? ['unshare', '-m'] : ['unshare', '-Urm'];
  const canMount = spawnSync(isolated[0] ?? '', [...isolated.slice(1), 'sh', '-c', script, '4', 'true'], {
    cwd: place('probe'),
  });
  const under = (kilobytes: number): string[] =>
    canMount.status === 0
      ? [...isolated, 'sh', '-c', script, String(kilobytes)]
      : ['sh', '-c', 'ulimit -f "$0" && exec "$@"', String(kilobytes / 2)];

  // Full while the file is made, while it is migrated, and while the demo catalog is loaded.
  test.each([4, 80, 400])('of %s KB', async (kilobytes) => {
    await expectFailure(
      ['serve'],
      /^error: the file data\/broker\.db cannot be the database: .*; free some space on its disk, and start again$/,
      { cwd: place(`disk of ${String(kilobytes)}`), under: under(kilobytes) },
    );
  });
});

describe('a file that is no database, or a damaged one', () => {
  test.each(COMMANDS)('the command %s on a text', async (command) => {
    const cwd = place(`text for ${command}`);
    writeFileSync(join(cwd, 'no.db'), 'this is no database'.repeat(100));
    await expectFailure(
      command.split(' '),
      /^error: the file no\.db cannot be the database: file is not a database; name another file in DATABASE_URL/,
      { cwd, settings: { DATABASE_URL: 'sqlite:no.db' } },
    );
  });

  const damaged =
    /^error: the file data\/broker\.db cannot be the database: .*malformed.*; the file is damaged: .*backup/;

  test.each(COMMANDS)('the command %s on a file that was cut off', async (command) => {
    const cwd = place(`cut for ${command}`);
    truncateSync(await existingDatabase(cwd), 8_192);
    await expectFailure(command.split(' '), damaged, { cwd });
  });

  test('a file with a damaged page', async () => {
    const cwd = place('damaged page');
    const file = await existingDatabase(cwd);
    const opened = openSync(file, 'r+');
    // The schema's own page, behind the header of the file.
    writeSync(opened, Buffer.alloc(3_000, 0xa5), 0, 3_000, 100);
    closeSync(opened);
    await expectFailure(['serve'], damaged, { cwd });
  });
});

describe('an .env file with a mistake', () => {
  test.each([
    ['line', 'PORT=0\nPORT 8080\n', /^error: \.env, line 2: expected NAME=value/],
    ['quote', 'A="x\nPORT=0\n', /^error: \.env, line 1: the quotation mark " is never closed/],
    ['encoding', Buffer.from('\uFEFFPORT=0\n', 'utf16le'), /^error: \.env is not UTF-8 .*: save it as UTF-8$/],
    ['latin1', Buffer.from('PUBLIC_URL=ä\n', 'latin1'), /^error: \.env is not UTF-8: save it as UTF-8$/],
  ])('%s', async (name, content, reason) => {
    const cwd = place(`env ${name}`);
    writeFileSync(join(cwd, '.env'), content);
    for (const command of ['serve', 'config', 'locate PENCIL'])
      await expectFailure(command.split(' '), reason, { cwd });
  });
});

describe('a Node or a machine that does not suffice', () => {
  test('a Node that is too old, for the broker and for its build', async () => {
    const older = 'Object.defineProperty(process, "versions", { value: { ...process.versions, node: "18.19.1" } })';
    const how = { cwd: folder.path, options: ['--import', `data:text/javascript,${older}`] };
    const reason = /^error: Node 20\.19 or newer is needed, and this is 18\.19\.1/;
    await expectFailure(['serve'], reason, how);
    await expectFailure([], reason, { ...how, cli: join(ROOT, 'scripts/build.mjs') });
  });

  describe('no compiler when the SQLite driver was installed', () => {
    /** An installation in which the driver lacks the file that a compiler makes. */
    const cwd = join(folder.path, 'no compiler');
    const cli = join(cwd, 'dist/cli/main.js');
    const options = ['--preserve-symlinks', '--preserve-symlinks-main'];

    beforeAll(() => {
      const modules = join(cwd, 'node_modules');
      mkdirSync(modules, { recursive: true });
      for (const name of ['package.json', 'dist', 'xsd', 'wsdl'])
        cpSync(join(ROOT, name), join(cwd, name), { recursive: true });
      for (const name of readdirSync(join(ROOT, 'node_modules')))
        if (name !== 'better-sqlite3') symlinkSync(join(ROOT, 'node_modules', name), join(modules, name));
      for (const name of ['package.json', 'lib'])
        cpSync(join(ROOT, 'node_modules/better-sqlite3', name), join(modules, 'better-sqlite3', name), {
          recursive: true,
        });
    });

    const reason = (step: string): RegExp =>
      new RegExp(`^error: better-sqlite3, the SQLite driver, is not built for this Node .*: run \`${step}\`.*MariaDB`);

    test('a broker on SQLite says what to do', () =>
      expectFailure(['serve'], reason('npm rebuild better-sqlite3'), { cwd, cli, options }));

    test('so does one whose installation left the driver out', async () => {
      rmSync(join(cwd, 'node_modules/better-sqlite3'), { recursive: true });
      await expectFailure(['serve'], reason('npm install'), { cwd, cli, options });
    });

    onMysql((engine) => {
      test('a broker runs on MariaDB', async () => {
        const database = await engine.create();
        const server = await startBuiltServer({ DATABASE_URL: database.url }, cwd, [...options, cli]);
        const { ok } = await fetch(`${server.url}/readyz`);
        expect(ok).toBe(true);
        await server.stop();
        await database.drop();
      });
    });
  });
});

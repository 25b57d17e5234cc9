import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { DataSource } from 'typeorm';
import { mysqlOptions, sqliteOptions } from '../../../src/platform/db/data-source-options.js';
import { InitialSchema1700000000001 } from '../../../src/store/migrations/0001-initial-schema.js';
import { onEveryEngine } from '../../support/databases.js';
import { CLI, temporaryFolder } from '../../support/server/built-server.js';
import { runCli } from '../../support/server/cli.js';
import { freePorts } from '../../support/server/processes.js';

/** Where and how somebody new may start a broker: what is unusual and allowed works, what is interrupted ends cleanly. */

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const USER = 65_534;
const folder = temporaryFolder();
// Other users start brokers below.
chmodSync(folder.path, 0o755);
const started: Start[] = [];

afterAll(async () => {
  for (const { child, ended } of started) {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
    await ended;
  }
  folder.remove();
});

interface Start {
  readonly child: ChildProcess;
  readonly ended: Promise<[code: number | null, signal: NodeJS.Signals | null]>;
  /** Its standard error so far. */
  readonly said: () => string;
}

interface How {
  readonly settings?: Readonly<Record<string, string>>;
  /** A program, with its arguments, instead of the built command line. */
  readonly program?: readonly string[];
  readonly user?: number;
}

function start(cwd: string, { settings = {}, program = [process.execPath, CLI, 'serve'], user }: How = {}): Start {
  const [name = '', ...words] = program;
  const child = spawn(name, words, {
    cwd,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { PATH: process.env.PATH, HOME: folder.path, PORT: '0', LOG_LEVEL: 'fatal', ...settings },
    ...(user === undefined ? {} : { uid: user, gid: user }),
    // A process group of its own, for what a terminal sends to all processes in it.
    detached: true,
  });
  let said = '';
  child.stderr.on('data', (data: Buffer) => {
    said += data.toString();
  });
  const one: Start = { child, ended: once(child, 'close') as Start['ended'], said: () => said };
  started.push(one);
  return one;
}

/** Waits for the greeting. @returns the address */
async function addressOf({ child, said }: Start): Promise<string> {
  for (;;) {
    const url = /answers at (http:\/\/[^/\s]+)/.exec(said())?.[1];
    if (url !== undefined) return url;
    if (child.exitCode !== null) throw new Error(`it did not start: ${said()}`);
    await sleep(20);
  }
}

async function stop({ child, ended }: Start): Promise<void> {
  child.kill('SIGTERM');
  expect(await ended).toEqual([0, null]);
}

/** An empty folder, for a test of its own. */
function place(name: string): string {
  const path = join(folder.path, name);
  mkdirSync(path);
  return path;
}

const verified = async (databaseUrl: string): Promise<string> =>
  (await runCli(['verify'], { env: { DATABASE_URL: databaseUrl } })).out.trim();
const AGREE = 'reserved stock and order lines agree';

test('a folder and a database with blanks and letters of other languages in their names', async () => {
  const cwd = place('my broker, größer');
  writeFileSync(join(cwd, '.env'), '\uFEFFDATABASE_URL="sqlite:my data/ein Lager.db"\r\nDEMO_DATA=true\r\n');
  const one = start(cwd);
  const { exitCode, out } = await runCli(['locate', 'PENCIL', '--url', await addressOf(one)]);
  expect([exitCode, out]).toEqual([0, expect.stringContaining('Worcester store')]);
  await stop(one);
  expect(existsSync(join(cwd, 'my data/ein Lager.db'))).toBe(true);
});

test('a user without privileges, and without a home', async () => {
  const cwd = place('not root');
  const user = process.getuid?.() === 0 ? USER : undefined;
  if (user !== undefined) chownSync(cwd, user, user);
  const one = start(cwd, { settings: { HOME: '/nonexistent' }, ...(user === undefined ? {} : { user }) });
  await addressOf(one);
  await stop(one);
  expect(statSync(join(cwd, 'data/broker.db')).uid).toBe(user ?? process.getuid?.());
});

test.each([
  ['Pacific/Kiritimati', 'tr_TR.UTF-8'],
  ['America/St_Johns', 'C'],
])('every sample gets its response in the time zone %s with the locale %s', async (TZ, LC_ALL) => {
  const env = { TZ, LC_ALL, LANG: LC_ALL };
  const one = start(place(LC_ALL), { settings: env });
  const { exitCode, out } = await runCli(['replay', 'samples/locate', '--url', await addressOf(one)], { env });
  expect([exitCode, out]).toEqual([0, expect.stringMatching(/^[1-9]\d* passed, 0 failed$/m)]);
  await stop(one);
});

onEveryEngine((engine) => {
  test('a database of the first release is brought up to date', async () => {
    const database = await engine.create();
    try {
      await makeFirstRelease(database.url);
      const one = start(folder.path, { settings: { DATABASE_URL: database.url } });
      const submitted = await runCli(['submit', '--item', 'PENCIL:2', '--url', await addressOf(one)]);
      expect([submitted.exitCode, submitted.out]).toEqual([0, expect.stringContaining('Order Acknowledged')]);
      await stop(one);
      expect(await verified(database.url)).toBe(AGREE);
    } finally {
      await database.drop();
    }
  });
});

describe('two starts in one folder', () => {
  test('on one port: one serves, the other says who has the port and what to do', async () => {
    const cwd = place('same port');
    const [port = 0] = await freePorts(1);
    const both = [1, 2].map(() => start(cwd, { settings: { PORT: String(port) } }));
    await Promise.any(both.map(addressOf));
    const [loser] = await Promise.race(both.map(async (one) => [one, await one.ended] as const));
    const winner = both.find((one) => one !== loser);
    expect([loser.child.exitCode, loser.said()]).toEqual([
      1,
      expect.stringMatching(/^error: HOST=127\.0\.0\.1, PORT=\d+: listen EADDRINUSE.*, or set another PORT\n$/),
    ]);
    expect((await runCli(['locate', 'PENCIL', '--url', `http://127.0.0.1:${String(port)}`])).exitCode).toBe(0);
    if (winner !== undefined) await stop(winner);
    expect(await verified(`sqlite:${cwd}/data/broker.db`)).toBe(AGREE);
  });

  test('on two ports: both serve the same orders', async () => {
    const cwd = place('two ports');
    const both = [1, 2].map(() => start(cwd));
    const [one = '', other = ''] = await Promise.all(both.map(addressOf));
    const submitted = await runCli(['submit', '--item', 'PENCIL', '--json', '--url', one]);
    expect(submitted.exitCode).toBe(0);
    const { request_id: id } = JSON.parse(submitted.out) as { request_id: number };
    expect((await runCli(['status', String(id), '--url', other])).exitCode).toBe(0);
    for (const broker of both) await stop(broker);
    expect(await verified(`sqlite:${cwd}/data/broker.db`)).toBe(AGREE);
  });
});

describe('Ctrl-C', () => {
  onEveryEngine((engine) => {
    // Before the signals are handled nothing has been opened yet; then the start is completed first.
    test.each(engine.name === 'sqlite' ? [50, 400, 700, 1_000, 1_500] : [900])(
      '%d ms after a start ends it, and the next start works',
      async (ms) => {
        const database = await engine.create();
        try {
          const settings = { DATABASE_URL: database.url };
          const one = start(folder.path, { settings });
          await sleep(ms);
          one.child.kill('SIGINT');
          expect([
            [0, null],
            [null, 'SIGINT'],
          ]).toContainEqual(await one.ended);
          expect(one.said()).not.toMatch(/error|^ {4}at /m);
          const next = start(folder.path, { settings });
          await addressOf(next);
          await stop(next);
          expect(await verified(database.url)).toBe(AGREE);
        } finally {
          await database.drop();
        }
      },
    );
  });

  test('stops a broker under `npm start` cleanly, although the terminal and npm both send it', async () => {
    const cwd = place('npm');
    const settings = { DATABASE_URL: `sqlite:${cwd}/broker.db`, npm_config_update_notifier: 'false' };
    const one = start(ROOT, { settings, program: ['npm', 'start'] });
    await addressOf(one);
    process.kill(-(one.child.pid ?? 0), 'SIGINT');
    await one.ended;
    expect(one.said()).not.toMatch(/npm error|^ {4}at /m);
    // A broker that was killed leaves its log behind.
    expect(existsSync(join(cwd, 'broker.db-wal'))).toBe(false);
  });
});

/** The tables of the first release, empty. */
async function makeFirstRelease(url: string): Promise<void> {
  const schema = { entities: [], migrations: [InitialSchema1700000000001] };
  const options = url.startsWith('sqlite:')
    ? sqliteOptions({ file: url.slice('sqlite:'.length), synchronous: 'normal' }, schema, () => undefined)
    : await mysqlOptions({ url, pool: 2, acquireTimeout: 10_000 }, schema);
  const source = await new DataSource(options).initialize();
  await source.runMigrations({ transaction: 'none' });
  await source.destroy();
}

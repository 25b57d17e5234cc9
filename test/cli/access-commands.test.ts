import { Database } from '../../src/store/database.js';
import { basic, DIGEST_KEY, digestToken, ECHO_TEST, send, THREE_SYSTEMS } from '../support/server/closed-broker.js';
import { brokerOn } from '../support/server/broker.js';
import { startBuiltServer, temporaryFolder } from '../support/server/built-server.js';
import type { BuiltServer } from '../support/server/built-server.js';
import { runCli } from '../support/server/cli.js';
import type { CliOutcome } from '../support/server/cli.js';
import { onEveryEngine } from '../support/databases.js';
import type { TestDatabase } from '../support/databases.js';
import { cli } from './support/capture.js';

/** `user` and `token` as an operator runs them: separate processes, on a database with and without running servers. */

const CHOSEN = 'chosen by the operator';

async function loadCatalog(home: Pick<TestDatabase, 'open'>): Promise<void> {
  const database = await home.open();
  await brokerOn(database, THREE_SYSTEMS);
  await database.close();
}

onEveryEngine((engine) => {
  const folder = temporaryFolder();
  let store: TestDatabase;
  let server: BuiltServer;
  const settings = (): Record<string, string> => ({
    DATABASE_URL: store.url,
    DIGEST_KEY: DIGEST_KEY.toString('base64'),
  });
  const runProcess = (words: readonly string[], input = ''): Promise<CliOutcome> =>
    runCli(words, { env: settings(), input });
  /** The same in this process, which is faster. */
  const run = (words: readonly string[]): ReturnType<typeof cli> => cli(words, settings());
  const echo = async (user: string, password: string): Promise<number> =>
    (await send({ gateway: server }, ECHO_TEST, basic(user, password))).status;

  beforeAll(async () => {
    store = await engine.create();
    await loadCatalog(store);
  });
  afterAll(async () => {
    await server.stop();
    await store.drop();
    folder.remove();
  }, 60_000);

  test('users and tokens created before and after the server starts authenticate; disabled and revoked ones do not', async () => {
    expect(await run(['user', 'list'])).toEqual({ code: 0, out: 'There are no users.', err: '' });
    const created = await runProcess(['user', 'add', 'oms', '--system', '6', '--group', 'Locate', 'Admin']);
    expect({ ...created, out: '' }).toEqual({ exitCode: 0, out: '', err: 'Password of oms, shown only once:\n' });
    const first = created.out.trim();
    expect(first).toMatch(/^[\w-]{27}$/);

    server = await startBuiltServer({ ...settings(), AUTH: 'users' }, folder.path);
    expect(server.printed()).not.toContain('authentication is off');
    expect([await echo('oms', first), await echo('oms', CHOSEN)]).toEqual([200, 401]);
    const [added, rotated, issued] = await Promise.all([
      runProcess(['user', 'add', 'pos', '--system', 'STC', '9', '--digest', '--password-stdin'], `${CHOSEN}\r\n`),
      runProcess(['user', 'rotate', 'oms', '--json']),
      runProcess(['token', 'add', 'ops', '--role', 'operate']),
    ]);
    const { name, password } = JSON.parse(rotated.out) as { name: string; password: string };
    expect([name, await echo('oms', password)]).toEqual(['oms', 200]);
    // The server has not cached credentials of this user, so a change has immediate effect.
    expect(added).toEqual({ exitCode: 0, out: '', err: 'The password of pos is set.\n' });
    expect(await run(['user', 'disable', 'pos'])).toEqual({ code: 0, out: 'pos is disabled.', err: '' });
    expect(await echo('pos', CHOSEN)).toBe(401);
    const [users, listed] = [await run(['user', 'list']), await run(['user', 'list', '--json'])];
    expect(users.out).toMatch(/^oms +DEMO +6 +Admin, Locate +\S+Z$/m);
    expect(users.out).toMatch(/^pos +DEMO +9, STC +Locate +yes +\S+Z +disabled$/m);
    expect(JSON.parse(listed.out)).toMatchObject([
      { name: 'oms', digest: false, enabled: true },
      { name: 'pos', digest: true, enabled: false },
    ]);
    expect(JSON.parse((await run(['user', 'enable', 'pos', '--json'])).out)).toEqual({ name: 'pos', enabled: true });
    expect(await echo('pos', CHOSEN)).toBe(200);
    expect((await send({ gateway: server }, ECHO_TEST, {}, digestToken('pos', CHOSEN))).status).toBe(200);

    const token = issued.out.trim();
    const jobs = async (): Promise<number> =>
      (await fetch(`${server.url}/admin/v1/jobs`, { headers: { authorization: `Bearer ${token}` } })).status;
    expect([issued.err, await jobs()]).toEqual(['Token for ops, shown only once:\n', 200]);
    expect(await run(['token', 'revoke', 'ops'])).toEqual({ code: 0, out: 'ops is revoked.', err: '' });
    expect(await jobs()).toBe(401);
    const tokens = await run(['token', 'list', '--json']);
    expect(JSON.parse(tokens.out)).toMatchObject([
      { name: 'ops', role: 'operate', revoked_at: expect.stringMatching(/Z$/) as string },
    ]);
    for (const secret of [first, password, CHOSEN, token, 'scrypt'])
      expect(users.out + listed.out + tokens.out + server.printed()).not.toContain(secret);
  }, 120_000);
});

describe('an invalid request fails with a reason and exit code 1, and changes nothing', () => {
  const folder = temporaryFolder();
  const store = { url: `sqlite:${folder.path}/broker.db` };
  const env = { DATABASE_URL: store.url };
  let before: string[];
  const lists = async (): Promise<string[]> =>
    (await Promise.all([cli(['user', 'list', '--json'], env), cli(['token', 'list', '--json'], env)])).map(
      ({ out }) => out,
    );
  beforeAll(async () => {
    await loadCatalog({ open: () => Database.open({ url: store.url, pool: 1, acquireTimeout: 5000 }) });
    await cli(['user', 'add', 'oms', '--system', '6'], env);
    await cli(['token', 'add', 'ops', '--role', 'read'], env);
    before = await lists();
  }, 60_000);
  afterAll(async () => {
    expect(await lists()).toEqual(before);
    folder.remove();
  }, 60_000);

  test.each<[string, readonly string[], string]>([
    [
      'an unknown system',
      ['user', 'add', 'x', '--system', '6', 'NOPE'],
      'there is no system "NOPE"; there are 6, STC, 9',
    ],
    ['no system', ['user', 'add', 'x'], "required option '--system <code...>' not specified"],
    ['a name that exists', ['user', 'add', 'oms', '--system', '6'], 'there is a user "oms" already'],
    ['a name with a colon', ['user', 'add', 'a:b', '--system', '6'], 'without blanks and colons'],
    [
      'an unknown service group',
      ['user', 'add', 'x', '--system', '6', '--group', 'locate'],
      'expected one of the service groups Admin, Discovery, Locate',
    ],
    [
      'a password as an argument, which other processes can read',
      ['user', 'add', 'x', '--system', '6', '--password', 'chosen by somebody'],
      "unknown option '--password'",
    ],
    ['a digest user without an encryption key', ['user', 'add', 'x', '--system', '6', '--digest'], 'set DIGEST_KEY'],
    ['rotating the password of an unknown user', ['user', 'rotate', 'nobody'], 'there is no user "nobody"'],
    ['disabling an unknown user', ['user', 'disable', 'OMS'], 'there is no user "OMS"'],
    ['enabling an unknown user', ['user', 'enable', ''], 'there is no user ""'],
    ['an unknown role', ['token', 'add', 'x', '--role', 'root'], 'expected one of the roles read, operate, administer'],
    ['no role', ['token', 'add', 'x'], "required option '--role <role>' not specified"],
    [
      'a token name that exists',
      ['token', 'add', 'ops', '--role', 'read'],
      'there is a token "ops" already, or there was one',
    ],
    ['revoking an unknown token', ['token', 'revoke', 'nothing'], 'there is no token "nothing" that could be revoked'],
  ])('%s', async (_, words, reason) => {
    const { code, out, err } = await cli(words, env);
    expect([code, out]).toEqual([1, '']);
    expect(err).toMatch(/^error: /);
    expect(err).toContain(reason);
  });

  test.each<[string, readonly string[], string, string]>([
    [
      'a short password',
      ['user', 'add', 'x', '--system', '6', '--password-stdin'],
      'elevenchars\n',
      'the password has 11 characters, expected 12 to 256',
    ],
    [
      'a long password',
      ['user', 'rotate', 'oms', '--password-stdin'],
      'x'.repeat(257),
      'the password has 257 characters',
    ],
    [
      'a password of blanks',
      ['user', 'rotate', 'oms', '--password-stdin'],
      `${' '.repeat(20)}\n`,
      'the password has 0 characters without the blanks around it',
    ],
    [
      'a short password among blanks of several kinds',
      ['user', 'add', 'x', '--system', '6', '--password-stdin'],
      '\t\u00a0\u2003secret\u3000 \u200b     ',
      'the password has 6 characters without the blanks around it',
    ],
    [
      'an empty password',
      ['user', 'add', 'x', '--system', '6', '--password-stdin'],
      '\n',
      '--password-stdin: found nothing on standard input',
    ],
  ])('%s', async (_, words, input, reason) => {
    const { exitCode, out, err } = await runCli(words, { env, input });
    expect({ exitCode, out }).toEqual({ exitCode: 1, out: '' });
    expect(err).toMatch(/^error: /);
    expect(err).toContain(reason);
  });

  test('a database without a catalog, and an unreachable one', async () => {
    const empty = await cli(['user', 'add', 'x', '--system', '6'], { DATABASE_URL: `sqlite:${folder.path}/empty.db` });
    const gone = await cli(['user', 'list'], { DATABASE_URL: 'mysql://root@127.0.0.1:1/broker' });
    expect([empty.code, gone.code]).toEqual([1, 1]);
    expect(empty.err).toContain('load a catalog first');
    expect(gone.err).toContain('the database cannot be reached');
  });
});

import { brokerOn } from '../support/server/broker.js';
import { THREE_SYSTEMS } from '../support/server/closed-broker.js';
import { onEveryEngine } from '../support/databases.js';
import type { TestDatabase } from '../support/databases.js';
import { cli } from './support/capture.js';

/** `keys` as an operator runs it, directly on a database. */
onEveryEngine((engine) => {
  let store: TestDatabase;
  const run = (...words: string[]): ReturnType<typeof cli> => cli(['keys', ...words], { DATABASE_URL: store.url });
  beforeAll(async () => {
    store = await engine.create();
    const database = await store.open();
    await brokerOn(database, THREE_SYSTEMS);
    await database.close();
  }, 60_000);
  afterAll(() => store.drop());

  test('a key is created, printed once, listed without its secret, extended and revoked', async () => {
    expect(await run('list')).toEqual({ code: 0, out: 'There are no keys.', err: '' });
    const created = await run(
      'create',
      'acme',
      '--system',
      '6',
      '--location',
      'STC/10',
      'STC/20',
      '--group',
      'requests',
    );
    expect(created.code).toBe(0);
    expect(created.err).toMatch(/^Key for acme, valid until \S+Z, shown only once:$/);
    expect(created.out).toMatch(/^obk_[0-9a-f]{16}_[\w-]{43}$/);
    const secret = created.out.slice(21);
    const id = created.out.slice(4, 20);
    const listed = await run('list');
    expect(listed.out).toMatch(new RegExp(`^acme +${id} +6, STC +STC/10, STC/20 +requests +\\S+Z +never$`, 'm'));
    expect(await run('extend', 'acme', '--days', '1')).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^acme is valid until \S+Z\.$/) as string,
    });
    expect(await run('revoke', 'acme')).toEqual({ code: 0, out: 'acme is revoked.', err: '' });
    const json = await run('list', '--json');
    expect(JSON.parse(json.out)).toMatchObject([{ name: 'acme', id, state: 'revoked', last_used_at: null }]);
    expect(listed.out + json.out).not.toContain(secret);
    const second = await run('create', 'other', '--system', '6', '--group', 'outbound', '--days', '2', '--json');
    expect(JSON.parse(second.out)).toMatchObject({ name: 'other', state: 'valid', groups: ['outbound'] });
  });

  test.each<[string, readonly string[], string]>([
    ['no group', ['create', 'x', '--system', '6'], "required option '--group <name...>' not specified"],
    ['an unknown group', ['create', 'x', '--system', '6', '--group', 'all'], 'expected one of the service groups'],
    ['no system', ['create', 'x', '--group', 'requests'], 'expected at least one system or location'],
    [
      'half a location',
      ['create', 'x', '--location', 'STC', '--group', 'requests'],
      'Expected a system and a location',
    ],
    [
      'days that are no number',
      ['create', 'x', '--system', '6', '--group', 'requests', '--days', '1.5'],
      'whole number',
    ],
    ['too many days', ['create', 'x', '--system', '6', '--group', 'requests', '--days', '9999'], 'expected 1 to 3650'],
    ['an unknown key', ['revoke', 'nobody'], 'there is no key "nobody" that could be revoked'],
    [
      'extending an unknown key',
      ['extend', 'nobody', '--days', '1'],
      'there is no key "nobody" that could be extended',
    ],
  ])('%s fails with a reason and exit code 1', async (_, words, reason) => {
    const { code, out, err } = await run(...words);
    expect([code, out]).toEqual([1, '']);
    expect(err).toContain(reason);
  });
});

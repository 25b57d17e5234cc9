import { pino } from 'pino';
import { addKey, extendKey, listKeys, revokeKey } from '../../../src/broker/access/api-keys.js';
import type { NewKey } from '../../../src/broker/access/api-keys.js';
import { Authenticator } from '../../../src/broker/access/authenticator.js';
import type { Refusal } from '../../../src/platform/auth/access-control.js';
import { refusalAt } from '../../../src/platform/auth/user.js';
import type { User } from '../../../src/platform/auth/user.js';
import type { Database } from '../../../src/store/database.js';
import { onEveryEngine } from '../../support/databases.js';
import type { TestDatabase } from '../../support/databases.js';
import { fillWithUsers } from '../../support/server/closed-broker.js';

const HOME = '192.0.2.1';
const START = Date.parse('2030-01-01T00:00:00.000Z');
const DAY = 86_400_000;
const HOUR = 3_600_000;

/** API keys as the broker checks them, with a clock of the test's. */
onEveryEngine((engine) => {
  let home: TestDatabase;
  let database: Database;
  let now = START;
  let counted: string[] = [];
  let lines: string[] = [];
  let keys = 0;
  const clock = (): Date => new Date(now);
  const context = (): { database: Database; clock: () => Date } => ({ database, clock });
  const log = pino(
    { level: 'trace' },
    {
      write: (line: string) => {
        lines.push(line);
      },
    },
  );

  beforeAll(async () => {
    home = await engine.create();
    database = await home.open();
    await fillWithUsers(database);
  }, 60_000);
  afterAll(async () => {
    await database.close();
    await home.drop();
  });
  beforeEach(() => {
    now = START;
    counted = [];
    lines = [];
  });

  const authenticator = (perUser = 0): Authenticator =>
    new Authenticator(
      { database, clock, log },
      {
        digestKey: undefined,
        perAddress: 0,
        perUser,
        count: {
          signIn: (kind, outcome) => counted.push(`${kind} ${outcome}`),
          limited: (by) => counted.push(`limited ${by}`),
        },
      },
    );
  const wanted = (changes: Partial<NewKey> = {}): NewKey => ({
    name: `partner-${String((keys += 1))}`,
    systems: ['6'],
    locations: [],
    groups: ['requests'],
    validDays: 30,
    ...changes,
  });
  const make = async (changes: Partial<NewKey> = {}): Promise<string> =>
    (await addKey(context(), wanted(changes))).body.key ?? '';
  const refused = (result: User | Refusal): string | undefined => ('refused' in result ? result.refused : undefined);

  test('a key opens the systems, locations and groups that it was made for', async () => {
    const key = await make({
      name: 'acme',
      systems: ['6'],
      locations: [{ system_cd: 'STC', location_cd: '10' }],
      groups: ['requests', 'outbound'],
    });
    expect(key).toMatch(/^obk_[0-9a-f]{16}_[\w-]{43}$/);
    const user = (await authenticator().signInByKey(key, HOME)) as User;
    expect(user).toMatchObject({ name: 'key:acme', organization: 'DEMO' });
    const at = (systemCd: string, locationCd: string, group: 'requests' | 'threepl' = 'requests') =>
      refusalAt(user, group, { systemCd, locationCd });
    expect(at('6', '1')).toBeUndefined();
    expect(at('6', 'anything')).toBeUndefined();
    expect(at('STC', '10')).toBeUndefined();
    expect(at('STC', '20')).toBe('the location "STC/20" is not among the user\'s');
    expect(at('9', '1')).toBe('the system "9" is not among the user\'s');
    expect(at('', '1')).toBe('the request names no system');
    expect(at('6', '1', 'threepl')).toBe("the service group threepl is not among the user's");
  });

  test('only a hash of a key is in the database, and the key is in no list and no log', async () => {
    const key = await make({ name: 'secret-keeper' });
    await authenticator().signInByKey(key, HOME);
    await authenticator().signInByKey(`${key.slice(0, -1)}${key.endsWith('A') ? 'B' : 'A'}`, HOME);
    const secret = key.slice(21);
    const stored = await database.transaction((session) => session.all('SELECT * FROM api_key'));
    const listed = await listKeys(context(), { limit: 1000, after: '' });
    expect(JSON.stringify(stored)).toContain('secret-keeper');
    expect(JSON.stringify(listed)).toContain('secret-keeper');
    expect(lines.join()).toContain('authentication failed');
    for (const text of [JSON.stringify(stored), JSON.stringify(listed), lines.join()])
      expect(text).not.toContain(secret);
  });

  test('a key that is unknown, wrong, of another form, revoked, expired or of another organization is refused alike', async () => {
    const [good, gone, old, foreign] = [
      await make(),
      await make({ name: 'gone' }),
      await make({ validDays: 1 }),
      await make({ name: 'foreign' }),
    ];
    await revokeKey(context(), 'gone');
    await database.transaction((session) =>
      session.run("UPDATE api_key SET organization = 'ELSEWHERE' WHERE name = 'foreign'"),
    );
    now = START + DAY;
    const other = `${good.slice(0, -2)}${good.endsWith('AA') ? 'BB' : 'AA'}`;
    const unknown = good.replace(/^obk_./, (start) => `obk_${start.endsWith('0') ? '1' : '0'}`);
    for (const key of [other, unknown, '', 'obk_', `${good} `, `${good}, ${good}`, good.toUpperCase(), gone, foreign])
      expect([key, refused(await authenticator().signInByKey(key, HOME))]).toEqual([key, 'credentials']);
    expect(refused(await authenticator().signInByKey(old, HOME))).toBe('expired');
    expect(refused(await authenticator().signInByKey(good, HOME))).toBeUndefined();
    expect(counted).toEqual([
      'key wrong',
      ...Array<string>(6).fill('key unknown'),
      'key disabled',
      'key disabled',
      'key expired',
      'key let-in',
    ]);
  });

  test('the same statements run for a right, a wrong and an unknown key', async () => {
    const good = await make();
    await authenticator().signInByKey(good, HOME);
    const statements = async (key: string): Promise<string[]> => {
      const seen: string[] = [];
      const watched = {
        transaction: <T>(work: Parameters<Database['transaction']>[0]): Promise<T> =>
          database.transaction((session) => {
            const watching = new Proxy(session, {
              get: (target, name) => {
                const value = Reflect.get(target, name) as unknown;
                if (typeof value !== 'function') return value;
                return (...parameters: unknown[]) => {
                  seen.push(`${String(name)} ${String(parameters[0])}`);
                  return (value as (...all: unknown[]) => unknown).apply(target, parameters);
                };
              },
            });
            return work(watching);
          }) as Promise<T>,
      } as unknown as Database;
      await new Authenticator(
        { database: watched, clock, log },
        {
          digestKey: undefined,
          perAddress: 0,
          perUser: 0,
          count: { signIn: () => undefined, limited: () => undefined },
        },
      ).signInByKey(key, HOME);
      return seen;
    };
    const right = await statements(good);
    expect(right).toHaveLength(2);
    expect(await statements(`${good.slice(0, -2)}xx`)).toEqual(right);
    expect(await statements('no key at all')).toEqual(right);
  });

  test('wrong keys wait longer and longer, and a right one beside them does not', async () => {
    const good = await make();
    const gate = authenticator();
    const began = performance.now();
    for (let attempt = 0; attempt < 5; attempt += 1) await gate.signInByKey(`guess ${String(attempt)}`, HOME);
    // Three are free; the next ones wait 250 and 500 ms.
    const waited = performance.now() - began;
    expect(waited).toBeGreaterThan(700);
    const before = performance.now();
    expect(refused(await gate.signInByKey(good, HOME))).toBeUndefined();
    expect(performance.now() - before).toBeLessThan(waited / 2);
    const burst = await Promise.all(
      Array.from({ length: 30 }, (_, index) =>
        Promise.race([gate.signInByKey(`more ${String(index)}`, HOME), later()]),
      ),
    );
    expect(burst).toContainEqual({ refused: 'too-many', retryAfter: 10 });
  });

  test('a key has a rate limit of its own', async () => {
    const [one, other] = [await make({ name: 'busy' }), await make()];
    const gate = authenticator(1);
    const results = [];
    for (let count = 0; count < 3; count += 1) results.push(refused(await gate.signInByKey(one, HOME)));
    expect(results).toEqual([undefined, undefined, 'too-many']);
    expect(refused(await gate.signInByKey(other, HOME))).toBeUndefined();
    expect(counted).toContain('limited user');
  });

  test('a revocation and an extension take effect at once, and a revoked key cannot be extended', async () => {
    const key = await make({ name: 'brief', validDays: 1 });
    const gate = authenticator();
    now = START + DAY;
    expect(refused(await gate.signInByKey(key, HOME))).toBe('expired');
    expect(await extendKey(context(), 'brief', 2)).toMatchObject({
      state: 'valid',
      expires_at: '2030-01-04T00:00:00.000Z',
    });
    expect(refused(await gate.signInByKey(key, HOME))).toBeUndefined();
    expect(await revokeKey(context(), 'brief')).toMatchObject({ state: 'revoked' });
    expect(refused(await gate.signInByKey(key, HOME))).toBe('credentials');
    await expect(extendKey(context(), 'brief', 2)).rejects.toThrow('there is no key "brief" that could be extended');
    await expect(revokeKey(context(), 'brief')).rejects.toThrow('there is no key "brief" that could be revoked');
    await expect(make({ name: 'brief' })).rejects.toThrow('there is a key "brief" already, or there was one');
  });

  test('the last use is written once an hour, whatever the number of requests', async () => {
    const key = await make({ name: 'counter' });
    const lastUsed = async (): Promise<string | null | undefined> =>
      (await listKeys(context(), { limit: 1000, after: '' })).items.find(({ name }) => name === 'counter')
        ?.last_used_at;
    const gate = authenticator();
    expect(await lastUsed()).toBeNull();
    const use = async (at: number): Promise<string | null | undefined> => {
      now = at;
      await Promise.all([1, 2, 3].map(() => gate.signInByKey(key, HOME)));
      return lastUsed();
    };
    expect(await use(START + 1)).toBe('2030-01-01T00:00:00.001Z');
    expect(await use(START + HOUR)).toBe('2030-01-01T00:00:00.001Z');
    expect(await use(START + HOUR + 2)).toBe('2030-01-01T01:00:00.002Z');
    now = START + HOUR * 2;
    await gate.signInByKey(`${key.slice(0, -2)}xx`, HOME);
    now += HOUR;
    await gate.signInByKey(`${key.slice(0, -2)}xx`, HOME);
    expect(await lastUsed()).toBe('2030-01-01T01:00:00.002Z');
  });

  test.each<[string, Partial<NewKey>, string]>([
    ['a name with a colon', { name: 'a:b' }, 'without blanks and colons'],
    ['no system and no location', { systems: [] }, 'expected at least one system or location'],
    ['no group', { groups: [] }, 'expected at least one service group'],
    ['an unknown group', { groups: ['Requests'] }, '"Requests": expected one of the service groups'],
    ['an unknown system', { systems: ['NOPE'] }, 'there is no system "NOPE"; there are 6, '],
    [
      'an unknown location',
      { locations: [{ system_cd: '6', location_cd: 'NOPE' }] },
      'there is no location "NOPE" in the system "6"',
    ],
    ['no day', { validDays: 0 }, 'found 0 days, expected 1 to 3650'],
    ['too many days', { validDays: 3651 }, 'found 3651 days, expected 1 to 3650'],
    [
      'too many systems',
      { systems: Array.from({ length: 101 }, (_, index) => String(index)) },
      'found 101 systems, expected at most 100',
    ],
  ])('%s is refused', async (_, changes, reason) => {
    await expect(make(changes)).rejects.toThrow(reason);
  });

  test('two keys of one name at once: one is made', async () => {
    const same = wanted({ name: 'twice' });
    const results = await Promise.allSettled([addKey(context(), same), addKey(context(), same)]);
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(String(results.find((one) => one.status === 'rejected')?.reason)).toContain(
      'there is a key "twice" already, or there was one',
    );
  });
});

const later = (): Promise<'waiting'> =>
  new Promise((resolve) => {
    setTimeout(() => {
      resolve('waiting');
    }, 300);
  });

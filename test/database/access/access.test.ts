import { randomBytes } from 'node:crypto';
import { addToken, revokeToken } from '../../../src/broker/access/tokens.js';
import { addUser, enableUser, rotatePassword } from '../../../src/broker/access/users.js';
import { pollLocation } from '../../../src/broker/polling/poll.js';
import { RESPONSE_CODES } from '../../../src/domain/response-code.js';
import type { RunningBroker } from '../../../src/app/main.js';
import type { Database } from '../../../src/store/database.js';
import { readOrders } from '../../../src/store/orders/orders.js';
import { orderOf, submitted } from '../../support/server/broker.js';
import type { brokerOn } from '../../support/server/broker.js';
import {
  basic,
  digestToken,
  DIGEST_KEY,
  ECHO_TEST,
  fillWithUsers,
  makeTokens,
  MESSAGES,
  PASSWORDS,
  send,
  startInstance,
  textToken,
} from '../../support/server/closed-broker.js';
import { onEveryEngine } from '../../support/databases.js';
import type { TestDatabase } from '../../support/databases.js';
import { runJob } from '../../support/jobs.js';
import { OPERATIONS } from '../../support/marked-messages.js';

/** What somebody tries who may not, against two instances on one database. */
onEveryEngine((engine) => {
  let home: TestDatabase;
  let database: Database;
  let broker: Awaited<ReturnType<typeof brokerOn>>;
  let one: RunningBroker;
  let other: RunningBroker;
  beforeAll(async () => {
    home = await engine.create();
    database = await home.open();
    broker = await fillWithUsers(database);
    [one, other] = [await startInstance(home), await startInstance(home)];
  }, 60_000);
  afterAll(async () => {
    await Promise.all([one.stop(), other.stop()]);
    await database.close();
    await home.drop();
  });
  const context = (): { database: Database; clock: () => Date } => ({ database, clock: () => new Date() });
  const as = (user: keyof typeof PASSWORDS): { authorization: string } => basic(user, PASSWORDS[user]);

  describe('signing in', () => {
    test('by HTTP Basic, PasswordText and PasswordDigest lets a user in', async () => {
      expect((await send(one, ECHO_TEST, as('oms'))).text).toContain('hello');
      expect((await send(one, ECHO_TEST, {}, textToken('oms', PASSWORDS.oms))).text).toContain('hello');
      expect((await send(one, ECHO_TEST, {}, digestToken('oms', PASSWORDS.oms))).text).toContain('hello');
    });

    test('a digest that was seen is refused, on the same instance and on another one', async () => {
      const seen = digestToken('oms', PASSWORDS.oms);
      expect((await send(one, ECHO_TEST, {}, seen)).status).toBe(200);
      expect((await send(one, ECHO_TEST, {}, seen)).fault).toMatchObject({ code: 'wsse:FailedAuthentication' });
      expect((await send(other, ECHO_TEST, {}, seen)).fault).toMatchObject({ code: 'wsse:FailedAuthentication' });
    });

    test('of one digest sent to two instances at once, one is let in', async () => {
      const seen = digestToken('pos', PASSWORDS.pos);
      const replies = await Promise.all(
        [one, other, one, other].map((instance) => send(instance, ECHO_TEST, {}, seen)),
      );
      expect(replies.filter(({ status }) => status === 200)).toHaveLength(1);
    });

    test('a nonce is the same however it is written, and belongs to its user', async () => {
      const nonce = randomBytes(16);
      const token = digestToken('stranger', PASSWORDS.stranger, { nonce });
      expect((await send(one, ECHO_TEST, {}, token)).status).toBe(200);
      const written = nonce
        .toString('base64')
        .replace(/=+$/, '')
        .replace(/(....)/g, '$1\n');
      const again = digestToken('stranger', PASSWORDS.stranger, {
        nonce,
        created: new Date(Date.now() + 1000).toISOString(),
      }).replace(nonce.toString('base64'), written);
      expect((await send(other, ECHO_TEST, {}, again)).fault).toMatchObject({ code: 'wsse:FailedAuthentication' });
      expect((await send(other, ECHO_TEST, {}, digestToken('oms', PASSWORDS.oms, { nonce }))).status).toBe(200);
    });

    test.each([-301_000, 301_000])(
      'a time %i ms off is refused, for a right and for a wrong password alike',
      async (off) => {
        const created = new Date(Date.now() + off).toISOString();
        for (const password of [PASSWORDS.oms, 'not the password']) {
          expect((await send(one, ECHO_TEST, {}, digestToken('oms', password, { created }))).fault).toMatchObject({
            code: 'wsse:MessageExpired',
          });
        }
      },
    );

    test('the same answer for an unknown user, a wrong password, a disabled user and a user of another organization', async () => {
      await addUser(
        context(),
        { name: 'gone', systems: ['6'], groups: ['Locate'], password: 'the password of gone', digest: false },
        undefined,
      );
      await enableUser(context(), 'gone', false);
      await addUser(
        context(),
        { name: 'foreign', systems: ['6'], groups: ['Locate'], password: 'the password of foreign', digest: false },
        undefined,
      );
      await database.transaction((session) =>
        session.run("UPDATE web_user SET organization = 'ELSEWHERE' WHERE name = 'foreign'"),
      );
      const replies = [];
      for (const [user, password] of [
        ['nobody', 'some password'],
        ['pos', 'not the password'],
        ['gone', 'the password of gone'],
        ['foreign', 'the password of foreign'],
        ['POS', PASSWORDS.pos],
        ['', ''],
      ] as const) {
        const { status, headers, text, fault } = await send(one, ECHO_TEST, basic(user, password));
        replies.push({
          status,
          challenge: headers.get('www-authenticate'),
          code: fault?.code,
          text: text.replace(/<correlationId>.*?</, '<'),
        });
      }
      expect(new Set(replies.map((reply) => JSON.stringify(reply))).size).toBe(1);
      expect(replies[0]).toMatchObject({
        status: 401,
        challenge: 'Basic realm="Order Broker", charset="UTF-8"',
        code: 'wsse:FailedAuthentication',
      });
    });

    test('a user who was disabled, or has another password, is out within seconds on every instance', async () => {
      await addUser(
        context(),
        { name: 'short', systems: ['6'], groups: ['Locate'], password: 'the first password', digest: false },
        undefined,
      );
      const status = async (instance: RunningBroker, password: string): Promise<number> =>
        (await send(instance, ECHO_TEST, basic('short', password))).status;
      expect([await status(one, 'the first password'), await status(other, 'the first password')]).toEqual([200, 200]);
      await rotatePassword(context(), 'short', 'the second password', undefined);
      await until(
        async () =>
          (await status(one, 'the first password')) === 401 && (await status(other, 'the first password')) === 401,
      );
      expect(await status(one, 'the second password')).toBe(200);
      await enableUser(context(), 'short', false);
      await until(async () => (await status(one, 'the second password')) === 401);
    });

    test("a digest user whose key is not the server's is refused", async () => {
      await addUser(
        context(),
        { name: 'otherkey', systems: ['6'], groups: ['Locate'], password: 'sealed elsewhere', digest: true },
        randomBytes(32),
      );
      await addUser(
        context(),
        { name: 'nodigest', systems: ['6'], groups: ['Locate'], password: 'never sealed here', digest: false },
        DIGEST_KEY,
      );
      expect((await send(one, ECHO_TEST, {}, digestToken('otherkey', 'sealed elsewhere'))).fault).toMatchObject({
        code: 'wsse:FailedAuthentication',
      });
      expect((await send(one, ECHO_TEST, {}, digestToken('nodigest', 'never sealed here'))).fault).toMatchObject({
        code: 'wsse:FailedAuthentication',
      });
      expect((await send(one, ECHO_TEST, {}, textToken('nodigest', 'never sealed here'))).status).toBe(200);
    });
  });

  test('the job forgets nonces that are too old to be of use, however many, and no other: what was seen a moment ago is still refused', async () => {
    const seen = digestToken('oms', PASSWORDS.oms);
    expect((await send(one, ECHO_TEST, {}, seen)).status).toBe(200);
    const until = (seconds: number): string => new Date(Date.now() + seconds * 1000).toISOString();
    const nonces = async (user: string): Promise<number> =>
      (await database.transaction((session) => session.all('SELECT nonce FROM used_nonce WHERE user_name = ?', [user])))
        .length;
    const before = await nonces('oms');
    await database.transaction((session) =>
      session.insertRows(
        'used_nonce',
        ['user_name', 'nonce', 'expires_at'],
        [
          ...Array.from({ length: 1_100 }, (_, n) => [n % 2 === 0 ? 'old' : 'oms', `old-${n}`, until(-1)]),
          ['old', 'young', until(60)],
        ],
      ),
    );
    expect((await runJob({ ...broker, clock: () => new Date() }, 'forget-nonces')).figures).toEqual({ rows: 1_100 });
    expect([await nonces('old'), await nonces('oms')]).toEqual([1, before]);
    expect((await send(other, ECHO_TEST, {}, seen)).fault).toMatchObject({ code: 'wsse:FailedAuthentication' });
  });

  describe('an order of others', () => {
    const stand = async (requestId: number): Promise<string> =>
      JSON.stringify(await database.transaction((session) => readOrders(session, [requestId])));
    const order = async (): Promise<number> =>
      (await submitted(broker, orderOf(`A-${randomBytes(4).toString('hex')}`, [{ item: 'PENCIL' }]))).requestId;

    test('is asked after by every operation of the contract but EchoTest', () => {
      expect([...Object.keys(MESSAGES), 'EchoTest'].sort()).toEqual([...OPERATIONS].sort());
    });

    test.each(Object.keys(MESSAGES))(
      "%s in the name of a system that is not the user's is refused, and nothing is done",
      async (operation) => {
        const requestId = await order();
        const before = await stand(requestId);
        const { status, fault } = await send(one, MESSAGES[operation]?.('6', requestId) ?? '', as('stranger'));
        expect([status, fault?.key]).toEqual([403, 'not-authorized']);
        expect(await stand(requestId)).toBe(before);
      },
    );

    test.each(['StatusRequest', 'StatusListRequest', 'OrderSearch', 'Fulfillments', 'Intransit'])(
      "%s for the user's own system tells nothing of it",
      async (operation) => {
        const requestId = await order();
        const { status, text } = await send(one, MESSAGES[operation]?.('9', requestId) ?? '', as('stranger'));
        expect(status).toBe(200);
        expect(text).not.toMatch(/<orders|request_id="/);
        // The same message of a party does tell.
        if (operation === 'StatusRequest')
          expect((await send(one, MESSAGES[operation]?.('6', requestId) ?? '', as('oms'))).text).toContain(
            `request_id="${requestId}"`,
          );
      },
    );

    test.each(['StatusUpdate', 'OrderUpdate'])(
      '%s by a stranger, for its own system or for none, leaves it as it is',
      async (operation) => {
        const requestId = await order();
        const before = await stand(requestId);
        for (const system of ['9', '']) {
          const { status, text } = await send(one, MESSAGES[operation]?.(system, requestId) ?? '', as('stranger'));
          expect([status, /response_code="(\d+)/.exec(text)?.[1]]).toEqual([
            200,
            String(RESPONSE_CODES.order_unknown.code),
          ]);
        }
        expect(await stand(requestId)).toBe(before);
      },
    );

    test('a poll of a location of others hands nothing out', async () => {
      await order();
      const payload = (MESSAGES.Fulfillments?.('STC', 0) ?? '').replace('location_cd="1"', 'location_cd="10"');
      expect((await send(one, payload, as('stranger'))).status).toBe(403);
      expect(
        (await pollLocation(broker, 'fulfillments', { systemCd: 'STC', locationCd: '10' }))?.orders.length,
      ).toBeGreaterThan(0);
    });

    test('a user without the service group of an operation is refused', async () => {
      const { fault } = await send(one, MESSAGES.ProductUpdate?.('STC', 0) ?? '', as('pos'));
      expect(fault).toMatchObject({ key: 'not-authorized', faultstring: expect.stringContaining('Admin') as string });
    });

    test('a user of several systems must say for which it speaks', async () => {
      const requestId = await order();
      await addUser(
        context(),
        { name: 'both', systems: ['6', 'STC'], groups: ['Locate'], password: 'speaks for both', digest: false },
        undefined,
      );
      const cancel = (system: string): Promise<{ status: number }> =>
        send(one, MESSAGES.StatusUpdate?.(system, requestId) ?? '', basic('both', 'speaks for both'));
      expect((await cancel('')).status).toBe(403);
      expect((await cancel('6')).status).toBe(200);
    });
  });

  describe('the admin interface', () => {
    const ask = async (
      token: string | undefined,
      path = '/organization',
      method = 'GET',
      instance = one,
    ): Promise<Response> =>
      fetch(`${instance.gateway.url}/admin/v1${path}`, {
        method,
        ...(token === undefined ? {} : { headers: { authorization: `Bearer ${token}` } }),
      });

    test("lets nobody in without a token, with a wrong one, or with a user's password", async () => {
      for (const response of [
        await ask(undefined),
        await ask('obt_wrong'),
        await fetch(`${one.gateway.url}/admin/v1/organization`, { headers: as('oms') }),
      ]) {
        expect([response.status, response.headers.get('www-authenticate')]).toEqual([
          401,
          'Bearer realm="Order Broker"',
        ]);
      }
      expect((await fetch(`${one.gateway.url}/metrics`)).status).toBe(401);
      expect((await fetch(`${one.gateway.url}/healthz`)).status).toBe(200);
    });

    test('takes a revoked token no more, at once and everywhere', async () => {
      const token = await addToken(context(), 'leaked', 'administer');
      expect([(await ask(token)).status, (await ask(token, '/organization', 'GET', other)).status]).toEqual([200, 200]);
      await revokeToken(context(), 'leaked');
      expect([(await ask(token)).status, (await ask(token, '/organization', 'GET', other)).status]).toEqual([401, 401]);
    });

    test('holds each route to its role', async () => {
      const { read, operate, administer } = await makeTokens(database);
      expect((await ask(read)).status).toBe(200);
      expect((await ask(read, '/carriers/UPS', 'DELETE')).status).toBe(403);
      expect((await ask(operate, '/carriers/UPS', 'DELETE')).status).toBe(403);
      expect((await ask(administer, '/carriers/UPS', 'DELETE')).status).toBe(404);
      expect((await ask(read, '/jobs/purge/run', 'POST')).status).toBe(403);
      expect((await ask(operate, '/jobs/nothing/run', 'POST')).status).toBe(404);
    });
  });
});

/** Asks again until it is so; far longer than it may take. */
async function until(isSo: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 25_000; !(await isSo());) {
    if (Date.now() > end) throw new Error('it did not come to pass');
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

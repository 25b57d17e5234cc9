import { randomBytes } from 'node:crypto';
import { addToken, revokeToken } from '../../../src/broker/access/tokens.js';
import { writeRequest } from '../../../src/client/locate/envelope.js';
import { orderMessage } from '../../../src/client/locate/order-message.js';
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

/** Unauthorized access, tried on two instances with one database. */
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

  describe('authentication', () => {
    test('accepts HTTP Basic, PasswordText and PasswordDigest', async () => {
      expect((await send(one, ECHO_TEST, as('oms'))).text).toContain('hello');
      expect((await send(one, ECHO_TEST, {}, textToken('oms', PASSWORDS.oms))).text).toContain('hello');
      expect((await send(one, ECHO_TEST, {}, digestToken('oms', PASSWORDS.oms))).text).toContain('hello');
    });

    test('rejects a replayed digest, on the same instance and on another one', async () => {
      const seen = digestToken('oms', PASSWORDS.oms);
      expect((await send(one, ECHO_TEST, {}, seen)).status).toBe(200);
      expect((await send(one, ECHO_TEST, {}, seen)).fault).toMatchObject({ code: 'wsse:FailedAuthentication' });
      expect((await send(other, ECHO_TEST, {}, seen)).fault).toMatchObject({ code: 'wsse:FailedAuthentication' });
    });

    test('accepts one of several concurrent copies of a digest on two instances', async () => {
      const seen = digestToken('pos', PASSWORDS.pos);
      const replies = await Promise.all(
        [one, other, one, other].map((instance) => send(instance, ECHO_TEST, {}, seen)),
      );
      expect(replies.filter(({ status }) => status === 200)).toHaveLength(1);
    });

    test('compares nonces by their bytes, per user', async () => {
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
      'rejects a timestamp that is off by %i ms, whether or not the password is correct',
      async (off) => {
        const created = new Date(Date.now() + off).toISOString();
        for (const password of [PASSWORDS.oms, 'not the password']) {
          expect((await send(one, ECHO_TEST, {}, digestToken('oms', password, { created }))).fault).toMatchObject({
            code: 'wsse:MessageExpired',
          });
        }
      },
    );

    test('answers the same for an unknown user, a wrong password, a disabled user and a user of another organization', async () => {
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

    test('rejects a disabled user and a replaced password within seconds on every instance', async () => {
      await addUser(
        context(),
        { name: 'short', systems: ['6   '], groups: ['Locate'], password: 'the first password', digest: false },
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

    test('rejects a digest user whose password was encrypted with another key', async () => {
      await addUser(
        context(),
        { name: 'otherkey', systems: ['6'], groups: ['Locate'], password: 'encrypted elsewhere', digest: true },
        randomBytes(32),
      );
      await addUser(
        context(),
        { name: 'nodigest', systems: ['6'], groups: ['Locate'], password: 'never encrypted here', digest: false },
        DIGEST_KEY,
      );
      expect((await send(one, ECHO_TEST, {}, digestToken('otherkey', 'encrypted elsewhere'))).fault).toMatchObject({
        code: 'wsse:FailedAuthentication',
      });
      expect((await send(one, ECHO_TEST, {}, digestToken('nodigest', 'never encrypted here'))).fault).toMatchObject({
        code: 'wsse:FailedAuthentication',
      });
      expect((await send(one, ECHO_TEST, {}, textToken('nodigest', 'never encrypted here'))).status).toBe(200);
    });
  });

  test('deletes expired nonces only, in batches, and still rejects a recent digest', async () => {
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

  describe("another system's order", () => {
    const stateOf = async (requestId: number): Promise<string> =>
      JSON.stringify(await database.transaction((session) => readOrders(session, [requestId])));
    const order = async (): Promise<number> =>
      (await submitted(broker, orderOf(`A-${randomBytes(4).toString('hex')}`, [{ item: 'PENCIL' }]))).requestId;

    test('is requested by every operation of the contract except EchoTest', () => {
      expect([...Object.keys(MESSAGES), 'EchoTest'].sort()).toEqual([...OPERATIONS].sort());
    });

    test.each(Object.keys(MESSAGES))(
      "%s is rejected without effect for a system that is not the user's",
      async (operation) => {
        const requestId = await order();
        const before = await stateOf(requestId);
        const { status, fault } = await send(one, MESSAGES[operation]?.('6', requestId) ?? '', as('stranger'));
        expect([status, fault?.key]).toEqual([403, 'not-authorized']);
        expect(await stateOf(requestId)).toBe(before);
      },
    );

    test('is the same with blanks around its code', async () => {
      const requestId = await order();
      const answers = [];
      for (const [operation, message] of Object.entries(MESSAGES))
        for (const system of ['9  ', '&#xA0;9', '6  '])
          answers.push([operation, system, (await send(one, message(system, requestId), as('stranger'))).status]);
      expect(answers).toEqual(
        Object.keys(MESSAGES).flatMap((operation) => [
          [operation, '9  ', operation === 'ProductUpdate' ? 403 : 200],
          [operation, '&#xA0;9', operation === 'ProductUpdate' ? 403 : 200],
          [operation, '6  ', 403],
        ]),
      );
    });

    test.each(['StatusRequest', 'StatusListRequest', 'OrderSearch', 'Fulfillments', 'Intransit'])(
      "is not returned by %s for the user's own system",
      async (operation) => {
        const requestId = await order();
        const { status, text } = await send(one, MESSAGES[operation]?.('9', requestId) ?? '', as('stranger'));
        expect(status).toBe(200);
        expect(text).not.toMatch(/<orders|request_id="/);
        // The same message returns it to a system with a role in it.
        if (operation === 'StatusRequest')
          expect((await send(one, MESSAGES[operation]?.('6', requestId) ?? '', as('oms'))).text).toContain(
            `request_id="${requestId}"`,
          );
      },
    );

    test.each(['StatusUpdate', 'OrderUpdate'])(
      'is not changed by %s of a system without a role in it, or of none',
      async (operation) => {
        const requestId = await order();
        const before = await stateOf(requestId);
        for (const system of ['9', '']) {
          const { status, text } = await send(one, MESSAGES[operation]?.(system, requestId) ?? '', as('stranger'));
          expect([status, /response_code="(\d+)/.exec(text)?.[1]]).toEqual([
            200,
            String(RESPONSE_CODES.order_unknown.code),
          ]);
        }
        expect(await stateOf(requestId)).toBe(before);
      },
    );

    test("is not returned by a poll of another system's location", async () => {
      await order();
      const payload = (MESSAGES.Fulfillments?.('STC', 0) ?? '').replace('location_cd="1"', 'location_cd="10"');
      expect((await send(one, payload, as('stranger'))).status).toBe(403);
      expect(
        (await pollLocation(broker, 'fulfillments', { systemCd: 'STC', locationCd: '10' }))?.orders.length,
      ).toBeGreaterThan(0);
    });

    test('rejects a user without the service group of an operation', async () => {
      const { fault } = await send(one, MESSAGES.ProductUpdate?.('STC', 0) ?? '', as('pos'));
      expect(fault).toMatchObject({ key: 'not-authorized', faultstring: expect.stringContaining('Admin') as string });
    });

    describe('a message without a system, of a user who has one, is answered for that system', () => {
      const without = (message: string): string =>
        message.replaceAll(/ ?\b(system_cd|system_code)="6"/g, (found) => found.replace('6', ''));
      const ask = async (payload: string): Promise<string> => {
        const { status, text } = await send(one, payload, as('oms'));
        expect(status).toBe(200);
        return text.replace(/\d{4}-\d\d-\d\dT[\d:.]+/g, 'now');
      };

      test.each(['StatusRequest', 'StatusListRequest', 'OrderSearch'])('%s', async (operation) => {
        const requestId = await order();
        const message = MESSAGES[operation]?.('6', requestId) ?? '';
        const named = await ask(message);
        expect(named).toContain(`request_id="${requestId}"`);
        expect(await ask(without(message))).toBe(named);
      });

      test.each(['LocateItems', 'ProductAvailability', 'ProductUpdate'])('%s', async (operation) => {
        const message = MESSAGES[operation]?.('6', 0) ?? '';
        const named = await ask(message);
        expect(without(message)).not.toBe(message);
        expect(await ask(without(message))).toBe(named);
      });

      test.each(['StatusUpdate', 'OrderUpdate'])('%s', async (operation) => {
        expect(await ask(without(MESSAGES[operation]?.('6', await order()) ?? ''))).toContain('response_code="0"');
      });

      test.each(['Fulfillments', 'Intransit'])('%s', async (operation) => {
        expect(await ask(without(MESSAGES[operation]?.('6', 0) ?? ''))).toContain('xaction_response="OK"');
      });

      test('SubmitOrder', async () => {
        const submit = orderMessage({
          account: 'LOCATE',
          as: { system: '', location: '1' },
          type: 'DELIVERY',
          orderId: `N-${randomBytes(4).toString('hex')}`,
          items: [{ item: 'PENCIL', quantity: '1', price: '1.00' }],
          city: 'WORCESTER',
          province: 'MA',
          postal: '01602',
          country: 'US',
        });
        const payload = /<soap:Body>(.*)<\/soap:Body>/s.exec(writeRequest('SubmitOrder', submit))?.[1] ?? '';
        expect(await ask(payload)).toContain('response_code="0"');
      });
    });

    test('requires a user of several systems to name one', async () => {
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

    test("rejects requests without a token, with a wrong one, and with a user's password", async () => {
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

    test('rejects a revoked token at once on every instance', async () => {
      const token = await addToken(context(), 'leaked', 'administer');
      expect([(await ask(token)).status, (await ask(token, '/organization', 'GET', other)).status]).toEqual([200, 200]);
      await revokeToken(context(), 'leaked');
      expect([(await ask(token)).status, (await ask(token, '/organization', 'GET', other)).status]).toEqual([401, 401]);
    });

    test('requires the role of each route', async () => {
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

/** Polls until a condition holds, much longer than it may take. */
async function until(holds: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 25_000; !(await holds());) {
    if (Date.now() > end) throw new Error('the condition was never met');
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

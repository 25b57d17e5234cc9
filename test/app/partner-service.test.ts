import { pino } from 'pino';
import { Registry } from 'prom-client';
import { addKey, revokeKey } from '../../src/broker/access/api-keys.js';
import { addUser } from '../../src/broker/access/users.js';
import { Authenticator } from '../../src/broker/access/authenticator.js';
import type { BrokerContext } from '../../src/broker/context.js';
import { fingerprintOf, IdempotencyError, idempotently } from '../../src/broker/idempotent.js';
import { MessageLog } from '../../src/broker/messages/message-log.js';
import { getMessage, listMessages } from '../../src/broker/messages/list-messages.js';
import { startGateway } from '../../src/app/listen.js';
import type { RunningGateway } from '../../src/app/listen.js';
import { REPLAYED } from '../../src/platform/http/idempotency-key.js';
import { idempotencyKeyOf, idempotencyProblem } from '../../src/platform/http/json/idempotency.js';
import { jsonMasks } from '../../src/platform/http/json/mask-json.js';
import type { JsonService } from '../../src/platform/http/json/json-service.js';
import { ProblemError } from '../../src/platform/http/json/json-service.js';
import { refusalAt } from '../../src/platform/auth/user.js';
import { DEFAULT_MESSAGE_LIMITS } from '../../src/platform/soap/message.js';
import type { Database } from '../../src/store/database.js';
import { onEveryEngine } from '../support/databases.js';
import type { TestDatabase } from '../support/databases.js';
import { basic, fillWithUsers, PASSWORDS } from '../support/server/closed-broker.js';

const PATH = '/parcels/v1';

/** A service of partners as one will be: in the group `requests`, with a key in X-API-TOKEN, for one location at a time. */
const parcels = (context: Pick<BrokerContext, 'database' | 'clock'>): JsonService => ({
  group: 'requests',
  keyHeader: 'X-API-TOKEN',
  limits: { bytes: 2_000, depth: 6, values: 40 },
  operations: [
    {
      name: 'CreateParcel',
      method: 'POST',
      path: '/{system}/{location}/parcels',
      handle: (body, { parameters, user }) => {
        const place = {
          systemCd: parameters.get('system') ?? '',
          locationCd: parameters.get('location') ?? '',
        };
        const denied = user === undefined ? undefined : refusalAt(user, 'requests', place);
        if (denied !== undefined)
          throw new ProblemError({ key: 'not-yours', status: 403, title: 'This is not yours', detail: denied });
        return Promise.resolve({ status: 201, body: { order_no: 'A-1', to: 'Jane Roe', received: body } });
      },
    },
    { name: 'ListParcels', method: 'GET', path: '/parcels', handle: () => Promise.resolve({ status: 200, body: [] }) },
    {
      name: 'CountParcel',
      method: 'POST',
      path: '/count',
      handle: async (body, call) => {
        const key = idempotencyKeyOf(call);
        const repeatable =
          key === undefined
            ? undefined
            : { owner: call.user?.name ?? '', key, fingerprint: fingerprintOf('CountParcel', body) };
        try {
          const {
            status,
            body: answer,
            replayed,
          } = await idempotently(context, repeatable, async (session) => {
            await session.run('UPDATE parcel_count SET n = n + 1');
            return { status: 201, body: (await session.first('SELECT n FROM parcel_count')) ?? {} };
          });
          return { status, body: answer, ...(replayed ? { headers: REPLAYED } : {}) };
        } catch (error) {
          if (error instanceof IdempotencyError) throw idempotencyProblem(error.kind, error.message);
          throw error;
        }
      },
    },
  ],
});

onEveryEngine((engine) => {
  let home: TestDatabase;
  let database: Database;
  let gateway: RunningGateway;
  let messages: MessageLog;
  let lines: string[] = [];
  const clock = (): Date => new Date();
  const log = pino(
    { level: 'trace' },
    {
      write: (line: string) => {
        lines.push(line);
      },
    },
  );
  const makeKey = async (name: string, groups: string[], system = '6'): Promise<string> =>
    (await addKey({ database, clock }, { name, systems: [system], locations: [], groups, validDays: 1 })).body.key ??
    '';
  let key: string;
  let other: string;

  beforeAll(async () => {
    home = await engine.create();
    database = await home.open();
    await fillWithUsers(database);
    await database.transaction(async (session) => {
      await session.run('CREATE TABLE parcel_count (n INT NOT NULL)');
      await session.run('INSERT INTO parcel_count (n) VALUES (0)');
    });
    key = await makeKey('acme', ['requests']);
    other = await makeKey('wrong-group', ['outbound']);
  }, 60_000);
  afterAll(async () => {
    await database.close();
    await home.drop();
  });
  const start = async (personalData: 'masked' | 'plain' = 'masked'): Promise<void> => {
    lines = [];
    messages = new MessageLog({ database, log }, { level: 'all', personalData });
    gateway = await startGateway({
      host: '127.0.0.1',
      port: 0,
      limits: DEFAULT_MESSAGE_LIMITS,
      log,
      registry: new Registry(),
      services: [
        {
          protocol: 'json',
          path: PATH,
          service: parcels({ database, clock }),
          masks: jsonMasks(['order_no', 'received.sku', 'sku', 'items[].sku']),
          access: new Authenticator(
            { database, clock, log },
            {
              digestKey: undefined,
              perAddress: 0,
              perUser: 0,
              count: { signIn: () => undefined, limited: () => undefined },
            },
          ),
        },
      ],
      record: (exchange) => {
        messages.record(exchange);
      },
      ready: () => Promise.resolve({ ready: true, reasons: [] }),
    });
  };
  beforeEach(() => start());
  afterEach(() => gateway.close());

  interface Answer {
    readonly status: number;
    readonly headers: Headers;
    readonly text: string;
    readonly body: Record<string, unknown>;
  }
  const send = async (
    body: string | undefined,
    headers: Record<string, string> = { 'X-API-TOKEN': key },
    path = '/6/1/parcels',
  ): Promise<Answer> => {
    const response = await fetch(`${gateway.url}${PATH}${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { 'Content-Type': 'application/json', ...headers },
      ...(body === undefined ? {} : { body }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, body: JSON.parse(text) as Answer['body'] };
  };

  test('an API key in the header of the service signs in, and so does HTTP Basic', async () => {
    expect(await send('{"sku":"PENCIL"}')).toMatchObject({ status: 201, body: { received: { sku: 'PENCIL' } } });
    expect((await send(undefined, { 'x-api-token': key }, '/parcels')).status).toBe(200);
    const password = 'the password of a partner';
    const user = { name: 'partner', systems: ['6'], groups: ['requests'], password, digest: false };
    await addUser({ database, clock }, user, undefined);
    expect((await send('{}', basic('partner', password))).status).toBe(201);
    expect((await send('{}', basic('partner', password), '/STC/10/parcels')).status).toBe(403);
    const withoutGroup = await send('{}', basic('pos', PASSWORDS.pos));
    expect(withoutGroup).toMatchObject({
      status: 403,
      body: {
        key: 'not-authorized',
        detail: "the service group requests is not among the user's: ask the operator of the broker for it",
      },
    });
  });

  test.each<[string, number, string, () => Record<string, string>]>([
    ['no credentials', 401, 'authentication-required', () => ({})],
    ['a key in the header of another service', 401, 'authentication-required', () => ({ 'X-API-Key': key })],
    ['a key as a bearer token', 401, 'authentication-required', () => ({ Authorization: `Bearer ${key}` })],
    ['an empty key', 401, 'sign-in-refused', () => ({ 'X-API-TOKEN': '' })],
    ['a wrong key', 401, 'sign-in-refused', () => ({ 'X-API-TOKEN': `${key.slice(0, -2)}xx` })],
    ['two keys', 401, 'sign-in-refused', () => ({ 'X-API-TOKEN': `${key}, ${other}` })],
    ['a key and a user', 401, 'sign-in-refused', () => ({ 'X-API-TOKEN': key, ...basic('pos', PASSWORDS.pos) })],
    ['a key of another service', 403, 'not-authorized', () => ({ 'X-API-TOKEN': other })],
  ])('%s is refused', async (_, status, problem, headers) => {
    const answer = await send('{}', headers());
    expect(answer).toMatchObject({ status, body: { key: problem, status } });
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect(answer.text).not.toContain(key.slice(21));
  });

  test('a key acts for its own systems only, and not after it was revoked', async () => {
    expect(await send('{}', { 'X-API-TOKEN': key }, '/STC/10/parcels')).toMatchObject({
      status: 403,
      body: { key: 'not-yours', detail: 'the system "STC" is not among the user\'s' },
    });
    const brief = await makeKey(`brief-${engine.name}`, ['requests']);
    expect((await send('{}', { 'X-API-TOKEN': brief })).status).toBe(201);
    await revokeKey({ database, clock }, `brief-${engine.name}`);
    expect((await send('{}', { 'X-API-TOKEN': brief })).status).toBe(401);
  });

  test.each<[string, number, string, string, string]>([
    ['too many bytes', 413, 'message-too-large', `{"a":"${'x'.repeat(2_000)}"}`, 'larger than 2000 bytes: send less'],
    ['brackets without end', 400, 'json-too-deep', '['.repeat(1_500), 'more than 6 deep: send fewer'],
    [
      'too many values',
      400,
      'json-too-many-values',
      `[${'0,'.repeat(41)}0]`,
      'more than 40 values: send it in several',
    ],
    ['no JSON', 400, 'malformed-json', '{"a":', 'JSON'],
    [
      'a name twice',
      400,
      'repeated-name',
      '{"items":[{"qty":1,"qty":9}]}',
      'found items[0].qty twice, expected it once',
    ],
    ['a prototype', 400, 'reserved-name', '{"__proto__":{"x":1}}', 'found __proto__, expected another name'],
  ])('a body with %s is refused with the value, the limit and what to do', async (_, status, problem, body, detail) => {
    expect(await send(body)).toMatchObject({
      status,
      body: { key: problem, detail: expect.stringContaining(detail) as string },
    });
  });

  test('a repeated request with an Idempotency-Key gets the first answer, and another body is refused', async () => {
    const count = (body: string, idempotencyKey: string) =>
      send(body, { 'X-API-TOKEN': key, 'Idempotency-Key': idempotencyKey }, '/count');
    const replies = [await count('{"a":1}', '"p-1"'), await count('{ "a": 1 }', 'p-1')];
    expect(replies.map(({ status, body, headers }) => [status, body, headers.get('idempotency-replayed')])).toEqual([
      [201, { n: 1 }, null],
      [201, { n: 1 }, 'true'],
    ]);
    expect(await count('{"a":2}', 'p-1')).toMatchObject({ status: 422, body: { key: 'idempotency-key-reused' } });
    expect(await count('{"a":1}', 'p 1')).toMatchObject({ status: 400, body: { key: 'idempotency-key-malformed' } });
    const many = await Promise.all(Array.from({ length: 8 }, () => count('{"a":1}', 'p-2')));
    for (const { status, body, headers } of many)
      if (status === 409) expect([body.key, headers.get('retry-after')]).toEqual(['idempotency-key-in-progress', '1']);
      else expect([status, body]).toEqual([201, { n: 2 }]);
    expect((await count('{"a":1}', 'p-2')).body).toEqual({ n: 2 });
  });

  const BODY = '{"sku":"PENCIL","consignee":"Jane Roe","items":[{"sku":"PEN","note":"Jane"}]}';
  const logged = async () => {
    await messages.stop();
    const { items } = await listMessages({ database }, {}, { limit: 10, after: '' });
    return Promise.all(items.map(({ id }) => getMessage({ database }, id)));
  };

  test('the message log keeps the exchange with what its paths show; no key is in it or in the log', async () => {
    await send(BODY);
    await send('{"a":1,"a":2}');
    const [refused, answered] = await logged();
    expect(answered).toMatchObject({
      user: 'key:acme',
      operation: 'CreateParcel',
      outcome: 'answered',
      status: 201,
      soapVersion: '',
      personalData: 'masked',
      request: '{"sku":"PENCIL","consignee":"***","items":[{"sku":"PEN","note":"***"}]}',
      response:
        '{"order_no":"A-1","to":"***","received":{"sku":"PENCIL","consignee":"***","items":[{"sku":"***","note":"***"}]}}',
    });
    expect(refused).toMatchObject({ outcome: 'repeated-name', status: 400, request: '{"a":"***"}' });
    expect(JSON.parse(refused?.response ?? '')).toMatchObject({ key: 'repeated-name', detail: '***' });
    const rows = await database.transaction((session) => session.all('SELECT * FROM message_text'));
    for (const text of [lines.join(), JSON.stringify(rows)]) {
      expect(text).not.toContain(key.slice(21));
      expect(text).not.toContain('Jane');
    }
    expect(lines.join()).toContain('"user":"key:acme"');
  });

  test('the message log keeps plain texts where that is set', async () => {
    await gateway.close();
    await start('plain');
    await send(BODY);
    expect((await logged())[0]).toMatchObject({ request: BODY, personalData: 'plain' });
  });
});

import { readFileSync } from 'node:fs';
import { createClientAsync, BasicAuthSecurity, WSSecurity } from 'soap';
import type { Client, ISecurity } from 'soap';
import { pino } from 'pino';
import { addUser, enableUser } from '../../../src/broker/access/users.js';
import { findMessages, insertMessages, messageId, readMessage } from '../../../src/store/message-log.js';
import type { Database } from '../../../src/store/database.js';
import type { RunningBroker } from '../../../src/app/main.js';
import {
  basic,
  digestToken,
  ECHO_TEST,
  fillWithUsers,
  makeTokens,
  MESSAGES,
  PASSWORDS,
  PROFILE,
  securityHeader,
  send,
  startInstance,
  textToken,
} from '../../support/server/closed-broker.js';
import { temporaryFolder } from '../../support/server/built-server.js';
import { inEnvelope } from '../../support/marked-messages.js';
import { Database as Store } from '../../../src/store/database.js';

const folder = temporaryFolder();
const home = { url: `sqlite:${folder.path}/broker.db` };
const lines: string[] = [];
let database: Database;
let broker: RunningBroker;
/** Another instance, without login throttling from earlier failures. */
let unthrottled: RunningBroker;
beforeAll(async () => {
  database = await Store.open({ url: home.url, pool: 1, acquireTimeout: 10_000 });
  await fillWithUsers(database);
  unthrottled = await startInstance(home);
  broker = await startInstance(
    home,
    {},
    pino(
      { level: 'debug' },
      {
        write: (line: string) => {
          lines.push(line);
        },
      },
    ),
  );
}, 60_000);
afterAll(async () => {
  await Promise.all([broker.stop(), unthrottled.stop()]);
  await database.close();
  folder.remove();
});

test.each<[string, () => ISecurity]>([
  ['BasicAuthSecurity', () => new BasicAuthSecurity('oms', PASSWORDS.oms)],
  [
    'WSSecurity with PasswordText',
    () => new WSSecurity('oms', PASSWORDS.oms, { passwordType: 'PasswordText', mustUnderstand: true }),
  ],
  [
    'WSSecurity with PasswordDigest',
    () =>
      new WSSecurity('oms', PASSWORDS.oms, {
        passwordType: 'PasswordDigest',
        hasTimeStamp: true,
        mustUnderstand: true,
      }),
  ],
])('authenticates node-soap with %s', async (_, security) => {
  const client: Client = await createClientAsync(`${broker.gateway.url}/Locate/LocateServices?wsdl`);
  client.setSecurity(security());
  const methods = client as unknown as { EchoTestAsync(content: object): Promise<[{ return: string }]> };
  expect((await methods.EchoTestAsync({ TestMesg: 'hello' }))[0].return).toBe('hello');
});

test.each(['1.1', '1.2'] as const)('challenges a caller of SOAP %s without credentials', async (soap) => {
  const { status, headers, fault, text } = await send(broker, ECHO_TEST, {}, '', soap);
  expect([status, headers.get('www-authenticate'), fault?.key]).toEqual([
    401,
    'Basic realm="Order Broker", charset="UTF-8"',
    'authentication-required',
  ]);
  expect(text).toContain('wsse:FailedAuthentication');
});

test("answers a refused token with a WS-Security fault in the caller's version", async () => {
  const old = await send(broker, ECHO_TEST, {}, textToken('oms', 'not the password'));
  expect([old.status, old.fault?.code]).toEqual([500, 'wsse:FailedAuthentication']);
  expect(old.text).not.toContain('<detail>');
  const modern = await send(broker, ECHO_TEST, {}, textToken('oms', 'not the password'), '1.2');
  expect([modern.status, modern.fault?.code]).toEqual([400, 'Sender']);
  expect(modern.text).toContain('>wsse:FailedAuthentication</soap:Value></soap:Subcode>');
});

const password = (type = 'PasswordText', text: string = PASSWORDS.oms): string =>
  `<w:Password Type="${PROFILE}${type}">${text}</w:Password>`;
const token = (inside: string): string => `<w:UsernameToken>${inside}</w:UsernameToken>`;
test.each([
  [
    'two users',
    securityHeader(token(`<w:Username>oms</w:Username><w:Username>pos</w:Username>${password()}`)),
    'wsse:InvalidSecurity',
  ],
  [
    'two passwords',
    securityHeader(token(`<w:Username>oms</w:Username>${password()}${password()}`)),
    'wsse:InvalidSecurity',
  ],
  [
    'two tokens',
    securityHeader(
      token(`<w:Username>oms</w:Username>${password()}`) + token(`<w:Username>pos</w:Username>${password()}`),
    ),
    'wsse:InvalidSecurity',
  ],
  ['no user', securityHeader(token(password())), 'wsse:InvalidSecurity'],
  [
    'a name with an element in it',
    securityHeader(token(`<w:Username>o<b/>ms</w:Username>${password()}`)),
    'wsse:InvalidSecurity',
  ],
  [
    'a digest without a nonce',
    securityHeader(
      token(
        `<w:Username>oms</w:Username>${password('PasswordDigest')}<u:Created>${new Date().toISOString()}</u:Created>`,
      ),
    ),
    'wsse:InvalidSecurity',
  ],
  [
    'another kind of token',
    securityHeader('<w:BinarySecurityToken>x</w:BinarySecurityToken>'),
    'wsse:UnsupportedSecurityToken',
  ],
  [
    'another kind of password',
    securityHeader(token(`<w:Username>oms</w:Username>${password('PasswordOther')}`)),
    'wsse:UnsupportedSecurityToken',
  ],
  [
    'a wrong digest',
    digestToken('oms', PASSWORDS.oms, { digest: 'AAAAAAAAAAAAAAAAAAAAAAAAAAA=' }),
    'wsse:FailedAuthentication',
  ],
  ['an empty digest', digestToken('oms', PASSWORDS.oms, { digest: '' }), 'wsse:FailedAuthentication'],
  ['a digest of an unknown user', digestToken('nobody', ''), 'wsse:FailedAuthentication'],
])('refuses a Security header with %s', async (_, header, code) => {
  const { fault, text } = await send(broker, ECHO_TEST, {}, header);
  expect(fault?.code).toBe(code);
  expect(text).not.toContain('hello');
});

test.each(['29.11.2026 10:00:00', '2026-11-29 10:00:00', '2026-11-29', '', 'now', '2026-11-29T10:00:00\u00A0Z'])(
  'says that a time of the Security header is unreadable, and not that it has passed: %j',
  async (time) => {
    const name = `<w:Username>oms</w:Username>${password()}`;
    const headers = [
      token(`${name}<u:Created>${time}</u:Created>`),
      `<u:Timestamp><u:Created>${time}</u:Created></u:Timestamp>${token(name)}`,
      `<u:Timestamp><u:Expires>${time}</u:Expires></u:Timestamp>${token(name)}`,
    ];
    for (const header of headers) {
      const { fault } = await send(broker, ECHO_TEST, {}, securityHeader(header));
      expect(fault).toMatchObject({ code: 'wsse:InvalidSecurity' });
      expect(fault?.faultstring).toMatch(
        /(?:Created|Expires) is ".*; a time such as 2030-01-02T03:04:05Z is expected$/,
      );
    }
  },
);

test('refuses credentials in two places even if both are valid', async () => {
  expect(
    (await send(broker, ECHO_TEST, basic('oms', PASSWORDS.oms), textToken('pos', PASSWORDS.pos))).fault?.code,
  ).toBe('wsse:InvalidSecurity');
});

/** Waits until a message of user oms that fails is in the message log, and with it all that came before. */
async function keptSoFar(): Promise<Awaited<ReturnType<typeof findMessages>>> {
  const correlationId = `after-${String((marks += 1))}`;
  await send(broker, MESSAGES.StatusUpdate?.('6', 99) ?? '', {
    ...basic('oms', PASSWORDS.oms),
    'x-request-id': correlationId,
  });
  for (const end = Date.now() + 20_000; Date.now() < end;) {
    const kept = await database.transaction((session) => findMessages(session, {}, '', 1000));
    if (kept.some((message) => message.correlationId === correlationId)) return kept;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('the message was not logged in time');
}
let marks = 0;

test('keeps nothing of unauthenticated callers in the message log, nor their names and texts in the log', async () => {
  await send(broker, ECHO_TEST.replace('hello', 'SECRET-TEXT'), basic('SECRET-NAME', 'SECRET-PASSWORD'));
  await send(broker, ECHO_TEST.replace('hello', 'SECRET-TEXT'), {}, textToken('SECRET-NAME', 'SECRET-PASSWORD'));
  const kept = await keptSoFar();
  const whole = await Promise.all(kept.map(({ id }) => database.transaction((session) => readMessage(session, id))));
  expect(kept.map(({ outcome }) => outcome)).not.toContain('sign-in-refused');
  expect(kept.map(({ outcome }) => outcome)).not.toContain('token-refused');
  for (const secret of ['SECRET', ...Object.values(PASSWORDS)])
    expect(JSON.stringify(whole) + lines.join('')).not.toContain(secret);
});

test('escapes line breaks of names and ids in the log', async () => {
  const forged = 'x\n{"level":60,"msg":"forged"}\r\n';
  lines.length = 0;
  await send(broker, ECHO_TEST, basic(forged, 'not the password'));
  await send(broker, ECHO_TEST, {}, textToken('x&#10;{"level":60,"msg":"forged"}', 'not the password'));
  await send(
    broker,
    (MESSAGES.StatusListRequest?.('6', 1) ?? '').replace(
      'request_id="1"',
      'request_id="&#10;{&quot;msg&quot;:&quot;forged&quot;}"',
    ),
    basic('oms', PASSWORDS.oms),
  );
  // Three exchanges, and a refusal; further ones of an address are counted.
  expect(lines.length).toBeGreaterThanOrEqual(4);
  for (const line of lines) {
    expect(line.trimEnd()).not.toMatch(/[\r\n]/);
    expect((JSON.parse(line) as { msg: string }).msg).not.toBe('forged');
  }
});

test('spends the same processor time on an unknown user, a wrong password and a disabled user', async () => {
  const context = { database, clock: () => new Date() };
  await addUser(
    context,
    { name: 'resting', systems: ['6'], groups: ['Locate'], password: 'the password at rest', digest: false },
    undefined,
  );
  await enableUser(context, 'resting', false);
  const attempts = [
    ['nobody-at-all', 'some password'],
    ['pos', 'some password'],
    ['resting', 'the password at rest'],
  ] as const;
  const spent = attempts.map(() => 0);
  // Alternating, so that other work of this process affects all alike; fewer rounds than start login throttling.
  for (let round = 0; round < 3; round += 1) {
    for (const [index, [user, secret]] of attempts.entries()) {
      const before = process.cpuUsage();
      expect((await send(unthrottled, ECHO_TEST, basic(user, secret))).status).toBe(401);
      const { user: own, system } = process.cpuUsage(before);
      spent[index] = (spent[index] ?? 0) + own + system;
    }
  }
  expect(Math.max(...spent) / Math.min(...spent)).toBeLessThan(1.6);
});

test('answers too many requests with a fault or JSON, and with Retry-After', async () => {
  const { read } = await makeTokens(database);
  const limited = await startInstance(home, { RATE_LIMIT_ADDRESS: '1', TRUST_PROXY: 'true' });
  try {
    const from = (address: string): Record<string, string> => ({
      'x-forwarded-for': `203.0.113.9, ${address}`,
      ...basic('oms', PASSWORDS.oms),
    });
    const replies = await Promise.all(Array.from({ length: 6 }, () => send(limited, ECHO_TEST, from('192.0.2.1'))));
    const refused = replies.filter(({ status }) => status === 429);
    expect(refused.length).toBeGreaterThan(0);
    expect([refused[0]?.fault?.key, Number(refused[0]?.headers.get('retry-after'))]).toEqual(['too-many-requests', 1]);
    expect((await send(limited, ECHO_TEST, from('192.0.2.2'))).status).toBe(200);
    const metrics = await (
      await fetch(`${limited.gateway.url}/metrics`, {
        headers: { authorization: `Bearer ${read}`, 'x-forwarded-for': '192.0.2.4' },
      })
    ).text();
    expect(metrics).toContain(`order_broker_rate_limited_total{by="address"} ${String(refused.length)}\n`);
    const admin = await Promise.all(
      Array.from({ length: 6 }, () =>
        fetch(`${limited.gateway.url}/admin/v1/jobs`, {
          headers: { authorization: `Bearer ${read}`, 'x-forwarded-for': '192.0.2.3' },
        }),
      ),
    );
    const limitedReply = admin.find(({ status }) => status === 429);
    expect([limitedReply?.headers.get('retry-after'), await limitedReply?.json()]).toEqual([
      '1',
      { error: expect.stringContaining('too many') as string },
    ]);
  } finally {
    await limited.stop();
  }
});

test('counts sign-ins by outcome and rate-limited requests', async () => {
  const tokens = await makeTokens(database, 'counts');
  const counting = await startInstance(home, { RATE_LIMIT_USER: '5' });
  const counts = async (): Promise<Record<string, number>> => {
    const text = await (
      await fetch(`${counting.gateway.url}/metrics`, { headers: { authorization: `Bearer ${tokens.read}` } })
    ).text();
    return Object.fromEntries(
      [...text.matchAll(/^order_broker_(?:sign_ins|rate_limited)_total\{(.+)\} (\d+)$/gm)].map(([, labels, value]) => [
        (labels ?? '').replace(/\w+=|"/g, ''),
        Number(value),
      ]),
    );
  };
  try {
    await send(counting, ECHO_TEST, basic('pos', 'not the password'));
    await send(counting, ECHO_TEST, basic('nobody', 'not the password'));
    await send(counting, ECHO_TEST, {}, textToken('oms', PASSWORDS.oms));
    const seen = digestToken('oms', PASSWORDS.oms);
    for (let n = 0; n < 3; n += 1) await send(counting, ECHO_TEST, {}, seen);
    await send(
      counting,
      ECHO_TEST,
      {},
      digestToken('oms', PASSWORDS.oms, { created: new Date(Date.now() - 400_000).toISOString() }),
    );
    await fetch(`${counting.gateway.url}/admin/v1/jobs`, { headers: { authorization: 'Bearer obt_wrong' } });
    await fetch(`${counting.gateway.url}/admin/v1/jobs`);
    const burst = await Promise.all(
      Array.from({ length: 30 }, () => send(counting, ECHO_TEST, basic('stranger', PASSWORDS.stranger))),
    );
    const limited = burst.filter(({ status }) => status === 429).length;
    expect(limited).toBeGreaterThan(0);
    // A request without credentials is not a sign-in.
    expect(await counts()).toEqual({
      'basic,wrong': 1,
      'basic,unknown': 1,
      'basic,let-in': 30,
      'text,let-in': 1,
      'digest,let-in': 1,
      'digest,replayed': 2,
      'digest,expired': 1,
      'token,unknown': 1,
      'token,let-in': 1,
      user: limited,
    });
  } finally {
    await counting.stop();
  }
});

test('exports exactly the metrics that docs/operations.md mentions', async () => {
  const { read } = await makeTokens(database, 'documented');
  const complete = await startInstance(home, { FAULT_INJECTION: 'true' });
  const text = await (
    await fetch(`${complete.gateway.url}/metrics`, { headers: { authorization: `Bearer ${read}` } })
  ).text();
  await complete.stop();
  const shown = new Set([...text.matchAll(/^# TYPE (order_broker_\w+)/gm)].map(([, name]) => name));
  const documentation = readFileSync(new URL('../../../docs/operations.md', import.meta.url), 'utf8');
  const documented = new Set(
    [...documentation.matchAll(/order_broker_\w*[a-z]/g)].map(([name]) => name.replace(/_(?:bucket|count|sum)$/, '')),
  );
  expect([...documented].sort()).toEqual([...shown].sort());
});

describe('a message sent again by an operator', () => {
  const admin = async (method: string, path: string): Promise<Record<string, unknown> & { items: { id: string }[] }> =>
    (await (
      await fetch(`${broker.gateway.url}/admin/v1/messages${path}`, {
        method,
        headers: { authorization: `Bearer ${operate}` },
      })
    ).json()) as Record<string, unknown> & { items: { id: string }[] };
  let operate: string;
  beforeAll(async () => {
    ({ operate } = await makeTokens(database, 'resending'));
  });
  /** Waits for the message of a correlation id and returns its id in the message log. */
  const logged = async (correlationId: string): Promise<string> => {
    for (;;) {
      const [one] = (await admin('GET', `?correlation_id=${correlationId}`)).items;
      if (one !== undefined) return one.id;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  };
  const cancel = MESSAGES.StatusUpdate?.('6', 99) ?? '';

  test("has its user's rights, not the operator's, without a stored password", async () => {
    await send(broker, cancel, { 'x-request-id': 'of-oms' }, textToken('oms', PASSWORDS.oms));
    const id = await logged('of-oms');
    expect(JSON.stringify(await admin('GET', `/${id}`))).not.toContain(PASSWORDS.oms);
    const resent = await admin('POST', `/${id}/resend`);
    expect(resent).toMatchObject({ outcome: 'answered', response_code: 7101 });
    expect(await admin('GET', `/${await logged(String(resent.correlation_id))}`)).toMatchObject({
      user: 'oms',
      response_code: 7101,
    });
    expect(lines.map((line) => JSON.parse(line) as object)).toContainEqual(
      expect.objectContaining({ msg: 'admin request', token: 'resending-operate', path: `/v1/messages/${id}/resend` }),
    );

    await send(broker, cancel, { ...basic('pos', PASSWORDS.pos), 'x-request-id': 'of-pos' });
    expect(await admin('POST', `/${await logged('of-pos')}/resend`)).toMatchObject({
      outcome: 'not-authorized',
      status: 403,
      response_code: null,
    });
  });

  test('is refused when its user is disabled, and when it was never authenticated', async () => {
    const context = { database, clock: () => new Date() };
    await addUser(
      context,
      { name: 'former', systems: ['6'], groups: ['Locate'], password: 'a former password', digest: false },
      undefined,
    );
    await send(broker, cancel, { ...basic('former', 'a former password'), 'x-request-id': 'of-former' });
    const id = await logged('of-former');
    expect(await admin('POST', `/${id}/resend`)).toMatchObject({ outcome: 'answered', response_code: 7101 });
    await enableUser(context, 'former', false);
    expect(await admin('POST', `/${id}/resend`)).toMatchObject({ outcome: 'sign-in-refused' });

    await send(broker, cancel, { ...basic('former', 'not the password'), 'x-request-id': 'of-nobody' });
    await keptSoFar();
    expect((await admin('GET', '?correlation_id=of-nobody')).items).toEqual([]);
    // Recorded while authentication was off.
    const old = {
      at: new Date().toISOString(),
      user: '',
      operation: 'StatusUpdate',
      correlationId: 'before',
      requestId: null,
      orderId: '',
      soapVersion: '1.1',
      outcome: 'answered',
      delivered: true,
      responseCode: 7101,
      status: 200,
      milliseconds: 1,
      requestBytes: 1,
      responseBytes: 1,
      personalData: 'plain' as const,
      injectedFault: null,
    };
    const kept = messageId(new Date());
    await database.transaction((session) =>
      insertMessages(session, [{ ...old, id: kept, request: inEnvelope(cancel), response: null }]),
    );
    expect(await admin('POST', `/${kept}/resend`)).toMatchObject({ outcome: 'sign-in-refused' });
  });
});

test('sends a Content-Security-Policy with everything a browser can open', async () => {
  for (const path of ['/Locate/LocateServices?wsdl', '/healthz', '/admin/v1', '/nothing']) {
    const { headers } = await fetch(broker.gateway.url + path);
    expect([
      headers.get('content-security-policy'),
      headers.get('x-content-type-options'),
      headers.get('x-frame-options'),
    ]).toEqual(["default-src 'none'; frame-ancestors 'none'", 'nosniff', 'DENY']);
  }
});

test('does not start when no user could sign in', async () => {
  await expect(startInstance({ url: 'sqlite::memory:' })).rejects.toThrow('order-broker user add');
});

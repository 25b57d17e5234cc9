import { request as httpRequest } from 'node:http';
import type { BrokerContext } from '../../src/broker/context.js';
import { pollLocation } from '../../src/broker/polling/poll.js';
import { adminRoutes } from '../../src/admin/router.js';
import { Database } from '../../src/store/database.js';
import { brokerOn } from '../support/server/broker.js';
import { runnerFor } from '../support/jobs.js';
import { AdminServer } from './support/admin-server.js';
import { loopbackTools } from '../support/server/webhook-tools.js';

let database: Database;
let broker: BrokerContext;
let admin: AdminServer;
let ROUTES: ReturnType<typeof adminRoutes>;
beforeAll(async () => {
  database = await Database.open({ url: 'sqlite::memory:', pool: 1, acquireTimeout: 5000 });
  broker = await brokerOn(database);
  ROUTES = adminRoutes({
    readOrder: () => Promise.resolve({ faults: [] }),
    jobs: runnerFor(broker),
    webhooks: loopbackTools(),
    resend: () => Promise.reject(new Error('this test resends nothing')),
  });
  admin = await AdminServer.over(broker, 'https://Broker.example.com:8443/');
});
afterAll(async () => {
  await admin[Symbol.asyncDispose]();
  await database.close();
});

test('one preview runs at a time, some wait, and more are refused', async () => {
  let release: () => void = () => undefined;
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  let running = 0;
  await using slow = await AdminServer.over(broker, undefined, undefined, async () => {
    running += 1;
    await released;
    return { faults: [] };
  });
  const send = (): Promise<{ status: number }> =>
    slow.send('POST', '/routing/preview', '<x/>', { 'content-type': 'text/xml' });
  const all = Array.from({ length: 20 }, send);
  await new Promise<void>((resolve) => {
    let refused = 0;
    for (const one of all)
      void one.then(() => {
        refused += 1;
        if (refused === 3) resolve();
      });
  });
  expect(running).toBe(1);
  release();
  const statuses = (await Promise.all(all)).map(({ status }) => status);
  expect([400, 503].map((status) => statuses.filter((one) => one === status).length)).toEqual([17, 3]);
});

describe('a request', () => {
  test.each([
    ['an unknown path', 'GET', '/nowhere', undefined, 404],
    ['an unknown kind of import', 'POST', '/imports/orders', 'x', 404],
    ['a wrong media type', 'PUT', '/carriers/UPS', 'code: UPS', 415],
    ['text/plain', 'PUT', '/organization', '{}', 415],
    ['a body that is too large', 'PUT', '/carriers/UPS', JSON.stringify({ description: 'x'.repeat(1_100_000) }), 413],
  ])('with %s is rejected with an error in JSON', async (_, method, path, body, status) => {
    const type = status === 415 ? 'text/plain' : 'application/json';
    const reply = await admin.send(method, path, body, body === undefined ? {} : { 'content-type': type });
    expect(reply).toMatchObject({ status, body: { error: expect.any(String) as string } });
  });

  test('that runs a job with options in its body is rejected, instead of ignoring them', async () => {
    const run = (body: string, type: string): ReturnType<typeof admin.send> =>
      admin.send('POST', '/jobs/auto-cancel/run', body, { 'content-type': type });
    for (const [body, type] of [
      ['{"dry_run": true}', 'application/json'],
      ['dry_run=true', 'application/x-www-form-urlencoded'],
      ['dry_run', 'text/plain'],
    ] as const) {
      expect(await run(body, type)).toMatchObject({
        status: 400,
        body: { faults: [{ reason: expect.stringContaining('in the query') as string }] },
      });
    }
    expect((await admin.get('/jobs/auto-cancel')).body).toMatchObject({ runs: [] });
  });

  test.each([
    ['is nested without end', '{"description":'.repeat(60_000), '', 'nested more than 64 deep'],
    [
      'has an attribute named __proto__',
      '{"name":"X","attributes":{"__proto__":{"x":1}}}',
      'attributes.__proto__',
      'reserved',
    ],
  ])('whose body %s is rejected', async (_, body, path, reason) => {
    expect(await admin.send('PUT', '/systems/STC/locations/1', body)).toMatchObject({
      status: 400,
      body: { faults: [{ path, reason: expect.stringContaining(reason) as string }] },
    });
  });

  test('with a method that is not allowed returns the allowed ones', async () => {
    const reply = await admin.send('DELETE', '/preferences');
    expect(reply).toMatchObject({ status: 405, body: { error: expect.stringContaining('GET, PATCH') as string } });
    expect(reply.headers.get('allow')).toBe('GET, PATCH');
  });

  test('for a code with unusual characters finds its entry', async () => {
    for (const code of ['A/B', 'Ä ö', '%', '..', 'a|b', '__proto__']) {
      const path = `/carriers/${encodeURIComponent(code).replaceAll('.', '%2E')}`;
      // fetch removes `..` from a URL, however it is encoded.
      if (code === '..') continue;
      expect(await admin.put(path, {})).toMatchObject({ status: 201, body: { code } });
      expect(await admin.get(path)).toMatchObject({ status: 200, body: { code } });
    }
  });

  test('that fails unexpectedly returns an error without a stack', async () => {
    await using broken = await AdminServer.over({
      ...broker,
      database: {
        transaction: () => {
          throw new Error('hunter2');
        },
      } as never,
    });
    expect(await broken.get('/carriers')).toMatchObject({ status: 500, text: '{"error":"internal error"}' });
  });
});

describe('without authentication, a browser request', () => {
  const statusFor = (headers: Record<string, string>): Promise<number> =>
    new Promise((resolve, reject) => {
      httpRequest(`${admin.url}/admin/v1/`, { headers }, (response) => {
        response.resume();
        resolve(response.statusCode ?? 0);
      })
        .on('error', reject)
        .end();
    });

  test.each([
    'localhost',
    'localhost:8080',
    'LOCALHOST',
    'a.localhost',
    '127.0.0.1',
    '10.1.2.3:80',
    '[::1]:8080',
    'broker.example.com',
    'BROKER.example.com:1',
  ])('for the host %s is answered', async (host) => {
    expect(await statusFor({ host })).toBe(200);
  });
  test.each([
    'evil.example',
    'evil.example:8080',
    'localhost.evil.example',
    '127.0.0.1.evil.example',
    'broker.example.com.evil.example',
    'a b',
  ])('for the host %s is rejected, as it may be DNS rebinding', async (host) => {
    expect(await statusFor({ host })).toBe(421);
  });
  test.each([
    ['http://localhost:1', 200],
    ['http://localhost:2', 403],
    ['http://evil.example', 403],
    ['null', 403],
    ['file://', 403],
  ])('from the origin %s returns %i', async (origin, status) => {
    expect(await statusFor({ host: 'localhost:1', origin })).toBe(status);
  });
});

describe('the OpenAPI document', () => {
  type Schema = Readonly<Record<string, unknown>>;
  interface Operation {
    operationId: string;
    parameters: { name: string; in: string }[];
    requestBody?: object;
    responses: Record<string, object>;
  }
  interface Document {
    openapi: string;
    paths: Record<string, Record<string, Operation>>;
    components: { schemas: Record<string, Schema> };
  }
  let document: Document;
  beforeAll(async () => {
    document = (await admin.get('/openapi.json')).body as Document;
  });

  test('describes exactly the routes that the server has', () => {
    const described = Object.entries(document.paths).flatMap(([path, operations]) =>
      Object.keys(operations).map((method) => `${method} ${path}`),
    );
    expect(described.sort()).toEqual(ROUTES.map(({ method, path }) => `${method} ${path}`).sort());
    expect(described.length).toBeGreaterThan(40);
    const ids = Object.values(document.paths).flatMap((operations) =>
      Object.values(operations).map((one) => one.operationId),
    );
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('describes every path parameter, and the responses to an invalid body', () => {
    for (const [path, operations] of Object.entries(document.paths)) {
      for (const operation of Object.values(operations)) {
        expect(operation.parameters.filter((one) => one.in === 'path').map((one) => `{${one.name}}`)).toEqual(
          path.match(/\{\w+\}/g) ?? [],
        );
        if (operation.requestBody !== undefined)
          expect(Object.keys(operation.responses)).toEqual(expect.arrayContaining(['400', '415']));
      }
    }
    expect(document.paths['/carriers']?.get?.parameters).toMatchObject([
      { name: 'limit', schema: { default: 100, maximum: 1000 } },
      { name: 'after' },
    ]);
  });

  test('has a type for every schema, and only references that resolve', () => {
    const known = new Set(Object.keys(document.components.schemas).map((name) => `#/components/schemas/${name}`));
    const look = (schema: unknown, where: string): void => {
      if (typeof schema !== 'object' || schema === null) return;
      if ('$ref' in schema) expect([where, known.has(String(schema.$ref))]).toEqual([where, true]);
      for (const [key, value] of Object.entries(schema)) look(value, `${where}.${key}`);
    };
    look(document, '');
    for (const [name, schema] of Object.entries(document.components.schemas)) {
      expect([name, ['type', 'anyOf', '$ref', 'allOf'].some((key) => key in schema)]).toEqual([name, true]);
    }
    expect(document.components.schemas.Carrier).toMatchObject({
      type: 'object',
      additionalProperties: false,
      required: ['code'],
      properties: { code: { type: 'string', maxLength: 40 }, express: { type: 'boolean' } },
    });
    expect(document.components.schemas.Location).toMatchObject({
      properties: { preferences: { properties: { backup_quantity: { type: 'integer', maximum: 999_999_999 } } } },
    });
  });

  test('is also available as a list of routes in plain text', async () => {
    const { text, headers } = await admin.get('');
    expect(headers.get('content-type')).toMatch(/^text\/plain/);
    for (const { method, path } of ROUTES)
      if (path !== '/')
        expect(text).toMatch(new RegExp(`^${method.toUpperCase()} +/admin/v1${path.replace(/[{}.]/g, '\\$&')} `, 'm'));
  });
});

test('lists the polling of locations in pages, optionally only late ones', async () => {
  await pollLocation(broker, 'fulfillments', { systemCd: 'STC', locationCd: '20' });
  await pollLocation(broker, 'intransit', { systemCd: 'STC', locationCd: '30' });
  const first = await admin.get('/polling?limit=1');
  expect(first.body).toMatchObject({
    items: [
      {
        system_cd: 'STC',
        location_cd: '20',
        late: false,
        fulfillments: { polls: 1, lines_waiting: 0 },
        intransit: { last_polled_at: null },
      },
    ],
  });
  const { next } = first.body as { next: string };
  expect(await admin.get(`/polling?limit=1&after=${next}`)).toMatchObject({
    status: 200,
    body: { items: [{ location_cd: '30', intransit: { polls: 1 } }] },
  });
  expect((await admin.get('/polling?late=true')).body).toEqual({ items: [] });
  expect(await admin.get('/polling?late=perhaps')).toMatchObject({ status: 400, body: { faults: [{ path: 'late' }] } });
  expect(await admin.get('/polling?after=nonsense')).toMatchObject({
    status: 400,
    body: { faults: [{ path: 'after' }] },
  });
});

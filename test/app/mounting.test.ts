import { pino } from 'pino';
import { Registry } from 'prom-client';
import type { MountedService } from '../../src/app/gateway/mounts.js';
import { startGateway } from '../../src/app/listen.js';
import type { ListenOptions, RunningGateway } from '../../src/app/listen.js';
import type { AccessControl, Refusal } from '../../src/platform/auth/access-control.js';
import type { Credentials } from '../../src/platform/auth/credentials.js';
import type { User } from '../../src/platform/auth/user.js';
import type { ExchangeRecord } from '../../src/platform/exchange-record.js';
import type { JsonService } from '../../src/platform/http/json/json-service.js';
import { ProblemError } from '../../src/platform/http/json/json-service.js';
import { DEFAULT_MESSAGE_LIMITS } from '../../src/platform/soap/message.js';
import type { SoapOperation, SoapService } from '../../src/platform/soap/service.js';
import type { Gate } from '../platform/soap/support.js';
import {
  ECHO,
  EchoService,
  PATH,
  WSDL,
  bodyOf,
  echo,
  echoed,
  envelope,
  faultOf,
  post,
  raw,
} from '../platform/soap/support.js';

/** Three services on one gateway: SOAP at the usual address, another SOAP service, and a JSON service. */

const SUPPLIERS = '/suppliers/api';
const PARCELS = '/parcels/v1';

/** Takes any namespace of a supplier. Its elements are not named like its operations, and neither are its responses. */
class SupplierService implements SoapService {
  readonly #list: SoapOperation = {
    name: 'ListOrders',
    handle: (payload, { namespace, user }) =>
      Promise.resolve({
        body: `<s:orderReport xmlns:s="${namespace}"><for>${user?.name ?? 'anybody'}</for><text>${payload.text}</text></s:orderReport>`,
        responseCode: 0,
      }),
  };
  readonly #confirm: SoapOperation = {
    name: 'Confirm',
    handle: (_payload, { namespace }) => Promise.resolve({ body: `<s:done xmlns:s="${namespace}"/>` }),
  };
  readonly operations = new Map([
    ['openOrdersQuery', this.#list],
    ['openOrders', this.#list],
    ['confirmation', this.#confirm],
  ]);
  readonly namespaces = (namespace: string): boolean => /^urn:supplier:\w+$/.test(namespace);
  validate(): readonly [] {
    return [];
  }
}

class ParcelService implements JsonService {
  readonly received: unknown[] = [];
  readonly receipts: boolean[] = [];
  #release = (): void => undefined;
  readonly operations: JsonService['operations'] = [
    {
      name: 'CreateParcel',
      method: 'POST',
      path: '/orders/{order}/parcels',
      handle: (body, { parameters, query, user }) => {
        this.received.push(body);
        return Promise.resolve({
          status: 201,
          requestId: 7,
          body: { order: parameters.get('order'), by: user?.name, dry: query.get('dry') },
          delivered: (whole) => {
            this.receipts.push(whole);
            return Promise.resolve();
          },
        });
      },
    },
    {
      name: 'GetParcel',
      method: 'GET',
      path: '/parcels/{id}',
      handle: () => {
        throw new ProblemError({ key: 'parcel-unknown', status: 404, title: 'There is no such parcel', detail: 'P-1' });
      },
    },
    { name: 'Break', method: 'POST', path: '/break', handle: () => Promise.reject(new Error('hunter2')) },
    {
      name: 'Hold',
      method: 'POST',
      path: '/hold',
      handle: () =>
        new Promise((resolve) => {
          this.#release = () => {
            resolve({ status: 200, body: {} });
          };
        }),
    },
  ];

  release(): void {
    this.#release();
  }
}

/** An authenticator with one user, whose password is the name. */
class OneUser implements AccessControl {
  readonly arrivals: string[] = [];
  constructor(private readonly name: string) {}
  checkRate(address: string): Refusal | undefined {
    this.arrivals.push(address);
    return undefined;
  }
  signIn(credentials: Credentials): Promise<User | Refusal> {
    const known = credentials.kind !== 'digest' && credentials.user === this.name && credentials.password === this.name;
    return Promise.resolve(known ? this.#user : { refused: 'credentials' });
  }
  signInByKey(key: string): Promise<User | Refusal> {
    return Promise.resolve(key === `key of ${this.name}` ? this.#user : { refused: 'credentials' });
  }
  resume(name: string): Promise<User | Refusal> {
    return Promise.resolve(name === this.name ? this.#user : { refused: 'credentials' });
  }
  get #user(): User {
    return { name: this.name, organization: 'DEMO', systems: new Set(), groups: new Set() };
  }
}

const basic = (name: string, password = name): Record<string, string> => ({
  Authorization: `Basic ${Buffer.from(`${name}:${password}`).toString('base64')}`,
});

let gateway: RunningGateway;
let echoService: EchoService;
let parcels: ParcelService;
let lines: Record<string, unknown>[];
let records: ExchangeRecord[];
const supplierAccess = new OneUser('acme');
const parcelAccess = new OneUser('carrier');

async function startWith(
  options: Partial<ListenOptions> = {},
  switches: { suppliers?: boolean; parcels?: boolean } = {},
): Promise<void> {
  echoService = new EchoService();
  parcels = new ParcelService();
  lines = [];
  records = [];
  const services: MountedService[] = [
    { protocol: 'soap', path: PATH, service: echoService, wsdl: WSDL },
    {
      protocol: 'soap',
      path: SUPPLIERS,
      service: new SupplierService(),
      wsdl: WSDL,
      access: supplierAccess,
      enabled: switches.suppliers ?? true,
    },
    {
      protocol: 'json',
      path: PARCELS,
      service: parcels,
      access: parcelAccess,
      enabled: switches.parcels ?? true,
    },
  ];
  gateway = await startGateway({
    services,
    limits: { ...DEFAULT_MESSAGE_LIMITS, body: { bytes: 2_000, inflatedBytes: 4_000 } },
    log: pino(
      { level: 'debug' },
      {
        write: (line: string) => {
          lines.push(JSON.parse(line) as Record<string, unknown>);
        },
      },
    ),
    registry: new Registry(),
    record: (record) => {
      records.push(record);
    },
    ready: () => Promise.resolve({ ready: true, reasons: [] }),
    host: '127.0.0.1',
    port: 0,
    ...options,
  });
}
afterEach(async () => {
  await gateway.close();
});

const at = (path: string): string => gateway.url + path;
const supplierMessage = (element: string, namespace = 'urn:supplier:acme'): string =>
  envelope(`<s:${element} xmlns:s="${namespace}">hello</s:${element}>`);

interface JsonReply {
  readonly status: number;
  readonly headers: Headers;
  readonly type: string | null;
  readonly body: Record<string, unknown>;
}

async function send(
  method: string,
  path: string,
  body?: string,
  headers: Record<string, string> = basic('carrier'),
): Promise<JsonReply> {
  const response = await fetch(at(PARCELS + path), {
    method,
    headers: { 'Content-Type': 'application/json', ...headers },
    ...(body === undefined ? {} : { body }),
  });
  return {
    status: response.status,
    headers: response.headers,
    type: response.headers.get('content-type'),
    body: (await response.json()) as Record<string, unknown>,
  };
}

describe('a second SOAP service', () => {
  beforeEach(() => startWith());

  test.each(['openOrdersQuery', 'openOrders'])(
    'selects the operation by element %s, in any namespace its predicate accepts, and names its own response',
    async (element) => {
      for (const namespace of ['urn:supplier:acme', 'urn:supplier:other']) {
        const { status, text } = await post(at(SUPPLIERS), supplierMessage(element, namespace), basic('acme'));
        expect(status).toBe(200);
        expect(echoed(text)).toMatchObject({ namespace, name: 'orderReport' });
        expect(text).toContain('<for>acme</for><text>hello</text>');
      }
      expect(lines.at(-1)).toMatchObject({ msg: 'exchange', operation: 'ListOrders', user: 'acme', responseCode: 0 });
    },
  );

  test('rejects namespaces and names that are not its own', async () => {
    for (const message of [
      supplierMessage('openOrders', 'urn:other'),
      supplierMessage('ListOrders'),
      supplierMessage('Echo'),
      echo('x'),
    ])
      expect(faultOf((await post(at(SUPPLIERS), message, basic('acme'))).text)?.key).toBe('unknown-operation');
    expect(faultOf((await post(at(PATH), supplierMessage('openOrders'))).text)?.key).toBe('unknown-operation');
  });

  test('accepts an action that names the operation or any of its elements, and rejects that of another', async () => {
    const withAction = async (action: string): Promise<number> =>
      (await post(at(SUPPLIERS), supplierMessage('openOrders'), { ...basic('acme'), SOAPAction: action })).status;
    for (const action of [
      '',
      '"urn:x/ListOrders"',
      'openOrders',
      'openOrdersQuery',
      '"urn:x/ListOrdersRequest"',
      'Echo',
    ])
      expect(await withAction(action)).toBe(200);
    for (const action of ['Confirm', '"urn:x/confirmation"']) expect(await withAction(action)).toBe(500);
  });

  test('has credentials of its own', async () => {
    const message = supplierMessage('openOrders');
    const anonymous = await post(at(SUPPLIERS), message);
    expect([anonymous.status, faultOf(anonymous.text)?.key]).toEqual([401, 'authentication-required']);
    expect((await post(at(SUPPLIERS), message, basic('carrier'))).status).toBe(401);
    expect(supplierAccess.arrivals.length).toBeGreaterThan(0);
    // The service beside it requires none.
    expect(echoed((await post(at(PATH), echo('x'))).text).text).toBe('x');
  });

  test('has a page and a contract at its own address', async () => {
    const text = await (await fetch(at(`${SUPPLIERS}?wsdl`))).text();
    expect(text).toContain(`location="${at(SUPPLIERS)}"`);
    expect(await (await fetch(at(`${PATH}?wsdl`))).text()).toContain(`location="${at(PATH)}"`);
  });

  test('receives its own messages when they are sent again', async () => {
    const resent = await gateway.resend(supplierMessage('openOrders'), 'acme');
    expect(resent).toMatchObject({ outcome: 'answered', status: 200, responseCode: 0 });
    expect(resent.response).toContain('<for>acme</for>');
    expect(await gateway.resend(supplierMessage('openOrders'), 'carrier')).toMatchObject({
      outcome: 'sign-in-refused',
    });
    expect(await gateway.resend(echo('again'), '')).toMatchObject({ outcome: 'answered', requestId: 42 });
    expect(await gateway.resend(supplierMessage('unknown'), '')).toMatchObject({ outcome: 'unknown-operation' });
    expect(await gateway.resend('<a/>', '')).toMatchObject({ outcome: 'not-an-envelope' });
  });
});

describe('a JSON service', () => {
  beforeEach(() => startWith());

  test('selects the operation by method and path, and gets the body, the parameters and the user', async () => {
    const reply = await send('POST', '/orders/A%2F1/parcels?dry=1', '{"weight":"1.50"}');
    expect([reply.status, reply.type, reply.body]).toEqual([
      201,
      'application/json; charset=utf-8',
      { order: 'A/1', by: 'carrier', dry: '1' },
    ]);
    expect(parcels.received).toEqual([{ weight: '1.50' }]);
    expect(reply.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
    expect(parcels.receipts).toEqual([true]);
  });

  const problem = (key: string, status: number) => ({
    status,
    type: 'application/problem+json',
    body: { type: `urn:order-broker:problem:${key}`, key, status },
  });

  test.each<[string, number, string, string, string | undefined, Record<string, string>]>([
    ['not-found', 404, 'POST', '/nothing', '{}', {}],
    ['not-found', 404, 'POST', '/orders/%ff/parcels', '{}', {}],
    ['method-not-allowed', 405, 'DELETE', '/parcels/1', undefined, {}],
    ['authentication-required', 401, 'POST', '/break', '{}', { Authorization: '' }],
    ['sign-in-refused', 401, 'POST', '/break', '{}', basic('acme')],
    ['content-type', 415, 'POST', '/break', '{}', { 'Content-Type': 'text/plain' }],
    ['content-encoding', 415, 'POST', '/break', '{}', { 'Content-Encoding': 'br' }],
    ['compressed-data', 400, 'POST', '/break', '{}', { 'Content-Encoding': 'gzip' }],
    ['message-too-large', 413, 'POST', '/break', `"${'x'.repeat(2_000)}"`, {}],
    ['malformed-json', 400, 'POST', '/break', '{"a":', {}],
    ['parcel-unknown', 404, 'GET', '/parcels/1', undefined, {}],
    ['internal-error', 500, 'POST', '/break', '{}', {}],
  ])('reports %s (%i) as a problem document: %s %s', async (key, status, method, path, body, headers) => {
    const reply = await send(method, path, body, { ...basic('carrier'), ...headers });
    expect(reply).toMatchObject(problem(key, status));
    expect(reply.body.correlationId).toBe(reply.headers.get('x-request-id'));
    expect(JSON.stringify(reply.body)).not.toContain('hunter2');
    expect(lines.at(-1)).toMatchObject({ msg: 'exchange', outcome: key, status });
  });

  test('adds the headers that belong to a status', async () => {
    expect((await send('DELETE', '/parcels/1')).headers.get('allow')).toBe('GET');
    const { headers } = await send('POST', '/break', '{}', {});
    expect(headers.get('www-authenticate')).toBe('Basic realm="Order Broker", charset="UTF-8"');
  });

  test('leaves a log line and a record without any text of the body', async () => {
    await send('POST', '/orders/1/parcels', '{"to":"Jane Roe"}');
    await send('POST', '/break', '{"to":"Jane Roe"}');
    expect(records).toMatchObject([
      { operation: 'CreateParcel', outcome: 'answered', status: 201, user: 'carrier', requestId: 7, requestBytes: 17 },
      { operation: 'Break', outcome: 'internal-error', status: 500, soap: undefined },
    ]);
    expect(JSON.stringify([records, lines])).not.toContain('Jane');
    expect(JSON.stringify(lines)).toContain('hunter2');
  });
});

describe('services on one gateway', () => {
  test('share the body limit', async () => {
    await startWith();
    const long = 'x'.repeat(2_000);
    expect(faultOf((await post(at(PATH), echo(long))).text)?.key).toBe('message-too-large');
    expect(faultOf((await post(at(SUPPLIERS), echo(long), basic('acme'))).text)?.key).toBe('message-too-large');
    expect((await send('POST', '/break', `"${long}"`)).body.key).toBe('message-too-large');
  });

  test('share admission control', async () => {
    await startWith({ admission: { concurrent: 1, waiting: 1, waitMs: 100 } });
    const gate: Gate = echoService.hold();
    const held = post(at(PATH), envelope(`<e:Held xmlns:e="${ECHO}"/>`));
    await gate.entered;
    const refused = await send('POST', '/orders/1/parcels', '{}');
    expect([refused.status, refused.body.key, refused.type]).toEqual([503, 'overloaded', 'application/problem+json']);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
    expect(faultOf((await post(at(SUPPLIERS), supplierMessage('openOrders'), basic('acme'))).text)?.key).toBe(
      'overloaded',
    );
    gate.open();
    expect((await held).status).toBe(200);
    expect((await send('POST', '/orders/1/parcels', '{}')).status).toBe(201);
  });

  test('share the time limit of operations', async () => {
    await startWith({ handlingMs: 50 });
    const late = await send('POST', '/hold', '{}');
    expect([late.status, late.body.key]).toEqual([504, 'handling-timeout']);
    parcels.release();
  });

  test('share metrics, health and the admin interface', async () => {
    await startWith({
      admin: (_request, response) => {
        response.json({ admin: true });
      },
    });
    await post(at(PATH), echo('x'));
    await post(at(SUPPLIERS), supplierMessage('openOrders'), basic('acme'));
    await send('POST', '/orders/1/parcels', '{}');
    const metrics = await (await fetch(at('/metrics'))).text();
    for (const operation of ['Echo', 'ListOrders', 'CreateParcel'])
      expect(metrics).toContain(
        `order_broker_soap_exchange_seconds_count{operation="${operation}",outcome="answered"} 1`,
      );
    expect((await fetch(at('/healthz'))).status).toBe(200);
    expect((await fetch(at('/readyz'))).status).toBe(200);
    expect(await (await fetch(at('/admin/v1'))).json()).toEqual({ admin: true });
  });

  test('do not see the paths of each other, nor paths below a SOAP address', async () => {
    await startWith();
    expect((await send('POST', SUPPLIERS, '{}')).body.key).toBe('not-found');
    expect((await post(at(`${SUPPLIERS}/orders/1/parcels`), '{}', basic('acme'))).status).toBe(404);
    expect((await post(at(`${PARCELS}x/break`), '{}', basic('carrier'))).status).toBe(404);
    expect((await post(at('/orders/1/parcels'), '{}', basic('carrier'))).status).toBe(404);
    expect((await send('POST', '/', '{}')).body.key).toBe('not-found');
    expect(parcels.received).toEqual([]);
  });

  test('each reject cross-origin browser requests, unless they require credentials', async () => {
    await startWith();
    const foreign = (path: string, body: string, ...headers: string[]): Promise<string> =>
      raw(gateway.port, [
        `POST ${path} HTTP/1.1\r\nHost: evil.example\r\nContent-Length: ${String(body.length)}\r\n` +
          `Connection: close\r\n${headers.map((line) => `${line}\r\n`).join('')}\r\n${body}`,
      ]);
    const message = supplierMessage('openOrders');
    expect(await foreign(PATH, echo('x'), 'Content-Type: text/xml')).toMatch(/^HTTP\/1\.1 421 /);
    const authorization = `Authorization: ${basic('acme').Authorization ?? ''}`;
    const answer = await foreign(SUPPLIERS, message, 'Content-Type: text/xml', authorization);
    expect(answer).toMatch(/^HTTP\/1\.1 200 /);
    expect(bodyOf(answer)).toContain('orderReport');
  });

  test('answer as an unknown path does when they are switched off', async () => {
    await startWith({}, { suppliers: false, parcels: false });
    const unknown = await post(at('/nothing'), 'x');
    for (const path of [SUPPLIERS, `${PARCELS}/break`]) {
      const off = await post(at(path), supplierMessage('openOrders'), basic('acme'));
      expect([off.status, off.text]).toEqual([unknown.status, unknown.text]);
      expect((await fetch(at(`${path}?wsdl`))).status).toBe(404);
    }
    expect(await gateway.resend(supplierMessage('openOrders'), 'acme')).toMatchObject({ outcome: 'unknown-operation' });
    expect(lines.filter(({ msg }) => msg === 'exchange')).toHaveLength(1);
  });

  test.each([PATH.toUpperCase(), `${PATH}/`, '/admin', '/admin/x', '/healthz'])(
    'cannot be mounted at a path in use: %s',
    async (path) => {
      await startWith();
      const mount = (at: string): MountedService => ({
        protocol: 'json',
        path: at,
        service: parcels,
      });
      await expect(startWith({ services: [mount(PATH), mount(path)] })).rejects.toMatchObject({
        code: 'mount-conflict',
      });
    },
  );
});

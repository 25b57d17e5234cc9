import { readFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import { readConfig } from '../../../src/app/config.js';
import { startBroker } from '../../../src/app/main.js';
import type { RunningBroker } from '../../../src/app/main.js';
import { onEveryEngine } from '../../support/databases.js';
import type { TestDatabase } from '../../support/databases.js';
import { within } from '../../support/within.js';

const ORDER = readFileSync(
  new URL('../../../samples/locate/10-submit-order-delivery.request.xml', import.meta.url),
  'utf8',
);
const SOAP11 = 'http://schemas.xmlsoap.org/soap/envelope/';
const SOAP12 = 'http://www.w3.org/2003/05/soap-envelope';
const VERSIONS = [
  { version: '1.1', namespace: SOAP11, type: 'text/xml' },
  { version: '1.2', namespace: SOAP12, type: 'application/soap+xml' },
] as const;

interface Received {
  /** 0 when no header arrived. */
  readonly status: number;
  readonly body: string;
  /** Whether all that the headers announced arrived. */
  readonly isWhole: boolean;
  readonly ms: number;
}

onEveryEngine((engine) => {
  let home: TestDatabase;
  let running: RunningBroker;
  beforeAll(async () => {
    home = await engine.create();
    running = await start();
  });
  afterAll(async () => {
    await running.stop();
    await home.drop();
  });
  afterEach(async () => {
    await admin('DELETE', '/faults');
  });

  const start = (env: Readonly<Record<string, string>> = {}): Promise<RunningBroker> =>
    startBroker(
      readConfig({
        DATABASE_URL: home.url,
        PORT: '0',
        JOBS: 'false',
        MESSAGE_LOG: 'errors',
        MESSAGE_LOG_PERSONAL_DATA: 'plain',
        ...env,
      }),
      pino({ level: 'silent' }),
    );

  const admin = async (method: string, path: string, body?: object, on = running) => {
    const response = await fetch(`${on.gateway.url}/admin/v1${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
    const text = await response.text();
    return { status: response.status, body: (text === '' ? {} : JSON.parse(text)) as Record<string, unknown> };
  };
  const add = async (fault: object): Promise<void> => {
    expect(await admin('POST', '/faults', fault)).toMatchObject({ status: 201 });
  };

  const post = (
    text: string,
    { type, path = '/Locate/LocateServices' }: { readonly type: string; readonly path?: string },
    on = running,
  ): Promise<Received> =>
    new Promise((resolve) => {
      const started = performance.now();
      const chunks: Buffer[] = [];
      let status = 0;
      const end = (isWhole: boolean): void => {
        resolve({ status, body: Buffer.concat(chunks).toString(), isWhole, ms: performance.now() - started });
      };
      const request = httpRequest(`${on.gateway.url}${path}`, {
        method: 'POST',
        agent: false,
        headers: { 'content-type': type },
      });
      request.on('response', (response) => {
        status = response.statusCode ?? 0;
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('close', () => {
          end(response.complete);
        });
        response.on('error', () => undefined);
      });
      request.on('error', () => {
        if (status === 0) end(false);
      });
      request.end(text);
    });

  const orderOf = (number: string, namespace: string = SOAP11): string =>
    ORDER.replaceAll('123-001', number).replaceAll(SOAP11, namespace);
  const storedOrders = (number: string): Promise<number> =>
    running.broker.database.transaction(async (session) => {
      const row = await session.first('SELECT COUNT(*) AS orders FROM customer_order WHERE order_id = ?', [number]);
      return Number(row?.orders);
    });
  /** The messages about an order in the message log, which is written after the answer. */
  const loggedOf = async (number: string): Promise<readonly Record<string, unknown>[]> => {
    for (;;) {
      const items = (await admin('GET', `/messages?order_id=${number}`)).body.items as Record<string, unknown>[];
      if (items.length > 0) return items;
      await sleep(50);
    }
  };

  describe.each(VERSIONS)('SOAP $version', ({ version, namespace, type }) => {
    const submit = (number: string): Promise<Received> => post(orderOf(number, namespace), { type });
    const number = (name: string): string => `${name}-${version}`;

    test('a connection cut before handling stores nothing, one cut after handling stores the order', async () => {
      await add({ action: 'cut-before', order: number('BEFORE') });
      await add({ action: 'cut-after', order: number('AFTER'), hits: 1 });
      expect(await submit(number('BEFORE'))).toMatchObject({ status: 0, body: '' });
      expect(await storedOrders(number('BEFORE'))).toBe(0);
      expect(await submit(number('AFTER'))).toMatchObject({ status: 0, body: '' });
      expect(await storedOrders(number('AFTER'))).toBe(1);
      const again = await submit(number('AFTER'));
      expect(again.body).toContain('response_code="2040"');
      expect(await storedOrders(number('AFTER'))).toBe(1);
    });

    test('an answer cut off in the middle announces its whole length', async () => {
      await add({ action: 'cut-within', order: number('WITHIN') });
      const received = await submit(number('WITHIN'));
      expect(received).toMatchObject({ status: 200, isWhole: false });
      expect(received.body.length).toBeGreaterThan(100);
      expect(received.body).not.toContain('Envelope>');
      expect(await storedOrders(number('WITHIN'))).toBe(1);
    });

    test('a fault of the catalog, a response code and a status come without the order being stored', async () => {
      await add({
        action: 'soap-fault',
        soap_fault: 'unavailable',
        order: number('NONE'),
        first: 1,
        name: `fault-${version.replace('.', '')}`,
      });
      await add({ action: 'response-code', response_code: 7015, order: number('NONE'), hits: 1 });
      await add({ action: 'http-status', status: 502, order: number('NONE') });
      const fault = await submit(number('NONE'));
      expect(fault).toMatchObject({ status: 503, isWhole: true });
      expect(fault.body).toContain(`xmlns:soap="${namespace}"`);
      expect(fault.body).toContain('The service is temporarily unavailable');
      const code = await submit(number('NONE'));
      expect(code).toMatchObject({ status: 200, isWhole: true });
      expect(code.body).toMatch(/xaction_response="FAILED"[\s\S]*response_code="7015"/);
      expect(await submit(number('NONE'))).toMatchObject({ status: 502, isWhole: true });
      expect(await storedOrders(number('NONE'))).toBe(0);
    });

    test('an answer is delayed, slow or damaged, and the order is stored', async () => {
      await add({ action: 'delay', milliseconds: 400, order: number('LATE') });
      await add({ action: 'slow', bytes_per_second: 2_000, order: number('SLOW') });
      await add({ action: 'damage', order: number('DAMAGED') });
      const late = await submit(number('LATE'));
      expect(late).toMatchObject({ status: 200, isWhole: true });
      expect(late.ms).toBeGreaterThan(390);
      const slow = await submit(number('SLOW'));
      expect(slow).toMatchObject({ status: 200, isWhole: true });
      expect(slow.ms).toBeGreaterThan((late.body.length / 2_000) * 1_000 * 0.7);
      const damaged = await submit(number('DAMAGED'));
      expect(damaged).toMatchObject({ status: 200, isWhole: true });
      expect(damaged.body).toMatch(/\?$/);
      for (const name of ['LATE', 'SLOW', 'DAMAGED']) expect(await storedOrders(number(name))).toBe(1);
    });

    test('a message that is handled twice is answered as the second one', async () => {
      await add({ action: 'twice', order: number('TWICE') });
      const received = await submit(number('TWICE'));
      expect(received.body).toContain('response_code="2040"');
      expect(await storedOrders(number('TWICE'))).toBe(1);
    });
  });

  test('a poll whose answer is lost is offered again', async () => {
    const poll = readFileSync(new URL('../../../samples/locate/21-fulfillments.request.xml', import.meta.url), 'utf8');
    await add({ action: 'cut-after', operation: 'Fulfillments', first: 1 });
    expect(await post(poll, { type: 'text/xml' })).toMatchObject({ status: 0 });
    expect(await post(poll, { type: 'text/xml' })).toMatchObject({ status: 200, isWhole: true });
  });

  test('the message log names the fault, and the metrics count it by its action', async () => {
    await add({ name: 'lost', action: 'cut-after', order: 'LOGGED' });
    await post(orderOf('LOGGED'), { type: 'text/xml' });
    const metrics = await (await fetch(`${running.gateway.url}/metrics`)).text();
    expect(Number(/injected_faults_total\{action="cut-after"\} (\d+)/.exec(metrics)?.[1])).toBeGreaterThan(0);
    expect(metrics).toContain('injected_faults_total{action="twice"}');
    expect(await within(5_000, loggedOf('LOGGED'))).toMatchObject([
      { outcome: 'answered', status: null, delivered: false, injected_fault: 'lost' },
    ]);
  });

  test('what an operator sends again has no fault', async () => {
    await add({ action: 'cut-within', order: 'RESENT' });
    await post(orderOf('RESENT'), { type: 'text/xml' });
    const [first] = await within(5_000, loggedOf('RESENT'));
    const resent = await admin('POST', `/messages/${String(first?.id)}/resend`);
    expect(resent.body).toMatchObject({ outcome: 'answered', status: 200, response_code: 2040 });
    expect(await admin('GET', '/faults')).toMatchObject({ body: { items: [{ matched: 1 }] } });
  });

  test('JSON services have the same faults', async () => {
    const path = '/v3/fulfillment/outbound/wms/status';
    const report = (number: string): Promise<Received> =>
      post(JSON.stringify({ so_number: number }), { type: 'application/json', path });
    await add({ action: 'http-status', status: 503, order: 'SO-1' });
    await add({ action: 'cut-before', order: 'SO-2' });
    expect(await report('SO-1')).toMatchObject({
      status: 503,
      body: expect.stringContaining('http-status-1') as string,
    });
    expect(await report('SO-2')).toMatchObject({ status: 0 });
    expect((await report('SO-3')).status).toBeGreaterThan(199);
  });

  test('a stop does not wait for a fault, and the message is answered', async () => {
    const other = await start();
    await add({ action: 'delay', milliseconds: 60_000, order: 'STOP-1' });
    await add({ action: 'slow', bytes_per_second: 1, order: 'STOP-2' });
    await sleep(1_200);
    const waiting = ['STOP-1', 'STOP-2'].map((name) => post(orderOf(name), { type: 'text/xml' }, other));
    await sleep(500);
    const started = performance.now();
    await other.stop();
    expect(performance.now() - started).toBeLessThan(5_000);
    expect(await Promise.all(waiting)).toMatchObject([
      { status: 200, isWhole: true },
      { status: 200, isWhole: true },
    ]);
  });

  test('the interface checks a fault, and says what to do where there is none or they are off', async () => {
    const faultsOf = async (fault: object) => (await admin('POST', '/faults', fault)).body.faults;
    expect(await faultsOf({ action: 'delay', milliseconds: 60_001 })).toMatchObject([{ path: 'milliseconds' }]);
    expect(await faultsOf({ action: 'delay', status: 500 })).toEqual([
      { path: 'milliseconds', reason: expect.stringContaining('a value, which delay needs') as string },
      { path: 'status', reason: expect.stringContaining('it belongs to the action http-status') as string },
    ]);
    expect(await faultsOf({ action: 'damage', first: 1, each: 2, seed: 3 })).toMatchObject([
      { path: 'each' },
      { path: 'seed' },
    ]);
    expect(await faultsOf({ action: 'soap-fault', soap_fault: 'unavailble' })).toMatchObject([
      {
        path: 'soap_fault',
        reason: expect.stringMatching(/found "unavailble", expected one of .*unavailable/) as string,
      },
    ]);
    expect(await admin('DELETE', '/faults/nobody')).toMatchObject({
      status: 404,
      body: { error: expect.stringContaining('GET /admin/v1/faults lists') as string },
    });
    const off = await start({ FAULT_INJECTION: 'false' });
    try {
      for (const [method, path] of [
        ['GET', '/faults'],
        ['DELETE', '/faults'],
        ['DELETE', '/faults/x'],
      ] as const)
        expect(await admin(method, path, undefined, off)).toEqual({
          status: 409,
          body: { error: 'faults on purpose are off: set FAULT_INJECTION=true, and start the broker again' },
        });
      await add({ action: 'cut-before' });
      expect(await post(orderOf('OFF'), { type: 'text/xml' }, off)).toMatchObject({ status: 200, isWhole: true });
    } finally {
      await off.stop();
    }
  });
});

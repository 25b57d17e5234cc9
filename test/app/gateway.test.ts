import express from 'express';
import type { Harness } from '../platform/soap/support.js';
import { PATH, bodyOf, echo, post, raw, start } from '../platform/soap/support.js';

const servers: Harness[] = [];
const started = async (...options: Parameters<typeof start>): Promise<Harness> => {
  const server = await start(...options);
  servers.push(server);
  return server;
};
afterEach(async () => {
  await Promise.all(servers.splice(0).map(({ gateway }) => gateway.close()));
});

test.each([
  PATH,
  `${PATH}/`,
  `${PATH}?wsdl`,
  PATH.toLowerCase(),
  `http://localhost${PATH}`,
  `http://localhost:81${PATH}?x=1`,
])('accepts a message at %s', async (target) => {
  const { gateway } = await started();
  const message = echo('here');
  const answer = await raw(gateway.port, [
    `POST ${target} HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/xml\r\nContent-Length: ${String(message.length)}\r\nConnection: close\r\n\r\n${message}`,
  ]);
  expect(answer.slice(0, 15)).toBe('HTTP/1.1 200 OK');
  expect(bodyOf(answer)).toContain('here');
});

test.each([`${PATH}/x`, '/', '/Locate', `${PATH}x`, `/x${PATH}`, `//broker${PATH}`])(
  'accepts no message at %s',
  async (target) => {
    const { gateway } = await started();
    const answer = await raw(gateway.port, [
      `POST ${target} HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/xml\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`,
    ]);
    expect(answer.slice(0, 12)).toBe('HTTP/1.1 404');
  },
);

describe('the contract', () => {
  const address = (text: string): string | undefined => /address location="([^"]*)"/.exec(text)?.[1];

  test.each(['?wsdl', '?WSDL', '?Wsdl', '?wsdl=1', '?singleWsdl=x&wsdl', '?singleWsdl', '?SINGLEWSDL'])(
    'is served at %s with the address that was requested',
    async (query) => {
      const { url } = await started();
      const response = await fetch(url + query);
      expect([response.status, response.headers.get('content-type'), response.headers.get('cache-control')]).toEqual([
        200,
        'text/xml; charset=utf-8',
        'no-store',
      ]);
      expect(address(await response.text())).toBe(url);
    },
  );

  test.each(['//Locate/LocateServices', '/Locate//LocateServices/'])(
    'is served at %s, as are messages',
    async (path) => {
      const { url } = await started();
      const doubled = url.replace('/Locate/LocateServices', path);
      const page = await fetch(`${doubled}?wsdl`);
      expect([page.status, address(await page.text())]).toEqual([200, url]);
      const answer = await fetch(doubled, { method: 'POST', headers: { 'Content-Type': 'text/xml' }, body: '<x/>' });
      expect(await answer.text()).toContain('not-an-envelope');
    },
  );

  test('contains the configured address whatever the request says', async () => {
    const { url } = await started({ publicUrl: 'https://broker.example.com/' });
    expect(address(await (await fetch(`${url}?wsdl`)).text())).toBe(`https://broker.example.com${PATH}`);
  });

  test.each([
    ['a name', 'broker.example.com', 'broker.example.com'],
    ['a name and a port', 'broker:81', 'broker:81'],
    ['IPv6', '[::1]:8080', '[::1]:8080'],
    ['a script', '"><script>', undefined],
    ['a path', 'evil.example/x', undefined],
    ['a user', 'a@evil.example', undefined],
    ['nothing', '', undefined],
  ])('contains an address that suits a Host header with %s', async (_, host, expected) => {
    const { gateway } = await started();
    const answer = await raw(gateway.port, [`GET ${PATH}?wsdl HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`]);
    expect(address(answer)).toBe(`http://${expected ?? `127.0.0.1:${gateway.port}`}${PATH}`);
  });

  test('is served by HTTP/1.0 without a Host header', async () => {
    const { gateway, url } = await started();
    const answer = await raw(gateway.port, [`GET ${PATH}?wsdl HTTP/1.0\r\n\r\n`]);
    expect(address(bodyOf(answer))).toBe(url);
  });

  test('contains the address a proxy forwards only if proxies are trusted', async () => {
    const headers = { 'X-Forwarded-Proto': 'https', 'X-Forwarded-Host': 'broker.example.com' };
    const [untrusting, trusting] = [await started(), await started({ proxies: 1 })];
    expect(address(await (await fetch(`${untrusting.url}?wsdl`, { headers })).text())).toBe(untrusting.url);
    expect(address(await (await fetch(`${trusting.url}?wsdl`, { headers })).text())).toBe(
      `https://broker.example.com${PATH}`,
    );
  });

  test('is explained by a plain GET, and ?xsd points to it', async () => {
    const { url } = await started();
    const hint = await fetch(url);
    expect([hint.status, hint.headers.get('content-type')]).toEqual([200, 'text/plain; charset=utf-8']);
    expect(await hint.text()).toContain(`${url}?wsdl`);
    const schema = await fetch(`${url}?xsd=1`);
    expect([schema.status, await schema.text()]).toEqual([404, `The schema is part of the contract: ${url}?wsdl\n`]);
    expect((await fetch(url, { method: 'HEAD' })).status).toBe(200);
  });
});

describe('probes', () => {
  test('report liveness always, and readiness as the broker does', async () => {
    const { gateway } = await started({ ready: () => Promise.resolve({ ready: false, reasons: ['no database'] }) });
    const alive = await fetch(`${gateway.url}/healthz`);
    expect([alive.status, await alive.json()]).toEqual([200, { status: 'alive' }]);
    const ready = await fetch(`${gateway.url}/readyz`);
    expect([ready.status, await ready.json()]).toEqual([503, { status: 'not ready', reasons: ['no database'] }]);
    expect((await fetch(`${(await started()).gateway.url}/readyz`)).status).toBe(200);
  });

  test.each([
    ['fails', () => Promise.reject(new Error('secret dsn')), 'the readiness check failed'],
    [
      'throws',
      () => {
        throw new Error('secret dsn');
      },
      'the readiness check failed',
    ],
    ['never ends', () => new Promise<never>(() => undefined), 'the readiness check took too long'],
  ])('report not ready when the check %s', async (_, ready, reason) => {
    const { gateway } = await started({ ready });
    const response = await fetch(`${gateway.url}/readyz`);
    expect([response.status, await response.json()]).toEqual([503, { status: 'not ready', reasons: [reason] }]);
  });

  test('include metrics in the Prometheus format', async () => {
    const { gateway, url } = await started();
    await post(url, echo('x'));
    const response = await fetch(`${gateway.url}/metrics`);
    expect(response.headers.get('content-type')).toContain('text/plain; version=0.0.4');
    expect(await response.text()).toContain(
      'order_broker_soap_exchange_seconds_count{operation="Echo",outcome="answered"} 1',
    );
  });
});

describe('any other request', () => {
  test('is answered 404, as text or as JSON', async () => {
    const { gateway } = await started();
    const text = await fetch(`${gateway.url}/nothing`);
    expect([text.status, await text.text()]).toEqual([404, 'There is nothing at this address\n']);
    const json = await fetch(`${gateway.url}/nothing`, { headers: { Accept: 'application/json' } });
    expect([json.status, await json.json()]).toEqual([404, { error: 'There is nothing at this address' }]);
  });

  test('that fails is answered without a stack trace', async () => {
    const admin = express.Router().get('/broken', () => {
      throw new Error('hunter2');
    });
    const { gateway, lines } = await started({ admin });
    const response = await fetch(`${gateway.url}/admin/broken`);
    expect([response.status, await response.text()]).toEqual([500, 'Internal error\n']);
    expect(JSON.stringify(lines)).toContain('hunter2');
    expect((await fetch(`${gateway.url}/%ff`)).status).toBe(404);
    expect((await fetch(`${gateway.url}/admin/%ff`)).status).toBeLessThan(500);
  });

  test('is answered without X-Powered-By and with nosniff', async () => {
    const { gateway, url } = await started();
    for (const address of [url, `${gateway.url}/healthz`, `${gateway.url}/nothing`]) {
      const { headers } = await fetch(address);
      expect([headers.get('x-powered-by'), headers.get('x-content-type-options')]).toEqual([null, 'nosniff']);
    }
  });

  test('is answered 404 at the default path when SOAP is mounted elsewhere', async () => {
    const { gateway } = await started({}, { path: '/soap' });
    expect((await post(`${gateway.url}/soap`, echo('x'))).status).toBe(200);
    expect((await post(gateway.url + PATH, echo('x'))).status).toBe(404);
  });
});

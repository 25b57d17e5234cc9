import { request as httpRequest } from 'node:http';
import { pino } from 'pino';
import { readConfig } from '../../src/app/config.js';
import { startBroker } from '../../src/app/main.js';
import type { RunningBroker } from '../../src/app/main.js';
import { inEnvelope } from '../support/marked-messages.js';
import { ECHO_TEST } from '../support/server/closed-broker.js';

/** Pages of other origins while authentication is off, at every address that shows or changes something. */

const brokers = new Map<string, RunningBroker>();
beforeAll(async () => {
  for (const TRUST_PROXY of ['false', 'true'])
    brokers.set(
      TRUST_PROXY,
      await startBroker(
        readConfig({ PORT: '0', DATABASE_URL: 'sqlite::memory:', JOBS: 'false', TRUST_PROXY }),
        pino({ level: 'silent' }),
      ),
    );
});
afterAll(async () => {
  for (const broker of brokers.values()) await broker.stop();
});

/** `fetch` would set the header lines of a browser by itself. */
const statusOf = (
  behindProxy: boolean,
  [method, path, body]: readonly [string, string, string | undefined],
  headers: Readonly<Record<string, string>>,
): Promise<number | undefined> =>
  new Promise((resolve, reject) => {
    const url = `${brokers.get(String(behindProxy))?.gateway.url ?? ''}${path}`;
    const sent = httpRequest(url, { method, headers: { 'content-type': 'text/xml', ...headers } }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    sent.on('error', reject).end(body);
  });

const ADDRESSES = [
  ['POST', '/Locate/LocateServices', inEnvelope(ECHO_TEST)],
  ['GET', '/admin/v1/orders'],
  ['POST', '/admin/v1/jobs/release-leases/run'],
  ['GET', '/metrics'],
] as const;

describe.each(ADDRESSES)('%s %s', (method, path, body?: string) => {
  test.each([
    ['a foreign page', { host: 'localhost', origin: 'https://evil.example' }, 403],
    ['a page without an origin of its own', { host: 'localhost', origin: 'null' }, 403],
    ['a name that is not ours', { host: 'evil.example' }, 421],
    ['our own page', { host: 'localhost:1', origin: 'http://localhost:1' }, 200],
    ['a program', { host: 'localhost' }, 200],
  ])('of %s', async (_, headers, status) => {
    expect(await statusOf(false, [method, path, body], headers)).toBe(status);
  });

  const proxied = { host: '127.0.0.1:8080', 'x-forwarded-host': 'broker.example.com', 'x-forwarded-proto': 'https' };
  test.each([
    ['a foreign page', { ...proxied, origin: 'https://evil.example' }, 403],
    ['a page without an origin of its own', { ...proxied, origin: 'null' }, 403],
    ['a page of the host behind the proxy', { ...proxied, origin: 'http://127.0.0.1:8080' }, 403],
    ['our own page', { ...proxied, origin: 'https://broker.example.com' }, 200],
    ['a program, with the name that callers use', { host: 'broker.example.com' }, 200],
    ['a program', proxied, 200],
  ])('behind a proxy of %s', async (_, headers, status) => {
    expect(await statusOf(true, [method, path, body], headers)).toBe(status);
  });
});

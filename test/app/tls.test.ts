import { mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import type { RequestOptions } from 'node:https';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { TLSSocket } from 'node:tls';
import { readConfig } from '../../src/app/config.js';
import type { Harness } from '../platform/soap/support.js';
import { makeCertificate } from '../support/certificate.js';
import { within } from '../support/within.js';
import { echo, echoed, PATH, start } from '../platform/soap/support.js';

const folder = mkdtempSync(join(tmpdir(), 'order-broker-tls-'));
const file = (name: string): string => join(folder, name);

beforeAll(() => {
  for (const name of ['first', 'second', 'authority', 'stranger']) makeCertificate(folder, name);
  makeCertificate(folder, 'client', 'a client', 'authority');
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

let running: Harness | undefined;
afterEach(async () => {
  await running?.gateway.close();
  running = undefined;
});

interface Exchange {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly text: string;
  /** Common name of the server's certificate. */
  readonly server: unknown;
}

function post(port: number, options: RequestOptions = {}): Promise<Exchange> {
  return new Promise((resolve, reject) => {
    const sent = request(
      {
        host: '127.0.0.1',
        port,
        path: PATH,
        method: 'POST',
        agent: false,
        rejectUnauthorized: false,
        headers: { 'content-type': 'text/xml' },
        ...options,
      },
      (response) => {
        const server: unknown = (response.socket as TLSSocket).getPeerCertificate().subject.CN;
        const chunks: Buffer[] = [];
        response
          .on('data', (chunk: Buffer) => chunks.push(chunk))
          .on('end', () => {
            resolve({
              status: response.statusCode ?? 0,
              headers: response.headers,
              text: Buffer.concat(chunks).toString(),
              server,
            });
          });
      },
    );
    sent.on('error', reject).end(echo('hello'));
  });
}

const own = (name: string): { cert: string; key: string } => ({ cert: file(`${name}.crt`), key: file(`${name}.key`) });

test('answers a message over TLS with Strict-Transport-Security', async () => {
  running = await start({ tls: own('first') });
  expect(running.gateway.url).toMatch(/^https:/);
  const { status, text, server, headers } = await post(running.gateway.port);
  expect([status, echoed(text).text, server, headers['strict-transport-security']]).toEqual([
    200,
    'hello',
    'first',
    'max-age=31536000',
  ]);
});

test('uses a renewed certificate without a restart, unless it does not match its key', async () => {
  const files = { cert: file('used.crt'), key: file('used.key') };
  const use = (part: 'crt' | 'key', name: string): void => {
    writeFileSync(file('new'), readFileSync(file(`${name}.${part}`)));
    renameSync(file('new'), file(`used.${part}`));
  };
  use('crt', 'first');
  use('key', 'first');
  running = await start({ tls: files });
  const { gateway, lines } = running;
  const logged = (what: string): boolean => lines.some((line) => String(line.msg).includes(what));
  const sendHangUp = (): void => {
    process.emit('SIGHUP');
  };

  use('crt', 'second');
  sendHangUp();
  expect(logged('cannot be used')).toBe(true);
  expect((await post(gateway.port)).server).toBe('first');
  use('key', 'second');
  sendHangUp();
  expect((await post(gateway.port)).server).toBe('second');

  // Without a signal, the change is detected at the next poll of the files.
  use('crt', 'first');
  use('key', 'first');
  for (const end = Date.now() + 25_000; (await post(gateway.port)).server !== 'first';) {
    if (Date.now() > end) throw new Error('the new certificate was not detected');
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
});

test('accepts only clients with a certificate of the configured authority', async () => {
  running = await start({ tls: { ...own('first'), clientCa: file('authority.crt') } });
  const { port } = running.gateway;
  const withCertificate = (name: string): RequestOptions => ({
    cert: readFileSync(file(`${name}.crt`)),
    key: readFileSync(file(`${name}.key`)),
  });
  expect((await post(port, withCertificate('client'))).status).toBe(200);
  await expect(post(port)).rejects.toThrow();
  await expect(post(port, withCertificate('stranger'))).rejects.toThrow();
  expect(running.lines.filter((line) => line.msg === 'exchange')).toHaveLength(1);
});

test('fails to start with unusable TLS files and names them', async () => {
  await expect(start({ tls: { cert: file('first.crt'), key: file('second.key') } })).rejects.toThrow(
    /TLS_CERT=.*first\.crt, TLS_KEY=.*second\.key: .*(mismatch|key)/,
  );
  await expect(start({ tls: { cert: file('missing.crt'), key: file('first.key') } })).rejects.toThrow('ENOENT');
  expect(() => readConfig({ TLS_CERT: 'a.crt' })).toThrow('TLS_KEY');
  expect(() => readConfig({ TLS_CLIENT_CA: 'ca.crt' })).toThrow('TLS_CLIENT_CA');
});

test('closes a handshake that does not end within its time, and frees its descriptor', async () => {
  running = await start({ tls: own('first'), times: { headersMs: 300 } });
  const { port } = running.gateway;
  const descriptors = (): number => readdirSync('/proc/self/fd').length;
  const before = descriptors();
  const hello = Buffer.from('16030100c8010000c40303', 'hex');
  const half = Array.from({ length: 40 }, (_, index) => {
    const socket = connect(port, '127.0.0.1')
      .on('error', () => undefined)
      .resume();
    if (index % 2 === 0) socket.write(hello);
    return socket;
  });
  await Promise.all(half.map((socket) => within(5_000, new Promise((resolve) => socket.once('close', resolve)))));
  for (const end = Date.now() + 2_000; descriptors() > before + 5 && Date.now() < end;) await sleep(20);
  expect(descriptors()).toBeLessThanOrEqual(before + 5);
  expect((await post(port)).status).toBe(200);
}, 15_000);

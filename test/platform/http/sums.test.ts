import type { ServerResponse } from 'node:http';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { ByteBudget } from '../../../src/platform/http/byte-budget.js';
import type { ByteShare } from '../../../src/platform/http/byte-budget.js';
import { UnreadAnswers } from '../../../src/platform/http/unread-answers.js';
import { Random } from '../../support/random.js';
import type { Harness } from '../soap/support.js';
import { bodyOf, ECHO, echo, echoed, envelope, faultOf, PATH, post, raw, start } from '../soap/support.js';

/** What callers can make the server hold, open or do together is bounded before anybody knows who they are. */

const servers: Harness[] = [];
const sockets: Socket[] = [];
const started = async (...options: Parameters<typeof start>): Promise<Harness> => {
  const server = await start(...options);
  servers.push(server);
  return server;
};
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await Promise.all(servers.splice(0).map(({ gateway }) => gateway.close()));
});
function open(port: number, text = ''): Socket {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => undefined).write(text);
  sockets.push(socket);
  return socket;
}

const XML = { depth: 64, elements: 10_000, attributes: 64, nameLength: 200, textLength: 2_000_000 };
const LIMITS = { body: { bytes: 100_000, inflatedBytes: 1_000_000 }, xml: XML };
/** Three times 100,000 and 1,000,000: half of it for one address. */
const BUDGET = { limits: LIMITS, bodyBytes: 3_300_000 };
const head = (length: number): string =>
  `POST ${PATH} HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/xml\r\nContent-Length: ${String(length)}\r\n\r\n`;

describe('a byte budget', () => {
  test('is never exceeded, in all and for one address, whatever random messages take and give back', () => {
    const random = new Random(7);
    const total = 100_000;
    const budget = new ByteBudget(total);
    const held = new Map<ByteShare, { address: string; bytes: number }>();
    let refused = 0;
    for (let step = 0; step < 2_000; step += 1) {
      const [oldest] = held.keys();
      if (held.size > 0 && random.chance(0.2) && oldest !== undefined) {
        oldest.release();
        held.delete(oldest);
        expect(() => {
          oldest.take(1);
        }).toThrow('overloaded');
      } else {
        const address = `10.0.0.${String(random.below(4))}`;
        const share = budget.open(address);
        const bytes = Math.floor(random.next() ** 3 * 20_000);
        held.set(share, { address, bytes: 0 });
        try {
          share.take(bytes);
          held.set(share, { address, bytes });
        } catch {
          refused += 1;
        }
      }
      const sums = new Map<string, number>();
      for (const { address, bytes } of held.values()) sums.set(address, (sums.get(address) ?? 0) + bytes);
      expect(budget.held).toBeLessThanOrEqual(total);
      for (const sum of sums.values()) expect(sum).toBeLessThanOrEqual(total / 2);
    }
    expect(refused).toBeGreaterThan(100);
    for (const share of held.keys()) share.release();
    expect(budget.held).toBe(0);
  });
});

describe('answers that are not read', () => {
  const request = (name: string): string => {
    const body = envelope(`<e:${name} xmlns:e="${ECHO}"/>`);
    return head(body.length) + body;
  };

  test('never hold more than their bytes, whatever random callers ask for and leave unread', () => {
    const random = new Random(11);
    const total = 8_000_000;
    const answers = new UnreadAnswers(total);
    const open: { close: () => void; address: string; bytes: number }[] = [];
    let refused = 0;
    for (let step = 0; step < 2_000; step += 1) {
      if (random.chance(0.3)) open.splice(random.below(open.length), 1)[0]?.close();
      const bytes = Math.floor(random.next() ** 6 * 2_000_000);
      const address = `10.0.0.${String(random.below(4))}`;
      let close = (): void => undefined;
      const response = { closed: false, once: (_: string, listener: () => void) => (close = listener) };
      const fits = answers.hold(response as unknown as ServerResponse, 'x'.repeat(bytes), address);
      if (fits) open.push({ close, address, bytes });
      else refused += 1;
      expect(answers.held).toBeLessThanOrEqual(total);
      expect(open.reduce((sum, one) => sum + one.bytes, 0)).toBeLessThanOrEqual(total);
      for (const one of new Set(open.map((other) => other.address)))
        expect(
          open.filter((other) => other.address === one).reduce((sum, other) => sum + other.bytes, 0),
        ).toBeLessThanOrEqual(total / 2);
    }
    expect(refused).toBeGreaterThan(100);
    for (const one of open) one.close();
    expect(answers.held).toBe(0);
  });

  test('are held up to the budget; a further large one is refused and counts as lost, small ones are answered', async () => {
    const { gateway, url, service } = await started();
    // Half of the large answers' part: 31 MB for one address, and each of these has 30 MB.
    const unread = open(gateway.port, request('LongTold')).pause();
    await sleep(500);
    const refused = await post(url, envelope(`<e:LongTold xmlns:e="${ECHO}"/>`));
    expect([refused.status, faultOf(refused.text)?.key]).toEqual([503, 'overloaded']);
    expect(service.told).toEqual([false]);
    expect(echoed((await post(url, echo('x'))).text).text).toBe('x');
    unread.destroy();
    await sleep(100);
    expect((await post(url, envelope(`<e:LongTold xmlns:e="${ECHO}"/>`))).status).toBe(200);
  });
});

test('bodies that lack a byte are held up to the budget; further ones are refused, and all is given back at the end', async () => {
  const { gateway, url } = await started(BUDGET);
  for (let index = 0; index < 20; index += 1) open(gateway.port, head(100_000) + 'x'.repeat(99_999));
  await sleep(200);
  const answer = await raw(gateway.port, [head(99_000) + 'x'.repeat(99_000)], { end: true });
  expect(answer).toMatch(/^HTTP\/1\.1 503 [^]*retry-after/i);
  expect(faultOf(bodyOf(answer))?.key).toBe('overloaded');
  for (const socket of sockets.splice(0)) socket.destroy();
  await sleep(100);
  expect(echoed((await post(url, echo('x'.repeat(90_000)))).text).text).toHaveLength(90_000);
});

test('a body is inflated only once it has a slot', async () => {
  const { gateway, url, service } = await started({
    ...BUDGET,
    admission: { concurrent: 1, waiting: 50, waitMs: 20_000 },
  });
  const gate = service.hold();
  const held = post(url, envelope(`<e:Held xmlns:e="${ECHO}"/>`));
  await gate.entered;
  const bomb = gzipSync(echo(' '.repeat(900_000)));
  // Inflated at once, these would take more than the budget.
  const answers = Array.from({ length: 10 }, () => post(url, bomb, { 'Content-Encoding': 'gzip' }));
  await sleep(100);
  gate.open();
  expect((await held).status).toBe(200);
  expect((await Promise.all(answers)).map(({ status }) => status)).toEqual(Array(10).fill(200));
  expect(gateway.port).toBeGreaterThan(0);
});

test('a connection with many requests in one piece is answered some, and closed', async () => {
  const { gateway, url } = await started();
  const answer = await raw(gateway.port, [`GET ${PATH}?wsdl HTTP/1.1\r\nHost: localhost\r\n\r\n`.repeat(1_000)]);
  expect(answer.match(/HTTP\/1\.1 200/g)).toHaveLength(32);
  expect((await post(url, echo('x'))).status).toBe(200);
});

test('contracts that nobody reads are held up to a limit', async () => {
  const wsdl = `<definitions>${'x'.repeat(7_000_000)}</definitions>`;
  const { gateway, url } = await started({}, { wsdl });
  const many = Array.from({ length: 3 }, () => open(gateway.port).pause());
  // The operating system takes some megabytes of each connection before anything is held here.
  for (let round = 0; round < 6; round += 1) {
    for (const socket of many) socket.write(`GET ${PATH}?wsdl HTTP/1.1\r\nHost: localhost\r\n\r\n`);
    await sleep(100);
  }
  const refused = await fetch(`${url}?wsdl`);
  expect([refused.status, refused.headers.has('retry-after')]).toEqual([503, true]);
  for (const socket of sockets.splice(0)) socket.destroy();
  await sleep(100);
  expect((await fetch(`${url}?wsdl`)).status).toBe(200);
});

describe('connections', () => {
  const closedOf = (many: readonly Socket[]): number => many.filter(({ closed }) => closed).length;
  /** Opens connections, and waits until so many of them are closed, and for one more. */
  const openMany = async (port: number, count: number, closing: number): Promise<Socket[]> => {
    const many = Array.from({ length: count }, () => open(port).resume());
    for (let waited = 0; waited < 10_000 && closedOf(many) < closing; waited += 10) await sleep(10);
    await sleep(200);
    return many;
  };

  test('of one address are limited, and count until they are closed', async () => {
    const { gateway, url } = await started({ connections: { perAddress: 10 } });
    const many = await openMany(gateway.port, 15, 5);
    expect(closedOf(many)).toBe(5);
    await expect(post(url, echo('x'))).rejects.toThrow();
    for (const socket of many) socket.destroy();
    await sleep(50);
    expect((await post(url, echo('x'))).status).toBe(200);
  });

  test('are limited in all, also behind proxies', async () => {
    const { gateway } = await started({ proxies: 1, connections: { total: 10, perAddress: 2 } });
    expect(closedOf(await openMany(gateway.port, 15, 5))).toBe(5);
  });
});

test('every request that is no message counts against the rate of its address, and only liveness is told beyond it', async () => {
  const counted: string[] = [];
  const { gateway, url } = await started({
    checkRate: (address) => {
      counted.push(address);
      return counted.length > 4 ? { refused: 'too-many', retryAfter: 3 } : undefined;
    },
  });
  const paths = [`${url}?wsdl`, `${gateway.url}/readyz`, `${gateway.url}/nothing`, `${gateway.url}/metrics`];
  for (const path of paths) await fetch(path);
  expect(counted).toHaveLength(4);
  for (const path of [...paths, `${gateway.url}/admin/v1/orders`]) {
    const response = await fetch(path);
    expect([response.status, response.headers.get('retry-after')]).toEqual([429, '3']);
    expect(await response.text()).toContain('too many requests');
  }
  expect((await fetch(`${gateway.url}/healthz`)).status).toBe(200);
  expect(counted).toHaveLength(10);
});

test('readiness is checked once for probes that come together, and once a second', async () => {
  let checks = 0;
  const { gateway } = await started({
    ready: async () => {
      checks += 1;
      await sleep(30);
      return { ready: true, reasons: [] };
    },
  });
  const probe = async (): Promise<number> => (await fetch(`${gateway.url}/readyz`)).status;
  expect(await Promise.all(Array.from({ length: 20 }, probe))).toEqual(Array(20).fill(200));
  await probe();
  expect(checks).toBe(1);
  await sleep(1_050);
  await probe();
  expect(checks).toBe(2);
});

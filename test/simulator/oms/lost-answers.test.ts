import { createServer } from 'node:http';
import type { Server as HttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { enterOrder } from '../../../src/simulator/oms/actions/enter-order.js';
import type { NewOrder } from '../../../src/simulator/oms/actions/enter-order.js';
import { generatePickSlips } from '../../../src/simulator/oms/actions/pick.js';
import { cancelOrder, confirmShipment } from '../../../src/simulator/oms/actions/work-on-order.js';
import { startBuiltServer, temporaryFolder } from '../../support/server/built-server.js';
import type { BuiltServer } from '../../support/server/built-server.js';
import { CLI } from '../../support/server/built-server.js';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { COMPANY, CUSTOMER, omsBench } from '../support/oms-bench.js';
import type { Bench } from '../support/oms-bench.js';

/**
 * Answers get lost, and the OMS itself is killed between message and answer: nothing is ordered twice, and nothing stays open. A
 * wire stands between OMS and broker that passes messages on and keeps some answers, as a connection that breaks does.
 */

const folder = temporaryFolder();
let broker: BuiltServer;
let wire: HttpServer;
let url: string;
/** Operations whose answers get lost, and how many of each are still to be. */
const losing = new Map<string, number>();
/** Bodies that were sent, by operation. */
const sent: { operation: string; body: string }[] = [];
/** How long an answer is held back, in milliseconds. */
let delay = 0;

beforeAll(async () => {
  broker = await startBuiltServer({ DATABASE_URL: `sqlite:${folder.path}/broker.db` }, folder.path);
  wire = createServer((request, response) => {
    void (async () => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const body = Buffer.concat(chunks).toString();
      const operation = /<ns2:(\w+) /.exec(body)?.[1] ?? '';
      sent.push({ operation, body });
      const answer = await fetch(`${broker.url}${request.url ?? ''}`, {
        method: 'POST',
        headers: { 'content-type': 'text/xml; charset=utf-8' },
        body,
      });
      const text = await answer.text();
      const left = losing.get(operation) ?? 0;
      if (left > 0) {
        losing.set(operation, left - 1);
        request.socket.destroy();
        return;
      }
      await sleep(delay);
      response.writeHead(answer.status, { 'content-type': 'text/xml' }).end(text);
    })();
  }).listen(0, '127.0.0.1');
  await once(wire, 'listening');
  url = `http://127.0.0.1:${String((wire.address() as AddressInfo).port)}`;
}, 90_000);

afterAll(async () => {
  wire.closeAllConnections();
  wire.close();
  await broker.stop();
  folder.remove();
});

beforeEach(() => {
  losing.clear();
  sent.length = 0;
  delay = 0;
});

let number = 7000;
const entered = (more: Partial<NewOrder> & Pick<NewOrder, 'kind'>): NewOrder => ({
  company: COMPANY,
  number: (number += 1),
  lines: [{ item: 'NOTEBOOK', quantity: 1, price: 150 }],
  customer: CUSTOMER,
  ...more,
});
const AT_STORE = { system: 'STC', location: '1234' };
const bodiesOf = (operation: string): string[] =>
  sent.filter((message) => message.operation === operation).map(({ body }) => body);

/** The requests that the broker has of an order number. */
async function requestsOf(order: number): Promise<number> {
  const found = await fetch(`${broker.url}/admin/v1/orders?order_id=${String(order)}-001`);
  return ((await found.json()) as { items: unknown[] }).items.length;
}

test('a backorder whose answer was lost waits, and is sent again with the same bytes', async () => {
  const bench = await omsBench(url, { K91: '' });
  losing.set('SubmitOrder', 2);
  const order = await enterOrder(bench.oms, entered({ kind: 'delivery' }));
  await bench.run();
  expect(bench.letters(order.number)).toBe('1 W');
  await bench.run();
  await bench.run();
  expect(bench.letters(order.number)).toBe('1 K');
  expect(bodiesOf('SubmitOrder')).toHaveLength(3);
  expect(new Set(bodiesOf('SubmitOrder')).size).toBe(1);
  expect(await requestsOf(order.number)).toBe(1);
  expect(bench.history(order.number)).toEqual(['Ln#: 1 Acknowledged by Broker']);
});

test('a store pickup without an answer is ready, and submitted when BROKER_ORD runs', async () => {
  const bench = await omsBench(url);
  losing.set('SubmitOrder', 1);
  const order = await enterOrder(bench.oms, entered({ kind: 'store pickup', pickupAt: AT_STORE }));
  expect(bench.letters(order.number)).toBe('1 R');
  await bench.run();
  expect(bench.letters(order.number)).toBe('1 K');
  expect(await requestsOf(order.number)).toBe(1);
  expect(bench.history(order.number)).toEqual([
    'Submit Order Failed - OROB Unavailable',
    'Submit Order Succeeded',
    'Ln#: 1 Acknowledged by Broker',
  ]);
});

test('a pick slip without an answer is not printed, and known to the broker when it is tried again', async () => {
  const bench = await omsBench(url);
  losing.set('SubmitOrder', 1);
  const order = await enterOrder(bench.oms, entered({ kind: 'ship-for-pickup', pickupAt: AT_STORE }));
  expect(await generatePickSlips(bench.oms, COMPANY)).toBe(0);
  expect(bench.letters(order.number)).toBe('');
  expect(await generatePickSlips(bench.oms, COMPANY)).toBe(1);
  expect(bench.letters(order.number)).toBe('1 F');
  expect(await requestsOf(order.number)).toBe(1);
  expect(bench.history(order.number)).toEqual([
    'Submit Order Failed - OROB Unavailable',
    'Ln#: 1 Selected for Fulfillment',
  ]);
});

async function shippedOrder(bench: Bench, kind: 'ship-for-pickup' | 'delivery'): Promise<number> {
  const order = await enterOrder(bench.oms, entered({ kind, ...(kind === 'delivery' ? {} : { pickupAt: AT_STORE }) }));
  await bench.run();
  const own = bench.fulfillingOrderOf(bench.requestOf(order.number))?.number;
  await generatePickSlips(bench.oms, COMPANY);
  await bench.run();
  const shipped = kind === 'delivery' ? (own ?? 0) : order.number;
  losing.set('StatusUpdate', 1);
  confirmShipment(bench.oms, { company: COMPANY, number: shipped }, { via: 'UPS', tracking: '1Z9' });
  return shipped;
}

test.each([
  ['ship-for-pickup', 'H'],
  ['delivery', 'G'],
] as const)('a %s shipment without an answer shows %s until BROKER_ORD has sent it again', async (kind, letter) => {
  const bench = await omsBench(url, { M31: 'Y' });
  const shipped = await shippedOrder(bench, kind);
  await bench.run();
  expect(bench.letters(shipped)).toBe(`1 ${letter}`);
  await bench.run();
  expect(bench.letters(shipped)).toBe('1 X');
  expect(bench.history(shipped).filter((text) => /In Transit|Fulfilled/.test(text))).toHaveLength(1);
});

test('a cancel whose answer was lost is canceled when the broker says that it was canceled before', async () => {
  const bench = await omsBench(url, { K91: '' });
  const order = await enterOrder(bench.oms, entered({ kind: 'delivery' }));
  await bench.run();
  await cancelOrder(bench.oms, { company: COMPANY, number: order.number }, 'CC');
  losing.set('StatusUpdate', 1);
  await bench.run();
  expect(bench.letters(order.number)).toBe('1 Y');
  await bench.run();
  expect(bench.letters(order.number)).toBe('1 Z');
});

test('an OMS that is killed while it waits for answers goes on with the same messages', async () => {
  const file = `${folder.path}/oms.db`;
  const bench = await omsBench(url, { K91: '', BROKER_DELAY: '1', BROKER_ORD_DELAY: '1' }, file);
  const orders: number[] = [];
  for (let count = 0; count < 6; count += 1)
    orders.push((await enterOrder(bench.oms, entered({ kind: 'delivery' }))).number);
  delay = 150;
  for (let kill = 0; kill < 3; kill += 1) {
    const answered = bodiesOf('SubmitOrder').length;
    const child = spawn(process.execPath, [CLI, 'oms', 'run', '--file', file, '--url', url], {
      env: { PATH: process.env.PATH },
      stdio: 'ignore',
    });
    const ended = once(child, 'exit');
    const until = Date.now() + 20_000;
    while (bodiesOf('SubmitOrder').length <= answered && Date.now() < until) await sleep(5);
    child.kill('SIGKILL');
    await ended;
  }
  delay = 0;
  await bench.run();
  const bodies = bodiesOf('SubmitOrder');
  // Killed while a message was on its way, and then sent again as it was.
  expect(bodies.length).toBeGreaterThan(orders.length);
  expect(new Set(bodies).size).toBe(orders.length);
  for (const order of orders) {
    expect(bench.letters(order)).toBe('1 K');
    expect(await requestsOf(order)).toBe(1);
    expect(bench.history(order)).toEqual(['Ln#: 1 Acknowledged by Broker']);
  }
  bench.oms.file.close();
}, 90_000);

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startBroker } from '../../src/testing/start-broker.js';
import type { TestBroker } from '../../src/testing/surface.js';
import { SMALL_RETAILER } from '../support/server/broker.js';
import { temporaryFolder } from '../support/server/built-server.js';

/** The broker that somebody else's test starts (docs/testing.md). */

const started: TestBroker[] = [];
const start = async (...options: Parameters<typeof startBroker>): Promise<TestBroker> => {
  const broker = await startBroker(...options);
  started.push(broker);
  return broker;
};
let demo: TestBroker;
let small: TestBroker;

beforeAll(async () => {
  demo = await start();
  small = await start({ catalog: SMALL_RETAILER });
}, 60_000);

beforeEach(() => Promise.all([demo.reset(), small.reset()]));

afterAll(() => Promise.all(started.map((broker) => broker.stop())));

test('an order that is rejected goes to the next location, and its status can be expected', async () => {
  const order = await small.submit('PENCIL:2');
  expect(order).toMatchObject({
    requestId: 1,
    status: 'new_order',
    lines: [{ item: 'PENCIL', quantity: 2, at: 'STC/10' }],
  });
  expect((await small.reject(order)).lines[0]?.at).toBe('STC/20');
  await small.expectStatus(order, 'new_order', { at: 'STC/20' });
});

test('each location accepts and ships its own lines', async () => {
  const order = await small.submit(['PENCIL:40', 'LAMP']);
  expect(order.lines.map(({ at }) => at).sort()).toEqual(['6/1', 'STC/20']);
  await small.accept(order);
  const shipped = await small.ship(order, { carrier: 'UPS', tracking: '1Z999' });
  expect(shipped.lines.map(({ status, carrier, tracking }) => [status, carrier, tracking])).toEqual([
    ['fulfilled', 'UPS', '1Z999'],
    ['fulfilled', 'UPS', '1Z999'],
  ]);
  await small.expectStatus(order, 'fulfilled');
});

test('an order is shipped to where it is collected, and the pickup location reports from then on', async () => {
  const order = await demo.submit({ items: 'PENCIL', type: 'SHIPFORPICKUP', from: '6/1', pickupAt: 'STC/317' });
  expect((await demo.ship(order)).status).toBe('intransit');
  expect((await demo.updateStatus(order, 'received')).status).toBe('received');
  expect((await demo.updateStatus(order, 'fulfilled')).status).toBe('fulfilled');
});

test('a poll returns the new lines of a location, once, with the codes of its system', async () => {
  const { requestId } = await small.submit({ items: 'PENCIL', orderId: 'WEB-1' });
  expect(await small.poll('STC/10')).toEqual([
    { requestId, orderId: 'WEB-1', line: 1, item: 'S-PENCIL', quantity: 1, status: 'new_order' },
  ]);
  expect(await small.poll('STC/10')).toEqual([]);
  await small.expectStatus(requestId, 'polled');
});

test('expectStatus waits for what happens meanwhile', async () => {
  const order = await small.submit('PENCIL');
  const [found] = await Promise.all([small.expectStatus(order, 'canceled'), small.cancel(order)]);
  expect(found.status).toBe('canceled');
});

test('a failed expectation gives the lines, the history and each decision of the routing', async () => {
  const order = await small.submit('PENCIL:2');
  await small.reject(order, { reason: '8', note: 'damaged' });
  const failure = small.expectStatus(order, 'accepted', { within: 50 });
  await expect(failure).rejects.toMatchObject({ code: 'expectation-failed' });
  await expect(failure).rejects.toThrow('order 1 (TEST-1) is new_order, expected accepted within 50 ms');
  await expect(failure).rejects.toThrow('line 1: 2 of PENCIL is new_order at STC/20');
  await expect(failure).rejects.toThrow(
    'line 1 went from new_order to rejected at STC/10, by STC/10, reason 8, damaged',
  );
  await expect(failure).rejects.toThrow('pass 2: 2 units to STC/20');
  await expect(failure).rejects.toThrow('eliminated (rejected before): STC/10');
});

test('what a broker received is there word by word, and another broker of the process has none of it', async () => {
  await small.submit('PENCIL');
  expect(small.lastMessage()).toMatchObject({
    operation: 'SubmitOrder',
    httpStatus: 200,
    responseCode: 0,
    requestId: 1,
  });
  expect(small.lastMessage('SubmitOrder').request).toContain('<item_id>PENCIL</item_id>');
  expect(demo.messages).toEqual([]);
  expect(() => small.lastMessage('Fulfillments')).toThrow('received were SubmitOrder');
});

test('after a reset the broker is what it was: stock, preferences, numbers, at the same address', async () => {
  const { url } = small;
  const order = await small.submit('PEN:3');
  await small.ship(order);
  await fetch(`${url}/admin/v1/preferences`, {
    method: 'PATCH',
    headers: { 'content-type': 'application/json' },
    body: '{ "search_radius": 1 }',
  });
  await expect(small.submit('PEN:3').then(({ lines }) => lines[0]?.status)).resolves.toBe('unfulfillable');
  await small.reset();
  expect(small.messages).toEqual([]);
  expect(small.url).toBe(url);
  expect(await small.submit('PEN:3')).toMatchObject({ requestId: 1, orderId: 'TEST-1', lines: [{ at: 'STC/20' }] });
});

test('a catalog that is changed again after a reset takes effect', async () => {
  const radius = (text: string): Promise<unknown> =>
    fetch(`${small.url}/admin/v1/preferences`, {
      method: 'PATCH',
      headers: { 'content-type': 'application/json' },
      body: `{ "search_radius": ${text} }`,
    });
  await radius('1');
  expect((await small.submit('PEN')).status).toBe('unfulfillable');
  await small.reset();
  await radius('4000');
  expect((await small.submit('PEN')).status).toBe('new_order');
});

test('a catalog may be a YAML or JSON file', async () => {
  const folder = temporaryFolder();
  try {
    const file = join(folder.path, 'catalog.json');
    writeFileSync(file, JSON.stringify(SMALL_RETAILER));
    const broker = await start({ catalog: file });
    expect((await broker.submit('PENCIL')).lines[0]?.at).toBe('STC/10');
    writeFileSync(join(folder.path, 'catalog.yaml'), 'systems: 3');
    await expect(start({ catalog: join(folder.path, 'catalog.yaml') })).rejects.toThrow(
      'systems: found the number 3, expected a list',
    );
  } finally {
    folder.remove();
  }
});

test.each([
  ['an item that does not exist', () => small.submit('NOPE'), 'rejected', 'code 7001: Invalid item'],
  ['a location that does not exist', () => small.poll('STC/0'), 'options-invalid', 'found the location STC/0'],
  ['an order that does not exist', () => small.order(77), 'options-invalid', 'found the request id 77'],
  ['a status that does not exist', () => small.expectStatus(1, 'gone'), 'options-invalid', 'found the status gone'],
  ['a setting that does not exist', () => start({ settings: { COLOR: 'red' } }), 'options-invalid', 'found COLOR'],
  ['a setting that is fixed', () => start({ settings: { PORT: '1' } }), 'options-invalid', 'use the option port'],
  ['a file that does not exist', () => start({ catalog: 'none.yaml' }), 'catalog-invalid', 'none.yaml cannot be read'],
])('%s is named, with the next step', async (_, act, code, text) => {
  const failed = act();
  await expect(failed).rejects.toMatchObject({ code });
  await expect(failed).rejects.toThrow(text);
});

test('a line of an order that is done cannot be changed by accident, and a line that does not exist is named', async () => {
  const order = await small.submit('PENCIL');
  await expect(small.accept(order, { line: 9 })).rejects.toThrow('found line 9, expected a line of order 1: 1');
  await small.cancel(order);
  await expect(small.accept(order)).rejects.toThrow('no line left that could be accepted: line 1 is canceled');
  await expect(small.accept(order, { line: 1 })).rejects.toMatchObject({ code: 'rejected', responseCode: 7105 });
});

test('a broker that was stopped says so', async () => {
  const broker = await start({ catalog: SMALL_RETAILER });
  await broker.stop();
  await broker.stop();
  await expect(broker.submit('PENCIL')).rejects.toThrow('was stopped; start another one with startBroker()');
});

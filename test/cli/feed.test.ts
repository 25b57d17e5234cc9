import { Database } from '../../src/store/database.js';
import { AdminServer } from '../admin/support/admin-server.js';
import { brokerOn, orderOf, submitted } from '../support/server/broker.js';
import type { TestBroker } from '../support/server/broker.js';
import { cli } from './support/capture.js';

let database: Database;
let broker: TestBroker;
let admin: AdminServer;
beforeEach(async () => {
  database = await Database.open({ url: 'sqlite::memory:', pool: 1, acquireTimeout: 5000 });
  broker = await brokerOn(database);
  admin = await AdminServer.over(broker);
});
afterEach(async () => {
  await admin[Symbol.asyncDispose]();
  await database.close();
});

const run = (...words: string[]) => cli(['feed', ...words, '--url', admin.url]);
const order = (orderId: string) => submitted(broker, orderOf(orderId, [{ item: 'PENCIL', at: 'STC/10' }]));

test('a consumer is added, refreshes, reads its snapshot as often as it likes, and acknowledges it', async () => {
  expect((await run('consumers')).out).toBe('there is no consumer yet; order-broker feed consumers add default');
  await order('F-1');
  expect((await run('consumers', 'add', 'default')).out).toMatch(/^consumer +waiting +snapshot .*\n-.*\ndefault +\d/);
  await order('F-2');
  const refreshed = JSON.parse((await run('refresh', '--since', '1/1/2017', '--json')).out) as unknown;
  expect(refreshed).toMatchObject([{ name: 'default', refresh: null, snapshot: { number: 1, orders: 2 } }]);
  for (let time = 0; time < 2; time += 1) {
    const rows = (await run('show')).out.split('\n').map((line) => JSON.parse(line) as { order_id: string });
    expect(rows.map(({ order_id }) => order_id)).toEqual(['F-1', 'F-2']);
  }
  const csv = (await run('show', 'order_details', '--format', 'csv', '--snapshot', '1')).out.split('\n');
  expect(csv).toHaveLength(3);
  expect(csv[0]).toMatch(/^request_id,/);
  expect(csv[2]).toContain('PENCIL');
  expect((await run('ack', '1')).code).toBe(0);
  expect((await run('show')).out).toBe('');
});

test('consumers are kept apart, and one that is removed has nothing', async () => {
  await run('consumers', 'add', 'first');
  await run('consumers', 'add', 'second');
  await order('F-1');
  expect((await run('refresh', '--consumer', 'second')).out).toMatch(/^second /m);
  expect((await run('show', '--consumer', 'second')).out).toContain('"F-1"');
  expect((await run('show', '--consumer', 'first')).out).toBe('');
  expect((await run('consumers', 'remove', 'second')).out).not.toMatch(/^second /m);
  expect(await run('show', '--consumer', 'second')).toMatchObject({ code: 1, out: '' });
});

test.each<[string[], RegExp]>([
  [['consumers', 'add'], /found add without a name, expected the name of a consumer/],
  [['consumers', 'add', 'a b'], /a b/],
  [['consumers', 'show', 'default'], /Allowed choices are add, remove/],
  [['refresh', '--consumer', 'nobody'], /nobody/],
  [['refresh', '--since', 'yesterday'], /yesterday/],
  [['show', 'secrets'], /there is no consumer "\w+", or no table "secrets"/],
  [['show', '--snapshot', '7'], /default has no snapshot yet: refresh it first/],
  [['show', '--format', 'xml'], /Allowed choices are ndjson, csv/],
  [['ack', 'all'], /found "all", expected the number of a snapshot/],
  [['ack', '7'], /default has no snapshot yet: refresh it first/],
])('%j fails and says why', async (words, error) => {
  await run('consumers', 'add', 'default');
  const { code, out, err } = await run(...words);
  expect([code, out, err]).toEqual([1, '', expect.stringMatching(error)]);
});

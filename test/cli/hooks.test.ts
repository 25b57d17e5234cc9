import { Database } from '../../src/store/database.js';
import { AdminServer } from '../admin/support/admin-server.js';
import { brokerOn, orderOf, submitted } from '../support/server/broker.js';
import type { TestBroker } from '../support/server/broker.js';
import { verify, webhookListener } from '../support/server/webhook-listener.js';
import type { WebhookListener } from '../support/server/webhook-listener.js';
import { deliverDue, loopbackTools } from '../support/server/webhook-tools.js';
import { cli } from './support/capture.js';

const tools = loopbackTools();
let database: Database;
let broker: TestBroker;
let admin: AdminServer;
let listener: WebhookListener;
beforeEach(async () => {
  database = await Database.open({ url: 'sqlite::memory:', pool: 1, acquireTimeout: 5000 });
  broker = await brokerOn(database);
  broker.now = new Date();
  admin = await AdminServer.over(broker, undefined, undefined, undefined, tools);
  listener = await webhookListener();
});
afterEach(async () => {
  await admin[Symbol.asyncDispose]();
  await listener.close();
  await database.close();
});

const run = (...words: string[]) => cli(['hooks', ...words, '--url', admin.url]);
const add = async (...words: string[]): Promise<string> => {
  const { out } = await run('add', listener.url, ...words);
  expect(out).toMatch(/^endpoint 1\nsecret whsec_\S{44}\nKeep the secret: it is not shown again\.$/);
  return /whsec_\S+/.exec(out)?.[0] ?? '';
};

test('an endpoint is added, tried, given another secret, paused and removed', async () => {
  expect((await run('list')).out).toBe('There are no webhook endpoints.');
  const secret = await add('--types', 'order.created,order.masked', '--description', 'Shop');
  const { out } = await run('list');
  expect(out).toMatch(/^ *1 +http\S+ +order\.created order\.masked +enabled +0 +0 +Shop$/m);
  expect(out).not.toContain(secret);
  expect((await run('test', '1')).out).toMatch(/^event \S+ is queued$/);
  await deliverDue(broker, tools);
  const [tried] = listener.arrived;
  if (tried === undefined) throw new Error('nothing arrived');
  verify(secret, tried);
  const kept = (await run('rotate', '1')).out;
  expect(kept).toMatch(/^secret whsec_\S+\nThe secret before signs too until \S+\.$/);
  expect((await run('rotate', '1', '--keep-hours', '0')).out).toContain('The secret before is void.');
  expect((await run('state', '1', 'paused')).out).toMatch(/ paused /);
  expect((await run('remove', '1')).out).toBe('endpoint 1 removed');
  expect(JSON.parse((await run('list', '--json')).out)).toEqual([]);
});

test('deliveries are listed by endpoint, state and order, and those that died are sent again', async () => {
  expect((await run('deliveries')).out).toBe('There are no deliveries.');
  await add('--types', 'order.created');
  const { requestId } = await submitted(broker, orderOf('H-1', [{ item: 'PENCIL', at: 'STC/10' }]));
  expect((await run('deliveries', '--request-id', String(requestId))).out).toMatch(
    new RegExp(`^ *1 +1 +order\\.created +${String(requestId)} .* waiting +0`, 'm'),
  );
  await database.transaction((session) => session.run("UPDATE webhook_delivery SET state = 'dead'"));
  expect((await run('deliveries', '--state', 'waiting')).out).toBe('There are no deliveries.');
  expect((await run('deliveries', '--state', 'dead', '--endpoint', '1')).out).toMatch(/ dead /);
  expect((await run('resend', '--endpoint', '1')).out).toBe('1 queued again');
  await deliverDue(broker, tools);
  expect(listener.arrived).toHaveLength(1);
  expect((await run('deliveries', '--state', 'delivered')).out).toMatch(/ delivered +1 +204/);
});

test.each<[string[], RegExp]>([
  [['add', 'ftp://example.com/x'], /ftp/],
  [['add', 'http://example.com/hooks', '--types', 'order.eaten'], /order\.eaten/],
  [['rotate', '1', '--keep-hours', 'long'], /keep/],
  [['rotate', '9'], /there is no webhook endpoint "9"/],
  [['state', '1', 'asleep'], /asleep|enabled/],
  [['remove', '9'], /there is no webhook endpoint "9"/],
  [['remove', '../orders'], /orders|endpoint/],
  [['test', '9'], /there is no webhook endpoint "9"/],
  [['deliveries', '--state', 'lost'], /lost|waiting/],
  [['resend'], /expected either a delivery or --endpoint/],
  [['resend', '1', '--endpoint', '1'], /expected either a delivery or --endpoint/],
  [['resend', '9'], /9/],
])('%j fails and says why', async (words, error) => {
  await add();
  const { code, out, err } = await run(...words);
  expect([code, out, err]).toEqual([1, '', expect.stringMatching(error)]);
});

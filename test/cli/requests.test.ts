import { Database } from '../../src/store/database.js';
import { AdminServer } from '../admin/support/admin-server.js';
import { brokerOn, orderOf, submitted } from '../support/server/broker.js';
import type { TestBroker } from '../support/server/broker.js';
import { retailerWithPartners } from '../support/server/partners.js';
import { cli } from './support/capture.js';

let database: Database;
let broker: TestBroker;
let admin: AdminServer;
beforeEach(async () => {
  database = await Database.open({ url: 'sqlite::memory:', pool: 1, acquireTimeout: 5000 });
  broker = await brokerOn(database, retailerWithPartners());
  admin = await AdminServer.over(broker);
});
afterEach(async () => {
  await admin[Symbol.asyncDispose]();
  await database.close();
});

const run = (...words: string[]) => cli([...words, '--url', admin.url]);
const take = async (orderId: string): Promise<string> =>
  String((await submitted(broker, orderOf(orderId, [{ item: 'DESK', qty: 3 }]))).requestId);

test('a fulfillment request is listed, processed, acknowledged and shipped, and shown with its order', async () => {
  const requestId = await take('A-1');
  expect((await run('requests')).out).toMatch(/^ *1 {2}A-1 .* SUP\/A {5}unprocessed {2}awaiting_shipment/m);
  expect((await run('requests', 'process', '1')).out).toMatch(/^ *1 {2}A-1 .* processing /m);
  await run('requests', 'mark-processed', '1');
  expect((await run('requests', 'acknowledge', '1', '--line', '1:2:1')).out).toMatch(
    /line 1: 2 acknowledged, 1 canceled/,
  );
  const ship = ['requests', 'ship', '1', '--carrier', 'UPS', '--tracking', '1Z1', '1Z2', '--reference', 'S-1'];
  expect((await run(...ship, '--line', '1:1:SN-1')).out).toMatch(/S-1 +UPS .* 1 of line \d +1Z1 1Z2$/m);
  expect((await run(...ship, '--line', '1:1:SN-1')).out).toContain('was reported before; nothing was changed');
  expect((await run('shipments', '--request-id', requestId)).out).toContain('1Z1 1Z2');
  const shown = (await run('requests', 'show', '1', '--json')).out;
  expect(JSON.parse(shown)).toMatchObject({
    state: 'acknowledged',
    units: { asked: 3, shipped: 1, canceled: 1, open: 1 },
  });
  const order = (await run('orders', requestId)).out;
  expect(order).toMatch(/^Fulfillment requests\nid .*\n.*\n *1 {2}A-1 /m);
  expect(order).toMatch(/^Shipments\nshipment /m);
  expect((await run('requests', 'list', '--state', 'unprocessed', '--json')).out).toContain('"A-1-2"');
  expect((await run('requests', '--state', 'failed')).out).toBe('There are no such fulfillment requests.');
  expect((await run('requests', '--limit', '1')).err).toBe('There are more: continue with --after 1');
});

test('an order and its lines are commented on, and show it', async () => {
  const requestId = await take('A-1');
  expect((await run('comment', requestId, 'Leave it with a neighbor')).out).toBe(`comment 1 on order ${requestId}`);
  expect((await run('comment', requestId, 'Scratched', '--line', '1')).out).toBe(
    `comment 2 on order ${requestId}, line 1`,
  );
  const { out } = await run('orders', requestId);
  expect(out).toMatch(/all +\S+ +Leave it with a neighbor/);
  expect(out).toMatch(/ 1 +\S+ +Scratched/);
  expect(await run('comment', requestId, 'Nobody', '--line', '9')).toMatchObject({
    code: 1,
    err: expect.stringContaining('has no line 9') as unknown,
  });
  expect((await run('comment', '99', 'Nobody')).err).toContain('request id 99');
});

test('fulfillment requests are voided, previewed, generated anew, and made by hand', async () => {
  const requestId = await take('A-1');
  await run('requests', 'void', '1', 'wrong partner');
  expect((await run('requests', 'preview', requestId, '--without', 'SUP/A')).out).toMatch(
    /^ *1 +DESK +3 +SUP\/B +A-1-2$/m,
  );
  expect((await run('requests', 'generate', requestId)).out).toMatch(/A-1-2 .* SUP\/A /);
  expect((await run('requests', 'regenerate', '2', '--without-partner')).out).toMatch(/A-1-3 .* SUP\/B /);
  await run('requests', 'void', '3');
  expect((await run('requests', 'create', requestId, 'SUP/B', '--line', '1:2')).out).toMatch(/A-1-4 .* SUP\/B /);
  expect((await run('requests', 'renumber', '4', 'PO-4')).out).toContain('from A-1-4 to PO-4');
});

test.each<[string[], RegExp]>([
  [
    ['requests', 'show', 'A-1'],
    /found "A-1", expected the id of a fulfillment request.*\n.*requests list --number A-1/,
  ],
  [['requests', 'generate', 'A-1'], /expected the request id of an order.*\n.*orders --order-id A-1/],
  [['requests', 'show', '9'], /There is no fulfillment request 9\./],
  [['requests', 'ship', '1'], /--carrier/],
  [['requests', 'ship', '1', '--carrier', 'UPS', '--line', '1'], /expected line:units:serial:batch/],
  [['requests', 'acknowledge', '1', '--line', 'x'], /--line: found "x", expected line:acknowledged:canceled/],
  [['requests', 'create', '1', 'SUP'], /Expected system\/location/],
  [['requests', 'acknowledge', '1', '--line', '1:9'], /has 3 open units, found 9/],
  [['requests', 'list', '--state', 'done'], /state/],
])('%j fails and says why', async (words, error) => {
  await take('A-1');
  const { code, err } = await run(...words);
  expect([code, err]).toEqual([1, expect.stringMatching(error)]);
});

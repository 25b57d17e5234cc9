import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import { Webhook } from 'standardwebhooks';
import { readConfig } from '../../../src/app/config.js';
import { startBroker } from '../../../src/app/main.js';
import type { RunningBroker } from '../../../src/app/main.js';
import { cli } from '../../cli/support/capture.js';
import { mutateBytes } from '../../fuzz/mutate-bytes.js';
import { Random } from '../../support/random.js';

const SECRET = `whsec_${randomBytes(32).toString('base64')}`;
const BODY = Buffer.from(JSON.stringify({ tracking_id: 'T-1', status: 'picked_up', awb: 'Ünit-1' }));

/** Reports of a carrier whose bytes somebody changed, and what a person sees and does about outbounds and rates. */
let running: RunningBroker;
beforeAll(async () => {
  const settings = {
    PORT: '0',
    DATABASE_URL: 'sqlite::memory:',
    JOBS: 'false',
    LOGISTICS_SECRETS: `fast=${SECRET}`,
  };
  running = await startBroker(readConfig(settings), pino({ level: 'silent' }));
}, 60_000);
afterAll(() => running.stop());

const sign = (body: Buffer | string, at = new Date()): Record<string, string> => ({
  'content-type': 'application/json',
  'webhook-id': 'm-1',
  'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
  'webhook-signature': new Webhook(SECRET).sign('m-1', at, body.toString()),
});
const send = async (body: Buffer, headers: Record<string, string>): Promise<{ status: number; text: string }> => {
  const response = await fetch(`${running.gateway.url}/v3/logistics/webhook/fast`, {
    method: 'POST',
    headers,
    body: new Uint8Array(body),
  });
  return { status: response.status, text: await response.text() };
};
const run = (...words: string[]) => cli([...words, '--url', running.gateway.url]);

test('a report whose bytes were changed is refused by its signature, whatever they are now', async () => {
  const headers = sign(BODY);
  const random = new Random(7);
  let changed = 0;
  for (let count = 0; count < 400; count += 1) {
    const { bytes, change } = mutateBytes(BODY, random);
    if (bytes.equals(BODY)) continue;
    changed += 1;
    expect([change, (await send(bytes, headers)).status]).toEqual([change, 401]);
  }
  expect(changed).toBeGreaterThan(300);
  expect(await send(BODY, headers)).toMatchObject({ status: 404 });
});

test('the demo has a provider with a known secret, which a broker without demo data has not', async () => {
  const at = new Date();
  const secret = `whsec_${Buffer.from('example secret of the demo provider').toString('base64')}`;
  const headers = { ...sign(BODY, at), 'webhook-signature': new Webhook(secret).sign('m-1', at, BODY.toString()) };
  const statusOf = async (settings: Readonly<Record<string, string>>): Promise<number> => {
    const base = { PORT: '0', DATABASE_URL: 'sqlite::memory:', JOBS: 'false' };
    const demo = await startBroker(readConfig({ ...base, ...settings }), pino({ level: 'silent' }));
    const { port } = new URL(demo.gateway.url);
    const response = await fetch(`http://127.0.0.1:${port}/v3/logistics/webhook/demo`, {
      method: 'POST',
      headers,
      body: new Uint8Array(BODY),
    });
    await demo.stop();
    return response.status;
  };
  // Signed well, of a parcel that nobody has.
  expect(await statusOf({})).toBe(404);
  expect(await statusOf({ DEMO_DATA: 'false', SERVICES: 'locate,outbound' })).toBe(401);
  expect(await statusOf({ LOGISTICS_SECRETS: `fast=${SECRET}` })).toBe(401);
}, 60_000);

test('a body is not read as JSON before its signature is good', async () => {
  const wrong = { ...sign('{'), 'webhook-signature': 'v1,AAAA' };
  for (const body of ['{', '[[[[', '\u0000', '{"a":1,"a":2}', 'null', ''])
    expect([body, (await send(Buffer.from(body), wrong)).status]).toEqual([body, 401]);
  expect((await send(Buffer.from('{'), sign('{'))).status).toBe(400);
});

test('bytes that are no UTF-8 are not taken for the character that replaces them', async () => {
  const signed = Buffer.from('{"tracking_id":"\uFFFD","status":"picked_up"}');
  const sent = Buffer.concat([
    Buffer.from('{"tracking_id":"'),
    Buffer.from([0xff]),
    Buffer.from('","status":"picked_up"}'),
  ]);
  expect(sent.toString()).toBe(signed.toString());
  expect((await send(sent, sign(signed))).status).toBe(401);
});

test.each([
  ['no signature', {}],
  ['an empty one', { 'webhook-signature': '' }],
  ['one of another version', { 'webhook-signature': 'v2,AAAA' }],
  ['one that is no Base64', { 'webhook-signature': 'v1,%%%%' }],
  ['many', { 'webhook-signature': Array.from({ length: 200 }, () => 'v1,AAAA').join(' ') }],
  ['a time that is no number', { 'webhook-timestamp': 'NaN' }],
  ['a time that is too long', { 'webhook-timestamp': '9'.repeat(400) }],
  ['a negative time', { 'webhook-timestamp': '-1' }],
  ['another id', { 'webhook-id': 'm-2' }],
])('a report with %s is refused, and tells nothing more', async (_, changes) => {
  const { 'webhook-signature': signature = '', ...rest } = sign(BODY);
  const headers = { ...rest, ...(Object.keys(changes).length === 0 ? {} : { 'webhook-signature': signature }) };
  const { status, text } = await send(BODY, { ...headers, ...changes });
  expect(status).toBe(401);
  expect(text).toContain('The signature is not good');
});

test('outbounds are listed, and a report of the carrier by other means is recorded, on the command line', async () => {
  expect((await run('outbounds', 'list')).out).toBe('There are no outbounds.');
  for (const number of ['C-1', 'C-2'])
    await fetch(`${running.gateway.url}/v3/fulfillment/outbound/oms`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        customer_id: 'CLP',
        warehouse_id: 'WH1',
        so_number: number,
        tracking_id: `T-${number}`,
        order_time: '2026-11-30 08:00:00',
        consignee: 'Jane Roe',
        consignee_full_address: '9 Example Street',
        consignee_city: 'WORCESTER',
        consignee_province: 'MA',
        zip_code: '01602',
        details: [{ sku: 'KETTLE', quantity: 1 }],
      }),
    });
  for (
    let ticks = 0;
    (await run('outbounds', 'list', '--state', 'created')).out.length < 200 && ticks < 100;
    ticks += 1
  )
    await sleep(50);
  const { out } = await run('outbounds', 'list');
  expect(out).toMatch(/^id +number +type +client +warehouse +state +code +status +parcel +request +error$/m);
  expect(out).toMatch(/ 2 +C-2 +SO +CLP +WH1 +created +0+ +created +\d+$/m);
  expect(out).not.toContain('Jane');
  expect((await run('outbounds', 'list', '--number', 'C-1', '--json')).out).toContain('"T-C-1"');
  expect((await run('outbounds', 'list', '--client', 'NOBODY')).out).toBe('There are no outbounds.');
  expect((await run('outbounds', 'list', '--state', 'lost')).err).toContain('found "lost"');
  expect((await run('outbounds', 'parcel', '1', 'in_transit', '--awb', 'AWB-1')).out).toBe('Recorded.');
  expect((await run('outbounds', 'parcel', '1', 'picked_up')).out).toBe('Nothing was changed: the report is late.');
  expect((await run('outbounds', 'list', '--number', 'C-1')).out).toContain('in_transit');
  expect(await run('outbounds', 'parcel', '99', 'in_transit')).toMatchObject({ code: 1 });
  expect((await run('outbounds', 'parcel', '1', 'lunch')).err).toContain('lunch');
});

test('a parcel is priced on the command line, the cheapest rate first', async () => {
  const { out } = await run('rates', '101', '201', '--weight', '2.5', '--size', '40x30x20');
  expect(out).toMatch(/^rate +courier +type +service +price +currency +kg +days$/m);
  const couriers = out
    .split('\n')
    .slice(2)
    .map((line) => / {2,}(Example \w+)/.exec(line)?.[1]);
  expect(couriers).toEqual(['Example Land', 'Example Air', 'Example Freight']);
  expect((await run('rates', '101', '201', '--weight', '1', '--type', 'express', '--json')).out).toContain('"AIR"');
  expect((await run('rates', '101', '201', '--weight', 'heavy')).err).toContain(
    '--weight: found "heavy", expected a number',
  );
  expect((await run('rates', '101', '201', '--weight', '1', '--size', '4x5')).err).toContain('expected centimeters');
});

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { readConfig } from '../../src/app/config.js';
import { startBroker } from '../../src/app/main.js';
import type { RunningBroker } from '../../src/app/main.js';
import { cli } from './support/capture.js';

/** Commands with a broker whose account, system and items are not those of the demo. */

const ADDRESS = { city: 'WORCESTER', province: 'MA', postal: '01602', country: 'US' };
const CATALOG = {
  organization: { code: 'SHOP', account: 'OTHER', default_system: 'W' },
  preferences: { use_proximity_locator: true, search_radius: 100, distance_unit: 'MI' },
  location_types: [{ code: 'S', category: 'store' }],
  systems: [
    {
      system_cd: 'W',
      name: 'Web',
      locations: [{ location_cd: '1', name: 'Web', type: 'S', priority: 1, address: ADDRESS }],
    },
    {
      system_cd: 'P',
      name: 'Stores',
      locations: [{ location_cd: '5', name: 'Store', type: 'S', priority: 1, address: ADDRESS }],
    },
  ],
  products: [
    {
      product_cd: 'LAMP',
      description: 'Lamp',
      system_products: ['W', 'P'].map((code) => ({ system_cd: code, item_id: 'LAMP' })),
    },
  ],
  inventory: [{ system_cd: 'P', location_cd: '5', item_id: 'LAMP', available_qty: 9 }],
};
const STORY = `title: T
shows: S
source: X
cast: { web: W/1, store: P/5 }
steps:
  - { who: web, request: order, SubmitOrder: { order: A-1, type: DELIVERY, lines: [{ item: LAMP }] }, expect: { code: 0 } }
  - { who: store, StatusUpdate: { request: order, status: canceled, reason: "1" }, expect: { answer: OK } }
`;

const folder = mkdtempSync(join(tmpdir(), 'order-broker-own-'));
let broker: RunningBroker;
beforeAll(async () => {
  broker = await startBroker(
    readConfig({ PORT: '0', DATABASE_URL: 'sqlite::memory:', JOBS: 'false', DEMO_DATA: 'false' }),
    pino({ level: 'silent' }),
  );
  const loaded = await fetch(`${broker.gateway.url}/admin/v1/catalog`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(CATALOG),
  });
  expect([loaded.status, await loaded.text()]).toEqual([200, expect.stringContaining('changes')]);
});
afterAll(async () => {
  await broker.stop();
  rmSync(folder, { recursive: true });
});
const containing = (text: string): string => expect.stringContaining(text) as string;
const run = (words: string[], env: Record<string, string> = {}) => cli([...words, '--url', broker.gateway.url], env);
const story = (name: string, text: string): string => {
  const path = join(folder, `${name}.story.yaml`);
  writeFileSync(path, text);
  return path;
};

test("a story is played with the broker's account, unless it or the call names one", async () => {
  const path = story('plain', STORY);
  expect(await run(['replay', path])).toMatchObject({ code: 0, out: containing('1 passed, 0 failed') });
  const stranger = story('stranger', `account: LOCATE\n${STORY}`);
  expect(await run(['replay', stranger])).toMatchObject({ code: 1 });
  expect(await run(['replay', stranger, '--account', 'OTHER'])).toMatchObject({ code: 0, err: '' });
});

test('the next call that is printed works as it is printed', async () => {
  const { code, out } = await run(['submit', '--item', 'LAMP', '--as', 'W/1', '--account', 'OTHER']);
  const words = /^Next: npx order-broker (.*)$/m.exec(out)?.[1]?.split(' ') ?? [];
  expect({ code, words }).toMatchObject({
    code: 0,
    words: expect.arrayContaining(['status', '--as', 'W/1']) as string[],
  });
  expect(await cli(words)).toMatchObject({ code: 0, out: containing('LAMP'), err: '' });
});

test('the environment replaces the defaults, and an option replaces the environment', async () => {
  const env = { BROKER_ACCOUNT: 'OTHER', BROKER_AS: 'W/1' };
  const { code, out } = await run(['submit', '--item', 'LAMP', '--order-id', 'ENV-1'], env);
  expect(code).toBe(0);
  // What the environment says still holds for the next call.
  expect(out).not.toMatch(/Next:.*--(as|account)/);
  expect((await run(['search', '--order-id', 'ENV-1'], env)).out).toContain('ENV-1');
  expect((await run(['poll', 'P', '5', '--account', 'LOCATE'], env)).err).toContain('check that --account');
  expect((await run(['search', '--order-id', 'X'], { ...env, BROKER_AS: 'W' })).err).toMatch(/found "W", expected/);
});

test.each([
  ['submit', ['--item', 'LAMP']],
  ['status', ['900001']],
  ['status', ['900001', '900002']],
  ['search', ['--order-id', 'X']],
  ['locate', ['LAMP', '--postal', '01602']],
  ['availability', ['LAMP', '--postal', '01602']],
])('%s %j fails with another account, another system and another location', async (command, words) => {
  for (const [account, as, said] of [
    ['LOCATE', 'W/1', /check that --account/],
    ['OTHER', 'NO/1', /NO/],
    ['OTHER', 'W/99', /99|no order with request id/],
  ] as const) {
    const { code, err } = await run([command, ...words, '--account', account, '--as', as]);
    expect({ account, as, code }).toEqual({ account, as, code: 1 });
    expect(err).toMatch(said);
  }
});

test.each([[[]], [['--intransit']]])('poll %j fails with another account, system or location', async (words) => {
  expect(await run(['poll', 'P', '5', ...words])).toMatchObject({ code: 1 });
  for (const place of [
    ['NO', '1'],
    ['P', '6'],
  ])
    expect(await run(['poll', ...place, ...words, '--account', 'OTHER'])).toMatchObject({ code: 1 });
});

test('a search without a match is no failure', async () => {
  expect(await run(['search', '--order-id', 'X', '--account', 'OTHER', '--as', 'W/1'])).toEqual({
    code: 0,
    out: 'No matching orders.',
    err: '',
  });
});

test('an option that a file makes useless is refused', async () => {
  const { code, err } = await run(['submit', 'samples/locate/10-submit-order-delivery.request.xml', '--account', 'X']);
  expect({ code, err }).toEqual({ code: 1, err: containing('--account') });
});

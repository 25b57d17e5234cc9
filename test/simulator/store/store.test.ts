import { enterOrder } from '../../../src/simulator/oms/actions/enter-order.js';
import { generatePickSlips } from '../../../src/simulator/oms/actions/pick.js';
import { confirmShipment } from '../../../src/simulator/oms/actions/work-on-order.js';
import { startBuiltServer, temporaryFolder } from '../../support/server/built-server.js';
import type { BuiltServer } from '../../support/server/built-server.js';
import { runCli } from '../../support/server/cli.js';
import { COMPANY, CUSTOMER, omsBench } from '../support/oms-bench.js';

/** A simulated store works off what a simulated OMS sends it. */

const folder = temporaryFolder();
let server: BuiltServer;

beforeAll(async () => {
  server = await startBuiltServer({ DATABASE_URL: `sqlite:${folder.path}/broker.db` }, folder.path);
}, 90_000);

afterAll(async () => {
  await server.stop();
  folder.remove();
});

interface Step {
  readonly status: string;
  readonly code: number;
}

async function store(...options: string[]): Promise<string[]> {
  const { out, exitCode, err } = await runCli([
    'store',
    'STC/317',
    '--every',
    '1s',
    '--json',
    '--url',
    server.url,
    ...options,
  ]);
  expect({ exitCode, err }).toEqual({ exitCode: 0, err: '' });
  return (JSON.parse(out) as Step[]).map(({ status }) => status);
}

const LINES = [{ item: 'PENCIL', quantity: 1, price: 150 }];
const AT_STORE = { system: 'STC', location: '317' };

test('a store accepts, picks and hands over a store pickup', async () => {
  const bench = await omsBench(server.url);
  const order = await enterOrder(bench.oms, {
    company: COMPANY,
    number: 8001,
    kind: 'store pickup',
    lines: LINES,
    customer: CUSTOMER,
    pickupAt: AT_STORE,
  });
  expect(await store()).toEqual(['accepted', 'picked', 'fulfilled']);
  await bench.later();
  expect(bench.letters(order.number)).toBe('1 X');
}, 60_000);

test('a store that rejects everything leaves a store pickup unfulfillable', async () => {
  const bench = await omsBench(server.url);
  const order = await enterOrder(bench.oms, {
    company: COMPANY,
    number: 8002,
    kind: 'store pickup',
    lines: LINES,
    customer: CUSTOMER,
    pickupAt: AT_STORE,
  });
  expect(await store('--rejects', '100')).toEqual(['rejected']);
  await bench.later();
  expect(bench.letters(order.number)).toBe('1 U');
}, 60_000);

test('a store receives what the OMS ships to it, and hands it over', async () => {
  const bench = await omsBench(server.url);
  const order = await enterOrder(bench.oms, {
    company: COMPANY,
    number: 8003,
    kind: 'ship-for-pickup',
    lines: LINES,
    customer: CUSTOMER,
    pickupAt: AT_STORE,
  });
  await generatePickSlips(bench.oms, COMPANY);
  await bench.run();
  confirmShipment(bench.oms, { company: COMPANY, number: order.number }, { via: 'UPS', tracking: '1Z9' });
  await bench.run();
  expect(await store()).toEqual(['received', 'fulfilled']);
  await bench.nextDay();
  expect(bench.letters(order.number)).toBe('1 X');
  expect(bench.history(order.number).at(-1)).toBe('Ln#: 1 Shipped by Broker order');
}, 60_000);

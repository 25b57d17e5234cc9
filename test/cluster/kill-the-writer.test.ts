import { setTimeout as sleep } from 'node:timers/promises';
import { warehouses } from '../support/catalog.js';
import { Callers } from './support/callers.js';
import { ready, startCluster, verify } from './support/cluster.js';
import type { Cluster } from './support/cluster.js';
import type { GaleraNode } from './support/galera.js';
import { Processes } from './support/processes.js';

/**
 * The node that is written to dies under load, again and again, and nothing that was acknowledged is lost, doubled or
 * promised twice.
 */

/** CLUSTER_KILLS=2 for a quick look. */
const KILLS = Number(process.env.CLUSTER_KILLS ?? '10');
const CALLERS = 8;
const WAREHOUSES = 3;
const PLENTY = ['PLENTY 1', 'PLENTY 2', 'PLENTY 3'];
/** One item for each kill, that half of the orders want: its last units are fought over while the writer dies. */
const SCARCE = Array.from({ length: KILLS }, (_, index) => `SCARCE ${String(index + 1)}`);
const UNITS = 5;
const TABLES = ['customer_order', 'order_line', 'submitted_line', 'assignment', 'status_change', 'product_location', 'order_customer', 'routing_trace'];

let processes: Processes;
let cluster: Cluster;

beforeAll(async () => {
  processes = new Processes();
  const begun = performance.now();
  cluster = await startCluster(processes);
  say(`three nodes, HAProxy and two gateways are up after ${seconds(performance.now() - begun)}`);
}, 120_000);

afterAll(async () => {
  await processes.dispose();
}, 30_000);

test(`${String(KILLS)} kills of the writer lose no acknowledged order, double none and oversell nothing`, async () => {
  await putCatalog();
  let round = 0;
  const callers = new Callers(cluster.url, CALLERS, (count) => (count % 2 === 0 ? PLENTY : [SCARCE[round] ?? '']));
  const recoveries: number[] = [];
  try {
    await sleep(1_000);
    for (; round < KILLS; round += 1) {
      const writer = await theWriter();
      await sleep(300 + Math.random() * 500);
      const killed = await writer.kill();
      const first = await callers.firstSentAfter(killed);
      const recovery = first.answered - killed;
      recoveries.push(recovery);
      for (const gateway of cluster.gateways) await ready(gateway);
      const both = performance.now() - killed;
      const how = await writer.join();
      say(`kill ${String(round + 1)}: ${writer.name} died; next order acknowledged after ${seconds(recovery)}, both gateways ready after ${seconds(both)}; `
        + `${writer.name} is back by ${how} after ${seconds(performance.now() - killed)}; ${String(callers.acknowledged.length)} orders so far`);
      expect(how).toBe('IST');
    }
    await callers.stop();
  } catch (error) {
    say(`${cluster.log(0).slice(-3000)}\n${cluster.log(1).slice(-3000)}\n${processes.log('haproxy').slice(-3000)}`);
    throw error;
  } finally {
    callers.abandon();
  }
  const sorted = recoveries.toSorted((a, b) => a - b);
  say(`from the kill to the next acknowledged order: median ${seconds(sorted[Math.floor(KILLS / 2)] ?? NaN)}, most ${seconds(sorted.at(-1) ?? NaN)}; `
    + `${String(callers.acknowledged.length)} orders, ${String(callers.acknowledged.filter(({ sent }) => sent > 1).length)} of them sent more than once; `
    + `what was no acknowledgement: ${JSON.stringify([...callers.refusals])}`);
  await expectEachOrderOnce(callers);
  await expectStockToAgree(callers);
  await expectNodesToAgree();
}, 280_000);

async function putCatalog(): Promise<void> {
  const catalog = JSON.parse(warehouses(WAREHOUSES, [...PLENTY, ...SCARCE], UNITS)) as { inventory: { item_id: string; available_qty: number }[] };
  for (const record of catalog.inventory) if (PLENTY.includes(record.item_id)) record.available_qty = 1_000_000;
  const answer = await fetch(`${cluster.url}/admin/v1/catalog`, { method: 'PUT', headers: { 'content-type': 'application/json' }, body: JSON.stringify(catalog) });
  expect(answer.status).toBe(200);
}

/** The node that the gateways' connections are at; there must be one and no more. */
async function theWriter(): Promise<GaleraNode> {
  const connections = await Promise.all(cluster.nodes.map((node) => node.connections()));
  const [writer, ...others] = cluster.nodes.filter((_, index) => connections[index] !== 0);
  if (writer === undefined || others.length > 0) throw new Error(`there must be one writer, and the gateways' connections are ${connections.join(' + ')}`);
  return writer;
}

/** Every acknowledged order is there once, under the request id its caller was told, with all its lines. */
async function expectEachOrderOnce(callers: Callers): Promise<void> {
  const [node] = cluster.nodes;
  const stored = new Map<string, { requestId: string; lines: number }[]>();
  for (const row of await node?.ask(`SELECT o.order_id, o.request_id, COUNT(*) AS lines_stored FROM customer_order o
    JOIN order_line l ON l.request_id = o.request_id GROUP BY o.order_id, o.request_id`, 'order_broker') ?? []) {
    stored.set(String(row.order_id), [...stored.get(String(row.order_id)) ?? [], { requestId: String(row.request_id), lines: Number(row.lines_stored) }]);
  }
  const wrong = callers.acknowledged.filter(({ orderId, requestId, items }) => {
    const found = stored.get(orderId) ?? [];
    return found.length !== 1 || found[0]?.requestId !== requestId || found[0].lines !== items.length;
  });
  expect(wrong).toEqual([]);
  expect(stored.size).toBe(callers.acknowledged.length);
}

/** Stock is held for as many units as are assigned; every last unit was sold, and none twice. */
async function expectStockToAgree(callers: Callers): Promise<void> {
  expect(await verify(cluster.databaseUrl)).toMatchObject({ exitCode: 0, out: 'reserved stock and order lines agree\n' });
  const [node] = cluster.nodes;
  const rows = await node?.ask(`SELECT p.product_cd, SUM(l.reserved_qty) AS held, MAX(l.reserved_qty - l.available_qty) AS oversold
    FROM product_location l JOIN product p ON p.id = l.product_id GROUP BY p.product_cd`, 'order_broker') ?? [];
  const held = new Map(rows.map((row) => [String(row.product_cd), Number(row.held)]));
  const wanted = (item: string): number => callers.acknowledged.filter(({ items }) => items.includes(item)).length;
  expect(rows.filter((row) => Number(row.oversold) > 0)).toEqual([]);
  expect(held).toEqual(new Map([...PLENTY, ...SCARCE].map((item) => [item, SCARCE.includes(item) ? Math.min(wanted(item), WAREHOUSES * UNITS) : wanted(item)])));
  expect(SCARCE.map(wanted).filter((orders) => orders > WAREHOUSES * UNITS).length).toBeGreaterThan(0);
}

/** The three nodes hold the same rows, those that were killed and came back too. */
async function expectNodesToAgree(): Promise<void> {
  const sums = [];
  for (const node of cluster.nodes) {
    await node.ask('SELECT COUNT(*) FROM customer_order', 'order_broker');
    sums.push((await node.ask(`CHECKSUM TABLE ${TABLES.join(', ')}`, 'order_broker')).map((row) => `${String(row.Table)} ${String(row.Checksum)}`));
  }
  expect(sums[1]).toEqual(sums[0]);
  expect(sums[2]).toEqual(sums[0]);
}

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

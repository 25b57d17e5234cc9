import { setTimeout as sleep } from 'node:timers/promises';
import { warehouses } from '../support/catalog.js';
import { Callers } from './support/callers.js';
import type { Acknowledged } from './support/callers.js';
import { ready, startCluster, theWriter } from './support/cluster.js';
import type { Cluster } from './support/cluster.js';
import { Processes } from '../support/server/processes.js';
import { expectAllIsWell } from './support/proofs.js';

/**
 * A cluster as described in docs/operations.md, with the files named there. Whatever happens to the writer node, no
 * acknowledged order is lost, duplicated or oversold, and the gateways find the next writer by themselves.
 */

/** CLUSTER_KILLS=10 gives the long run. */
const KILLS = Number(process.env.CLUSTER_KILLS ?? '2');
const CALLERS = 8;
const WAREHOUSES = 3;
const PLENTY = ['PLENTY 1', 'PLENTY 2', 'PLENTY 3'];
/** One item for each kill, ordered by half of the orders: its last units are contended while the writer dies. */
const SCARCE = Array.from({ length: KILLS }, (_, index) => `SCARCE ${String(index + 1)}`);
const UNITS = { plenty: 1_000_000, scarce: 5 };
const STOCK = new Map(
  [...PLENTY, ...SCARCE].map((item) => [item, WAREHOUSES * (PLENTY.includes(item) ? UNITS.plenty : UNITS.scarce)]),
);
/** The longest a caller may wait for any response. */
const MOST_MS = 30_000;

let processes: Processes;
let cluster: Cluster;
const acknowledged: Acknowledged[] = [];

beforeAll(async () => {
  processes = new Processes();
  const begun = performance.now();
  cluster = await startCluster(processes);
  await putCatalog();
  say(`three nodes, HAProxy and two gateways are up after ${seconds(performance.now() - begun)}`);
}, 120_000);

afterAll(async () => {
  await processes.dispose();
}, 30_000);

test(`${String(KILLS)} kills of the writer lose and duplicate no order`, async () => {
  let round = 0;
  const recoveries: number[] = [];
  await underLoad(
    'K',
    (count) => (count % 2 === 0 ? PLENTY : [SCARCE[round] ?? '']),
    async (callers) => {
      for (; round < KILLS; round += 1) {
        const writer = await theWriter(cluster);
        await sleep(300 + Math.random() * 500);
        const killed = await writer.kill();
        const first = await callers.firstSentAfter(killed);
        recoveries.push(first.answered - killed);
        for (const gateway of cluster.gateways) await ready(gateway);
        const both = performance.now() - killed;
        const how = await writer.join();
        say(
          `kill ${String(round + 1)}: ${writer.name} died; next order acknowledged after ${seconds(first.answered - killed)}, both gateways ready after ${seconds(both)}; ` +
            `${writer.name} is back by ${how} after ${seconds(performance.now() - killed)}; ${String(callers.acknowledged.length)} orders so far`,
        );
        expect(how).toBe('IST');
      }
    },
  );
  const sorted = recoveries.toSorted((a, b) => a - b);
  say(
    `from the kill to the next acknowledged order: median ${seconds(sorted[Math.floor(KILLS / 2)] ?? NaN)}, most ${seconds(sorted.at(-1) ?? NaN)}`,
  );
  // The last units were contended.
  expect(
    SCARCE.filter(
      (item) => acknowledged.filter(({ items }) => items.includes(item)).length > WAREHOUSES * UNITS.scarce,
    ),
  ).not.toEqual([]);
}, 280_000);

test('a suspended writer is replaced and does no harm when it resumes', async () => {
  await underLoad(
    'H',
    () => PLENTY,
    async (callers) => {
      const writer = await theWriter(cluster);
      const stopped = writer.signal('SIGSTOP');
      const first = await callers.firstSentAfter(stopped);
      const next = await theWriter(cluster, [writer]);
      say(
        `${writer.name} stood still; next order acknowledged after ${seconds(first.answered - stopped)}, by ${next.name}`,
      );
      const woken = writer.signal('SIGCONT');
      await writer.synced();
      say(`${writer.name} went on and is back after ${seconds(performance.now() - woken)}`);
      await callers.firstSentAfter(woken);
      expect((await theWriter(cluster)).name).toBe(next.name);
    },
  );
}, 120_000);

test('a manual switch of the writer is kept', async () => {
  await underLoad(
    'P',
    () => PLENTY,
    async (callers) => {
      const writer = await theWriter(cluster);
      expect(await cluster.haproxy(`set server database/${writer.name} state maint`)).toBe('');
      const moved = performance.now();
      const first = await callers.firstSentAfter(moved);
      const next = await theWriter(cluster);
      say(
        `moved from ${writer.name} to ${next.name}; next order acknowledged after ${seconds(first.answered - moved)}`,
      );
      expect(next.name).not.toBe(writer.name);
      expect(await cluster.haproxy(`set server database/${writer.name} state ready`)).toBe('');
      await sleep(3_000);
      expect((await theWriter(cluster)).name).toBe(next.name);
    },
  );
}, 60_000);

test('without a majority no order is acknowledged and no caller waits long; service resumes with the majority', async () => {
  await underLoad(
    'M',
    () => PLENTY,
    async (callers) => {
      const writer = await theWriter(cluster);
      const others = cluster.nodes.filter((node) => node !== writer);
      for (const node of others) node.signal('SIGSTOP');
      // Orders committed before may still be acknowledged; a while later none is.
      await sleep(8_000);
      const alone = callers.acknowledged.length;
      for (const gateway of cluster.gateways) expect((await fetch(`${gateway}/readyz`)).status).toBe(503);
      expect(callers.acknowledged.length).toBe(alone);
      const woken = Math.max(...others.map((node) => node.signal('SIGCONT')));
      const first = await callers.firstSentAfter(woken);
      for (const gateway of cluster.gateways) await ready(gateway);
      for (const node of others) await node.synced();
      say(`a majority again; next order acknowledged after ${seconds(first.answered - woken)}`);
    },
  );
}, 120_000);

/** Lets callers submit orders during an incident, then checks all invariants. */
async function underLoad(
  name: string,
  itemsOf: (count: number) => readonly string[],
  happening: (callers: Callers) => Promise<void>,
): Promise<void> {
  const callers = new Callers(cluster.url, { name, count: CALLERS, itemsOf });
  try {
    await sleep(1_000);
    await happening(callers);
    await callers.stop();
  } catch (error) {
    say(cluster.logs());
    throw error;
  } finally {
    callers.abandon();
    acknowledged.push(...callers.acknowledged);
  }
  say(
    `${String(callers.acknowledged.length)} orders, ${String(callers.acknowledged.filter(({ sent }) => sent > 1).length)} of them sent more than once; ` +
      `longest wait for an answer ${seconds(callers.longest)}; what was no acknowledgement: ${JSON.stringify([...callers.refusals])}`,
  );
  expect(callers.longest).toBeLessThan(MOST_MS);
  expect(callers.refusals.get('Internal error')).toBeUndefined();
  await expectAllIsWell(cluster, acknowledged, STOCK);
}

async function putCatalog(): Promise<void> {
  // An order that nobody could fulfill stays known, so that a lost answer never leaves two requests behind.
  const preferences = { ended_lines_may_be_submitted_again: false };
  const catalog = JSON.parse(warehouses(WAREHOUSES, [...PLENTY, ...SCARCE], UNITS.scarce, preferences)) as {
    inventory: { item_id: string; available_qty: number }[];
  };
  for (const record of catalog.inventory) if (PLENTY.includes(record.item_id)) record.available_qty = UNITS.plenty;
  const answer = await fetch(`${cluster.url}/admin/v1/catalog`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(catalog),
  });
  expect(answer.status).toBe(200);
}

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;

/** Jest shows console output only at the end, with a stack trace. */
function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

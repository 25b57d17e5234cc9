import { writeSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { startBuiltServer, temporaryFolder } from '../support/server/built-server.js';
import type { BuiltServer } from '../support/server/built-server.js';
import { warehouses } from '../support/catalog.js';
import { onMysql } from '../support/databases.js';
import type { TestDatabase } from '../support/databases.js';
import { Random } from '../support/random.js';
import { runStore, submit } from './support/callers.js';
import { verifyFeed } from '../../src/store/feed/verify-feed.js';

/**
 * Two servers on one database die at arbitrary moments while orders change and a consumer refreshes. What the consumer has read
 * in snapshots must in the end be what the database has: a change that was in no snapshot would be missing or stale in its copy.
 */

const KILLS = Number(process.env.FEED_KILLS ?? 4);
const CALLERS = 2;
const ITEMS = ['THING 1', 'THING 2'];
const POLLING = ['W1', 'W2'];

type Copy = Map<string, string>;

interface Consumer {
  readonly copy: Copy;
  /** Snapshots that were read. */
  snapshots: number;
}

/** The lines of an order as a text to compare. */
const lineKey = (row: Readonly<Record<string, unknown>>): [string, string] => [
  `${String(row.request_id)}/${String(row.line_no)}`,
  [row.status, row.status_date, row.tracking_number, row.quantity].join(' '),
];

/** Reads the snapshot that is there into the copy, acknowledges it, and takes the next one; begins anew where it got no answer. */
async function step(at: () => string, consumer: Consumer): Promise<number | undefined> {
  const admin = async (method: string, path: string): Promise<Response> =>
    fetch(`${at()}/admin/v1/feed/consumers/default${path}`, { method, signal: AbortSignal.timeout(20_000) });
  const state = (await (await admin('GET', '')).json()) as {
    readonly snapshot: { readonly number: number; readonly acknowledged_at: string | null } | null;
  };
  const { snapshot } = state;
  if (snapshot !== null && snapshot.acknowledged_at === null) {
    const response = await admin('GET', `/snapshot/order_details/export?snapshot=${String(snapshot.number)}`);
    if (response.status !== 200) return undefined;
    const text = await response.text();
    for (const line of text.split('\n').filter((one) => one !== ''))
      consumer.copy.set(...lineKey(JSON.parse(line) as Record<string, unknown>));
    if ((await admin('POST', `/acknowledge?snapshot=${String(snapshot.number)}`)).status !== 200) return undefined;
    consumer.snapshots += 1;
  }
  const refreshed = await admin('POST', '/refresh');
  if (refreshed.status !== 200) return undefined;
  return ((await refreshed.json()) as { readonly snapshot: { readonly orders: number } }).snapshot.orders;
}

async function killAndCompare(stored: TestDatabase): Promise<void> {
  const seed = Date.now() % 2 ** 31;
  const random = new Random(seed);
  const folder = temporaryFolder();
  const settings = { DEMO_DATA: 'false', DATABASE_URL: stored.url };
  const first = await startBuiltServer(settings, folder.path);
  const servers: BuiltServer[] = [first, await startBuiltServer(settings, folder.path)];
  const at = (): string => servers[Math.floor(random.next() * servers.length)]?.url ?? first.url;
  const database = await stored.open();
  /** A minute passes: the leases of servers that were killed expire. */
  const expireLeases = (): Promise<unknown> =>
    database.transaction((session) => session.run("UPDATE feed_consumer SET lease_until = ' ' WHERE owner <> ''"));
  let [submitting, polling, consuming] = [true, true, true];
  const consumer: Consumer = { copy: new Map(), snapshots: 0 };
  let submitted = 0;
  try {
    const loaded = await fetch(`${first.url}/admin/v1/catalog`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: warehouses(2, ITEMS, 10_000, { poll_lease_seconds: 5 }),
    });
    expect(loaded.status).toBe(200);
    expect((await fetch(`${first.url}/admin/v1/feed/consumers/default`, { method: 'PUT' })).status).toBe(201);
    const callers = Promise.all(
      Array.from({ length: CALLERS }, async (_, name) => {
        for (let count = 0; submitting; count += 1) {
          await submit(at, `F${String(name)}-${String(count)}`, ITEMS);
          submitted += 1;
          await sleep(30);
        }
      }),
    );
    const stores = Promise.all(POLLING.map((location) => runStore(at, location, () => polling)));
    const reader = (async (): Promise<void> => {
      while (consuming) {
        await step(at, consumer).catch(() => undefined);
        await sleep(20);
      }
    })();
    for (let kill = 0; kill < KILLS; kill += 1) {
      await sleep(200 + random.next() * 800);
      const victim = kill % 2;
      await servers[victim]?.kill();
      await expireLeases();
      servers[victim] = await startBuiltServer(settings, folder.path);
    }
    submitting = false;
    await callers;
    await sleep(6_000);
    polling = false;
    await stores;
    consuming = false;
    await reader;
    await expireLeases();
    // Nothing changes any more: what is left is in the next snapshots, and then there is nothing.
    for (let left: number | undefined; left !== 0;) left = await step(at, consumer);
    const lines = await database.transaction((session) => session.all('SELECT * FROM order_line'));
    expect(lines.length).toBeGreaterThanOrEqual(submitted * ITEMS.length);
    const source = new Map(lines.map(lineKey));
    const wrong = [...source].filter(([key, line]) => consumer.copy.get(key) !== line);
    expect(wrong).toEqual([]);
    expect(consumer.copy.size).toBe(source.size);
    expect(await database.transaction(verifyFeed)).toEqual([]);
    writeSync(
      2,
      `change feed: ${String(KILLS)} kills; ${String(submitted)} orders, ${String(consumer.snapshots)} snapshots read\n`,
    );
  } catch (error) {
    throw new Error(`with seed ${String(seed)}: ${String(error)}`, { cause: error });
  } finally {
    [submitting, polling, consuming] = [false, false, false];
    await Promise.all(servers.map((server) => server.kill()));
    await database.close();
    folder.remove();
  }
}

onMysql((engine) => {
  test(`${String(KILLS)} kills during changes and refreshes keep no change from a consumer`, async () => {
    const database = await engine.create();
    try {
      await killAndCompare(database);
    } finally {
      await database.drop();
    }
  }, 600_000);
});

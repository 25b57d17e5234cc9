import { writeSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import pino from 'pino';
import { NetworkCache } from '../../src/broker/network-cache.js';
import { reconcile } from '../../src/broker/inventory/reconcile.js';
import { startBuiltServer, temporaryFolder } from '../support/server/built-server.js';
import type { BuiltServer } from '../support/server/built-server.js';
import { warehouses } from '../support/catalog.js';
import { onEveryEngine } from '../support/databases.js';
import type { TestDatabase } from '../support/databases.js';
import { Random } from '../support/random.js';
import { post, runStore, submit } from './support/callers.js';
import type { Acknowledged, Work } from './support/callers.js';
import { attribute, statusMessage } from './support/messages.js';

/**
 * The process dies at arbitrary moments, and nothing it acknowledged is lost or duplicated.
 *
 * Callers submit orders one after another; two warehouses poll and ship what they receive, so that the same few units
 * are contended all the time; a third one never polls and fills up. The server is killed with SIGKILL at random moments
 * and restarted on the same database; callers themselves disconnect during some messages. A caller without a response
 * sends the same message again until it gets one.
 */

const KILLS = Number(process.env.KILLS ?? 8);
const CALLERS = 8;
/** Each order takes one unit of every item: many rows to write, so that a kill often interrupts a transaction. */
const ITEMS = Array.from({ length: 20 }, (_, index) => `THING ${String(index + 1)}`);
const STOCK = { locations: 3, each: 10 };
const POLLING = ['W1', 'W2'];
const MAX_ORDERS = 4_000;
/** Time after which polled orders are offered again if the response was lost: the shortest allowed. */
const LEASE_SECONDS = 5;
/**
 * One in `every` messages is abandoned within so many milliseconds, usually just before or after its order is stored.
 */
const HANG_UP = { every: 5, within: 12 };
/** Time for the last orders to reach their warehouses: several leases. */
const DRAIN_MS = 60_000;

async function killAndCount(engine: string, stored: TestDatabase): Promise<void> {
  const seed = Date.now() % 2 ** 31;
  // The same seed kills at the same times, as far as timing can be reproduced.
  const random = new Random(seed);
  const folder = temporaryFolder();
  const settings = { DEMO_DATA: 'false', DATABASE_URL: stored.url };
  let server: BuiltServer = await startBuiltServer(settings, folder.path);
  // The server restarts on another port.
  const at = (): string => server.url;
  let [submitting, polling] = [true, true];
  const acknowledged: Acknowledged[] = [];
  const patience = (): number | undefined =>
    random.chance(1 / HANG_UP.every) ? Math.ceil(random.next() * HANG_UP.within) : undefined;
  const caller = async (name: number): Promise<void> => {
    for (let count = 0; submitting && count < MAX_ORDERS / CALLERS; count += 1) {
      acknowledged.push(await submit(at, `K${String(name)}-${String(count)}`, ITEMS, patience()));
    }
  };

  try {
    const loaded = await fetch(`${server.url}/admin/v1/catalog`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      // Shipped units stay available, so that the few units are contended to the end and never used up. An order that
      // nobody could fulfill stays known, so that a lost answer never leaves two requests behind.
      body: warehouses(STOCK.locations, ITEMS, STOCK.each, {
        poll_lease_seconds: LEASE_SECONDS,
        shipped_units_lower_stock: false,
        ended_lines_may_be_submitted_again: false,
      }),
    });
    expect(loaded.status).toBe(200);
    const callers = Promise.all(Array.from({ length: CALLERS }, (_, index) => caller(index)));
    const stores = Promise.all(POLLING.map((location) => runStore(at, location, () => polling)));
    const failures: unknown[] = [];
    for (const one of [callers, stores]) one.catch((error: unknown) => failures.push(error));
    const isHealthy = (): boolean => failures.length === 0;
    for (let kill = 0; kill < KILLS && isHealthy(); kill += 1) {
      // A new server takes a while until its first response, and one that has not responded yet can lose nothing.
      const before = acknowledged.length;
      while (acknowledged.length === before && isHealthy()) await sleep(5);
      await sleep(random.next() * 300);
      await server.kill();
      server = await startBuiltServer(settings, folder.path);
    }
    submitting = false;
    await callers;
    await untilPolled(stored);
    polling = false;
    const work = await stores;

    const statuses = new Map<string, string>();
    for (const { orderId } of acknowledged)
      statuses.set(orderId, (await post(server.url, statusMessage(orderId)))?.text ?? '');
    await server.stop();

    // Both kinds of repeats occurred, of stored orders and of orders that were not stored; each was acknowledged.
    const repeats = acknowledged.filter(({ sent }) => sent > 1).map(({ code }) => code);
    expect(repeats).toEqual(expect.arrayContaining(['0', '2040']));
    expect(acknowledged.filter(({ code, sent }) => code !== '0' && (code !== '2040' || sent === 1))).toEqual([]);
    const wrong = acknowledged.filter(({ orderId, requestId }) => {
      const answer = statuses.get(orderId) ?? '';
      return (
        answer.split('<order ').length !== 2 ||
        attribute(answer, 'request_id') !== requestId ||
        answer.split('<item ').length !== ITEMS.length + 1
      );
    });
    expect(wrong).toEqual([]);
    await expectConsistent(stored, acknowledged, work);
    report(engine, acknowledged, work);
  } catch (error) {
    await server.kill();
    throw new Error(`with seed ${String(seed)}, after ${String(acknowledged.length)} orders: ${String(error)}`, {
      cause: error,
    });
  } finally {
    [submitting, polling] = [false, false];
    folder.remove();
  }
}

/** Waits until the polling warehouses have received all their orders, including those whose first response was lost. */
async function untilPolled(stored: TestDatabase): Promise<void> {
  const database = await stored.open();
  try {
    for (const end = Date.now() + DRAIN_MS; Date.now() < end;) {
      const open = await database.transaction((session) =>
        session.first(
          `SELECT COUNT(*) AS open_lines FROM order_line l JOIN location p ON p.id = l.location_id
         WHERE l.status IN ('new_order', 'polled') AND p.location_cd IN (${POLLING.map((code) => `'${code}'`).join(',')})`,
        ),
      );
      if (Number(open?.open_lines) === 0) return;
      await sleep(250);
    }
    throw new Error(`orders were not polled within ${String(DRAIN_MS)} ms`);
  } finally {
    await database.close();
  }
}

/**
 * Checks that each message stored exactly one order, that no update is lost, and that reservations match the open lines
 * and the stock.
 */
async function expectConsistent(
  stored: TestDatabase,
  acknowledged: readonly Acknowledged[],
  work: readonly Work[],
): Promise<void> {
  const fulfilled = new Set(work.flatMap((store) => store.fulfilled));
  const database = await stored.open();
  try {
    const context = { database, networks: new NetworkCache(), clock: () => new Date(), log: pino({ level: 'silent' }) };
    expect(await reconcile(context)).toEqual([]);
    const { counted, sent } = await database.transaction(async (session) => ({
      counted: {
        ...(await session.first(
          "SELECT COUNT(*) AS lines_stored, SUM(status = 'new_order') AS held, SUM(status = 'fulfilled') AS fulfilled FROM order_line",
        )),
        ...(await session.first(
          'SELECT SUM(reserved_qty) AS reserved, SUM(reserved_qty > available_qty) AS oversold FROM product_location',
        )),
      },
      sent: await session.all("SELECT DISTINCT request_id FROM order_line WHERE status = 'fulfilled'"),
    }));
    // Only the warehouse that never polls still has open lines, and it is full.
    const held = STOCK.each * ITEMS.length;
    // MariaDB returns sums as text.
    expect(Object.fromEntries(Object.entries(counted).map(([name, value]) => [name, Number(value)]))).toEqual({
      lines_stored: acknowledged.length * ITEMS.length,
      fulfilled: fulfilled.size * ITEMS.length,
      held,
      reserved: held,
      oversold: 0,
    });
    expect(new Set(sent.map((row) => String(row.request_id)))).toEqual(fulfilled);
  } finally {
    await database.close();
  }
}

/** Bypasses jest, which would add a stack trace. */
function report(engine: string, acknowledged: readonly Acknowledged[], work: readonly Work[]): void {
  const repeats = acknowledged.filter(({ sent }) => sent > 1);
  const polled = work.flatMap((store) => store.polled);
  writeSync(
    2,
    `kill -9 on ${engine}: ${String(KILLS)} kills; ${String(acknowledged.length)} orders acknowledged, ${String(repeats.length)} of them resent ` +
      `(${String(repeats.filter(({ code }) => code === '2040').length)} had been stored); ${String(new Set(polled).size)} orders polled, ` +
      `${String(polled.length - new Set(polled).size)} twice; ${String(work.reduce((sum, { resent }) => sum + resent, 0))} updates resent\n`,
  );
}

onEveryEngine((engine) => {
  test(`${String(KILLS)} kills neither lose nor duplicate an acknowledged order or update`, async () => {
    const database = await engine.create();
    try {
      await killAndCount(engine.name, database);
    } finally {
      await database.drop();
    }
  }, 600_000);
});

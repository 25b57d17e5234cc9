import { setTimeout as sleep } from 'node:timers/promises';
import { verifyDatabase } from '../../src/app/offline.js';
import { startBuiltServer, temporaryFolder } from '../support/server/built-server.js';
import type { BuiltServer } from '../support/server/built-server.js';
import { onMysql } from '../support/databases.js';
import { Random } from '../support/random.js';
import { submit } from './support/callers.js';
import { notShipped, partnerCatalog, shippedLines, untilDone } from './support/partners.js';

/**
 * Two instances are killed at arbitrary moments while sources acknowledge and ship fulfillment requests in two parcels, and repeat
 * each call until it is answered. No unit leaves twice, none is lost, and all figures agree.
 *
 * `SOURCE_KILLS=50 npm test -- test/e2e/source-kill` kills more often.
 */
const KILLS = Number(process.env.SOURCE_KILLS ?? 3);
const ITEMS = ['THING 1', 'THING 2'];
const CALLERS = 3;
const PATIENCE_MS = 10_000;
/** Time for the last requests to be shipped. */
const DRAIN_MS = 60_000;

interface WireRequest {
  readonly id: number;
  readonly fulfillmentRequestItems: readonly { readonly sku: string; readonly quantity: number }[];
}

onMysql((engine) => {
  test(`no unit is shipped twice or lost while instances are killed ${String(KILLS)} times`, async () => {
    const home = await engine.create();
    const folder = temporaryFolder();
    const random = new Random(Date.now() % 2 ** 31);
    const settings = { DEMO_DATA: 'false', DATABASE_URL: home.url, SERVICES: 'locate,requests' };
    const start = (): Promise<BuiltServer> => startBuiltServer(settings, folder.path);
    const servers = [await start(), await start()];
    let repeats = 0;
    /** Calls an instance until it answers. */
    const call = (name: number, method: string, path: string, body?: object): Promise<unknown> =>
      untilDone(
        async () => {
          const answer = await fetch(`${servers[name % 2]?.url ?? ''}${path}`, {
            method,
            headers: { 'content-type': 'application/json' },
            signal: AbortSignal.timeout(PATIENCE_MS),
            ...(body === undefined ? {} : { body: JSON.stringify(body) }),
          });
          const text = await answer.text();
          if (answer.ok) return { body: JSON.parse(text || 'null') as unknown };
          if (answer.status === 503) return undefined;
          throw new Error(`${method} ${path}: ${String(answer.status)} ${text}`);
        },
        () => {
          repeats += 1;
        },
      ).then((answer) => answer.body);
    /** Ships what waits. @returns how many requests */
    const work = async (name: number): Promise<number> => {
      const waiting = (await call(name, 'GET', '/fulfillment-requests?filterStatus=Processing')) as WireRequest[];
      const own = waiting.filter(({ id }) => id % 2 === name);
      for (const { id, fulfillmentRequestItems } of own) {
        await call(name, 'PATCH', `/fulfillment-requests/${String(id)}/processed`);
        await call(name, 'POST', `/fulfillment-requests/${String(id)}/acknowledge`);
        for (const { sku, quantity } of fulfillmentRequestItems) {
          const shipmentItems = [{ sku, quantity }];
          const shipment = {
            trackingNumber: `T-${String(id)}-${sku}`,
            carrier: 'UPS',
            method: 'GROUND',
            shipmentItems,
          };
          await call(name, 'POST', '/shipments', { purchaseOrderId: String(id), shipment });
        }
      }
      return own.length;
    };
    try {
      await call(0, 'PUT', '/admin/v1/catalog', partnerCatalog('requests', ITEMS));
      let running = true;
      const submitted: string[] = [];
      const callers = Array.from({ length: CALLERS }, async (_, name) => {
        for (let count = 0; running; count += 1) {
          const orderId = `S${String(name)}-${String(count)}`;
          await submit(() => servers[name % 2]?.url ?? '', orderId, ITEMS);
          submitted.push(orderId);
          await sleep(30);
        }
      });
      let draining = true;
      const sources = [0, 1].map(async (name) => {
        while (draining) if ((await work(name)) === 0) await sleep(50);
      });
      const failed = new Promise<never>((_, reject) => {
        for (const one of [...callers, ...sources])
          one.catch((error: unknown) => {
            reject(error instanceof Error ? error : new Error(String(error)));
          });
      });
      for (let kill = 0; kill < KILLS; kill += 1) {
        await Promise.race([sleep(500 + random.next() * 1_500), failed]);
        const victim = random.chance(1 / 2) ? 0 : 1;
        await servers[victim]?.kill();
        servers[victim] = await start();
      }
      running = false;
      await Promise.race([Promise.all(callers), failed]);

      const database = await home.open();
      for (const end = Date.now() + DRAIN_MS; Date.now() < end;) {
        if ((await shippedLines(database)).every(({ status }) => status === 'fulfilled')) break;
        await sleep(200);
      }
      draining = false;
      await Promise.race([Promise.all(sources), failed]);
      const lines = await shippedLines(database);
      await database.close();
      expect(new Set(lines.map(({ orderId }) => orderId))).toEqual(new Set(submitted));
      expect(lines).toHaveLength(submitted.length * ITEMS.length);
      expect(notShipped(lines)).toEqual([]);
      // Some calls were really repeated, or the kills hit nothing.
      expect(repeats).toBeGreaterThan(0);
      const found = await verifyDatabase(home.url);
      expect(Object.values(found).flat()).toEqual([]);
    } finally {
      for (const server of servers) await server.kill();
      folder.remove();
      await home.drop();
    }
  }, 600_000);
});

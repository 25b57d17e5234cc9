import { setTimeout as sleep } from 'node:timers/promises';
import { startBuiltServer, temporaryFolder } from '../support/server/built-server.js';
import type { BuiltServer } from '../support/server/built-server.js';
import { warehouses } from '../support/catalog.js';
import { onMysql } from '../support/databases.js';
import { Random } from '../support/random.js';
import { verify, webhookListener } from '../support/server/webhook-listener.js';
import { runStore, submit } from './support/callers.js';

/**
 * Two instances deliver from one outbox, and are killed at arbitrary moments: between the commit of a change, the POST of
 * its event, and the mark that it was delivered. Every event must arrive at least once with its id, and the events of an
 * order in their order.
 *
 * `WEBHOOK_KILLS=20 npm test -- test/e2e/webhook-kill` kills more often.
 */
const KILLS = Number(process.env.WEBHOOK_KILLS ?? 3);
const KEY = Buffer.alloc(32, 7).toString('base64');
const ITEM = 'THING 1';
/** Some answers take a while, so that a kill often hits between POST and mark. */
const SLOW = { every: 3, ms: 150 };
/** A killed instance's deliveries are free after their lease. */
const DRAIN_MS = 150_000;

onMysql((engine) => {
  test(`no event is lost while instances are killed ${String(KILLS)} times`, async () => {
    const home = await engine.create();
    const folder = temporaryFolder();
    const listener = await webhookListener();
    const random = new Random(Date.now() % 2 ** 31);
    listener.decide(() => ({ status: 200, delayMs: random.chance(1 / SLOW.every) ? SLOW.ms : 0 }));
    const start = (): Promise<BuiltServer> =>
      startBuiltServer({ DEMO_DATA: 'false', DATABASE_URL: home.url, SECRETS_KEY: KEY }, folder.path);
    const servers = [await start(), await start()];
    const ask = async (method: string, path: string, body?: string): Promise<unknown> => {
      const headers = { 'content-type': 'application/json' };
      const answer = await fetch(`${servers[0]?.url ?? ''}/admin/v1${path}`, {
        method,
        headers,
        ...(body === undefined ? {} : { body }),
      });
      return answer.json();
    };
    try {
      await ask('PUT', '/catalog', warehouses(2, [ITEM], 100_000, {}));
      const { secret } = (await ask('POST', '/webhooks', JSON.stringify({ url: listener.url }))) as { secret: string };
      let running = true;
      let orders = 0;
      const callers = [0, 1].map(async (name) => {
        while (running) {
          await submit(() => servers[name]?.url ?? '', `H${String(name)}-${String((orders += 1))}`, [ITEM]);
          await sleep(20);
        }
      });
      const stores = ['W1', 'W2'].map((location, name) =>
        runStore(
          () => servers[name]?.url ?? '',
          location,
          () => running,
        ),
      );
      for (let kill = 0; kill < KILLS; kill += 1) {
        await sleep(500 + random.next() * 1_500);
        const victim = random.chance(1 / 2) ? 0 : 1;
        await servers[victim]?.kill();
        servers[victim] = await start();
      }
      running = false;
      await Promise.all([...callers, ...stores]);

      const database = await home.open();
      const rows = (sql: string): Promise<{ event_id: string; request_id: number }[]> =>
        database.transaction((session) => session.all(sql));
      for (const end = Date.now() + DRAIN_MS; Date.now() < end;) {
        if ((await rows("SELECT * FROM webhook_delivery WHERE state <> 'delivered' LIMIT 1")).length === 0) break;
        await sleep(200);
      }
      const stored = await rows('SELECT event_id, request_id FROM webhook_delivery ORDER BY id');
      await database.close();
      expect(stored.length).toBeGreaterThan(KILLS * 5);
      const firsts = [...new Map(listener.arrived.map((one) => [one.id, one])).keys()];
      expect(new Set(firsts)).toEqual(new Set(stored.map((one) => one.event_id)));
      const requestOf = new Map(stored.map((one) => [one.event_id, one.request_id]));
      const inOrder = (ids: readonly string[], request: number): string[] =>
        ids.filter((id) => requestOf.get(id) === request);
      for (const request of new Set(requestOf.values()))
        expect(inOrder(firsts, request)).toEqual(
          inOrder(
            stored.map((one) => one.event_id),
            request,
          ),
        );
      for (const one of listener.arrived.slice(-20)) verify(secret, one);
    } finally {
      for (const server of servers) await server.kill();
      await listener.close();
      folder.remove();
      await home.drop();
    }
  }, 600_000);
});

import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:https';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { NetworkCache } from '../../src/broker/network-cache.js';
import { reconcile } from '../../src/broker/inventory/reconcile.js';
import { startBuiltServer, temporaryFolder } from '../support/server/built-server.js';
import type { BuiltServer } from '../support/server/built-server.js';
import { warehouses } from '../support/catalog.js';
import { makeCertificate } from '../support/certificate.js';
import { basic, ECHO_TEST, fillWithUsers, PASSWORDS } from '../support/server/closed-broker.js';
import { onMysql } from '../support/databases.js';
import type { TestDatabase } from '../support/databases.js';
import { inEnvelope } from '../support/marked-messages.js';
import { post, submit } from './support/callers.js';
import { polledRequestIds, pollMessage } from './support/messages.js';

/** Several processes behind one port, and several servers on one database, behave as one. */

const ITEMS = ['THING'];
const UNITS = 50;
const ORDERS = 200;
const WORKERS = 2;
const PATIENCE_MS = 60_000;

const fail = (reason: string): never => {
  throw new Error(reason);
};
/** All workers that ever responded, oldest first. */
const pidsOf = (server: BuiltServer): number[] =>
  [...server.printed().matchAll(/"pid":(\d+),"msg":"worker ready"/g)].map(([, pid]) => Number(pid));
function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

onMysql((engine) => {
  const folder = temporaryFolder();
  let stored: TestDatabase;
  let servers: BuiltServer[] = [];

  beforeEach(async () => {
    servers = [];
    stored = await engine.create();
    const settings = {
      DEMO_DATA: 'false',
      DATABASE_URL: stored.url,
      WORKERS: String(WORKERS),
      LOG_LEVEL: 'info',
      DATABASE_POOL: '4',
    };
    servers = await Promise.all([startBuiltServer(settings, folder.path), startBuiltServer(settings, folder.path)]);
    const loaded = await fetch(`${servers[0]?.url ?? ''}/admin/v1/catalog`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: warehouses(1, ITEMS, UNITS),
    });
    expect(loaded.status).toBe(200);
  }, 120_000);
  afterEach(async () => {
    const pids = servers.flatMap(pidsOf);
    await Promise.all(servers.map((server) => server.stop()));
    expect(pids.filter(isAlive)).toEqual([]);
    await stored.drop();
  }, 60_000);
  afterAll(() => {
    folder.remove();
  });

  /** Stored lines, lines that reserve stock, and inconsistencies of the reserved quantities. */
  const counted = async (): Promise<{ lines: number; held: number }> => {
    const database = await stored.open();
    try {
      expect(await reconcile({ database, networks: new NetworkCache() })).toEqual([]);
      const row = await database.transaction((session) =>
        session.first("SELECT COUNT(*) AS stored, SUM(status IN ('new_order', 'polled')) AS held FROM order_line"),
      );
      return { lines: Number(row?.stored), held: Number(row?.held) };
    } finally {
      await database.close();
    }
  };
  const serverFor = (n: number): BuiltServer => servers[n % servers.length] ?? fail('no server');

  test(`${String(ORDERS)} orders at once for ${String(UNITS)} units: each unit is assigned once, each order polled once, and the metrics add up`, async () => {
    const accepted = await Promise.all(
      Array.from({ length: ORDERS }, (_, n) => submit(() => serverFor(n).url, `W${String(n)}`, ITEMS)),
    );
    expect(new Set(accepted.map(({ requestId }) => requestId)).size).toBe(ORDERS);
    expect(await counted()).toEqual({ lines: ORDERS, held: UNITS });

    const polls = await Promise.all(
      Array.from({ length: 12 }, (_, n) => post(serverFor(n).url, pollMessage('W1'), PATIENCE_MS)),
    );
    const polled = polls.flatMap((answer) => polledRequestIds(answer?.text ?? ''));
    // A poll skips an order that is locked by another one; the next poll returns it.
    polled.push(...polledRequestIds((await post(serverFor(0).url, pollMessage('W1'), PATIENCE_MS))?.text ?? ''));
    expect({ polled: polled.length, different: new Set(polled).size }).toEqual({ polled: UNITS, different: UNITS });

    const metrics = await Promise.all(servers.map(async (server) => (await fetch(`${server.url}/metrics`)).text()));
    const answered = metrics.map((text) =>
      Number(
        /order_broker_soap_exchange_seconds_count\{operation="SubmitOrder",outcome="answered"\} (\d+)/.exec(text)?.[1],
      ),
    );
    expect(answered.reduce((sum, one) => sum + one)).toBe(accepted.reduce((sum, { sent }) => sum + sent, 0));
    // Every worker reports the same database counts, so they are not summed.
    for (const text of metrics)
      expect(text).toMatch(new RegExp(`order_broker_database_connections\\{state="size"\\} ${String(4 * WORKERS)}\n`));
  }, 180_000);

  test('a worker that is killed under load loses no order and is restarted', async () => {
    const server = serverFor(0);
    const before = pidsOf(server);
    expect(before.length).toBe(WORKERS);
    const going = Promise.all(
      Array.from({ length: ORDERS }, (_, n) => submit(() => server.url, `K${String(n)}`, ITEMS)),
    );
    await sleep(100);
    process.kill(before[0] ?? 0, 'SIGKILL');
    const accepted = await going;
    expect(new Set(accepted.map(({ requestId }) => requestId)).size).toBe(ORDERS);
    expect(await counted()).toEqual({ lines: ORDERS, held: UNITS });
    for (const end = Date.now() + PATIENCE_MS; pidsOf(server).length === WORKERS && Date.now() < end;) await sleep(50);
    expect(pidsOf(server).length).toBe(WORKERS + 1);
    expect(server.printed()).toContain('worker died and will be restarted');
    expect((await fetch(`${server.url}/readyz`)).status).toBe(200);
  }, 180_000);
});

onMysql((engine) => {
  test('workers share the rate limits of users, and SIGHUP to their supervisor makes all of them reload the TLS files', async () => {
    const folder = temporaryFolder();
    const stored = await engine.create();
    const database = await stored.open();
    makeCertificate(folder.path, 'own');
    await fillWithUsers(database);
    await database.close();
    const RATE = 20;
    const server = await startBuiltServer(
      {
        DATABASE_URL: stored.url,
        WORKERS: String(WORKERS),
        LOG_LEVEL: 'info',
        DATABASE_POOL: '4',
        AUTH: 'users',
        RATE_LIMIT_USER: String(RATE),
        TLS_CERT: join(folder.path, 'own.crt'),
        TLS_KEY: join(folder.path, 'own.key'),
      },
      folder.path,
    );
    const connections = [new Agent({ keepAlive: true, maxSockets: 1 }), new Agent({ keepAlive: true, maxSockets: 1 })];
    const { port } = new URL(server.url);
    const echo = (agent: Agent): Promise<number> =>
      new Promise((resolve, reject) => {
        const headers = { 'content-type': 'text/xml', ...basic('oms', PASSWORDS.oms) };
        request(
          {
            agent,
            host: '127.0.0.1',
            port,
            path: '/Locate/LocateServices',
            method: 'POST',
            ca: readFileSync(join(folder.path, 'own.crt')),
            headers,
          },
          (response) => {
            response.resume().on('end', () => {
              resolve(response.statusCode ?? 0);
            });
          },
        )
          .on('error', reject)
          .end(inEnvelope(ECHO_TEST));
      });
    try {
      const [one, other] = connections as [Agent, Agent];
      expect(await echo(other)).toBe(200);
      // The burst of two seconds is shared by all of them.
      while ((await echo(one)) !== 429);
      await sleep(400);
      const rejected = (await Promise.all(Array.from({ length: 2 * RATE - 4 }, () => echo(other)))).filter(
        (status) => status === 429,
      );
      expect(rejected.length).toBeGreaterThan(0);
      const workersWhoSaid = (what: RegExp): Set<string> =>
        new Set(
          server
            .printed()
            .split('\n')
            .filter((line) => what.test(line))
            .flatMap((line) => /"worker":(\d+)/.exec(line)?.[1] ?? []),
        );
      const allSay = async (what: RegExp): Promise<void> => {
        for (const end = Date.now() + PATIENCE_MS; workersWhoSaid(what).size < WORKERS && Date.now() < end;)
          await sleep(20);
        expect([...workersWhoSaid(what)].sort()).toEqual(['1', '2']);
      };
      await allSay(/"outcome":"too-many-requests"/);
      server.signal('SIGHUP');
      await allSay(/"msg":"TLS certificate reloaded"/);
    } finally {
      for (const agent of connections) agent.destroy();
      await server.stop();
      await stored.drop();
      folder.remove();
    }
  }, 120_000);
});

test('several workers on SQLite are rejected with the reason', async () => {
  const folder = temporaryFolder();
  try {
    await expect(startBuiltServer({ WORKERS: '2', DATABASE_URL: 'sqlite:broker.db' }, folder.path)).rejects.toThrow(
      'SQLite lets one process write at a time',
    );
  } finally {
    folder.remove();
  }
}, 60_000);

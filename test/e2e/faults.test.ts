import { setTimeout as sleep } from 'node:timers/promises';
import pino from 'pino';
import { createConnection } from 'mysql2/promise';
import { NetworkCache } from '../../src/broker/network-cache.js';
import { reconcile } from '../../src/broker/inventory/reconcile.js';
import { startBuiltServer, temporaryFolder } from '../support/server/built-server.js';
import type { BuiltServer } from '../support/server/built-server.js';
import { warehouses } from '../support/catalog.js';
import { onMysql } from '../support/databases.js';
import type { TestDatabase } from '../support/databases.js';
import { FaultProxy } from '../support/proxies/fault-proxy.js';
import type { Cut } from '../support/proxies/fault-proxy.js';
import { asksAgain, post, submit } from './support/callers.js';
import {
  attribute,
  fulfilledMessage,
  polledRequestIds,
  pollMessage,
  statusMessage,
  submitMessage,
} from './support/messages.js';

/**
 * Every kind of failure between broker and database. Each message gets the right response, or the fault that requests a
 * retry, within a bounded time; the same server survives all failures and recovers by itself.
 */

const ITEMS = ['THING'];
const ACQUIRE_MS = 2_000;
const STATEMENT_MS = 3_000;
const POOL = 4;
/**
 * Acquiring a connection and running a statement, for the transaction and a second attempt; the rest allows for a busy
 * machine.
 */
const BOUND_MS = 2 * (ACQUIRE_MS + STATEMENT_MS) + 10_000;
/** The shortest lease allowed. */
const LEASE_SECONDS = 5;
const COMMIT_OF_ORDER = ['COMMIT', 'INSERT INTO submitted_line'] as const;

onMysql((engine) => {
  const folder = temporaryFolder();
  let stored: TestDatabase;
  let proxy: FaultProxy;
  let server: BuiltServer;
  let made = 0;
  const at = (): string => server.url;

  beforeAll(async () => {
    stored = await engine.create();
    proxy = await FaultProxy.start(stored.url);
    server = await startBuiltServer(
      {
        DEMO_DATA: 'false',
        DATABASE_URL: proxy.urlOf(stored.url),
        DATABASE_POOL: String(POOL),
        DATABASE_ACQUIRE_TIMEOUT_MS: String(ACQUIRE_MS),
        DATABASE_STATEMENT_TIMEOUT_MS: String(STATEMENT_MS),
      },
      folder.path,
    );
    const loaded = await fetch(`${server.url}/admin/v1/catalog`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: warehouses(1, ITEMS, 1_000, { poll_lease_seconds: LEASE_SECONDS }),
    });
    expect(loaded.status).toBe(200);
  }, 60_000);
  afterAll(async () => {
    await server.stop();
    await proxy.stop();
    await stored.drop();
    folder.remove();
  }, 60_000);
  afterEach(async () => {
    const database = await stored.open();
    const context = { database, networks: new NetworkCache(), clock: () => new Date(), log: pino({ level: 'silent' }) };
    expect(await reconcile(context)).toEqual([]);
    await database.close();
  });

  const newOrder = (): string => `F${String((made += 1))}`;
  /** Sends a message once. @throws {Error} if there is no response within the bound */
  const once = async (text: string): Promise<{ status: number; text: string }> => {
    const answer = await post(server.url, text, BOUND_MS);
    if (answer === undefined) throw new Error(`no response within ${String(BOUND_MS)} ms`);
    if (answer.status !== 200 && !asksAgain(answer))
      throw new Error(`the response was ${String(answer.status)}: ${answer.text}`);
    return answer;
  };
  const ordersNamed = async (orderId: string): Promise<string[]> => {
    const { text } = await once(statusMessage(orderId));
    return [...text.matchAll(/<order [^>]*request_id="(\d+)"/g)].map(([, id]) => id ?? '');
  };
  const ready = async (): Promise<number> =>
    (await fetch(`${server.url}/readyz`, { signal: AbortSignal.timeout(BOUND_MS) })).status;
  const untilReady = async (status: number): Promise<void> => {
    for (const end = performance.now() + BOUND_MS; (await ready()) !== status;) {
      if (performance.now() > end)
        throw new Error(`/readyz did not return ${String(status)} within ${String(BOUND_MS)} ms`);
      await sleep(50);
    }
  };

  test.each<[Cut, readonly string[]]>([
    ['before', ['0']],
    ['during', ['0', '2040']],
    ['after', ['2040']],
  ])(
    'a connection cut %s COMMIT: the order is not acknowledged, and a retry stores it exactly once',
    async (cut, codes) => {
      const orderId = newOrder();
      const done = proxy.cutAt(cut, ...COMMIT_OF_ORDER);
      const first = await once(submitMessage(orderId, ITEMS));
      await done;
      expect(first.status).toBe(503);
      const second = await submit(at, orderId, ITEMS);
      expect(codes).toContain(second.code);
      expect(await ordersNamed(orderId)).toEqual([second.requestId]);
      expect(await ready()).toBe(200);
    },
    3 * BOUND_MS,
  );

  test(
    'a connection cut before COMMIT is sent: the order is accepted at once on another connection',
    async () => {
      const orderId = newOrder();
      const done = proxy.cutAt('during', 'SELECT location_id, available_qty', 'FROM submitted_line');
      const first = await once(submitMessage(orderId, ITEMS));
      await done;
      expect({ status: first.status, code: attribute(first.text, 'response_code') }).toEqual({
        status: 200,
        code: '0',
      });
      expect(await ordersNamed(orderId)).toEqual([attribute(first.text, 'request_id')]);
    },
    3 * BOUND_MS,
  );

  test(
    'an update and a poll whose COMMIT got no response are recognized when they are repeated',
    async () => {
      const { requestId } = await submit(at, newOrder(), ITEMS);
      const polled = proxy.cutAt('after', 'COMMIT', 'INSERT INTO poll_lease');
      expect((await once(pollMessage('W1'))).status).toBe(503);
      await polled;
      // Nobody received that response, so its orders are offered again when the lease expires.
      const requestIds: string[] = [];
      for (
        const end = performance.now() + LEASE_SECONDS * 1000 + BOUND_MS;
        !requestIds.includes(requestId) && performance.now() < end;
      ) {
        await sleep(100);
        requestIds.push(...polledRequestIds((await once(pollMessage('W1'))).text));
      }
      expect(requestIds).toContain(requestId);
      const updated = proxy.cutAt('after', 'COMMIT', 'INSERT INTO status_change');
      expect((await once(fulfilledMessage(requestId, 'W1'))).status).toBe(503);
      await updated;
      expect((await once(fulfilledMessage(requestId, 'W1'))).text).toContain('xaction_response="OK"');
    },
    4 * BOUND_MS,
  );

  test(
    'a slow network only delays the responses',
    async () => {
      proxy.delay = 50;
      try {
        expect((await once(submitMessage(newOrder(), ITEMS))).status).toBe(200);
        expect(await ready()).toBe(200);
      } finally {
        proxy.delay = 0;
      }
    },
    2 * BOUND_MS,
  );

  test(
    'connections that fall silent under load: every message gets a response in time, and the broker recovers with the network',
    async () => {
      const orders = Array.from({ length: 4 * POOL }, newOrder);
      const going = Promise.all(orders.map((orderId) => once(submitMessage(orderId, ITEMS))));
      await sleep(20);
      proxy.fallSilent();
      await going;
      await untilReady(503);
      expect((await once(submitMessage(newOrder(), ITEMS))).status).toBe(503);
      proxy.speakAgain();
      await untilReady(200);
      // The silent transactions held locks; the database releases them by itself.
      const acknowledged = await Promise.all(orders.map((orderId) => submit(at, orderId, ITEMS)));
      for (const { orderId, requestId } of acknowledged) expect(await ordersNamed(orderId)).toEqual([requestId]);
    },
    8 * BOUND_MS,
  );

  test(
    'a failover to another server: the next message is accepted at once, on a connection to that server',
    async () => {
      proxy.failOver();
      const orders = Array.from({ length: 2 * POOL }, newOrder);
      const answers = await Promise.all(orders.map((orderId) => once(submitMessage(orderId, ITEMS))));
      expect(answers.map(({ status, text }) => [status, attribute(text, 'response_code')])).toEqual(
        orders.map(() => [200, '0']),
      );
      expect(await ready()).toBe(200);
    },
    2 * BOUND_MS,
  );

  test(
    'a database that stops and restarts: the broker returns faults meanwhile and recovers afterwards',
    async () => {
      const orders = Array.from({ length: 2 * POOL }, newOrder);
      const going = Promise.all(orders.map((orderId) => once(submitMessage(orderId, ITEMS))));
      await sleep(20);
      await proxy.stop();
      await going;
      expect(await ready()).toBe(503);
      expect((await once(submitMessage(newOrder(), ITEMS))).status).toBe(503);
      await proxy.restart();
      await untilReady(200);
      const acknowledged = await Promise.all(orders.map((orderId) => submit(at, orderId, ITEMS)));
      for (const { orderId, requestId } of acknowledged) expect(await ordersNamed(orderId)).toEqual([requestId]);
    },
    4 * BOUND_MS,
  );

  test(
    'an exhausted pool: messages without a connection get the fault that requests a retry, and the broker recovers afterwards',
    async () => {
      const blocker = await createConnection({ uri: stored.url });
      const orders = Array.from({ length: 3 * POOL }, newOrder);
      try {
        await blocker.query('START TRANSACTION');
        await blocker.query('SELECT * FROM product_location FOR UPDATE');
        const answers = await Promise.all(orders.map((orderId) => once(submitMessage(orderId, ITEMS))));
        expect(answers.map(({ status }) => status)).toEqual(orders.map(() => 503));
      } finally {
        await blocker.end();
      }
      await untilReady(200);
      const acknowledged = await Promise.all(orders.map((orderId) => submit(at, orderId, ITEMS)));
      for (const { orderId, requestId } of acknowledged) expect(await ordersNamed(orderId)).toEqual([requestId]);
    },
    6 * BOUND_MS,
  );
});

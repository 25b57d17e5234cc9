import { setTimeout as sleep } from 'node:timers/promises';
import { startBuiltServer } from '../support/server/built-server.js';
import type { BuiltServer } from '../support/server/built-server.js';
import { warehouses } from '../support/catalog.js';
import { runCli } from '../support/server/cli.js';
import { onMysql } from '../support/databases.js';
import { OwnMariadb } from '../support/own-mariadb.js';
import { Processes } from '../support/server/processes.js';
import { post } from './support/callers.js';
import { attribute, submitMessage } from './support/messages.js';

/**
 * A MariaDB server is restarted, killed and made read-only while orders arrive. Each message gets the right response,
 * or the fault that requests a retry, within a bounded time; `/readyz` reports the real state; and the same broker
 * survives all of it without losing an acknowledged order. Failures of the network to the database: faults.test.ts.
 */

const ITEMS = ['THING'];
const CALLERS = 6;
const ACQUIRE_MS = 2_000;
/** Also how long a message is retried. */
const STATEMENT_MS = 1_500;
/**
 * Acquiring a connection and running a statement, for the transaction and a second attempt; the rest allows for a busy
 * machine.
 */
const BOUND_MS = 2 * (ACQUIRE_MS + STATEMENT_MS) + 10_000;

onMysql(() => {
  const processes = new Processes();
  let database: OwnMariadb;
  let server: BuiltServer;
  const acknowledged = new Map<string, string>();
  let made = 0;
  /** Number of faults that each caller received. */
  const refusals = Array.from({ length: CALLERS }, () => 0);

  beforeAll(async () => {
    database = await OwnMariadb.install(processes);
    server = await startBuiltServer(
      {
        DEMO_DATA: 'false',
        DATABASE_URL: database.url,
        DATABASE_POOL: '4',
        DATABASE_ACQUIRE_TIMEOUT_MS: String(ACQUIRE_MS),
        DATABASE_STATEMENT_TIMEOUT_MS: String(STATEMENT_MS),
      },
      processes.folder,
    );
    const loaded = await fetch(`${server.url}/admin/v1/catalog`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: warehouses(1, ITEMS, 1_000_000),
    });
    expect(loaded.status).toBe(200);
  }, 120_000);
  afterAll(async () => {
    try {
      await server.stop();
    } finally {
      await processes.dispose();
    }
  }, 60_000);

  /** Callers that submit one order after another until `done`, and retry when a fault requests it. */
  function load(): { more(orders: number): Promise<void>; done(): Promise<void> } {
    let goesOn = true;
    const caller = async (index: number): Promise<void> => {
      while (goesOn) {
        const orderId = `R${String((made += 1))}`;
        while (!acknowledged.has(orderId)) {
          const answer = await post(server.url, submitMessage(orderId, ITEMS), BOUND_MS);
          if (answer === undefined) throw new Error(`no response within ${String(BOUND_MS)} ms`);
          const code = attribute(answer.text, 'response_code');
          if (answer.status === 200 && ['0', '2040'].includes(code))
            acknowledged.set(orderId, attribute(answer.text, 'request_id'));
          else if (answer.status !== 503) throw new Error(`the response was ${String(answer.status)}: ${answer.text}`);
          else {
            refusals[index] = (refusals[index] ?? 0) + 1;
            await sleep(20);
          }
        }
      }
    };
    const failures: unknown[] = [];
    const callers = Promise.all(refusals.map((_, index) => caller(index)));
    callers.catch((error: unknown) => failures.push(error));
    return {
      async more(orders) {
        for (const wanted = acknowledged.size + orders; acknowledged.size < wanted;) {
          if (failures.length > 0) throw failures[0];
          await sleep(5);
        }
      },
      async done() {
        goesOn = false;
        await callers;
      },
    };
  }
  const ready = async (): Promise<number> =>
    (await fetch(`${server.url}/readyz`, { signal: AbortSignal.timeout(BOUND_MS) })).status;
  const untilReady = async (): Promise<void> => {
    for (const end = performance.now() + BOUND_MS; (await ready()) !== 200;) {
      if (performance.now() > end) throw new Error(`/readyz did not return 200 within ${String(BOUND_MS)} ms`);
      await sleep(20);
    }
  };
  /**
   * While the database accepts no writes, no order is acknowledged, every caller gets the fault, and the probe always
   * fails.
   */
  const expectClosed = async (): Promise<void> => {
    // The result of a probe is repeated for a second.
    await sleep(1_000);
    const everybodyIsRefused = async (): Promise<void> => {
      const before = [...refusals];
      while (!refusals.every((count, index) => count > (before[index] ?? 0))) {
        expect(await ready()).toBe(503);
        await sleep(20);
      }
    };
    // Until then, responses to earlier commits may still arrive.
    await everybodyIsRefused();
    const accepted = acknowledged.size;
    await everybodyIsRefused();
    expect(acknowledged.size).toBe(accepted);
  };
  const expectNothingLost = async (): Promise<void> => {
    const rows = await database.ask(
      'SELECT order_id, request_id, (SELECT COUNT(*) FROM broker.order_line l WHERE l.request_id = o.request_id) AS line_count FROM broker.customer_order o',
    );
    expect(
      new Map(rows.map((row) => [String(row.order_id), `${String(row.request_id)} ${String(row.line_count)}`])),
    ).toEqual(
      new Map([...acknowledged].map(([orderId, requestId]) => [orderId, `${requestId} ${String(ITEMS.length)}`])),
    );
    expect(rows).toHaveLength(acknowledged.size);
    expect(await runCli(['verify'], { env: { DATABASE_URL: database.url } })).toEqual({
      exitCode: 0,
      out: 'reserved stock and order lines agree\n',
      err: '',
    });
  };

  test.each(['SIGTERM', 'SIGKILL'] as const)(
    'the broker survives a database that is stopped with %s and restarted under load',
    async (signal) => {
      const orders = load();
      await orders.more(3 * CALLERS);
      await database.stop(signal);
      await expectClosed();
      await database.start();
      await untilReady();
      await orders.more(3 * CALLERS);
      await orders.done();
      await expectNothingLost();
    },
    8 * BOUND_MS,
  );

  test(
    'the broker survives a database that becomes read-only under load, and writable again',
    async () => {
      const orders = load();
      await orders.more(3 * CALLERS);
      await database.ask('SET GLOBAL read_only = 1');
      await expectClosed();
      // Requests that only read still succeed.
      expect((await fetch(`${server.url}/admin/v1/organization`)).status).toBe(200);
      await database.ask('SET GLOBAL read_only = 0');
      await untilReady();
      await orders.more(3 * CALLERS);
      await orders.done();
      await expectNothingLost();
    },
    8 * BOUND_MS,
  );
});

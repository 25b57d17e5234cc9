import { brokerNext } from '../../../src/broker/orders/broker-later.js';
import { listOrders } from '../../../src/broker/inquiry/list-orders.js';
import { readStatistics } from '../../../src/broker/jobs/statistics.js';
import { getOrders, getOrdersById } from '../../../src/broker/inquiry/get-orders.js';
import { pollLocation } from '../../../src/broker/polling/poll.js';
import { searchOrders } from '../../../src/broker/inquiry/search-orders.js';
import { getOrder } from '../../../src/broker/inquiry/get-order.js';
import { submitOrder } from '../../../src/broker/orders/submit-order.js';
import type { Database } from '../../../src/store/database.js';
import type { Row, Session, SqlValue } from '../../../src/platform/db/session.js';
import { brokerOn, orderOf, outcome, place, SMALL_RETAILER, submitted, update } from '../../support/server/broker.js';
import type { TestBroker } from '../../support/server/broker.js';
import { onEveryEngine } from '../../support/databases.js';
import type { TestDatabase } from '../../support/databases.js';
import { runJob, runnerFor } from '../../support/jobs.js';

/**
 * Frequent operations must cost the same however many orders are stored: no statement scans a table that grows with them.
 * On SQLite the query plan proves it, on MariaDB and MySQL the number of rows that the engine has read.
 */

const ORDERS = 40_000;
/** Rows that a statement may read: twice the limit of store/statistics.ts, for an engine that materializes what it counts. */
const MAX_READ = 21_000;
/** Tables that do not grow with orders, by the names in the statements; and the queue of brokering jobs, of which only the beginning is read. */
const SMALL =
  /^(\d+-ROW|organization|location|location_poll|broker_system|webhook_endpoint|feed_consumer|job|b|seen|brokering_job|j)$/;
/** A bounded scan: from one end of the table, for LIMIT rows, whatever they contain. */
const BOUNDED = /^(?!.* WHERE ).* LIMIT \S+$/s;

onEveryEngine((engine) => {
  let home: TestDatabase;
  let database: Database;
  let broker: TestBroker;
  /** Statements that read too much. */
  let heavy: string[];
  let statements: number;

  beforeAll(async () => {
    home = await engine.create();
    database = await home.open();
    const preferences = {
      ...SMALL_RETAILER.preferences,
      auto_cancel_days_of_unclaimed_pickups: 2,
      auto_cancel_reason: 'UNCLAIMED',
    };
    broker = await brokerOn(database, { preferences });
    await fill(broker);
    broker = {
      ...broker,
      database: watched(database, (finding) => {
        statements += 1;
        if (finding !== undefined) heavy.push(finding);
      }),
    };
  }, 240_000);
  beforeEach(() => {
    heavy = [];
    statements = 0;
  });
  afterEach(() => {
    expect(statements).toBeGreaterThan(0);
    expect(heavy).toEqual([]);
  });
  afterAll(async () => {
    await database.close();
    await home.drop();
  });

  test('SubmitOrder, and an idempotent replay of it', async () => {
    await submitted(broker, orderOf('NEW', [{ item: 'PENCIL' }, { item: 'LAMP' }]));
    expect((await submitOrder(broker, orderOf('NEW', [{ item: 'PENCIL' }, { item: 'LAMP' }]))).accepted).toBe(false);
  });

  test('StatusRequest by each of its numbers, and StatusListRequest', async () => {
    for (const number of [{ requestId: '777' }, { orderId: 'O777' }, { refTransactionNo: 'R777' }]) {
      expect(
        await getOrders(broker, { systemCd: '6', requestId: '', orderId: '', refTransactionNo: '', ...number }),
      ).toHaveLength(1);
    }
    const requestIds = Array.from({ length: 500 }, (_, index) => String(index * 7 + 2));
    expect(await getOrdersById(broker, { systemCd: '6', requestIds, statuses: [], negated: false })).toHaveLength(500);
  });

  test('OrderSearch', async () => {
    const anyone = {
      company: '',
      firstName: '',
      lastName: '',
      province: '',
      postal: '',
      country: '',
      phone: '',
      email: '',
    };
    const fields = {
      requestId: '',
      orderId: 'O777',
      refTransactionNo: '',
      orderDate: '',
      soldTo: anyone,
      shipTo: anyone,
    };
    expect(
      await searchOrders(
        broker,
        { systemCd: '6', locationCd: '', fields, most: undefined },
        { responses: 25, mostResponses: 200, window: 1000 },
      ),
    ).toHaveLength(1);
  });

  test('an order that is polled, accepted, rejected, reshopped and canceled', async () => {
    const { requestId } = await submitted(broker, orderOf('WAY', [{ item: 'PENCIL', at: 'STC/20' }]));
    const poll = await pollLocation(broker, 'fulfillments', place('STC/20'));
    expect(poll?.orders).not.toHaveLength(0);
    await poll?.delivered?.(true);
    for (const status of ['accepted', 'rejected'])
      expect(outcome(await update(broker, requestId, status, 'STC/20', [1]))).toBe('ok');
    expect(outcome(await update(broker, requestId, 'canceled', '6/1'))).toBe('ok');
  });

  test('a ship-for-pickup order, from shipment to collection', async () => {
    const { requestId } = await submitted(
      broker,
      orderOf('PICK', [{ item: 'PENCIL', at: 'STC/10' }], { type: 'SHIPFORPICKUP', pickupLocation: place('STC/20') }),
    );
    expect(outcome(await update(broker, requestId, 'intransit', 'STC/10'))).toBe('ok');
    expect((await pollLocation(broker, 'intransit', place('STC/20')))?.orders).toHaveLength(1);
    for (const status of ['received', 'fulfilled'])
      expect(outcome(await update(broker, requestId, status, 'STC/20'))).toBe('ok');
  });

  test('brokering an acknowledged order while many wait', async () => {
    expect(await brokerNext(broker)).toBe(true);
  });

  test('the statistics for metrics', async () => {
    const runner = runnerFor(broker);
    await runner.register();
    expect((await readStatistics(broker, runner.jobs)).brokeringJobs).toBe(10_000);
  });

  test.each([
    'auto-cancel',
    'purge',
    'release-leases',
    'forget-traces',
    'forget-messages',
    'forget-nonces',
    'forget-answers',
  ])('the job %s without work', async (name) => {
    expect((await runJob(broker, name)).outcome).toBe('done');
  });

  test('deleting old traces among as many that are kept', async () => {
    const before = broker.now;
    broker = { ...broker, clock: () => new Date(before.getTime() + 90 * 86_400_000 - (ORDERS - 600) * 60_000) };
    expect((await runJob(broker, 'forget-traces')).figures.rows).toBe(598);
  });

  test('the list of orders, and one order with its history', async () => {
    expect((await listOrders(broker, { limit: 25 }))?.items).toHaveLength(25);
    expect(await getOrder(broker, 777, { customer: false })).toMatchObject({ request_id: 777 });
  });
});

/** Multiplies the rows of one submitted order into many fulfilled ones, a minute apart, and as many brokering jobs that are due. */
async function fill(broker: TestBroker): Promise<void> {
  const { requestId } = await submitted(broker, orderOf('O1', [{ item: 'PENCIL' }], { refTransactionNo: 'R1' }));
  await broker.database.transaction(async (session) => {
    for (const table of [
      'customer_order',
      'submitted_line',
      'order_line',
      'order_customer',
      'assignment',
      'status_change',
      'routing_trace',
    ]) {
      const row = await session.first(`SELECT * FROM ${table} WHERE request_id = ?`, [requestId]);
      if (row === undefined) throw new Error(`an order writes no row to ${table}`);
      const columns = Object.keys(row).filter((column) => column !== 'id');
      await session.insertRows(
        table,
        columns,
        Array.from({ length: ORDERS - 1 }, (_, index) => {
          const n = requestId + index + 1;
          const at = new Date(broker.now.getTime() - (ORDERS - n) * 60_000).toISOString();
          const changed: Readonly<Record<string, SqlValue>> = {
            ...row,
            request_id: n,
            order_id: `O${String(n)}`,
            ref_transaction_no: `R${String(n)}`,
            status: 'fulfilled',
            to_status: 'fulfilled',
            outcome: 'fulfilled',
            order_date: at,
            status_date: at,
            changed_at: at,
            assigned_at: at,
            ended_at: at,
            routed_at: at,
          };
          return columns.map((column) => changed[column] ?? null);
        }),
      );
    }
    await session.insertRows(
      'brokering_job',
      ['request_id', 'due_at', 'attempts'],
      Array.from({ length: ORDERS - 1 }, (_, index) => [requestId + index + 1, '2030-01-01T00:00:00.000Z', 0]),
    );
  });
}

/** The database, with every read and write of its sessions checked. @param report called for each, with its problem if any */
function watched(database: Database, report: (finding: string | undefined) => void): Database {
  return new Proxy(database, {
    get: (target, name): unknown => {
      if (name === 'transaction')
        return <T>(work: (session: Session) => Promise<T>) =>
          target.transaction((session) => work(watchedSession(session, report)));
      const value = Reflect.get(target, name) as unknown;
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
}

function watchedSession(session: Session, report: (finding: string | undefined) => void): Session {
  return new Proxy(session, {
    get: (target, name): unknown => {
      if (name === 'all' || name === 'run') {
        return async (sql: string, values: readonly SqlValue[] = []) => {
          const before = await rowsRead(target);
          const plan =
            target.dialect === 'mysql'
              ? []
              : await target.all<{ detail: string } & Row>(`EXPLAIN QUERY PLAN ${sql}`, values);
          const result = await target[name](sql, values);
          const read = (await rowsRead(target)) - before;
          const scanned = plan
            .map((step) => step.detail)
            .filter(
              (detail) => detail.startsWith('SCAN ') && !SMALL.test(detail.split(' ')[1] ?? '') && !BOUNDED.test(sql),
            );
          report(
            scanned.length === 0 && read <= MAX_READ
              ? undefined
              : `${sql}: ${[...scanned, `${String(read)} rows read`].join(', ')}`,
          );
          return result;
        };
      }
      const value = Reflect.get(target, name) as unknown;
      // `first` reads through the proxy's `all`; everything else belongs to the connection.
      return typeof value === 'function' && name !== 'first' ? (value.bind(target) as unknown) : value;
    },
  });
}

/** Rows that the storage engine has read for this connection; SQLite does not count them. */
async function rowsRead(session: Session): Promise<number> {
  if (session.dialect !== 'mysql') return 0;
  const rows = await session.all<{ Variable_name: string; Value: string }>("SHOW SESSION STATUS LIKE 'Handler_read_%'");
  return rows.reduce((sum, row) => sum + Number(row.Value), 0);
}

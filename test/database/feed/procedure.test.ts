import { createConnection } from 'mysql2/promise';
import type { Connection } from 'mysql2/promise';
import { createConsumer } from '../../../src/broker/feed/consumers.js';
import { FEED_TABLE_NAMES, readSnapshot } from '../../../src/broker/feed/read-snapshot.js';
import { refreshFeed } from '../../../src/broker/feed/refresh.js';
import { parseStartDate } from '../../../src/domain/feed/start-date.js';
import { lockOrder } from '../../../src/store/orders/orders.js';
import type { Database } from '../../../src/store/database.js';
import { CUSTOMER, orderOf, submitted, update } from '../../support/server/broker.js';
import type { TestBroker } from '../../support/server/broker.js';
import { onMysql } from '../../support/databases.js';
import { freshForEach } from '../../support/server/fresh-broker.js';

onMysql((engine) => {
  let database: Database;
  let broker: TestBroker;
  let sql: Connection;

  freshForEach(engine, (fresh) => {
    ({ database, broker } = fresh);
    broker.now = new Date();
    reader = fresh.home.url;
  });
  let reader = '';
  beforeEach(async () => {
    sql = await createConnection({ uri: reader });
  });
  afterEach(() => sql.end());

  const BIRGIT = { ...CUSTOMER, name: { ...CUSTOMER.name, first: 'BIRGIT "B"' } };
  const order = async (orderId: string): Promise<number> =>
    (
      await submitted(
        broker,
        orderOf(
          orderId,
          [
            { item: 'PENCIL', qty: 2, at: 'STC/20' },
            { item: 'PENCIL', at: 'STC/20', shipTo: BIRGIT },
            { item: 'PENCIL', at: 'STC/20', shipTo: CUSTOMER },
            { item: 'PENCIL', at: 'STC/20', shipTo: BIRGIT },
          ],
          {
            tenders: [
              { lineItemNo: '1', description: 'VISA', amount: '10.5', account: '4111' },
              { lineItemNo: '2', description: 'CASH', amount: '-0.25', account: '' },
            ],
          },
        ),
      )
    ).requestId;

  /** Everything that a consumer's snapshot has, by table. */
  const byCommand = async (consumer: string): Promise<Record<string, unknown[]>> => {
    const tables: Record<string, unknown[]> = {};
    for (const table of FEED_TABLE_NAMES) {
      const page = await readSnapshot(broker, { consumer, table, snapshotNo: undefined, limit: 1000 });
      tables[table] = (page?.rows ?? []).map((row) => [...row]);
    }
    return tables;
  };
  const byView = async (): Promise<Record<string, unknown[]>> => {
    const tables: Record<string, unknown[]> = {};
    for (const table of FEED_TABLE_NAMES) {
      const [rows] = await sql.query({ sql: `SELECT * FROM queue_${table}`, rowsAsArray: true });
      tables[table] = rows as unknown[];
    }
    return tables;
  };
  const call = async (start: string | null): Promise<void> => {
    await sql.query('CALL queue_refresh(?)', [start]);
  };

  test('takes the same snapshots as the command', async () => {
    await createConsumer(broker, 'default');
    await createConsumer(broker, 'other');
    const both = async (start: string | null): Promise<Record<string, unknown[]>> => {
      await call(start);
      await refreshFeed(broker, 'other', { since: start === null ? undefined : parseStartDate(start) });
      const seen = await byView();
      expect(seen).toEqual(await byCommand('other'));
      expect(await byCommand('default')).toEqual(await byCommand('other'));
      return seen;
    };
    const first = await order('A');
    await order('B');
    expect(await both(null)).toMatchObject({
      orders: { length: 2 },
      order_details: { length: 8 },
      customer_sites: { length: 4 },
    });
    expect(await both(null)).toMatchObject({ orders: { length: 0 }, customers: { length: 0 } });
    await update(broker, first, 'ACCEPTED', 'STC/20');
    expect(await both(null)).toMatchObject({ orders: { length: 1 } });
    expect(await both('2017-01-01')).toMatchObject({ orders: { length: 2 } });
    expect(await both('1/1/2017')).toMatchObject({ orders: { length: 2 } });
    expect(await both(null)).toMatchObject({ orders: { length: 0 } });
  });

  test('leaves a change that commits after its snapshot was read to the next one', async () => {
    const requestId = await order('LATE');
    await createConsumer(broker, 'default');
    await call(null);
    let goOn = (): void => undefined;
    const open = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    let written = (): void => undefined;
    const isWritten = new Promise<void>((resolve) => {
      written = resolve;
    });
    const change = database.transaction(async (session) => {
      await lockOrder(session, requestId);
      await session.run("UPDATE customer_order SET transaction_no = 'LATE' WHERE request_id = ?", [requestId]);
      await session.run("INSERT INTO feed_mark VALUES ('default', ?, 'v1')", [requestId]);
      written();
      await open;
    });
    await isWritten;
    await call(null);
    expect((await byView()).orders).toEqual([]);
    goOn();
    await change;
    await call(null);
    expect((await byView()).orders).toHaveLength(1);
    await call(null);
    expect((await byView()).orders).toEqual([]);
  });

  test('names what is wrong with a call', async () => {
    await expect(call(null)).rejects.toThrow('there is no consumer default; create it with');
    await createConsumer(broker, 'default');
    for (const wrong of ['yesterday', '13/1/2017', '2017-02-30', ''])
      await expect(call(wrong)).rejects.toThrow(/queue_refresh: found '.*', expected NULL, 2017-01-01/);
    await expect(call('2099-01-01')).rejects.toThrow('which is to come');
    await database.transaction((session) =>
      session.run("UPDATE feed_consumer SET owner = 'other', lease_until = ?", [
        new Date(Date.now() + 50_000).toISOString(),
      ]),
    );
    await expect(call(null)).rejects.toThrow('a refresh is running already');
  });
});

import { createConsumer, removeConsumer } from '../../../src/broker/feed/consumers.js';
import { FEED_TABLE_NAMES, readSnapshot } from '../../../src/broker/feed/read-snapshot.js';
import { refreshFeed } from '../../../src/broker/feed/refresh.js';
import type { Database } from '../../../src/store/database.js';
import { orderOf, submitted, update } from '../../support/server/broker.js';
import type { TestBroker } from '../../support/server/broker.js';
import { onEveryEngine } from '../../support/databases.js';
import { freshForEach } from '../../support/server/fresh-broker.js';
import { runJob } from '../../support/jobs.js';

onEveryEngine((engine) => {
  let database: Database;
  let broker: TestBroker;

  freshForEach(engine, (fresh) => {
    ({ database, broker } = fresh);
  });

  const later = (ms: number): void => {
    broker.now = new Date(broker.now.getTime() + ms);
  };
  const HOUR = 3_600_000;
  const order = async (orderId: string): Promise<number> =>
    (
      await submitted(
        broker,
        orderOf(orderId, [{ item: 'PENCIL', at: 'STC/10' }], {
          tenders: [{ lineItemNo: '1', description: 'VISA', amount: '1', account: '4111' }],
        }),
      )
    ).requestId;
  const ordersOf = async (consumer = 'default'): Promise<string[]> => {
    const page = await readSnapshot(broker, { consumer, snapshotNo: undefined, table: 'orders', limit: 1000 });
    const at = page?.columns.indexOf('order_id') ?? -1;
    return (page?.rows ?? []).map((row) => String(row[at]));
  };
  const refresh = async (since?: string): Promise<string[]> => {
    await refreshFeed(broker, 'default', { since });
    return ordersOf();
  };

  test('takes the last 24 hours first, then nothing, then what changed, and since a date everything', async () => {
    await order('OLD');
    later(30 * HOUR);
    const fresh = await order('FRESH');
    await createConsumer(broker, 'default');
    later(HOUR);
    expect(await refresh()).toEqual(['FRESH']);
    expect(await ordersOf()).toEqual(['FRESH']);
    expect(await refresh()).toEqual([]);
    await update(broker, fresh, 'ACCEPTED', 'STC/10');
    await order('NEW');
    expect(await refresh()).toEqual(['FRESH', 'NEW']);
    expect(await refresh()).toEqual([]);
    expect(await refresh('2030-01-01T00:00:00.000Z')).toEqual(['OLD', 'FRESH', 'NEW']);
    expect(await refresh()).toEqual([]);
  });

  test('writes no mark while nobody subscribed, and one for each consumer when somebody has', async () => {
    const marks = () => database.transaction((session) => session.all('SELECT consumer, request_id FROM feed_mark'));
    await order('A');
    expect(await marks()).toEqual([]);
    await createConsumer(broker, 'default');
    await createConsumer(broker, 'other');
    await order('B');
    expect(await marks()).toEqual([
      { consumer: 'default', request_id: 2 },
      { consumer: 'other', request_id: 2 },
    ]);
    await refreshFeed(broker, 'other');
    expect(await marks()).toEqual([{ consumer: 'default', request_id: 2 }]);
    expect(await removeConsumer(broker, 'default')).toBe(true);
    await order('C');
    expect(await marks()).toEqual([{ consumer: 'other', request_id: 3 }]);
    expect(await refreshFeed(broker, 'default')).toBeUndefined();
  });

  test('keeps the snapshot before when a refresh dies in the middle, and loses nothing', async () => {
    await order('A');
    await createConsumer(broker, 'default');
    later(HOUR);
    expect(await refresh()).toEqual(['A']);
    await order('B');
    for (let pages = 1; pages < 20 && (await ordersOf())[0] === 'A'; pages += 1) {
      let left = pages;
      await refreshFeed(broker, 'default', { stopping: () => (left -= 1) < 0 }).catch(() => undefined);
      expect(await ordersOf()).toHaveLength(1);
    }
    expect(await ordersOf()).toEqual(['B']);
    expect(await refresh()).toEqual([]);
    expect(await stored()).toEqual([0, 0]);
  });

  test('is taken over when its server died, and the late one stores nothing more', async () => {
    await order('A');
    await createConsumer(broker, 'default');
    const died = refreshFeed(broker, 'default', {
      stopping: () => {
        throw new Error('killed');
      },
    });
    await expect(died).rejects.toThrow('killed');
    await database.transaction((session) =>
      session.run("UPDATE feed_consumer SET owner = 'dead', lease_until = ?", [
        new Date(broker.now.getTime() + 60_000).toISOString(),
      ]),
    );
    await expect(refresh()).rejects.toThrow('is running already');
    later(61_000);
    expect(await refresh()).toEqual(['A']);
  });

  test('masks what snapshots hold of an order, and tells it in the next one', async () => {
    await order('A');
    await createConsumer(broker, 'default');
    later(HOUR);
    expect(await refresh()).toEqual(['A']);
    await update(broker, 1, 'CANCELED', '6/1');
    expect(await refresh()).toEqual(['A']);
    later(1000 * 24 * HOUR);
    await runJob(broker, 'purge');
    const texts = JSON.stringify(
      await Promise.all(
        FEED_TABLE_NAMES.map((table) => database.transaction((session) => session.all(`SELECT * FROM feed_${table}`))),
      ),
    );
    expect(texts).toContain('WORCESTER');
    expect(texts).toContain('*****');
    expect(texts).not.toMatch(/FIRST|LAST|Example Street|4111|01602/);
    expect(await refresh()).toEqual(['A']);
  });

  const stored = (): Promise<number[]> =>
    database.transaction(async (session) => [
      (await session.all('SELECT * FROM feed_item')).length,
      (await session.all('SELECT * FROM feed_orders')).length,
    ]);
});

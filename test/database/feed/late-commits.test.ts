import { createConsumer } from '../../../src/broker/feed/consumers.js';
import { readSnapshot } from '../../../src/broker/feed/read-snapshot.js';
import { refreshFeed } from '../../../src/broker/feed/refresh.js';
import { recordChanges } from '../../../src/broker/events/record-changes.js';
import { inUnit } from '../../../src/broker/unit.js';
import type { Database } from '../../../src/store/database.js';
import { NO_SHIPMENT } from '../../../src/store/orders/history.js';
import { lockOrder } from '../../../src/store/orders/orders.js';
import { orderOf, submitted, update } from '../../support/server/broker.js';
import type { TestBroker } from '../../support/server/broker.js';
import { onMysql } from '../../support/databases.js';
import { freshForEach } from '../../support/server/fresh-broker.js';

/** A promise that the test resolves. */
function gate(): { readonly passed: Promise<void>; open: () => void } {
  let open = (): void => undefined;
  const passed = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { passed, open };
}

onMysql((engine) => {
  let database: Database;
  let broker: TestBroker;

  freshForEach(engine, (fresh) => {
    ({ database, broker } = fresh);
  });

  const order = async (orderId: string): Promise<number> =>
    (await submitted(broker, orderOf(orderId, [{ item: 'PENCIL', at: 'STC/10' }]))).requestId;
  const refresh = async (): Promise<number[]> => {
    await refreshFeed(broker, 'default');
    const page = await readSnapshot(broker, {
      consumer: 'default',
      snapshotNo: undefined,
      table: 'orders',
      limit: 100,
    });
    return (page?.rows ?? []).map(([requestId]) => Number(requestId));
  };
  const marked = (): Promise<unknown[]> =>
    database.transaction((session) => session.all('SELECT request_id FROM feed_mark'));
  const minutes = (count: number): void => {
    broker.now = new Date(broker.now.getTime() + count * 60_000);
  };

  /** A change of an order that commits only when the test says so. @returns when it has written everything but COMMIT */
  const slowChange = async (requestId: number): Promise<{ commit: () => Promise<void> }> => {
    const [written, goOn] = [gate(), gate()];
    const change = inUnit(broker, async (unit) => {
      const found = await lockOrder(unit.session, requestId);
      if (found === undefined) throw new Error('no order');
      await recordChanges(unit, [
        {
          requestId,
          lineNo: 1,
          at: unit.timestamp,
          systemCd: 'STC',
          locationCd: '10',
          employeeId: '',
          from: 'new_order',
          to: 'new_order',
          quantity: 1,
          locationId: found.originatingLocationId,
          reasonCode: '',
          reasonNote: 'slow',
          ...NO_SHIPMENT,
        },
      ]);
      // Written through a read, so that what is held back reaches the server before the gate.
      await unit.session.all('SELECT 1');
      written.open();
      await goOn.passed;
    });
    await written.passed;
    return {
      commit: async () => {
        goOn.open();
        await change;
      },
    };
  };

  test('a change that commits while a refresh runs is in the next snapshot, although it was marked before', async () => {
    const requestId = await order('A');
    await createConsumer(broker, 'default');
    minutes(20);
    expect(await refresh()).toEqual([requestId]);
    await update(broker, requestId, 'ACCEPTED', 'STC/10');
    const change = await slowChange(requestId);
    // The refresh waits for the order's lock and takes the mark from before the change.
    const running = refresh();
    await new Promise((resolve) => setTimeout(resolve, 300));
    await change.commit();
    expect(await running).toEqual([requestId]);
    expect(await marked()).toEqual([{ request_id: requestId }]);
    expect(await refresh()).toEqual([requestId]);
    expect(await marked()).toEqual([]);
    expect(await refresh()).toEqual([]);
  });

  test('a change that commits after a snapshot was taken is in the next one', async () => {
    const [first, second] = [await order('A'), await order('B')];
    await createConsumer(broker, 'default');
    minutes(20);
    expect(await refresh()).toEqual([first, second]);
    const change = await slowChange(first);
    expect(await refresh()).toEqual([]);
    await change.commit();
    expect(await refresh()).toEqual([first]);
    expect(await refresh()).toEqual([]);
  });

  test('a change by a transaction that did not know the consumer is in a snapshot, once', async () => {
    const first = await order('A');
    minutes(30 * 60);
    const second = await order('B');
    const change = await slowChange(first);
    await createConsumer(broker, 'default');
    minutes(1);
    expect(await refresh()).toEqual([second]);
    expect(await refresh()).toEqual([]);
    await change.commit();
    expect(await marked()).toEqual([]);
    expect(await refresh()).toEqual([first]);
    expect(await refresh()).toEqual([]);
    minutes(20);
    expect(await refresh()).toEqual([]);
    expect(await refresh()).toEqual([]);
    expect(await database.transaction((session) => session.all('SELECT * FROM feed_seen'))).toEqual([]);
  });

  test('a change by such a transaction is found by the first refresh after the time in which it can commit', async () => {
    const first = await order('A');
    minutes(30 * 60);
    const change = await slowChange(first);
    await createConsumer(broker, 'default');
    minutes(14);
    expect(await refresh()).toEqual([]);
    minutes(2);
    await change.commit();
    expect(await refresh()).toEqual([first]);
    expect(await refresh()).toEqual([]);
  });

  test('only one refresh of a consumer runs at a time', async () => {
    await order('A');
    await createConsumer(broker, 'default');
    const runs = await Promise.allSettled(Array.from({ length: 5 }, () => refreshFeed(broker, 'default')));
    const refused = runs.flatMap((run) => (run.status === 'rejected' ? [(run.reason as Error).message] : []));
    expect(runs.filter(({ status }) => status === 'fulfilled').length).toBeGreaterThan(0);
    for (const message of refused) expect(message).toContain('a refresh of default is running already');
  });
});

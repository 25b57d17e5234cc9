import type { Database } from '../../../src/store/database.js';
import { stockColumns } from '../../../src/store/inventory/stock-columns.js';
import { brokerOn, orderOf, submitted } from '../../support/server/broker.js';
import { onEveryEngine } from '../../support/databases.js';
import type { TestDatabase } from '../../support/databases.js';

/**
 * On SQLite stock is cached between transactions, on MariaDB and MySQL concurrent transactions share it; in either case a
 * transaction sees what a SELECT returns.
 */
onEveryEngine((engine) => {
  let home: TestDatabase;
  let database: Database;

  beforeEach(async () => {
    home = await engine.create();
    database = await home.open();
  });
  afterEach(async () => {
    await database.close();
    await home.drop();
  });

  const expectFresh = async (instance: Database): Promise<void> => {
    const compared = await instance.transaction(async (session) => {
      const rows = async (): Promise<unknown[][]> =>
        (
          await session.all(
            'SELECT location_id, available_qty, reserved_qty FROM product_location WHERE product_id = 1 ORDER BY location_id',
          )
        ).map(Object.values);
      const before = await rows();
      const stock = await stockColumns(session, 1);
      // On a server each SELECT sees what was committed in the meantime.
      if (JSON.stringify(await rows()) !== JSON.stringify(before)) return false;
      expect([...stock.locationIds].map((id, index) => [id, stock.available[index], stock.reserved[index]])).toEqual(
        before,
      );
      return true;
    });
    if (!compared) await expectFresh(instance);
  };
  const change =
    'UPDATE product_location SET available_qty = available_qty + 7, reserved_qty = reserved_qty + 1 WHERE product_id = 1';

  test('sees its own updates, inserts and deletes', async () => {
    await brokerOn(database);
    await expectFresh(database);
    await database.transaction((session) => session.run(change));
    await expectFresh(database);
    await database.transaction((session) =>
      session.run(
        'DELETE FROM product_location WHERE product_id = 1 AND location_id = (SELECT id FROM (SELECT MIN(location_id) AS id FROM product_location WHERE product_id = 1) one)',
      ),
    );
    await expectFresh(database);
    await database.transaction((session) =>
      session.insertRows(
        'product_location',
        ['product_id', 'location_id', 'available_qty', 'reserved_qty', 'next_po_qty', 'updated_at'],
        [[1, 900, 5, 0, 0, '2030-01-01T00:00:00.000Z']],
      ),
    );
    await expectFresh(database);
  });

  test('does not see a change that was rolled back, and other transactions of its group are unaffected', async () => {
    await brokerOn(database);
    await expectFresh(database);
    const results = await Promise.allSettled([
      database.transaction((session) => session.run(change)),
      database.transaction(async (session) => {
        await session.run(change);
        await stockColumns(session, 1);
        throw new Error('halfway');
      }),
      expectFresh(database),
      database.transaction((session) => session.run(change)),
    ]);
    expect(results.map((result) => result.status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'fulfilled']);
    await expectFresh(database);
  });

  test('sees what another instance has committed, and routes by it', async () => {
    const broker = await brokerOn(database);
    const other = await home.open();
    expect((await submitted(broker, orderOf('A', [{ item: 'PENCIL', qty: 1 }]))).lines).toEqual(['STC/10 new_order']);
    await other.transaction((session) =>
      session.run(
        "UPDATE product_location SET available_qty = 0 WHERE location_id = (SELECT id FROM location WHERE system_cd = 'STC' AND location_cd = '10')",
      ),
    );
    await expectFresh(database);
    expect((await submitted(broker, orderOf('B', [{ item: 'PENCIL', qty: 1 }]))).lines).toEqual(['STC/20 new_order']);
    await expectFresh(other);
    await other.close();
  });
});

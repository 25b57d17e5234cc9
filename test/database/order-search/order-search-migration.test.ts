import { insertOrder, readOrders } from '../../../src/store/orders/orders.js';
import type { NewOrder } from '../../../src/store/orders/orders.js';
import type { Row, Session } from '../../../src/platform/db/session.js';
import type { Database } from '../../../src/store/database.js';
import { brokerOn, CUSTOMER, orderOf, submitted } from '../../support/server/broker.js';
import { onEveryEngine } from '../../support/databases.js';

const customers = (session: Session): Promise<Row[]> =>
  session.all('SELECT * FROM order_customer ORDER BY request_id, person_no');

onEveryEngine((engine) => {
  test('existing orders are found by their persons too, even if the migration was interrupted', async () => {
    const home = await engine.create();
    let database: Database = await home.open();
    try {
      const broker = await brokerOn(database);
      await submitted(
        broker,
        orderOf('A', [
          { item: 'PENCIL' },
          { item: 'LAMP', shipTo: { ...CUSTOMER, name: { ...CUSTOMER.name, last: 'OTHER' } } },
        ]),
      );
      // More orders than one batch of the migration.
      await database.transaction(async (session) => {
        const [first] = await readOrders(session, [1]);
        if (first === undefined) throw new Error('the first order is gone');
        for (let n = 2; n <= 1203; n += 1) {
          const soldTo = { ...CUSTOMER, name: { ...CUSTOMER.name, last: `Last ${String(n)}` } };
          const order: NewOrder = { ...first, orderId: `O${String(n)}`, details: { ...first.details, soldTo } };
          await insertOrder(session, order);
        }
      });
      const before = await database.transaction(customers);
      expect(before.length).toBeGreaterThan(1203);
      // A database of the previous release, and one whose first start was killed half-way.
      await database.transaction((session) => session.run('DELETE FROM order_customer WHERE request_id > 300'));
      await database.transaction((session) =>
        session.run("DELETE FROM schema_migration WHERE name = 'OrderSearch1700000000005'"),
      );
      await database.close();
      database = await home.open();
      expect(await database.transaction(customers)).toEqual(before);
    } finally {
      await database.close();
      await home.drop();
    }
  }, 60_000);
});

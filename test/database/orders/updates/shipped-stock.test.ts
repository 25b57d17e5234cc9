import { loadCatalog } from '../../../../src/broker/network/load-catalog.js';
import type { InventoryEntry } from '../../../../src/domain/network/catalog-document.js';
import { orderOf, SMALL_RETAILER, submitted, update } from '../../../support/server/broker.js';
import type { TestBroker } from '../../../support/server/broker.js';
import { onEveryEngine } from '../../../support/databases.js';
import { freshForEach } from '../../../support/server/fresh-broker.js';

onEveryEngine((engine) => {
  let broker: TestBroker;
  freshForEach(engine, (fresh) => (broker = fresh.broker));

  const count = (available_qty: number, changes: Partial<InventoryEntry> = {}) =>
    loadCatalog(broker, {
      inventory: [{ system_cd: 'STC', location_cd: '10', item_id: 'S-PENCIL', available_qty, ...changes }],
    });
  const available = async (): Promise<number> => {
    const row = await broker.database.transaction((session) =>
      session.first<{ available_qty: number }>(
        `SELECT pl.available_qty FROM product_location pl JOIN location l ON l.id = pl.location_id
           JOIN product p ON p.id = pl.product_id WHERE l.location_cd = '10' AND p.product_cd = 'PENCIL'`,
      ),
    );
    return row?.available_qty ?? -1;
  };
  const ship = async (orderId: string, qty: number): Promise<number> => {
    const { requestId } = await submitted(broker, orderOf(orderId, [{ item: 'PENCIL', qty, at: 'STC/10' }]));
    await update(broker, requestId, 'fulfilled', 'STC/10');
    return requestId;
  };

  test('units that were shipped are not promised again until the next count', async () => {
    await ship('A', 5);
    expect(await available()).toBe(0);
    expect((await submitted(broker, orderOf('B', [{ item: 'PENCIL' }]))).lines).toEqual(['STC/20 new_order']);
    await count(3);
    expect((await submitted(broker, orderOf('C', [{ item: 'PENCIL', qty: 3 }]))).lines).toEqual(['STC/10 new_order']);
  });

  test('a count that was made before units were shipped does not bring them back', async () => {
    await ship('A', 2);
    broker.now = new Date('2030-01-02T06:00:00.000Z');
    await ship('B', 1);
    await count(10, { as_of: '2030-01-02T05:00:00+00:00' });
    expect(await available()).toBe(9);
    await count(10, { as_of: '2030-01-02T00:30:00-05:00' });
    expect(await available()).toBe(9);
    await count(10, { as_of: '2031-01-01T00:00:00Z' });
    expect(await available()).toBe(10);
    await count(10, { as_of: '2030-01-02T05:00:00Z' });
    expect(await available()).toBe(10);
  });

  test('goods in transit have left, once; a repeat, a receipt and a pickup change nothing more', async () => {
    const { requestId } = await submitted(
      broker,
      orderOf('A', [{ item: 'PENCIL', qty: 2, at: 'STC/10' }], {
        type: 'SHIPFORPICKUP',
        pickupLocation: { systemCd: 'STC', locationCd: '30' },
      }),
    );
    await update(broker, requestId, 'intransit', 'STC/10');
    await update(broker, requestId, 'intransit', 'STC/10');
    await update(broker, requestId, 'received', 'STC/30');
    await update(broker, requestId, 'fulfilled', 'STC/30');
    expect(await available()).toBe(3);
  });

  test('a cancel and a reject take nothing off, and more than there is leaves nothing', async () => {
    const { requestId } = await submitted(broker, orderOf('A', [{ item: 'PENCIL', at: 'STC/10' }]));
    await update(broker, requestId, 'canceled', '6/1');
    expect(await available()).toBe(5);
    await ship('B', 7);
    expect(await available()).toBe(0);
  });

  test('an organization may leave it to its next stock update', async () => {
    await loadCatalog(broker, {
      preferences: { ...SMALL_RETAILER.preferences, shipped_units_lower_stock: false },
    });
    await ship('A', 5);
    expect(await available()).toBe(5);
  });
});

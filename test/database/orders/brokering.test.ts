import { brokerNext } from '../../../src/broker/orders/broker-later.js';
import { getOrders } from '../../../src/broker/inquiry/get-orders.js';
import { traceOrder } from '../../../src/broker/brokering/order-trace.js';
import { previewOrder } from '../../../src/broker/orders/preview.js';
import { submitOrder } from '../../../src/broker/orders/submit-order.js';
import { reconcile } from '../../../src/broker/inventory/reconcile.js';
import type { CatalogDocument } from '../../../src/domain/network/catalog-document.js';
import type { Preferences } from '../../../src/domain/network/preferences.js';
import type { Database } from '../../../src/store/database.js';
import { brokerOn, orderOf, outcome, place, SMALL_RETAILER, submitted, update } from '../../support/server/broker.js';
import { onEveryEngine } from '../../support/databases.js';
import type { TestDatabase } from '../../support/databases.js';

onEveryEngine((engine) => {
  let home: TestDatabase;
  let database: Database;
  let broker: Awaited<ReturnType<typeof brokerOn>>;

  beforeEach(async () => {
    home = await engine.create();
    database = await home.open();
  });
  afterEach(async () => {
    expect(await reconcile(broker)).toEqual([]);
    await database.close();
    await home.drop();
  });

  const retailer = async (preferences: Preferences, changes: Partial<CatalogDocument> = {}): Promise<void> => {
    broker = await brokerOn(database, { preferences: { ...SMALL_RETAILER.preferences, ...preferences }, ...changes });
  };
  const lines = async (requestId: number): Promise<string[]> => {
    const [view] = await getOrders(broker, {
      systemCd: '6',
      requestId: String(requestId),
      orderId: '',
      refTransactionNo: '',
    });
    return (view?.lines ?? []).map(
      ({ line, location }) =>
        `${String(line.lineNo)} (${String(line.requestingLineNo)}): ${String(line.quantity)} at ${location.locationCd} ${line.status}`,
    );
  };

  describe('an order that is split', () => {
    test('is assigned to as few locations as possible; a line that no location has in full is unfulfillable', async () => {
      await retailer({});
      const { requestId } = await submitted(
        broker,
        orderOf('A', [{ item: 'PENCIL' }, { item: 'LAMP', qty: 3 }, { item: 'PEN' }]),
      );
      expect(await lines(requestId)).toEqual([
        '1 (1): 1 at 20 new_order',
        '2 (2): 3 at UNF unfulfillable',
        '3 (3): 1 at 20 new_order',
      ]);
    });

    test('has its lines split if that is allowed; prorated amounts add up', async () => {
      await retailer({ allow_split_line: true });
      const { requestId } = await submitted(
        broker,
        orderOf('A', [
          {
            item: 'PENCIL',
            qty: 53,
            taxes: [{ description: 'Tax', lineItemNo: '1', amount: '1.00' }],
            extendedFreight: '0.10',
          },
          { item: 'PEN' },
        ]),
      );
      expect(await lines(requestId)).toEqual([
        '1 (1): 3 at 10 new_order',
        '2 (1): 50 at 20 new_order',
        '3 (2): 1 at 20 new_order',
      ]);
      const [view] = await getOrders(broker, {
        systemCd: '6',
        requestId: String(requestId),
        orderId: '',
        refTransactionNo: '',
      });
      const parts = (view?.lines ?? []).filter(({ line }) => line.requestingLineNo === 1).map(({ line }) => line);
      expect(parts.reduce((sum, line) => sum + line.tax, 0)).toBe(100);
      expect(parts.reduce((sum, line) => sum + (line.details.taxes[0]?.amount ?? 0), 0)).toBe(100);
      expect(parts.reduce((sum, line) => sum + line.details.extendedFreight, 0)).toBe(10);
    });

    test('keeps the units that no location has as a part of their own', async () => {
      await retailer({ allow_split_line: true });
      const { requestId } = await submitted(broker, orderOf('A', [{ item: 'PENCIL', qty: 60 }]));
      expect(await lines(requestId)).toEqual([
        '1 (1): 5 at 10 new_order',
        '2 (1): 50 at 20 new_order',
        '3 (1): 5 at UNF unfulfillable',
      ]);
    });

    test('stays together if it must ship complete', async () => {
      await retailer({ allow_split_line: true });
      const command = orderOf('A', [{ item: 'PENCIL', qty: 53 }]);
      const { requestId } = await submitted(broker, { ...command, details: { ...command.details, shipComplete: 'Y' } });
      expect(await lines(requestId)).toEqual(['1 (1): 53 at UNF unfulfillable']);
    });
  });

  describe('a rejected line', () => {
    test('can be split: the first part keeps its number, the others get the next ones, and the rejecting location gets none', async () => {
      await retailer(
        { allow_split_line: true },
        {
          inventory: [
            { system_cd: 'STC', location_cd: '10', item_id: 'S-PENCIL', available_qty: 5 },
            { system_cd: 'STC', location_cd: '20', item_id: 'S-PENCIL', available_qty: 3 },
            { system_cd: 'STC', location_cd: '30', item_id: 'S-PENCIL', available_qty: 2 },
            { system_cd: '6', location_cd: '1', item_id: 'LAMP', available_qty: 2 },
          ],
        },
      );
      const { requestId } = await submitted(broker, orderOf('A', [{ item: 'PENCIL', qty: 5 }, { item: 'LAMP' }]));
      expect(await lines(requestId)).toEqual(['1 (1): 5 at 10 new_order', '2 (2): 1 at 1 new_order']);
      await update(broker, requestId, 'rejected', 'STC/10', [1]);
      expect(await lines(requestId)).toEqual([
        '1 (1): 3 at 20 new_order',
        '2 (2): 1 at 1 new_order',
        '3 (1): 2 at 30 new_order',
      ]);
      await update(broker, requestId, 'rejected', 'STC/30', [3]);
      expect(await lines(requestId)).toEqual([
        '1 (1): 3 at 20 new_order',
        '2 (2): 1 at 1 new_order',
        '3 (1): 2 at UNF unfulfillable',
      ]);
    });

    test('can be split over stores of the same system, for which a repeated reject does not reject', async () => {
      await retailer(
        { allow_split_line: true },
        {
          inventory: ['10 5', '20 3', '30 2'].map((entry) => {
            const [code = '', units] = entry.split(' ');
            return { system_cd: 'STC', location_cd: code, item_id: 'S-PENCIL', available_qty: Number(units) };
          }),
        },
      );
      const { requestId } = await submitted(broker, orderOf('A', [{ item: 'PENCIL', qty: 5 }]));
      for (let sent = 0; sent < 2; sent += 1) {
        await update(broker, requestId, 'rejected', 'STC/10');
        expect(await lines(requestId)).toEqual(['1 (1): 3 at 20 new_order', '2 (1): 2 at 30 new_order']);
      }
      await update(broker, requestId, 'rejected', 'STC/30', [2]);
      expect(await lines(requestId)).toEqual(['1 (1): 3 at 20 new_order', '2 (1): 2 at UNF unfulfillable']);
    });

    test('prefers a location that already ships for the order', async () => {
      await retailer(
        {},
        {
          inventory: [
            ...(SMALL_RETAILER.inventory ?? []),
            { system_cd: '6', location_cd: '1', item_id: 'PENCIL', available_qty: 9 },
          ],
        },
      );
      const { requestId } = await submitted(broker, orderOf('A', [{ item: 'PENCIL', at: 'STC/10' }, { item: 'PEN' }]));
      await update(broker, requestId, 'rejected', 'STC/10', [1]);
      // The warehouse is nearer, but store 20 already ships the pen.
      expect((await lines(requestId))[0]).toBe('1 (1): 1 at 20 new_order');
    });
  });

  describe('an order that is acknowledged before it is brokered', () => {
    beforeEach(() => retailer({ acknowledge_before_brokering: true }));

    test('is assigned to the virtual location until the job has run', async () => {
      const { requestId, lines: answered } = await submitted(broker, orderOf('A', [{ item: 'PENCIL', qty: 2 }]));
      expect(answered).toEqual(['/IN PROCESS new_order']);
      expect(await brokerNext(broker)).toBe(true);
      expect(await lines(requestId)).toEqual(['1 (1): 2 at 10 new_order']);
      expect(await brokerNext(broker)).toBe(false);
      expect((await traceOrder(broker, requestId))?.map((pass) => pass.pass)).toEqual([1]);
    });

    test('is not brokered if it was canceled in between', async () => {
      const { requestId } = await submitted(broker, orderOf('A', [{ item: 'PENCIL' }]));
      expect(outcome(await update(broker, requestId, 'canceled', '6/1'))).toBe('ok');
      expect(await brokerNext(broker)).toBe(true);
      expect(await lines(requestId)).toEqual(['1 (1): 1 at IN PROCESS canceled']);
    });

    test('cannot be accepted or rejected in between without a fulfilling location', async () => {
      const { requestId } = await submitted(broker, orderOf('A', [{ item: 'PENCIL' }]));
      expect(outcome(await update(broker, requestId, 'accepted', ''))).toBe('not_yours');
      expect(outcome(await update(broker, requestId, 'rejected', ''))).toBe('not_yours');
      expect(await brokerNext(broker)).toBe(true);
      expect(await lines(requestId)).toEqual(['1 (1): 1 at 10 new_order']);
    });

    test('is brokered once by several concurrent instances', async () => {
      for (let i = 0; i < 5; i += 1) await submitted(broker, orderOf(`J${String(i)}`, [{ item: 'PENCIL', qty: 10 }]));
      const second = await home.open();
      const other = {
        ...broker,
        database: second,
        networks: (
          await brokerOn(second, { preferences: { ...SMALL_RETAILER.preferences, acknowledge_before_brokering: true } })
        ).networks,
      };
      const worked = await Promise.all(Array.from({ length: 12 }, (_, i) => brokerNext(i % 2 === 0 ? broker : other)));
      while (await brokerNext(broker)) worked.push(true);
      expect(worked.filter(Boolean)).toHaveLength(5);
      const at20 = await database.transaction((session) =>
        session.first<{ n: number | string }>('SELECT SUM(reserved_qty) AS n FROM product_location'),
      );
      expect(Number(at20?.n)).toBe(50);
      await second.close();
    });

    test('is only a delivery that names no location', async () => {
      expect((await submitted(broker, orderOf('A', [{ item: 'PENCIL', at: 'STC/10' }]))).lines).toEqual([
        'STC/10 new_order',
      ]);
      expect(
        (
          await submitted(
            broker,
            orderOf('B', [{ item: 'PENCIL' }], { type: 'SHIPFORPICKUP', pickupLocation: place('STC/30') }),
          )
        ).lines,
      ).toEqual(['STC/10 new_order']);
    });
  });

  test('a location never gets more orders a day than its maximum, even concurrently', async () => {
    await retailer({ max_orders_per_day: 2 });
    const results = await Promise.all(
      Array.from({ length: 8 }, (_, i) => submitted(broker, orderOf(`M${String(i)}`, [{ item: 'PENCIL' }]))),
    );
    const count = (where: string): number =>
      results.flatMap((result) => result.lines).filter((line) => line === where).length;
    expect([count('STC/10 new_order'), count('STC/20 new_order'), count('6/UNF unfulfillable')]).toEqual([2, 2, 4]);
    broker.now = new Date('2030-01-03T00:00:01Z');
    expect((await submitted(broker, orderOf('NEXT', [{ item: 'PENCIL' }]))).lines).toEqual(['STC/10 new_order']);
  });

  test('the quantity at a named location is checked if the organization wants that', async () => {
    await retailer({ named_location_checks_quantity: true });
    const two = orderOf('A', [
      { item: 'PENCIL', qty: 3, at: 'STC/10' },
      { item: 'PENCIL', qty: 3, at: 'STC/10' },
    ]);
    expect(await submitOrder(broker, two)).toMatchObject({ accepted: false, rejections: [{ key: 'not_stocked' }] });
    const results = await Promise.all(
      Array.from({ length: 6 }, (_, i) =>
        submitOrder(broker, orderOf(`N${String(i)}`, [{ item: 'PENCIL', qty: 2, at: 'STC/10' }])),
      ),
    );
    expect(results.filter((result) => result.accepted)).toHaveLength(2);
  });

  test('orders are spread over equal locations, longest without an order first', async () => {
    await retailer({ standard_brokering: ['last_order_assigned'] });
    const first: string[] = [];
    for (let i = 0; i < 4; i += 1) {
      broker.now = new Date(broker.now.getTime() + 1000);
      first.push((await submitted(broker, orderOf(`L${String(i)}`, [{ item: 'PENCIL' }]))).lines[0] ?? '');
    }
    expect(first).toEqual(['STC/10 new_order', 'STC/20 new_order', 'STC/10 new_order', 'STC/20 new_order']);
  });

  test('units that a probability rule holds back are not sold, and the stored quantities stay', async () => {
    await retailer(
      {},
      {
        probability_rules: [{ name: 'HALF', result: { figure: 'available_qty', as: 'available / 2' } }],
        probability_assignments: [{ rule: 'HALF', sequence: 1, location: { system_cd: 'STC', location_cd: '10' } }],
      },
    );
    expect((await submitted(broker, orderOf('A', [{ item: 'PENCIL', qty: 2 }]))).lines).toEqual(['STC/10 new_order']);
    expect((await submitted(broker, orderOf('B', [{ item: 'PENCIL', qty: 1 }]))).lines).toEqual(['STC/20 new_order']);
    const rows = await database.transaction((session) =>
      session.all<{ available_qty: number }>(
        'SELECT available_qty FROM product_location WHERE product_id = 1 ORDER BY location_id',
      ),
    );
    expect(rows.map((row) => row.available_qty)).toEqual([5, 50]);
  });

  test('a change of the reserved statuses recalculates the reserved quantities', async () => {
    await retailer({});
    const { requestId } = await submitted(broker, orderOf('A', [{ item: 'PENCIL', qty: 2 }]));
    await update(broker, requestId, 'fulfilled', 'STC/10');
    const [oms, stores] = SMALL_RETAILER.systems ?? [];
    if (oms === undefined || stores === undefined) throw new Error('the small retailer has two systems');
    await retailer(
      {},
      { systems: [oms, { ...stores, reserved_statuses: ['new_order', 'polled', 'accepted', 'picked', 'fulfilled'] }] },
    );
    // Two of the five units are gone whatever the stored quantity is; counting `fulfilled` prevents selling them again.
    expect((await submitted(broker, orderOf('B', [{ item: 'PENCIL', qty: 4 }]))).lines).toEqual(['STC/20 new_order']);
  });

  describe('a preview', () => {
    test('decides as the submit that follows, explains why, and stores nothing', async () => {
      await retailer({ allow_split_line: true });
      const command = orderOf('A', [{ item: 'PENCIL', qty: 53 }, { item: 'LAMP' }]);
      const result = await previewOrder(broker, command);
      if (!('preview' in result)) throw new Error('refused');
      expect(await database.transaction((session) => session.all('SELECT request_id FROM customer_order'))).toEqual([]);
      const { requestId } = await submitted(broker, command);
      expect((await lines(requestId)).map((line) => /\d+ at \S+/.exec(line)?.[0])).toEqual(
        result.preview.lines.flatMap((line) =>
          line.parts.map((part) => `${String(part.quantity)} at ${part.location_cd}`),
        ),
      );
    });

    test('explains for every candidate what would have to change', async () => {
      await retailer({});
      const result = await previewOrder(broker, orderOf('A', [{ item: 'PENCIL', qty: 6 }]));
      expect(
        'preview' in result
          ? result.preview.decision?.candidates.map(({ location_cd, fate, to_be_chosen }) => [
              location_cd,
              fate,
              to_be_chosen,
            ])
          : [],
      ).toEqual([
        ['10', 'eligible', 'It can take only part of it. It would need 1 more of PENCIL.'],
        ['20', 'chosen', undefined],
      ]);
    });

    test('of an order that would be rejected has the reasons', async () => {
      await retailer({});
      expect(await previewOrder(broker, orderOf('A', [{ item: 'NOSUCH' }]))).toEqual({
        refused: { code: 7001, description: 'Invalid item (system product), item (NOSUCH) does not exist.' },
      });
    });
  });

  test('the trace of an order has every run of the routing with every candidate', async () => {
    await retailer({});
    const { requestId } = await submitted(broker, orderOf('A', [{ item: 'PENCIL' }]));
    await update(broker, requestId, 'rejected', 'STC/10');
    const passes = await traceOrder(broker, requestId);
    expect(passes).toMatchObject([
      {
        pass: 1,
        decided_by: 'proximity',
        candidates: [
          { location_cd: '10', fate: 'chosen', rank: 1 },
          { location_cd: '20', fate: 'eligible', rank: 2 },
        ],
      },
      {
        pass: 2,
        candidates: [
          { location_cd: '20', fate: 'chosen' },
          { location_cd: '10', fate: 'eliminated', reason: 'rejected_before' },
        ],
      },
    ]);
    expect(await traceOrder(broker, 4711)).toBeUndefined();
  });

  test('200 concurrent orders for 50 units assign exactly 50', async () => {
    await retailer(
      {},
      { inventory: [{ system_cd: 'STC', location_cd: '20', item_id: 'S-PENCIL', available_qty: 50 }] },
    );
    const results = await Promise.all(
      Array.from({ length: 200 }, (_, i) => submitOrder(broker, orderOf(`C${String(i)}`, [{ item: 'PENCIL' }]))),
    );
    const placed = results.flatMap((result) => (result.accepted ? result.lines : []));
    expect(placed).toHaveLength(200);
    expect(placed.filter((line) => line.status === 'new_order').reduce((sum, line) => sum + line.quantity, 0)).toBe(50);
    expect(placed.filter((line) => line.status === 'unfulfillable')).toHaveLength(150);
  });
});

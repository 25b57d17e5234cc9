import { locateItems } from '../../../src/broker/availability/locate-items.js';
import { productAvailability } from '../../../src/broker/availability/product-availability.js';
import { getBriefOrdersById, getOrders } from '../../../src/broker/inquiry/get-orders.js';
import { updateProduct } from '../../../src/broker/inventory/update-product.js';
import { NetworkCache } from '../../../src/broker/network-cache.js';
import { loadCatalog } from '../../../src/broker/network/load-catalog.js';
import { pollLocation } from '../../../src/broker/polling/poll.js';
import { submitOrder } from '../../../src/broker/orders/submit-order.js';
import type { Database } from '../../../src/store/database.js';
import { brokerOn, orderOf, submitted } from '../../support/server/broker.js';
import type { TestBroker } from '../../support/server/broker.js';
import { onEveryEngine } from '../../support/databases.js';
import type { TestDatabase } from '../../support/databases.js';

const PADDED = 'S-PENCIL       ';
const NEAR = { postal: '01602', city: '', province: '', country: 'US' };
const NUMBERS = { orderId: '', refTransactionNo: '' };

onEveryEngine((engine) => {
  let home: TestDatabase;
  let database: Database;
  let broker: TestBroker;
  let orders = 0;

  beforeEach(async () => {
    home = await engine.create();
    database = await home.open();
    broker = await brokerOn(database);
  });
  afterEach(async () => {
    await database.close();
    await home.drop();
  });

  const spell = (itemId: string) =>
    loadCatalog(broker, {
      products: [
        { product_cd: 'PENCIL', description: 'A pencil', system_products: [{ system_cd: 'STC', item_id: itemId }] },
      ],
    });
  /** How the stores' system is told the item code by each operation that gives it. */
  const told = async (asked = 'S-PENCIL') => {
    const { requestId } = await submitted(broker, orderOf(`T${(orders += 1)}`, [{ item: 'PENCIL', at: 'STC/10' }]));
    const query = { systemCd: 'STC', requestId: String(requestId), ...NUMBERS };
    const [order] = await getOrders(broker, query);
    const [brief] = await getBriefOrdersById(broker, {
      ...query,
      requestIds: [query.requestId],
      statuses: [],
      negated: false,
    });
    const poll = await pollLocation(broker, 'fulfillments', { systemCd: 'STC', locationCd: '10' });
    const asking = { systemCd: 'STC', locationCd: '20' };
    const items = [{ itemId: asked, quantity: '1', fulfillmentType: 'PICKUP' }];
    const located = await locateItems(broker, {
      items,
      requestingLocation: asking,
      requestedLocation: { systemCd: '', locationCd: '' },
      address: NEAR,
      distance: '',
      unit: '',
    });
    const available = await productAvailability(broker, {
      items,
      requestingLocation: asking,
      types: [{ type: 'PICKUP', distance: '', unit: '' }],
      address: NEAR,
    });
    return [
      order?.lines[0]?.itemId,
      brief?.lines[0]?.itemId,
      poll?.orders.at(-1)?.lines[0]?.itemId,
      located.items[0]?.rejection === undefined ? located.items[0]?.itemId : undefined,
      available.types[0]?.items[0]?.itemId,
    ];
  };

  test("an item code is told as the system's catalog spells it, and matched without its blanks", async () => {
    await spell(PADDED);
    expect(await told()).toEqual([PADDED, PADDED, PADDED, PADDED, PADDED]);
    // Padded otherwise, it is the same item.
    expect((await told('S-PENCIL '))[3]).toBe(PADDED);
  });

  test('where the catalog spells it without blanks, a search echoes what it was asked', async () => {
    expect(await told('S-PENCIL  ')).toEqual(['S-PENCIL', 'S-PENCIL', 'S-PENCIL', 'S-PENCIL  ', 'S-PENCIL  ']);
  });

  test('the last catalog or ProductUpdate decides how a code is spelled, an order does not', async () => {
    await spell(PADDED);
    await submitted(
      broker,
      orderOf('B', [{ item: 'S-PENCIL' }], { requestingLocation: { systemCd: 'STC', locationCd: '10' } }),
    );
    expect((await told())[0]).toBe(PADDED);
    const command = {
      systemCd: 'STC',
      itemId: 'S-PENCIL  ',
      productCd: 'PENCIL',
      description: 'A pencil',
      department: '',
      class: '',
      sub_class: '',
      master_style_code: '',
      stock: [],
    };
    expect((await updateProduct(broker, command)).faults).toEqual([]);
    expect((await told())[0]).toBe('S-PENCIL  ');
    await spell('S-PENCIL');
    expect((await told())[0]).toBe('S-PENCIL');
  });

  test('a database from before is found by codes without blanks: orders, repeats and items', async () => {
    const { requestId } = await submitted(broker, orderOf('A', [{ item: 'PENCIL' }], { refTransactionNo: 'R' }));
    await database.transaction(async (session) => {
      await session.run("UPDATE customer_order SET order_id = 'A  ', ref_transaction_no = ' R'");
      await session.run("UPDATE submitted_line SET order_id = 'A  '");
      await session.run("UPDATE system_product SET item_key = '\u00A0PENCIL' WHERE item_key = 'PENCIL'");
      await session.run("INSERT INTO submitted_line VALUES ('6', 'TWICE', 1, 7, 1), ('6', 'TWICE ', 1, 8, 1)");
      await session.run("DELETE FROM schema_migration WHERE name = 'CodesWithoutBlanks1700000000010'");
    });
    await database.close();
    database = await home.open();
    broker = { ...broker, database };
    for (const numbers of [{ orderId: 'A' }, { refTransactionNo: 'R' }]) {
      const found = await getOrders(broker, { systemCd: '6', requestId: '', ...NUMBERS, ...numbers });
      expect(found.map(({ order }) => order.requestId)).toEqual([requestId]);
    }
    const again = await submitOrder(broker, orderOf('A', [{ item: 'PENCIL' }]));
    expect(again).toMatchObject({ accepted: false, requestId });
    await submitted(broker, orderOf('C', [{ item: 'PENCIL' }]));
    // The older of two that became the same is kept as it is.
    expect(
      await database.transaction((session) =>
        session.all("SELECT order_id, request_id FROM submitted_line WHERE order_id LIKE 'TWICE%' ORDER BY request_id"),
      ),
    ).toEqual([
      { order_id: 'TWICE', request_id: 7 },
      { order_id: 'TWICE ', request_id: 8 },
    ]);
  });

  test('a catalog from before whose codes have blanks is matched by codes without them', async () => {
    await loadCatalog(broker, {
      zones: [{ code: 'Z', areas: [{ country: 'US' }], primary: [{ system_cd: 'STC', location_cd: '10' }] }],
    });
    const { requestId } = await submitted(broker, orderOf('A', [{ item: 'PENCIL', at: 'STC/10' }]));
    await database.transaction(async (session) => {
      await session.run(
        "INSERT INTO broker_system SELECT 'STC  ', name, require_status_update, reject_may_reshop_same_system, shop_within_system, reserved_statuses FROM broker_system WHERE system_cd = 'STC'",
      );
      for (const table of ['location', 'system_product', 'status_change', 'customer_order'])
        await session.run(`UPDATE ${table} SET system_cd = 'STC  ' WHERE system_cd = 'STC'`);
      await session.run("DELETE FROM broker_system WHERE system_cd = 'STC'");
      await session.run("UPDATE location SET location_cd = '10 ' WHERE location_cd = '10'");
      await session.run("UPDATE product SET product_cd = 'PEN  ' WHERE product_cd = 'PEN'");
      for (const [table, column] of [
        ['zone', 'definition'],
        ['organization', 'preferences'],
      ])
        await session.run(
          `UPDATE ${table} SET ${column} = REPLACE(REPLACE(${column}, '"STC"', '"STC  "'), '"UNF"', '" UNF"')`,
        );
      await session.run("DELETE FROM schema_migration WHERE name = 'CodesWithoutBlanks1700000000010'");
    });
    await database.close();
    database = await home.open();
    broker = { ...broker, database, networks: new NetworkCache() };
    const poll = await pollLocation(broker, 'fulfillments', { systemCd: 'STC', locationCd: '10' });
    expect(poll?.orders.map(({ order }) => order.requestId)).toEqual([requestId]);
    expect((await submitted(broker, orderOf('B', [{ item: 'LAMP', qty: 9 }]))).lines).toEqual(['6/UNF unfulfillable']);
    expect(
      await database.transaction(async (session) => [
        await session.all('SELECT system_cd FROM broker_system ORDER BY system_cd'),
        await session.all("SELECT product_cd FROM product WHERE product_cd LIKE 'PEN%' ORDER BY product_cd"),
        (await session.first<{ definition: string }>('SELECT definition FROM zone'))?.definition,
      ]),
    ).toEqual([
      [{ system_cd: '6' }, { system_cd: 'STC' }],
      [{ product_cd: 'PEN' }, { product_cd: 'PENCIL' }],
      expect.stringContaining('"primary":[{"system_cd":"STC","location_cd":"10"}]'),
    ]);
  });
});

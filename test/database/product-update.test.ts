import { getProduct } from '../../src/broker/network/list-products.js';
import { getOrders } from '../../src/broker/inquiry/get-orders.js';
import { loadCatalog } from '../../src/broker/network/load-catalog.js';
import { updateProduct } from '../../src/broker/inventory/update-product.js';
import type { UpdateProductCommand } from '../../src/broker/inventory/update-product.js';
import { catalogRevision } from '../../src/store/network/catalog.js';
import type { Database } from '../../src/store/database.js';
import { orderOf, submitted } from '../support/server/broker.js';
import type { TestBroker } from '../support/server/broker.js';
import { onEveryEngine } from '../support/databases.js';
import type { TestDatabase } from '../support/databases.js';
import { freshForEach } from '../support/server/fresh-broker.js';

onEveryEngine((engine) => {
  let home: TestDatabase;
  let database: Database;
  let broker: TestBroker;

  freshForEach(engine, (fresh) => {
    ({ home, database, broker } = fresh);
  });

  const command = (changes: Partial<UpdateProductCommand> = {}): UpdateProductCommand => ({
    systemCd: 'STC',
    itemId: 'S-CLOCK',
    productCd: 'CLOCK',
    description: 'A clock',
    department: '',
    class: '',
    sub_class: '',
    master_style_code: '',
    stock: [],
    ...changes,
  });
  const at = (locationCd: string, available: string, nextPoQuantity = '', nextPoDate = '') => ({
    locationCd,
    available,
    nextPoQuantity,
    nextPoDate,
  });
  const codes = async (changes: Partial<UpdateProductCommand>): Promise<number[]> => {
    const result = await updateProduct(broker, command(changes));
    return result.faults.map((fault) => fault.code);
  };
  const stockOf = (item: string) =>
    database.transaction((session) =>
      session.all(
        `SELECT l.location_cd, pl.available_qty, pl.reserved_qty, pl.next_po_qty, pl.next_po_date, pl.unit_cost FROM product_location pl
       JOIN location l ON l.id = pl.location_id JOIN system_product sp ON sp.product_id = pl.product_id AND sp.system_cd = l.system_cd
      WHERE sp.item_key = ? ORDER BY l.location_cd`,
        [item],
      ),
    );
  const everything = () =>
    database.transaction(async (session) => [
      await session.all('SELECT * FROM product ORDER BY id'),
      await session.all('SELECT * FROM system_product ORDER BY system_cd, item_key'),
      await session.all('SELECT * FROM product_location ORDER BY product_id, location_id'),
    ]);

  test('creates a new product with its code in the default system, which can be ordered at once', async () => {
    const revision = await database.transaction(catalogRevision);
    expect(
      await codes({
        itemId: 'S-CLOCK   ',
        department: 'HOME',
        class: 'TIME',
        sub_class: 'WALL',
        master_style_code: 'CLK',
        stock: [at('10', '7', '5', '2030-02-01'), at('20', '0')],
      }),
    ).toEqual([]);
    expect(await getProduct(broker, 'CLOCK')).toEqual({
      product_cd: 'CLOCK',
      description: 'A clock',
      department: 'HOME',
      class: 'TIME',
      sub_class: 'WALL',
      master_style_code: 'CLK',
      system_products: [
        { system_cd: '6', item_id: 'CLOCK' },
        { system_cd: 'STC', item_id: 'S-CLOCK   ' },
      ],
    });
    expect(await stockOf('S-CLOCK')).toEqual([
      {
        location_cd: '10',
        available_qty: 7,
        reserved_qty: 0,
        next_po_qty: 5,
        next_po_date: '2030-02-01',
        unit_cost: null,
      },
      { location_cd: '20', available_qty: 0, reserved_qty: 0, next_po_qty: 0, next_po_date: null, unit_cost: null },
    ]);
    const { requestId } = await submitted(broker, orderOf('A', [{ item: 'CLOCK' }]));
    const [view] = await getOrders(broker, {
      systemCd: '6',
      requestId: String(requestId),
      orderId: '',
      refTransactionNo: '',
    });
    expect(view?.lines.map(({ location }) => location.locationCd)).toEqual(['10']);
    // Products are not part of the network snapshot, so its revision stays.
    expect(await database.transaction(catalogRevision)).toBe(revision);
  });

  test('updates an existing product, and keeps what the message omits', async () => {
    await loadCatalog(broker, {
      attribute_definitions: [{ code: 'BRAND', applies_to: 'product' }],
      products: [
        {
          product_cd: 'PENCIL',
          description: 'A pencil',
          department: 'ART',
          class: 'DRY',
          attributes: { BRAND: 'X' },
          system_products: [{ system_cd: 'STC', item_id: 'S-PENCIL', upc: '1', ean: '2' }],
        },
      ],
      inventory: [{ system_cd: 'STC', location_cd: '10', item_id: 'S-PENCIL', available_qty: 5, unit_cost: 1.5 }],
    });
    await submitted(broker, orderOf('A', [{ item: 'PENCIL', qty: 4 }]));
    expect(
      await codes({
        itemId: 'S-PENCIL',
        productCd: 'PENCIL ',
        description: 'The pencil',
        department: 'WRITING',
        stock: [at('10', '3.00', '9', '20300201')],
      }),
    ).toEqual([]);
    expect(await getProduct(broker, 'PENCIL')).toEqual({
      product_cd: 'PENCIL',
      description: 'The pencil',
      department: 'WRITING',
      attributes: { BRAND: 'X' },
      system_products: [
        { system_cd: '6', item_id: 'PENCIL' },
        { system_cd: 'STC', item_id: 'S-PENCIL', upc: '1', ean: '2' },
      ],
    });
    // An available quantity below the reserved one is accepted, and the orders are kept.
    expect(await stockOf('S-PENCIL')).toEqual([
      {
        location_cd: '10',
        available_qty: 3,
        reserved_qty: 4,
        next_po_qty: 9,
        next_po_date: '2030-02-01',
        unit_cost: 1.5,
      },
      { location_cd: '20', available_qty: 50, reserved_qty: 0, next_po_qty: 0, next_po_date: null, unit_cost: null },
    ]);
  });

  test('changes nothing on a repeat', async () => {
    const changes = { stock: [at('10', '7', '5', '2030-02-01')] };
    expect(await codes(changes)).toEqual([]);
    const once = await everything();
    expect(await codes(changes)).toEqual([]);
    expect(await everything()).toEqual(once);
  });

  test('matches product_code against the default system, even if the catalog code of the product differs', async () => {
    await loadCatalog(broker, {
      products: [{ product_cd: 'P-1', description: 'A mug', system_products: [{ system_cd: '6', item_id: 'MUG' }] }],
    });
    expect(await codes({ itemId: 'S-MUG', productCd: 'MUG', description: 'The mug' })).toEqual([]);
    expect(await getProduct(broker, 'P-1')).toMatchObject({
      description: 'The mug',
      system_products: [{ item_id: 'MUG' }, { system_cd: 'STC', item_id: 'S-MUG' }],
    });
    expect(await getProduct(broker, 'MUG')).toBeUndefined();
    // Found by the organization's code, the product gets no second code in the default system.
    expect(await codes({ itemId: 'S-MUG', productCd: 'P-1' })).toEqual([]);
    expect(await getProduct(broker, 'P-1')).toMatchObject({
      system_products: [
        { system_cd: '6', item_id: 'MUG' },
        { system_cd: 'STC', item_id: 'S-MUG' },
      ],
    });
  });

  test('does not move an item code to another product', async () => {
    const before = await everything();
    const result = await updateProduct(broker, command({ itemId: 'S-PEN', productCd: 'PENCIL' }));
    expect(result).toMatchObject({
      updated: false,
      faults: [
        { key: 'item_taken', text: 'Item (S-PEN) of system (STC) stands for product (PEN), not for product (PENCIL).' },
      ],
    });
    expect(await everything()).toEqual(before);
  });

  test('reports every fault, and stores nothing', async () => {
    const before = await everything();
    expect(
      await codes({
        itemId: ' ',
        productCd: 'X'.repeat(36),
        description: '',
        department: 'X'.repeat(41),
        stock: [at('99', '1'), at('10', '0.5', '1.5', '2030-02-30'), at('10', '')],
      }),
    ).toEqual([7402, 7015, 7402, 7015, 7403, 7405, 7405, 7406, 7404, 7405]);
    expect(await codes({ systemCd: 'NONE', stock: [at('10', '1')] })).toEqual([7401, 7403]);
    expect(await everything()).toEqual(before);
  });

  test('stores the right figures beside wrong ones, and reports those', async () => {
    expect(
      await codes({ itemId: 'S-PENCIL', productCd: 'PENCIL', stock: [at('10', '1'), at('99', '1'), at('20', 'x')] }),
    ).toEqual([7403, 7405]);
    expect(await stockOf('S-PENCIL')).toMatchObject([
      { location_cd: '10', available_qty: 1 },
      { location_cd: '20', available_qty: 50 },
    ]);
  });

  test('stores nothing beside a wrong figure where the organization prefers that', async () => {
    await loadCatalog(broker, { preferences: { product_update_all_or_nothing: true } });
    const before = await everything();
    expect(await codes({ stock: [at('10', '1'), at('99', '1')] })).toEqual([7403]);
    expect(await everything()).toEqual(before);
  });

  test('takes a negative figure for nothing to promise', async () => {
    expect(await codes({ itemId: 'S-PENCIL', productCd: 'PENCIL', stock: [at('10', '-2'), at('20', '9')] })).toEqual(
      [],
    );
    expect(await stockOf('S-PENCIL')).toMatchObject([
      { location_cd: '10', available_qty: 0 },
      { location_cd: '20', available_qty: 9 },
    ]);
  });

  test('creates one product for concurrent messages about it', async () => {
    const other = await home.open();
    const contexts = [broker, { ...broker, database: other }];
    const results = await Promise.all(
      Array.from({ length: 12 }, (_, index) =>
        updateProduct(
          contexts[index % 2] ?? broker,
          command({
            systemCd: index % 3 === 0 ? '6' : 'STC',
            itemId: index % 3 === 0 ? 'CLOCK' : `S-CLOCK${String(index)}`,
            stock: index % 3 === 0 ? [] : [at('10', String(index))],
          }),
        ),
      ),
    );
    await other.close();
    expect(results.every((result) => result.updated)).toBe(true);
    const product = await getProduct(broker, 'CLOCK');
    expect(product?.system_products?.filter((code) => code.system_cd === '6')).toEqual([
      { system_cd: '6', item_id: 'CLOCK' },
    ]);
    expect(product?.system_products).toHaveLength(9);
  });

  test('rejects one of two concurrent products that claim one new item code', async () => {
    const results = await Promise.all(
      ['CLOCK', 'WATCH'].map((productCd) => updateProduct(broker, command({ productCd }))),
    );
    expect(results.map((result) => result.updated).sort()).toEqual([false, true]);
  });
});

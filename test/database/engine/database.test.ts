import { DataSource } from 'typeorm';
import { loadCatalog } from '../../../src/broker/network/load-catalog.js';
import { CATALOG_ENTITIES } from '../../../src/store/network/catalog-entities.js';
import { Database } from '../../../src/store/database.js';
import { classify, DatabaseUnavailableError } from '../../../src/platform/db/database-error.js';
import { brokerOn, orderOf, SMALL_RETAILER, submitted } from '../../support/server/broker.js';
import { onEveryEngine } from '../../support/databases.js';
import type { TestDatabase } from '../../support/databases.js';

onEveryEngine((engine) => {
  let home: TestDatabase;

  beforeEach(async () => {
    home = await engine.create();
  });
  afterEach(async () => {
    await home.drop();
  });

  test('several instances that start at once on an empty database all find the complete schema', async () => {
    const databases = await Promise.all(Array.from({ length: 4 }, () => home.open()));
    for (const database of databases) {
      expect(
        await database.transaction((session) => session.all('SELECT COUNT(*) AS n FROM customer_order')),
      ).toHaveLength(1);
    }
    const [applied] =
      (await databases[0]?.transaction((session) =>
        session.all('SELECT COUNT(*) AS n, COUNT(DISTINCT name) AS different FROM schema_migration'),
      )) ?? [];
    expect(Number(applied?.n)).toBeGreaterThan(0);
    expect(applied?.different).toBe(applied?.n);
    await Promise.all(databases.map((database) => database.close()));
  });

  test('the entities of the catalog match the migrated schema', async () => {
    const database = await home.open();
    await database.close();
    const source = new DataSource(
      engine.name === 'sqlite'
        ? { type: 'better-sqlite3', database: home.url.slice('sqlite:'.length), entities: CATALOG_ENTITIES }
        : { type: 'mysql', url: home.url, entities: CATALOG_ENTITIES },
    );
    await source.initialize();
    for (const { name, tableName } of source.entityMetadatas) {
      const row = await source.getRepository(name).find({ take: 1 });
      expect([tableName, row]).toEqual([tableName, []]);
    }
    await source.destroy();
  });

  test('a transaction that fails stores nothing, and does not affect the next one', async () => {
    const database = await home.open();
    await expect(
      database.transaction(async (session) => {
        await session.run("INSERT INTO location_type (code, category, preferences) VALUES ('X', 'store', '{}')");
        throw new Error('halfway');
      }),
    ).rejects.toThrow('halfway');
    expect(await database.transaction((session) => session.all('SELECT code FROM location_type'))).toEqual([]);
    await database.close();
  });

  test('of concurrent transactions, those that fail reject with their own error and store nothing, and the others are stored once', async () => {
    const database = await home.open();
    const numbers = Array.from({ length: 12 }, (_, index) => index);
    const outcomes = await Promise.allSettled(
      numbers.map(async (number) =>
        database.transaction(async (session) => {
          await session.run('INSERT INTO location_type (code, category, preferences) VALUES (?, ?, ?)', [
            `T${String(number)}`,
            'store',
            '{}',
          ]);
          await session.all('SELECT 1');
          if (number % 5 === 3) throw new Error(`no ${String(number)}`);
          return number;
        }),
      ),
    );
    expect(outcomes.map((one) => (one.status === 'fulfilled' ? one.value : String(one.reason)))).toEqual(
      numbers.map((number) => (number % 5 === 3 ? `Error: no ${String(number)}` : number)),
    );
    const rows = await database.transaction((session) => session.all('SELECT code FROM location_type ORDER BY code'));
    expect(rows.map(({ code }) => code)).toEqual(
      numbers
        .filter((number) => number % 5 !== 3)
        .map((number) => `T${String(number)}`)
        .sort(),
    );
    await database.close();
  });

  test('two transactions that deadlock both succeed', async () => {
    const database = await home.open();
    const broker = await brokerOn(database);
    const touch = (first: number, second: number): Promise<void> =>
      database.transaction(async (session) => {
        await session.run(
          'UPDATE product_location SET available_qty = available_qty + 1 WHERE product_id = 1 AND location_id = ?',
          [first],
        );
        await session.all('SELECT 1');
        await session.run(
          'UPDATE product_location SET available_qty = available_qty + 1 WHERE product_id = 1 AND location_id = ?',
          [second],
        );
      });
    const network = await database.transaction((session) => broker.networks.current(session));
    const id = (code: string): number => network.location('STC', code)?.id ?? 0;
    await Promise.all(
      Array.from({ length: 10 }, (_, i) => (i % 2 === 0 ? touch(id('10'), id('20')) : touch(id('20'), id('10')))),
    );
    const rows = await database.transaction((session) =>
      session.all('SELECT available_qty FROM product_location WHERE product_id = 1 ORDER BY location_id'),
    );
    expect(rows.map((row) => row.available_qty)).toEqual([15, 60]);
    await database.close();
  });

  describe('a catalog document', () => {
    test('is stored completely or not at all, and reports the path of each fault', async () => {
      const database = await home.open();
      const broker = await brokerOn(database);
      const result = await loadCatalog(broker, {
        location_types: [{ code: 'NEW', category: 'store' }],
        systems: [{ system_cd: 'STC', locations: [{ location_cd: '40', name: 'Denver', type: 'NOSUCH' }] }],
        products: [
          { product_cd: 'CAP', description: 'A cap', system_products: [{ system_cd: 'XYZ', item_id: 'CAP' }] },
        ],
        inventory: [
          { system_cd: 'STC', location_cd: '99', item_id: 'S-PEN', available_qty: 1 },
          { system_cd: 'STC', location_cd: '10', item_id: 'NOSUCH', available_qty: 1 },
        ],
        preferences: { default_unfulfillable_location: { system_cd: '6', location_cd: 'NOPE' } },
      });
      expect('faults' in result ? result.faults.map((fault) => fault.path) : []).toEqual([
        'preferences.default_unfulfillable_location',
        'systems[0].locations[0].type',
        'products[0].system_products[0].system_cd',
        'inventory[0].location_cd',
        'inventory[1].item_id',
      ]);
      expect(await database.transaction((session) => session.all('SELECT code FROM location_type'))).toEqual([]);
      await database.close();
    });

    test('counts created and updated entries, and leaves unnamed ones unchanged', async () => {
      const database = await home.open();
      const broker = await brokerOn(database);
      expect(await loadCatalog(broker, SMALL_RETAILER)).toMatchObject({
        changes: {
          location_types: { created: 0, updated: 0 },
          systems: { created: 0, updated: 2 },
          locations: { created: 0, updated: 5 },
          products: { created: 0, updated: 3 },
          inventory: { created: 0, updated: 4 },
        },
      });
      const result = await loadCatalog(broker, {
        inventory: [{ system_cd: 'STC', location_cd: '30', item_id: 'S-PENCIL  ', available_qty: 9 }],
      });
      expect(result).toMatchObject({ changes: { inventory: { created: 1, updated: 0 } } });
      await database.close();
    });

    test('sets available stock and leaves reserved stock unchanged', async () => {
      const database = await home.open();
      const broker = await brokerOn(database);
      await submitted(broker, orderOf('A', [{ item: 'PENCIL', qty: 5 }]));
      await loadCatalog(broker, SMALL_RETAILER);
      expect((await submitted(broker, orderOf('B', [{ item: 'PENCIL', qty: 1 }]))).lines).toEqual(['STC/20 new_order']);
      await database.close();
    });

    test('loaded by one instance is used by another from its next message on', async () => {
      const [first, second] = [await home.open(), await home.open()];
      const broker = await brokerOn(first);
      const other = await brokerOn(second);
      await submitted(other, orderOf('A', [{ item: 'PENCIL', qty: 1 }]));
      const [oms, stores] = SMALL_RETAILER.systems ?? [];
      if (oms === undefined || stores?.locations === undefined) throw new Error('the small retailer has two systems');
      await loadCatalog(broker, {
        systems: [
          { ...stores, locations: stores.locations.map((one) => ({ ...one, active: one.location_cd !== '10' })) },
        ],
      });
      expect((await submitted(other, orderOf('B', [{ item: 'PENCIL', qty: 1 }]))).lines).toEqual(['STC/20 new_order']);
      await Promise.all([first.close(), second.close()]);
    });
  });
});

describe('a database that does not exist', () => {
  test.each(['mysql://root@127.0.0.1:1/none', 'sqlite:/dev/null/broker.db'])(
    'reports %s as unreachable',
    async (url) => {
      const failure = await Database.open({ url, pool: 1, acquireTimeout: 500 }).catch((error: unknown) => error);
      expect(failure).toBeInstanceOf(DatabaseUnavailableError);
      expect(classify(failure)).toBe('unavailable');
    },
  );
});

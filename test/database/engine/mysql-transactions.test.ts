import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { setTimeout as sleep } from 'node:timers/promises';
import { LocationTypeEntity } from '../../../src/store/network/catalog-entities.js';
import { Database } from '../../../src/store/database.js';
import { classify } from '../../../src/platform/db/database-error.js';
import { idOf } from '../../../src/platform/db/session.js';
import type { Session } from '../../../src/platform/db/session.js';
import { brokerOn, orderOf, submitted } from '../../support/server/broker.js';
import { onMysql } from '../../support/databases.js';
import type { TestDatabase } from '../../support/databases.js';
import { FaultProxy } from '../../support/proxies/fault-proxy.js';

/** What is particular to transactions on a server: statements sent together, and connections that may be unavailable. */
onMysql((engine) => {
  let home: TestDatabase;
  let database: Database;

  beforeAll(async () => {
    home = await engine.create();
    database = await home.open();
  }, 60_000);
  afterAll(async () => {
    await database.close();
    await home.drop();
  });

  const insertType = (session: Session, code: string): Promise<void> =>
    session.insertRows('location_type', ['code', 'category', 'preferences'], [[code, 'store', '{}']]);
  const types = async (): Promise<unknown[]> =>
    (await database.transaction((session) => session.all('SELECT code FROM location_type ORDER BY code'))).map(
      (row) => row.code,
    );
  const failureOf = (transaction: Promise<unknown>): Promise<unknown> =>
    transaction.then(
      () => undefined,
      (error: unknown) => error,
    );

  describe('writes that are sent together with COMMIT', () => {
    test('are all stored, with a key that the database generated in between', async () => {
      const id = await database.transaction(async (session) => {
        const key = await session.insert(
          "INSERT INTO product (product_cd, description, attributes) VALUES ('P', ?, '{}')",
          ['it\'s;\nC:\\ "Zoë" ? \0'],
        );
        await session.insertRows(
          'system_product',
          ['system_cd', 'item_key', 'product_id', 'upc', 'ean'],
          [['6', 'P', key, '', '']],
        );
        return key;
      });
      expect(
        await database.transaction((session) =>
          session.all(
            'SELECT sp.product_id, p.description FROM system_product sp JOIN product p ON p.id = sp.product_id',
          ),
        ),
      ).toEqual([{ product_id: idOf(id), description: 'it\'s;\nC:\\ "Zoë" ? \0' }]);
    });

    test('report a duplicate key as such, not as an unknown outcome, and store nothing', async () => {
      await database.transaction((session) => insertType(session, 'EXISTING'));
      const failure = await failureOf(
        database.transaction(async (session) => {
          await insertType(session, 'NEW');
          await insertType(session, 'EXISTING');
          await insertType(session, 'LATER');
        }),
      );
      expect(classify(failure)).toBe('duplicate');
      expect(await types()).toEqual(['EXISTING']);
    });

    test('fail with the error of a write that had to match a row and did not', async () => {
      const failure = await failureOf(
        database.transaction(async (session) => {
          await insertType(session, 'NEW');
          await session.write(
            "UPDATE location_type SET category = 'warehouse' WHERE code = 'NOSUCH'",
            [],
            () => new Error('missed'),
          );
          await insertType(session, 'LATER');
        }),
      );
      expect(failure).toEqual(new Error('missed'));
      expect(await types()).toEqual(['EXISTING']);
    });

    test('do not confuse a number out of range with a row that was not matched', async () => {
      const failure = await failureOf(
        database.transaction(async (session) => {
          await session.write(
            "UPDATE location_type SET category = 'store' WHERE code = 'EXISTING'",
            [],
            () => new Error('missed'),
          );
          await session.write("UPDATE location_type SET category = 18446744073709551615 + 1 WHERE code = 'EXISTING'");
        }),
      );
      expect(failure).toMatchObject({ code: 'ER_DATA_OUT_OF_RANGE' });
    });

    test('reject a text that is too long instead of truncating it', async () => {
      expect(await failureOf(database.transaction((session) => insertType(session, 'T'.repeat(21))))).toMatchObject({
        code: 'ER_DATA_TOO_LONG',
      });
    });

    test('fail by themselves if the server would not take them, not as if the connection were gone', async () => {
      const before = await database.transaction((session) => session.all('SELECT CONNECTION_ID() AS id'));
      const failure = await failureOf(
        database.transaction((session) => session.all('SELECT ? AS text', ['x'.repeat(17 * 1024 * 1024)])),
      );
      expect(failure).toMatchObject({ code: 'packet-too-large' });
      expect(classify(failure)).toBe('other');
      expect(await database.transaction((session) => session.all('SELECT CONNECTION_ID() AS id'))).toEqual(before);
    });

    test('are all stored if one row is as large as all that a statement should have', async () => {
      const preferences = '"'.repeat(1_000_000);
      await database.transaction((session) =>
        session.insertRows(
          'location_type',
          ['code', 'category', 'preferences'],
          Array.from({ length: 20 }, (_, index) => [`N${String(index)}`, 'store', preferences]),
        ),
      );
      expect(await types()).toHaveLength(21);
      await database.transaction((session) => session.run("DELETE FROM location_type WHERE code LIKE 'N%'"));
    });

    test('are all stored if they exceed one packet', async () => {
      const codes = Array.from({ length: 3000 }, (_, index) => `N${String(index)}`);
      await database.transaction(async (session) => {
        for (const code of codes)
          await session.insertRows(
            'location_type',
            ['code', 'category', 'preferences'],
            [[code, 'store', 'x'.repeat(100)]],
          );
      });
      expect(await types()).toHaveLength(codes.length + 1);
      await database.transaction((session) => session.run("DELETE FROM location_type WHERE code LIKE 'N%'"));
    });
  });

  test('a transaction that ignores a failure cannot commit the rest', async () => {
    const failure = await failureOf(
      database.transaction(async (session) => {
        await insertType(session, 'EXISTING');
        await session.all('SELECT 1').catch(() => undefined);
        await insertType(session, 'NEW');
      }),
    );
    expect(classify(failure)).toBe('duplicate');
    expect(await types()).toEqual(['EXISTING']);
  });

  test('nor can one that continues with entities', async () => {
    const failure = await failureOf(
      database.transaction(async (session) => {
        await insertType(session, 'EXISTING');
        await session.manager.insert(LocationTypeEntity, { code: 'NEW', category: 'store', preferences: '{}' });
      }),
    );
    expect(classify(failure)).toBe('duplicate');
    expect(await types()).toEqual(['EXISTING']);
  });

  test('a statement that nobody awaited does not run in the next transaction', async () => {
    let late: Promise<unknown> = Promise.resolve();
    await database.transaction((session) => {
      late = sleep(20).then(() => failureOf(insertType(session, 'LATE')));
      return Promise.resolve();
    });
    expect(await late).toEqual(new Error('the transaction has ended'));
    expect(await types()).toEqual(['EXISTING']);
  });

  test('an order takes three round trips', async () => {
    const broker = await brokerOn(database);
    await submitted(broker, orderOf('A', [{ item: 'PENCIL' }]));
    const sent: string[] = [];
    const listener = (message: unknown): void => {
      sent.push((message as { query: string }).query);
    };
    subscribe('tracing:mysql2:query:start', listener);
    await submitted(broker, orderOf('B', [{ item: 'PENCIL' }, { item: 'PEN' }]));
    unsubscribe('tracing:mysql2:query:start', listener);
    expect(sent.map((packet) => packet.slice(0, 20))).toEqual([
      'START TRANSACTION;\nS',
      'SELECT location_id, ',
      'UPDATE product_locat',
    ]);
  });

  describe('a server that refuses connections', () => {
    test('for a moment: connects again, and runs the transaction', async () => {
      const proxy = await FaultProxy.start(home.url);
      const instance = await Database.open({ url: proxy.urlOf(home.url), pool: 2, acquireTimeout: 10_000 });
      await proxy.stop();
      const transaction = instance.transaction((session) => session.all('SELECT 1 AS one'));
      await sleep(300);
      await proxy.restart();
      expect(await transaction).toEqual([{ one: 1 }]);
      await instance.close();
      await proxy.stop();
    });

    test('for longer than the acquire timeout: reports it as unavailable', async () => {
      const proxy = await FaultProxy.start(home.url);
      const instance = await Database.open({ url: proxy.urlOf(home.url), pool: 2, acquireTimeout: 500 });
      await proxy.stop();
      expect(classify(await failureOf(instance.transaction((session) => session.all('SELECT 1'))))).toBe('unavailable');
      await instance.close();
    });
  });
});

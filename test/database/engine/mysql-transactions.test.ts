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
import { FaultProxy } from '../../support/fault-proxy.js';

/** What is particular to units on a server: statements that travel together, and connections that have to be had. */
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
  const failureOf = (unit: Promise<unknown>): Promise<unknown> =>
    unit.then(
      () => undefined,
      (error: unknown) => error,
    );

  describe('writes that travel with COMMIT', () => {
    test('are all there, with the key that the database gave out in the middle of them', async () => {
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

    test('a duplicate among them is told as one, not as an unknown outcome, and nothing is stored', async () => {
      await database.transaction((session) => insertType(session, 'THERE'));
      const failure = await failureOf(
        database.transaction(async (session) => {
          await insertType(session, 'NEW');
          await insertType(session, 'THERE');
          await insertType(session, 'LATER');
        }),
      );
      expect(classify(failure)).toBe('duplicate');
      expect(await types()).toEqual(['THERE']);
    });

    test('one that must find its row and does not ends the unit with its own error', async () => {
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
      expect(await types()).toEqual(['THERE']);
    });

    test('a number that does not fit is not taken for a row that was missed', async () => {
      const failure = await failureOf(
        database.transaction(async (session) => {
          await session.write(
            "UPDATE location_type SET category = 'store' WHERE code = 'THERE'",
            [],
            () => new Error('missed'),
          );
          await session.write("UPDATE location_type SET category = 18446744073709551615 + 1 WHERE code = 'THERE'");
        }),
      );
      expect(failure).toMatchObject({ code: 'ER_DATA_OUT_OF_RANGE' });
    });

    test('a text that is too long is refused, not cut', async () => {
      expect(await failureOf(database.transaction((session) => insertType(session, 'T'.repeat(21))))).toMatchObject({
        code: 'ER_DATA_TOO_LONG',
      });
    });

    test('more than one packet takes are all there', async () => {
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

  test('a unit that overlooks a failure cannot commit the rest', async () => {
    const failure = await failureOf(
      database.transaction(async (session) => {
        await insertType(session, 'THERE');
        await session.all('SELECT 1').catch(() => undefined);
        await insertType(session, 'NEW');
      }),
    );
    expect(classify(failure)).toBe('duplicate');
    expect(await types()).toEqual(['THERE']);
  });

  test('nor can one that goes on with entities', async () => {
    const failure = await failureOf(
      database.transaction(async (session) => {
        await insertType(session, 'THERE');
        await session.manager.insert(LocationTypeEntity, { code: 'NEW', category: 'store', preferences: '{}' });
      }),
    );
    expect(classify(failure)).toBe('duplicate');
    expect(await types()).toEqual(['THERE']);
  });

  test('what a unit forgot to wait for does not run in the next one', async () => {
    let late: Promise<unknown> = Promise.resolve();
    await database.transaction((session) => {
      late = sleep(20).then(() => failureOf(insertType(session, 'LATE')));
      return Promise.resolve();
    });
    expect(await late).toEqual(new Error('the unit of work is over'));
    expect(await types()).toEqual(['THERE']);
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
    test('for a moment is waited for, and the unit is run', async () => {
      const proxy = await FaultProxy.start(home.url);
      const through = await Database.open({ url: proxy.urlOf(home.url), pool: 2, acquireTimeout: 10_000 });
      await proxy.stop();
      const unit = through.transaction((session) => session.all('SELECT 1 AS one'));
      await sleep(300);
      await proxy.restart();
      expect(await unit).toEqual([{ one: 1 }]);
      await through.close();
      await proxy.stop();
    });

    test('for longer than the acquire time is told as unavailable', async () => {
      const proxy = await FaultProxy.start(home.url);
      const through = await Database.open({ url: proxy.urlOf(home.url), pool: 2, acquireTimeout: 500 });
      await proxy.stop();
      expect(classify(await failureOf(through.transaction((session) => session.all('SELECT 1'))))).toBe('unavailable');
      await through.close();
    });
  });
});

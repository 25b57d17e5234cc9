import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Database } from '../../../src/store/database.js';
import type { Session } from '../../../src/platform/db/session.js';
import { stockColumns } from '../../../src/store/inventory/stock-columns.js';
import { brokerOn } from '../../support/server/broker.js';
import { onMysql } from '../../support/databases.js';
import type { TestDatabase } from '../../support/databases.js';

/** On MariaDB and MySQL a unit takes over what another one read since it began, and nothing older. */
onMysql((engine) => {
  let home: TestDatabase;
  let database: Database;
  let sent: string[] = [];
  const listener = (message: unknown): void => {
    sent.push((message as { query: string }).query);
  };

  beforeAll(async () => {
    home = await engine.create();
    database = await home.open();
    await brokerOn(database);
    subscribe('tracing:mysql2:query:start', listener);
  }, 60_000);
  afterAll(async () => {
    unsubscribe('tracing:mysql2:query:start', listener);
    await database.close();
    await home.drop();
  });
  beforeEach(async () => {
    await database.transaction((session) =>
      session.run('UPDATE product_location SET available_qty = 10 WHERE product_id = 1'),
    );
    sent = [];
  });

  const reads = (): number => sent.filter((packet) => packet.includes('SELECT location_id, available_qty')).length;
  const available = async (session: Session): Promise<number | undefined> =>
    (await stockColumns(session, 1)).available[0];
  const raise = (session: Session): Promise<unknown> =>
    session.run('UPDATE product_location SET available_qty = available_qty + 1 WHERE product_id = 1');
  /** A unit that stands still until it is told to go on. */
  const unit = <T>(
    work: (session: Session) => Promise<T>,
  ): { begun: Promise<void>; goOn: () => void; done: Promise<T> } => {
    let goOn = (): void => undefined;
    let begin = (): void => undefined;
    const begun = new Promise<void>((resolve) => {
      begin = resolve;
    });
    const told = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    const done = database.transaction(async (session) => {
      begin();
      await told;
      return work(session);
    });
    return {
      begun,
      goOn: () => {
        goOn();
      },
      done,
    };
  };

  test('units that began before one of them read share its read', async () => {
    const units = [unit(available), unit(available), unit(available)];
    for (const one of units) await one.begun;
    for (const one of units) one.goOn();
    expect(await Promise.all(units.map((one) => one.done))).toEqual([10, 10, 10]);
    expect(reads()).toBe(1);
  });

  test('a unit that began after the read reads by itself, and sees what was committed before it began', async () => {
    expect(await database.transaction(available)).toBe(10);
    await database.transaction(raise);
    expect(await database.transaction(available)).toBe(11);
    expect(reads()).toBe(2);
  });

  test('what a unit reads behind a write of its own is not for others, nor theirs for it', async () => {
    const other = unit(available);
    await other.begun;
    const own = unit(async (session) => {
      await raise(session);
      const seen = await available(session);
      other.goOn();
      expect(await other.done).toBe(10);
      return seen;
    });
    await own.begun;
    own.goOn();
    expect(await own.done).toBe(11);
    expect(await database.transaction(available)).toBe(11);
  });

  test('a read that fails is not taken over', async () => {
    const other = unit(available);
    await other.begun;
    const failing = database.transaction(async (session) => {
      const stock = stockColumns(session, 1);
      await Promise.all([stock, session.all('SELECT FROM nowhere')]);
    });
    other.goOn();
    await expect(failing).rejects.toMatchObject({ code: 'ER_PARSE_ERROR' });
    expect(await other.done).toBe(10);
  });
});

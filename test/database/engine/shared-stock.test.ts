import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { EventEmitter, once } from 'node:events';
import type { Database } from '../../../src/store/database.js';
import type { Session } from '../../../src/platform/db/session.js';
import { stockColumns } from '../../../src/store/inventory/stock-columns.js';
import { brokerOn } from '../../support/server/broker.js';
import { onMysql } from '../../support/databases.js';
import type { TestDatabase } from '../../support/databases.js';

/** On MariaDB and MySQL a transaction uses what another one has read since it began, and nothing older. */
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
  /** A transaction that begins, and then waits for `resume`. */
  const paused = <T>(
    work: (session: Session) => Promise<T>,
  ): { begun: Promise<unknown>; resume: () => void; done: Promise<T> } => {
    const signals = new EventEmitter();
    const begun = once(signals, 'begun');
    const resumed = once(signals, 'resumed');
    const done = database.transaction(async (session) => {
      signals.emit('begun');
      await resumed;
      return work(session);
    });
    return { begun, resume: () => signals.emit('resumed'), done };
  };

  test('transactions that began before one of them read share its read', async () => {
    const transactions = [paused(available), paused(available), paused(available)];
    for (const one of transactions) await one.begun;
    for (const one of transactions) one.resume();
    expect(await Promise.all(transactions.map((one) => one.done))).toEqual([10, 10, 10]);
    expect(reads()).toBe(1);
  });

  test('a transaction that began after the read queries again, and sees what was committed before it began', async () => {
    expect(await database.transaction(available)).toBe(10);
    await database.transaction(raise);
    expect(await database.transaction(available)).toBe(11);
    expect(reads()).toBe(2);
  });

  test('a transaction that has written neither shares its reads nor uses those of others', async () => {
    const other = paused(available);
    await other.begun;
    const own = paused(async (session) => {
      await raise(session);
      const seen = await available(session);
      other.resume();
      expect(await other.done).toBe(10);
      return seen;
    });
    await own.begun;
    own.resume();
    expect(await own.done).toBe(11);
    expect(await database.transaction(available)).toBe(11);
  });

  test('does not share a failed read', async () => {
    const other = paused(available);
    await other.begun;
    const failing = database.transaction(async (session) => {
      const stock = stockColumns(session, 1);
      await Promise.all([stock, session.all('SELECT FROM nowhere')]);
    });
    other.resume();
    await expect(failing).rejects.toMatchObject({ code: 'ER_PARSE_ERROR' });
    expect(await other.done).toBe(10);
  });
});

import { pino } from 'pino';
import type { RunningBroker } from '../../../src/app/main.js';
import { PasswordCheck } from '../../../src/broker/access/password-check.js';
import type { Database } from '../../../src/store/database.js';
import { onEveryEngine } from '../../support/databases.js';
import type { TestDatabase } from '../../support/databases.js';
import {
  basic,
  digestToken,
  ECHO_TEST,
  fillWithUsers,
  PASSWORDS,
  send,
  startInstance,
} from '../../support/server/closed-broker.js';

/** What the failures of one caller cost others: callers at its address, the message log, the log, the processor. */
onEveryEngine((engine) => {
  let home: TestDatabase;
  let database: Database;
  let broker: RunningBroker;
  const lines: { readonly msg: string; readonly count?: number; readonly outcome?: string }[] = [];
  beforeAll(async () => {
    home = await engine.create();
    database = await home.open();
    await fillWithUsers(database);
    const log = pino(
      { level: 'warn' },
      { write: (line) => void lines.push(JSON.parse(line) as (typeof lines)[number]) },
    );
    broker = await startInstance(home, { MESSAGE_LOG: 'all' }, log);
  }, 60_000);
  afterAll(async () => {
    await broker.stop();
    await database.close();
    await home.drop();
  });

  test('a right digest does not wait for wrong ones of the same user and address', async () => {
    expect((await send(broker, ECHO_TEST, basic('oms', PASSWORDS.oms))).status).toBe(200);
    const waits: Promise<unknown>[] = [];
    for (let i = 0; i < 12; i += 1) waits.push(send(broker, ECHO_TEST, {}, digestToken('oms', 'not the password')));
    const started = performance.now();
    await Promise.race(waits);
    expect((await send(broker, ECHO_TEST, {}, digestToken('oms', PASSWORDS.oms))).status).toBe(200);
    expect(performance.now() - started).toBeLessThan(5_000);
    await Promise.all(waits);
    // Whoever guesses does wait.
    expect(performance.now() - started).toBeGreaterThan(500);
  }, 60_000);

  test('a password that was right before does not wait for the failures of its address', async () => {
    const started = performance.now();
    expect((await send(broker, ECHO_TEST, basic('oms', PASSWORDS.oms))).status).toBe(200);
    expect(performance.now() - started).toBeLessThan(5_000);
  }, 60_000);

  test('nothing of a caller who is not authenticated goes to the message log, and failures are counted in one line', async () => {
    await send(broker, ECHO_TEST);
    await send(broker, '<not-xml');
    await send(broker, ECHO_TEST, basic('oms', PASSWORDS.oms));
    const stored = () =>
      database.transaction((session) => session.all('SELECT user_name, outcome FROM message_log ORDER BY id'));
    for (let i = 0; i < 200 && (await stored()).length < 3; i += 1) await new Promise((done) => setTimeout(done, 20));
    const rows = await stored();
    expect(rows.length).toBeGreaterThanOrEqual(3);
    expect(new Set(rows.map((row) => `${String(row.user_name)} ${String(row.outcome)}`))).toEqual(
      new Set(['oms answered']),
    );
    const wrong = lines.filter(({ msg, outcome }) => msg === 'authentication failed' && outcome === 'wrong');
    expect(wrong.length).toBeLessThanOrEqual(2);
  });

  test('guesses that arrive at once have a few of them hashed, and leave room for others', async () => {
    const check = new PasswordCheck({ database, clock: () => new Date(), log: pino({ level: 'silent' }) });
    const guesses = Array.from({ length: 60 }, (_, i) =>
      check.verify({ kind: 'basic', user: 'oms', password: `guess ${String(i)}` }, 'A'),
    );
    const other = check.verify({ kind: 'basic', user: 'oms', password: PASSWORDS.oms }, 'B');
    const outcomes = (await Promise.all(guesses)).map(({ outcome }) => outcome);
    expect(outcomes.filter((outcome) => outcome === 'too-many')).toHaveLength(50);
    expect(outcomes.filter((outcome) => outcome === 'wrong')).toHaveLength(10);
    expect((await other).outcome).toBe('let-in');
  }, 60_000);
});

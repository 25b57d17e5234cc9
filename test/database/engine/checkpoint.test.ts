import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { CheckpointThread } from '../../../src/platform/db/sqlite/checkpoint-thread.js';
import { Database } from '../../../src/store/database.js';
import { within } from '../../support/within.js';

const ROWS = 600;
const TEXT = 'x'.repeat(3_000);

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'order-broker-checkpoint-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const open = (file: string): Promise<Database> =>
  Database.open({ url: `sqlite:${file}`, pool: 1, acquireTimeout: 5_000, checkpointThread: true });
const write = (database: Database, number: number): Promise<unknown> =>
  database.transaction((session) =>
    session.run('INSERT INTO routing_trace (request_id, pass, routed_at, trace) VALUES (?, 1, ?, ?)', [
      number,
      '2030-01-01',
      TEXT,
    ]),
  );

test('copies commits into the file while the database is in use, and all of them when it is closed', async () => {
  const file = join(folder, 'broker.db');
  const database = await open(file);
  // Fewer pages than the committing connection would checkpoint itself.
  for (let number = 1; number <= ROWS; number += 1) await write(database, number);
  expect(statSync(`${file}-wal`).size).toBeGreaterThan(ROWS * TEXT.length);
  let number = ROWS;
  await within(
    20_000,
    (async () => {
      while (statSync(file).size < ROWS * TEXT.length) await write(database, (number += 1));
    })(),
  );
  // The committing connection has not done it: the log is shorter than its limit.
  expect(statSync(`${file}-wal`).size).toBeLessThan(8_000 * 4_096);
  await database.close();
  expect(existsSync(`${file}-wal`)).toBe(false);

  const again = await open(file);
  const [row] = await again.transaction((session) =>
    session.all('SELECT COUNT(*) AS n FROM routing_trace WHERE request_id <= ?', [ROWS]),
  );
  expect(row?.n).toBe(ROWS);
  await again.close();
});

test('closes even if the database file has been deleted', async () => {
  const file = join(folder, 'broker.db');
  const database = await open(file);
  rmSync(folder, { recursive: true });
  for (let number = 1; number <= 40; number += 1) await write(database, number).catch(() => undefined);
  await database.close();
});

test('does not wait for a thread that has died', async () => {
  const thread = new CheckpointThread(join(folder, 'missing.db'));
  for (let commits = 0; commits < 100; commits += 1) thread.committed();
  await sleep(1_000);
  await within(5_000, thread.end());
});

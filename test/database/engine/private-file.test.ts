import { chmodSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Database } from '../../../src/store/database.js';

let folder: string;
let umask: number;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'order-broker-'));
  umask = process.umask(0);
});
afterEach(() => {
  process.umask(umask);
  rmSync(folder, { recursive: true });
});

const modeOf = (path: string): string => (statSync(path).mode & 0o777).toString(8);
const open = (file: string): Promise<Database> =>
  Database.open({ url: `sqlite:${file}`, pool: 1, acquireTimeout: 1000 });

test('a new database file, its log and its folder are for their owner only, whatever the umask', async () => {
  const data = join(folder, 'data');
  const database = await open(join(data, 'broker.db'));
  try {
    expect(modeOf(data)).toBe('700');
    expect(readdirSync(data).map((name) => [name, modeOf(join(data, name))])).toEqual([
      ['broker.db', '600'],
      ['broker.db-shm', '600'],
      ['broker.db-wal', '600'],
    ]);
  } finally {
    await database.close();
  }
});

test('an existing file keeps the rights that its operator gave it', async () => {
  const file = join(folder, 'broker.db');
  writeFileSync(file, '');
  chmodSync(file, 0o640);
  const database = await open(file);
  await database.close();
  expect([modeOf(file), modeOf(folder)]).toEqual(['640', '700']);
});

import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, statfsSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Database } from '../../../src/store/database.js';
import { OwnMariadb } from '../../support/own-mariadb.js';
import { Processes } from '../../support/server/processes.js';

/** A server whose data is on a disk of 400 MB in memory, which only root can make. */
const processes = new Processes();
const folder = join(processes.folder, 'mariadb');
const isMounted = ((): boolean => {
  if (process.env.TEST_MYSQL_URL === undefined) return false;
  try {
    mkdirSync(folder);
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=400m,mode=0777', 'tmpfs', folder], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();
afterAll(() => processes.dispose());

const describeOnDisk = isMounted ? describe : describe.skip;
describeOnDisk('a MariaDB server whose disk is full', () => {
  let server: OwnMariadb;
  let database: Database;
  beforeAll(async () => {
    server = await OwnMariadb.install(processes);
    database = await Database.open({ url: server.url, pool: 2, acquireTimeout: 10_000, statementTimeout: 3_000 });
  }, 120_000);
  afterAll(async () => {
    await database.close();
    await server.stop('SIGKILL');
    execFileSync('umount', [folder]);
  });

  const filler = join(folder, 'filler');
  const sizeOfProbe = (): number => statSync(join(folder, 'broker', 'write_probe.ibd')).size;
  const write = (): Promise<unknown> =>
    database.transaction((session) =>
      session.run("INSERT INTO message_filler SELECT REPEAT('x', 4000) FROM information_schema.columns LIMIT 1000"),
    );

  test('is not ready from the first write that failed for lack of disk until there is room again', async () => {
    await server.ask('CREATE TABLE broker.message_filler (text TEXT) ENGINE=InnoDB');
    await expect(database.ping()).resolves.toBeUndefined();
    const { bavail, bsize } = statfsSync(folder);
    writeFileSync(filler, Buffer.alloc(bavail * bsize));
    let failure: unknown;
    for (let n = 0; n < 20 && failure === undefined; n += 1) failure = await write().catch((error: unknown) => error);
    expect(failure).toBeDefined();
    await expect(database.ping()).rejects.toThrow();
    await expect(database.ping()).rejects.toThrow();
    rmSync(filler);
    await expect(database.ping()).resolves.toBeUndefined();
    await write();
    const size = sizeOfProbe();
    for (let n = 0; n < 50; n += 1) await database.ping();
    expect(sizeOfProbe()).toBe(size);
  }, 120_000);
});

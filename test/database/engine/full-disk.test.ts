import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { readConfig } from '../../../src/app/config.js';
import { startBroker } from '../../../src/app/main.js';
import type { RunningBroker } from '../../../src/app/main.js';
import { Database } from '../../../src/store/database.js';
import { post } from '../../e2e/support/callers.js';
import { attribute, submitMessage } from '../../e2e/support/messages.js';
import { warehouses } from '../../support/catalog.js';

/** A disk of 16 MB in memory, which only root can make. */
const folder = mkdtempSync(join(tmpdir(), 'order-broker-disk-'));
const isMounted = ((): boolean => {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=16m', 'tmpfs', folder], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();
afterAll(() => {
  if (isMounted) execFileSync('umount', [folder]);
  rmSync(folder, { recursive: true });
});

const describeOnDisk = isMounted ? describe : describe.skip;
describeOnDisk('on a full disk', () => {
  const ITEMS = ['THING'];
  const filler = join(folder, 'filler');
  let broker: RunningBroker;
  beforeAll(async () => {
    broker = await startBroker(
      readConfig({ PORT: '0', DATABASE_URL: `sqlite:${folder}/broker.db`, JOBS: 'false', DEMO_DATA: 'false' }),
      pino({ level: 'silent' }),
    );
    await fetch(`${broker.gateway.url}/admin/v1/catalog`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: warehouses(1, ITEMS, 1_000_000),
    });
  });
  afterAll(() => broker.stop());

  const ready = async (): Promise<[number, unknown]> => {
    // A result is repeated for a second.
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    const response = await fetch(`${broker.gateway.url}/readyz`);
    return [response.status, await response.json()];
  };
  const fill = (leave: number): void => {
    const { bavail, bsize } = statfsSync(folder);
    writeFileSync(filler, Buffer.alloc(bavail * bsize - leave));
  };
  /** The response code; the status of a fault. */
  const submit = async (orderId: string): Promise<string> => {
    const answer = await post(broker.gateway.url, submitMessage(orderId, ITEMS), 20_000);
    return answer?.status === 200 ? attribute(answer.text, 'response_code') : String(answer?.status);
  };

  test('/readyz says so, orders are refused for the time being, and both end with it', async () => {
    expect(await ready()).toMatchObject([200, { status: 'ready' }]);
    fill(0);
    expect(await ready()).toEqual([
      503,
      { status: 'not ready', reasons: [expect.stringMatching(/^the disk of the database is full: \d+ KB are free$/)] },
    ]);
    let code = '0';
    for (let n = 0; n < 2_000 && code === '0'; n += 1) code = await submit(`F${String(n)}`);
    expect(code).toBe('503');
    rmSync(filler);
    expect(await ready()).toMatchObject([200, { status: 'ready' }]);
    expect(await submit('AFTER')).toBe('0');
  }, 60_000);

  test('/readyz is 503 while there is less room than an order may need, though small transactions succeed', async () => {
    fill(900_000);
    expect((await ready())[0]).toBe(503);
    expect(await submit('SMALL')).toBe('0');
    rmSync(filler);
    expect((await ready())[0]).toBe(200);
  });
});

test('a ping of SQLite writes to the file, so that a disk that takes nothing is noticed', async () => {
  const [pinged, other] = await Promise.all(
    [1, 2].map(() => Database.open({ url: `sqlite:${folder}/ping.db`, pool: 1, acquireTimeout: 5_000 })),
  );
  const version = (): Promise<unknown> | undefined =>
    other?.transaction((session) => session.all('PRAGMA data_version'));
  const before = await version();
  await pinged?.ping();
  // It changes with every commit of another connection that wrote something.
  expect(await version()).not.toEqual(before);
  await pinged?.close();
  await other?.close();
});

import { setTimeout as sleep } from 'node:timers/promises';
import { fingerprintOf, idempotently, MOST_KEPT } from '../../../src/broker/idempotent.js';
import type { Answered, IdempotentRequest } from '../../../src/broker/idempotent.js';
import type { Session } from '../../../src/platform/db/session.js';
import type { Database } from '../../../src/store/database.js';
import { onEveryEngine, onMysql } from '../../support/databases.js';
import type { Engine, TestDatabase } from '../../support/databases.js';
import { runJob } from '../../support/jobs.js';
import { brokerOn } from '../../support/server/broker.js';
import { AdminServer } from '../../admin/support/admin-server.js';

const START = Date.parse('2030-01-01T00:00:00.000Z');
const DAY = 86_400_000;
let now = START;
const clock = (): Date => new Date(now);
const request = (changes: Partial<IdempotentRequest> = {}): IdempotentRequest => ({
  owner: 'token ops',
  key: 'k-1',
  fingerprint: fingerprintOf('POST /x', { n: 1 }),
  ...changes,
});

/** Two instances on one database, and a unit of work whose every run counts. */
function suite(engine: Engine, tests: (instances: () => { one: Database; other: Database }) => void): void {
  let home: TestDatabase;
  let one: Database;
  let other: Database;
  beforeAll(async () => {
    home = await engine.create();
    [one, other] = [await home.open(), await home.open()];
    await one.transaction((session) => session.run('CREATE TABLE effect (id VARCHAR(20) PRIMARY KEY, n INT NOT NULL)'));
  }, 60_000);
  afterAll(async () => {
    await Promise.all([one.close(), other.close()]);
    await home.drop();
  });
  beforeEach(async () => {
    now = START;
    await one.transaction(async (session) => {
      await session.run('DELETE FROM effect');
      await session.run('DELETE FROM kept_answer');
      await session.run("INSERT INTO effect (id, n) VALUES ('x', 0)");
    });
  });
  tests(() => ({ one, other }));
}

const count = async (database: Database): Promise<number> =>
  Number((await database.transaction((session) => session.first('SELECT n FROM effect')))?.n);
const add = async (session: Session): Promise<{ status: number; body: { n: number } }> => {
  await session.run("UPDATE effect SET n = n + 1 WHERE id = 'x'");
  return { status: 201, body: { n: Number((await session.first('SELECT n FROM effect'))?.n) } };
};
const run = (database: Database, changes: Partial<IdempotentRequest> = {}): Promise<Answered<object>> =>
  idempotently({ database, clock }, request(changes), add);

onEveryEngine((engine) => {
  suite(engine, (instances) => {
    test('a repeat has no effect and gets the first answer, on another instance too', async () => {
      const { one, other } = instances();
      expect(await run(one)).toEqual({ status: 201, body: { n: 1 }, replayed: false });
      expect(await run(other)).toEqual({ status: 201, body: { n: 1 }, replayed: true });
      expect(await count(one)).toBe(1);
    });

    test('another request under the same key is refused; the keys of others are others', async () => {
      const { one } = instances();
      await run(one);
      await expect(run(one, { fingerprint: fingerprintOf('POST /x', { n: 2 }) })).rejects.toMatchObject({
        kind: 'reused',
      });
      await expect(run(one, { fingerprint: fingerprintOf('POST /y', { n: 1 }) })).rejects.toMatchObject({
        kind: 'reused',
      });
      expect(await count(one)).toBe(1);
      for (const changes of [{ owner: 'token other' }, { key: 'K-1' }, { key: 'k-1 ' }])
        expect(await run(one, changes)).toMatchObject({ replayed: false });
      expect(await count(one)).toBe(4);
    });

    test('of many at once on two instances one has an effect', async () => {
      const { one, other } = instances();
      const results = await Promise.allSettled(
        Array.from({ length: 12 }, (_, index) => run(index % 2 === 0 ? one : other)),
      );
      const fulfilled = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
      expect(fulfilled.filter(({ replayed }) => !replayed)).toHaveLength(1);
      for (const { body } of fulfilled) expect(body).toEqual({ n: 1 });
      for (const result of results)
        if (result.status === 'rejected') expect(result.reason).toMatchObject({ kind: 'in-progress' });
      expect(await count(one)).toBe(1);
      expect(await run(other)).toEqual({ status: 201, body: { n: 1 }, replayed: true });
    });

    test('a unit that fails leaves neither effect nor answer, and a repeat is decided anew', async () => {
      const { one } = instances();
      const failing = idempotently({ database: one, clock }, request(), async (session) => {
        await add(session);
        throw new Error('died in between');
      });
      await expect(failing).rejects.toThrow('died in between');
      expect(await count(one)).toBe(0);
      expect(await run(one)).toMatchObject({ body: { n: 1 }, replayed: false });
    });

    test('an answer that is too large to be kept has no effect', async () => {
      const { one } = instances();
      const large = idempotently({ database: one, clock }, request(), async (session) => {
        await add(session);
        return { status: 200, body: { text: 'x'.repeat(MOST_KEPT) } };
      });
      await expect(large).rejects.toThrow(RangeError);
      expect(await count(one)).toBe(0);
    });

    test('an answer is kept for a day; the key is then free, and the job deletes it', async () => {
      const { one } = instances();
      await run(one);
      await run(one, { key: 'k-2' });
      now = START + DAY - 1;
      expect(await run(one)).toMatchObject({ replayed: true });
      now = START + DAY;
      expect(await run(one)).toMatchObject({ body: { n: 3 }, replayed: false });
      now = START + DAY + 1;
      const broker = { ...(await brokerOn(one)), clock };
      expect((await runJob(broker, 'forget-answers')).figures).toEqual({ rows: 1 });
      expect(await run(one)).toMatchObject({ replayed: true });
    });

    test('without a key every request has its effect', async () => {
      const { one } = instances();
      for (const n of [1, 2])
        expect(await idempotently({ database: one, clock }, undefined, add)).toMatchObject({
          body: { n },
          replayed: false,
        });
    });

    test('a stock adjustment that is repeated counts once', async () => {
      const broker = await brokerOn(instances().one);
      await using admin = await AdminServer.over(broker);
      const adjust = (headers: Record<string, string>) =>
        admin.send(
          'POST',
          '/inventory/adjust',
          { adjustments: [{ system_cd: 'STC', location_cd: '20', item_id: 'S-PENCIL', by: -7 }] },
          headers,
        );
      const before = (await admin.get('/inventory?system_cd=STC&location_cd=20')).text;
      const first = await adjust({ 'Idempotency-Key': 'a-1' });
      const after = (await admin.get('/inventory?system_cd=STC&location_cd=20')).text;
      const again = await adjust({ 'Idempotency-Key': 'a-1' });
      expect([first.status, again.status, again.headers.get('idempotency-replayed')]).toEqual([200, 200, 'true']);
      expect(again.body).toEqual(first.body);
      expect(after).not.toBe(before);
      expect((await admin.get('/inventory?system_cd=STC&location_cd=20')).text).toBe(after);
    });
  });
});

onMysql((engine) => {
  suite(engine, (instances) => {
    test('a repeat while the first is in progress is told so at once, and gets the answer afterwards', async () => {
      const { one, other } = instances();
      let finish = (): void => undefined;
      const held = new Promise<void>((resolve) => (finish = resolve));
      const first = idempotently({ database: one, clock }, request(), async (session) => {
        const answer = await add(session);
        await held;
        return answer;
      });
      await sleep(300);
      const began = performance.now();
      await expect(run(other)).rejects.toMatchObject({ kind: 'in-progress' });
      expect(performance.now() - began).toBeLessThan(5_000);
      finish();
      expect(await first).toMatchObject({ replayed: false });
      expect(await run(other)).toMatchObject({ body: { n: 1 }, replayed: true });
    });
  });
});

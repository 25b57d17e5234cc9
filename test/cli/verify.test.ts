import { repairStatus, repairStock } from '../../src/broker/inventory/repair.js';
import { reconcile } from '../../src/broker/inventory/reconcile.js';
import { readRuns } from '../../src/store/jobs.js';
import { brokerOn, orderOf, submitted } from '../support/server/broker.js';
import { onEveryEngine } from '../support/databases.js';
import type { TestDatabase } from '../support/databases.js';
import { cli } from './support/capture.js';

describe('verify', () => {
  onEveryEngine((engine) => {
    let database: TestDatabase;
    beforeEach(async () => {
      database = await engine.create();
    });
    afterEach(() => database.drop());

    /** Creates an order of two pencils and changes the reserved quantity by `error` units. */
    async function orderWithError(error: number): Promise<void> {
      const opened = await database.open();
      try {
        const broker = await brokerOn(opened);
        await submitted(broker, orderOf('V-1', [{ item: 'PENCIL', qty: 2, at: 'STC/10' }]));
        await opened.transaction((session) =>
          session.run('UPDATE product_location SET reserved_qty = reserved_qty + ? WHERE reserved_qty > 0', [error]),
        );
        expect(await reconcile(broker)).toHaveLength(error === 0 ? 0 : 1);
      } finally {
        await opened.close();
      }
    }

    it('succeeds when reserved stock and order lines agree', async () => {
      await orderWithError(0);
      expect(await cli(['verify'], { DATABASE_URL: database.url })).toEqual({
        code: 0,
        out: 'reserved stock and order lines agree',
        err: '',
      });
      const { out } = await cli(['verify', '--json'], { DATABASE_URL: database.url });
      expect(JSON.parse(out)).toEqual({
        agree: true,
        repaired: false,
        disagreements: [],
        orders: [],
        feed: [],
        requests: [],
        services: [],
      });
    });

    it('fails with location, item and both quantities when they disagree', async () => {
      await orderWithError(3);
      const { code, out, err } = await cli(['verify'], { DATABASE_URL: database.url });
      expect(code).toBe(1);
      expect(out).toMatch(/STC\/10\s+S-PENCIL\s+\d+\s+5\s+2$/);
      expect(err).toContain('disagree at 1 product location');
      const json = await cli(['verify', '--json'], { DATABASE_URL: database.url });
      expect(json.code).toBe(1);
      expect(JSON.parse(json.out)).toMatchObject({
        agree: false,
        disagreements: [{ systemCd: 'STC', locationCd: '10', itemId: 'S-PENCIL', recorded: 5, held: 2 }],
      });
    });

    it('repairs what it finds, each with a record, and then agrees', async () => {
      await orderWithError(3);
      const env = { DATABASE_URL: database.url };
      const opened = await database.open();
      try {
        await opened.transaction((session) => session.run("UPDATE customer_order SET status = 'fulfilled'"));
        const dry = await cli(['verify', '--repair', '--dry-run'], env);
        expect([dry.code, dry.out]).toEqual([1, expect.stringMatching(/5\s+2\n[^]*\s1\s+fulfilled\s+new_order$/)]);
        expect(dry.err).toContain('nothing was written');
        expect((await cli(['verify', '--json'], env)).out).toContain('"derived": "new_order"');
        const repaired = await cli(['verify', '--repair'], env);
        expect({ ...repaired, out: dry.out }).toEqual({
          code: 0,
          out: repaired.out,
          err: 'repaired: reserved stock and order lines disagree at 1 product location\nrepaired: the status and the lines of 1 order disagree',
        });
        expect(await cli(['verify', '--repair'], env)).toMatchObject({ code: 0, err: '' });
        const records = await opened.transaction((session) => readRuns(session, 'repair', 10));
        expect(records.map(({ options, figures }) => [JSON.parse(options), JSON.parse(figures)] as unknown[])).toEqual([
          [{ request_id: 1 }, { status_before: 'fulfilled', status: 'new_order' }],
          [
            { location: 'STC/10', item: 'S-PENCIL', product: expect.any(Number) as number },
            { reserved_before: 5, reserved: 2 },
          ],
        ]);
      } finally {
        await opened.close();
      }
    });

    it('repairs nothing that changed rightly while it compared', async () => {
      await orderWithError(0);
      const opened = await database.open();
      try {
        const broker = await brokerOn(opened);
        const found = { systemCd: 'STC', locationCd: '10', itemId: 'S-PENCIL', recorded: 0, held: 7 };
        const [row] = await opened.transaction((session) =>
          session.all<{ product_id: number }>('SELECT product_id FROM product_location WHERE reserved_qty > 0'),
        );
        await repairStock(broker, { ...found, productId: row?.product_id ?? 0 });
        await repairStatus(broker, { requestId: 1, recorded: 'polled', derived: 'canceled' });
        expect(await reconcile(broker)).toEqual([]);
        expect(await opened.transaction((session) => readRuns(session, 'repair', 10))).toEqual([]);
      } finally {
        await opened.close();
      }
    });

    it('takes --dry-run with --repair only', async () => {
      expect((await cli(['verify', '--dry-run'], { DATABASE_URL: database.url })).err).toContain('without --repair');
    });

    it('fails with the marks and snapshots that belong to nothing', async () => {
      await orderWithError(0);
      const opened = await database.open();
      await opened.transaction(async (session) => {
        await session.run("INSERT INTO feed_mark VALUES ('nobody', 1, 'v')");
        await session.run("INSERT INTO feed_mark VALUES ('nobody', 77, 'v')");
      });
      await opened.close();
      const { code, out, err } = await cli(['verify'], { DATABASE_URL: database.url });
      expect([code, out.split('\n').length]).toEqual([1, 5]);
      expect(out).toMatch(/nobody\s+77\s+a mark of an order that does not exist/);
      expect(out).toMatch(/nobody\s+1\s+a mark for a consumer that does not exist/);
      expect(err).toContain('the change feed has 3 faults');
    });

    it('fails with what the services of partners keep of lines that do not exist', async () => {
      await orderWithError(0);
      const opened = await database.open();
      await opened.transaction((session) => session.run("INSERT INTO df_line VALUES (1, 7, 0, '', NULL)"));
      await opened.close();
      const { code, out, err } = await cli(['verify'], { DATABASE_URL: database.url });
      expect(code).toBe(1);
      expect(out).toMatch(/1\s+line of a supplier\s+line 7 has an entry of its supplier, and does not exist$/);
      expect(err).toContain('what the services of partners keep has 1 fault');
      const { out: json } = await cli(['verify', '--json'], { DATABASE_URL: database.url });
      expect(JSON.parse(json)).toMatchObject({
        agree: false,
        services: [{ subject: 'line of a supplier', requestId: 1, fault: expect.stringContaining('line 7') as string }],
      });
    });

    it('fails on a database without a catalog', async () => {
      await (await database.open()).close();
      const { code, out, err } = await cli(['verify'], { DATABASE_URL: database.url });
      expect([code, out]).toEqual([1, '']);
      expect(err).toContain('check DATABASE_URL');
    });
  });
});

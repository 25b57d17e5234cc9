import { reconcile } from '../../src/broker/inventory/reconcile.js';
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
      expect(JSON.parse(out)).toEqual({ agree: true, disagreements: [] });
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

    it('fails on a database without a catalog', async () => {
      await (await database.open()).close();
      const { code, out, err } = await cli(['verify'], { DATABASE_URL: database.url });
      expect([code, out]).toEqual([1, '']);
      expect(err).toContain('check DATABASE_URL');
    });
  });
});

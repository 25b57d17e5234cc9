import { callSql, FIRST, SECOND, startDirectFulfillment } from '../../support/server/direct-fulfillment.js';
import type { DirectFulfillmentServer } from '../../support/server/direct-fulfillment.js';

let server: DirectFulfillmentServer;
beforeAll(async () => {
  server = await startDirectFulfillment('sqlite::memory:');
}, 60_000);
afterAll(() => server.stop());

const attempt = async (
  credentials: Readonly<Record<'SupplNr' | 'Secret', string>>,
): Promise<{ message: string | undefined; ms: number }> => {
  const began = performance.now();
  const { message } = await callSql(server.address, 'pixiDFGetOrders', credentials);
  return { message, ms: performance.now() - began };
};

test.each([
  ['a supplier', { ...FIRST, Secret: 'wrong' }],
  ['a number that nobody has', { SupplNr: 'NONE', Secret: 'wrong' }],
])(
  'after three wrong secrets of %s each attempt waits twice as long, and too many at once are refused',
  async (_, wrong) => {
    // What was verified before is not asked again.
    expect((await attempt(FIRST)).message).toBeUndefined();
    const times: number[] = [];
    for (let count = 0; count < 6; count += 1) {
      const { message, ms } = await attempt(wrong);
      expect(message).toMatch(/^SupplNr \w+ and Secret/);
      times.push(ms);
    }
    // Attempts 4, 5 and 6 wait 250, 500 and 1000 ms since the one before.
    const floors = [0, 0, 0, 230, 480, 980];
    expect(times.map((ms, at) => ms >= (floors[at] ?? 0))).toEqual(times.map(() => true));
    expect((await attempt(FIRST)).ms).toBeLessThan(1000);
    expect((await attempt(SECOND)).message).toBeUndefined();
    const many = await Promise.all(Array.from({ length: 12 }, () => attempt(wrong)));
    expect(many.some(({ message }) => (message ?? '').includes('too many wrong Secrets'))).toBe(true);
    expect(many.every(({ message }) => message !== undefined)).toBe(true);
  },
  60_000,
);

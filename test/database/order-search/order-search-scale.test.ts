import { criteriaIn, readCriteria } from '../../../src/domain/order/order-criteria.js';
import type { SearchFields } from '../../../src/domain/order/order-criteria.js';
import type { Database } from '../../../src/store/database.js';
import { searchOrders } from '../../../src/store/orders/order-search.js';
import type { Row, Session, SqlValue } from '../../../src/platform/db/session.js';
import { brokerOn, CUSTOMER } from '../../support/server/broker.js';
import { onEveryEngine } from '../../support/databases.js';
import type { TestDatabase } from '../../support/databases.js';

/** The number of orders in the table. */
const ORDERS = 100_000;
/**
 * The rows that a search may read, whatever its criteria are: far fewer than there are. MariaDB reads 24 for each of the 250
 * orders of a day: the lines, their pickup locations and all former locations, each with the location itself.
 */
const MOST_READ = 7_000;
const WINDOW = 2_000;

const NOBODY = {
  company: '',
  firstName: '',
  lastName: '',
  province: '',
  postal: '',
  country: '',
  phone: '',
  email: '',
};
const NOTHING: SearchFields = {
  requestId: '',
  orderId: '',
  refTransactionNo: '',
  orderDate: '',
  soldTo: NOBODY,
  shipTo: NOBODY,
};
const sold = (fields: Partial<typeof NOBODY>): SearchFields => ({ ...NOTHING, soldTo: { ...NOBODY, ...fields } });
const ship = (fields: Partial<typeof NOBODY>): SearchFields => ({ ...NOTHING, shipTo: { ...NOBODY, ...fields } });

/** Each criterion alone, and how many of the orders below it finds. */
const SELECTIVE: [string, SearchFields, number][] = [
  ['request id', { ...NOTHING, requestId: '777' }, 1],
  ['order id', { ...NOTHING, orderId: 'O777' }, 1],
  ['reference', { ...NOTHING, refTransactionNo: 'R777' }, 1],
  ['day', { ...NOTHING, orderDate: '2030-02-01' }, 25],
  ['time', { ...NOTHING, orderDate: '2030-02-01T00:00:07' }, 1],
  ['mail address', sold({ email: 'p777@example.com' }), 1],
  ['telephone', sold({ phone: '5550000777' }), 1],
  ['second telephone', ship({ phone: '6660000777' }), 1],
  ['last name', sold({ lastName: 'last77' }), 25],
  ['beginning of a last name', ship({ lastName: 'last777*' }), 25],
  ['company', sold({ company: 'company 777' }), 25],
  ['beginning of a company', ship({ company: 'company 777*' }), 25],
  ['postal code', ship({ postal: '00777' }), 25],
  ['nothing that is there', sold({ email: 'nobody@example.com' }), 0],
];
const UNSELECTIVE: [string, SearchFields][] = [
  ['province', sold({ province: 'ZZ' })],
  ['country', ship({ country: 'ZZ' })],
  ['first name', sold({ firstName: 'nobody' })],
  ['beginning of one letter', sold({ lastName: 'Z*' })],
];

onEveryEngine((engine) => {
  let home: TestDatabase;
  let database: Database;

  beforeAll(async () => {
    home = await engine.create();
    database = await home.open();
    await brokerOn(database);
    for (let from = 1; from <= ORDERS; from += 5_000)
      await database.transaction((session) => fill(session, from, from + 4_999));
  }, 240_000);
  afterAll(async () => {
    await database.close();
    await home.drop();
  });

  const search = (fields: SearchFields, systemCd = '6'): Promise<{ found: number[]; read: number; plan: string[] }> =>
    database.transaction(async (session) => {
      const written = readCriteria(fields);
      if (typeof written === 'string') throw new Error(written);
      const criteria = criteriaIn('UTC', written);
      const statements: [string, readonly SqlValue[]][] = [];
      const before = await rowsRead(session);
      const found = await searchOrders(listening(session, statements), systemCd, criteria, 25, WINDOW);
      const read = (await rowsRead(session)) - before;
      const plan =
        session.dialect === 'mysql'
          ? []
          : (
              await Promise.all(
                statements.map(([sql, values]) =>
                  session.all<{ detail: string } & Row>(`EXPLAIN QUERY PLAN ${sql}`, values),
                ),
              )
            )
              .flat()
              .map((row) => row.detail);
      return { found, read, plan };
    });

  test.each(SELECTIVE)('%s alone is looked up by an index', async (_, fields, count) => {
    for (const systemCd of ['6', 'STC']) {
      const { found, read, plan } = await search(fields, systemCd);
      if (systemCd === '6') expect(found).toHaveLength(count);
      expect(found).toEqual([...found].sort((a, b) => b - a));
      expect(read).toBeLessThan(MOST_READ);
      // Only the few systems and the results of two indexes are scanned.
      expect(plan.filter((step) => step.startsWith('SCAN') && !/^SCAN (b|hit)\b/.test(step))).toEqual([]);
    }
  });

  test.each(UNSELECTIVE)('%s alone, without an index, scans only the newest orders', async (_, fields) => {
    const { found, read, plan } = await search(fields);
    expect(found).toEqual([]);
    expect(read).toBeLessThan(4 * WINDOW);
    expect(plan.filter((step) => step.startsWith('SCAN'))).toEqual([]);
  });

  test('a system with a role in few orders finds them behind many orders of others', async () => {
    const { found } = await search(sold({ lastName: 'last777' }), 'STC');
    expect(found).toEqual([10_777]);
  });
});

/** A store ships every ten-thousandth order; a hundred orders each share a name, a company and a postal code. */
async function fill(session: Session, from: number, to: number): Promise<void> {
  const numbers = Array.from({ length: to - from + 1 }, (_, index) => from + index);
  const details = JSON.stringify({ soldTo: CUSTOMER });
  const at = (n: number): string => new Date(Date.UTC(2030, 0, 1 + Math.floor(n / 250), 0, 0, n % 250)).toISOString();
  await session.insertRows(
    'customer_order',
    [
      'request_id',
      'system_cd',
      'order_id',
      'transaction_no',
      'ref_transaction_no',
      'order_type',
      'status',
      'under_review',
      'order_date',
      'originating_location_id',
      'details',
    ],
    numbers.map((n) => [n, '6', `O${String(n)}`, '', `R${String(n)}`, 'DELIVERY', 'new_order', 0, at(n), 1, details]),
  );
  const stores = await session.all<{ id: number }>("SELECT id FROM location WHERE system_cd = 'STC' ORDER BY id");
  await session.insertRows(
    'order_line',
    [
      'request_id',
      'line_no',
      'requesting_line_no',
      'item_id',
      'product_id',
      'quantity',
      'unit_price',
      'tax',
      'status',
      'status_date',
      'location_id',
      'shipping_agent',
      'tracking_number',
      'shipment_date',
      'retries',
      'details',
    ],
    numbers.map((n) => [
      n,
      1,
      1,
      'PENCIL',
      1,
      1,
      100,
      0,
      'new_order',
      at(n),
      n === 10_777 ? (stores[0]?.id ?? 0) : 1,
      '',
      '',
      '',
      0,
      '{}',
    ]),
  );
  const key = (n: number): string => String(n % 1000);
  await session.insertRows(
    'order_customer',
    [
      'request_id',
      'person_no',
      'role',
      'company',
      'first_name',
      'last_name',
      'province',
      'postal',
      'country',
      'phone1',
      'phone2',
      'email',
    ],
    numbers.map((n) => [
      n,
      1,
      'both',
      `COMPANY ${key(n)}`,
      `FIRST${String(n % 10)}`,
      `LAST${key(n)}`,
      'MA',
      key(n).padStart(5, '0'),
      'US',
      `555${String(n).padStart(7, '0')}`,
      `666${String(n).padStart(7, '0')}`,
      `P${String(n)}@EXAMPLE.COM`,
    ]),
  );
}

/** The rows that the storage engine has returned to this connection; SQLite does not count them. */
async function rowsRead(session: Session): Promise<number> {
  if (session.dialect !== 'mysql') return 0;
  const rows = await session.all<{ Variable_name: string; Value: string }>("SHOW SESSION STATUS LIKE 'Handler_read_%'");
  return rows.reduce((sum, row) => sum + Number(row.Value), 0);
}

/** The session, recording its statements. */
function listening(session: Session, statements: [string, readonly SqlValue[]][]): Session {
  return new Proxy(session, {
    get: (target, name): unknown =>
      name === 'all'
        ? (sql: string, values: readonly SqlValue[]) => {
            statements.push([sql, values]);
            return target.all(sql, values);
          }
        : (Reflect.get(target, name) as unknown),
  });
}

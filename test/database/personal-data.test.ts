import { createConsumer } from '../../src/broker/feed/consumers.js';
import { refreshFeed } from '../../src/broker/feed/refresh.js';
import type { Customer } from '../../src/domain/order/order.js';
import type { Database } from '../../src/store/database.js';
import type { Session } from '../../src/platform/db/session.js';
import { orderOf, submitted, update } from '../support/server/broker.js';
import type { TestBroker } from '../support/server/broker.js';
import { onEveryEngine } from '../support/databases.js';
import { freshForEach } from '../support/server/fresh-broker.js';
import { runJob } from '../support/jobs.js';

/**
 * Every table with a text column, and what becomes of the personal data in it when an order is masked. A new table is listed here
 * only after somebody has thought about that.
 */
const MASKED = 'masked with its order, or deleted';
const TABLES: Readonly<Record<string, string>> = {
  customer_order: MASKED,
  order_line: MASKED,
  order_customer: MASKED,
  status_change: MASKED,
  order_comment: MASKED,
  fulfillment_request: MASKED,
  fulfillment_request_log: MASKED,
  shipment: 'free: carriers and references, as in the history',
  shipment_parcel: 'free: tracking numbers, as in the history',
  shipment_line: 'free: serial and batch numbers',
  partner_note: MASKED,
  change_stamp: 'free: a time',
  request_lease: 'free: times and keys of leases',
  request_mark: 'free: kinds of marks and times',
  df_supplier: 'free of customers: numbers of suppliers and hashes of their secrets',
  df_line: 'free: numbers of invoices',
  df_invoice: 'free: carriers and tracking numbers, as in the history',
  df_lock: 'free: numbers of customers and orders, kept until they are unlocked',
  outbound_request: 'its payload is emptied once it is worked on; the rest is codes, numbers and times',
  outbound_return: 'free: items, quantities and times',
  shipping_rate: 'free: the rate card',
  webhook_endpoint: 'free: addresses of programs; secrets and headers are sealed',
  webhook_delivery: 'free: facts of events; a test of webhooks proves it',
  write_probe: 'free: filled by the readiness probe itself',
  api_key: 'free: names of keys and hashes',
  kept_answer: 'deleted a day later; answers of keys and stock, which name no customer',
  feed_customers: MASKED,
  feed_orders: MASKED,
  feed_order_details: MASKED,
  feed_payments: MASKED,
  feed_customer_accounts: MASKED,
  feed_customer_sites: MASKED,
  feed_consumer: 'free: names of consumers and times',
  feed_item: 'free: names of consumers and versions of marks',
  feed_mark: 'free: names of consumers and versions of marks',
  feed_seen: 'free: names of consumers',
  message_log: 'free: what happened to messages, deleted by its own retention',
  message_text: 'masked when it is stored (MESSAGE_LOG_PERSONAL_DATA), and deleted by its own retention',
  partial_update: 'free: keys of updates, by which repeats are recognized',
  shipped_stock: 'free: days',
  routing_trace: 'free: locations and scores; deleted by its own retention',
  submitted_line: 'free: order numbers of systems',
  assignment: 'free: times and outcomes',
  brokering_job: 'free: times',
  review_change: 'free: codes and employee ids, as in the history',
  pickup_deadline: 'free: dates',
  location_load: 'free: days and times',
  location_poll: 'free: times',
  poll_lease: 'free: times and statuses',
  job: 'free: names of jobs and instances',
  job_run: 'free: options and figures of runs',
  web_user: 'free of customers: users of the interfaces, kept until they are removed',
  web_user_group: 'free of customers: rights of users',
  web_user_system: 'free of customers: rights of users',
  admin_token: 'free of customers: hashes of tokens',
  used_nonce: 'free: nonces; deleted by their own retention',
  injected_fault: 'free: patterns of codes and order numbers; a day at most',
  organization: 'catalog',
  location_type: 'catalog',
  broker_system: 'catalog',
  location: 'catalog',
  product: 'catalog',
  system_product: 'catalog',
  product_location: 'catalog',
  carrier: 'catalog',
  attribute_definition: 'catalog',
  zone: 'catalog',
  probability_rule: 'catalog',
  probability_assignment: 'catalog',
  place: 'catalog',
  schema_migration: 'free: names of migrations',
};

const PERSON: Customer = {
  customerNo: 'ZZNUMBER',
  name: { company: 'ZZCOMPANY', prefix: 'ZZP', first: 'ZZFIRST', middle: 'ZZM', last: 'ZZLAST', suffix: 'ZZS' },
  address: {
    attention: 'ZZATTENTION',
    address1: 'ZZSTREET1',
    address2: 'ZZSTREET2',
    address3: 'ZZSTREET3',
    address4: 'ZZSTREET4',
    apt: 'ZZAPT',
    city: 'WORCESTER',
    province: 'MA',
    postal: '01602-ZZ21',
    email: 'zz@example.com',
    phone1: '5085550177',
    phone2: '5085550178',
    country: 'US',
  },
};
const SECRET = /ZZ|zz@|50855501/;

/** The text columns of each base table of the real schema. */
async function textColumns(session: Session): Promise<Map<string, string[]>> {
  const columns =
    session.dialect === 'mysql'
      ? await session.all<{ name: string; field: string }>(
          `SELECT c.table_name AS name, c.column_name AS field FROM information_schema.columns c
            JOIN information_schema.tables t ON t.table_schema = c.table_schema AND t.table_name = c.table_name
            WHERE c.table_schema = DATABASE() AND t.table_type = 'BASE TABLE'
              AND (c.data_type LIKE '%char%' OR c.data_type LIKE '%text%' OR c.data_type IN ('json', 'blob', 'longblob'))`,
        )
      : await session.all<{ name: string; field: string }>(
          `SELECT t.name, p.name AS field FROM sqlite_master t JOIN pragma_table_info(t.name) p
            WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite%' AND (p.type LIKE '%CHAR%' OR p.type LIKE '%TEXT%' OR p.type LIKE '%BLOB%')`,
        );
  const tables = new Map<string, string[]>();
  for (const { name, field } of columns) tables.set(name, [...(tables.get(name) ?? []), field]);
  return tables;
}

onEveryEngine((engine) => {
  let database: Database;
  let broker: TestBroker;

  freshForEach(engine, (fresh) => {
    ({ database, broker } = fresh);
  });

  test('every table with a text column is known to masking, or is declared free of personal data', async () => {
    const tables = await database.transaction(textColumns);
    expect([...tables.keys()].filter((name) => TABLES[name] === undefined)).toEqual([]);
  });

  test('masking an order leaves none of its personal data in any table', async () => {
    await createConsumer(broker, 'default');
    await createConsumer(broker, 'other');
    const plain = orderOf('A', [{ item: 'PENCIL', shipTo: PERSON, customizations: [{ code: 'M', message: 'ZZC' }] }]);
    const { requestId } = await submitted(broker, {
      ...plain,
      lines: plain.lines.map((line) => ({
        ...line,
        details: { ...line.details, message: 'ZZMESSAGE', specialInstructions: 'ZZINSTRUCTION' },
      })),
      details: {
        ...plain.details,
        soldTo: PERSON,
        orderMessage: 'ZZORDER',
        giftMessage: 'ZZGIFT',
        specialInstructions: 'ZZSPECIAL',
      },
      tenders: [{ lineItemNo: '1', description: 'VISA', amount: '1.0', account: 'ZZ4111' }],
    });
    await update(broker, requestId, 'CANCELED', '6/1', [], { note: 'ZZNOTE' });
    await refreshFeed(broker, 'default');
    await refreshFeed(broker, 'other');
    const found = (): Promise<string[]> =>
      database.transaction(async (session) => {
        const where: string[] = [];
        for (const [table, fields] of await textColumns(session))
          for (const row of await session.all(`SELECT ${fields.join(', ')} FROM ${table}`))
            for (const field of fields) if (SECRET.test(String(row[field]))) where.push(`${table}.${field}`);
        return [...new Set(where)];
      });
    expect(await found()).toEqual(
      expect.arrayContaining(['feed_customers.first_name', 'feed_customer_accounts.account']),
    );
    broker.now = new Date(broker.now.getTime() + 2000 * 86_400_000);
    expect(await runJob(broker, 'purge')).toMatchObject({ figures: { masked: 1 } });
    expect(await found()).toEqual([]);
    const [row] = await database.transaction((session) =>
      session.all('SELECT postal, apt, city FROM feed_customer_sites'),
    );
    expect(row).toEqual({ postal: '016*******', apt: '*****', city: 'WORCESTER' });
  });
});

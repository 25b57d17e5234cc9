import type { Database } from '../../../src/store/database.js';
import { AdminServer } from '../../admin/support/admin-server.js';
import { orderOf, submitted } from '../../support/server/broker.js';
import type { TestBroker } from '../../support/server/broker.js';
import { onEveryEngine } from '../../support/databases.js';
import { freshForEach } from '../../support/server/fresh-broker.js';

onEveryEngine((engine) => {
  let database: Database;
  let broker: TestBroker;
  let server: AdminServer;

  freshForEach(engine, (fresh) => {
    ({ database, broker } = fresh);
  });
  beforeEach(async () => {
    server = await AdminServer.over(broker);
  });
  afterEach(() => server[Symbol.asyncDispose]());

  const order = async (orderId: string): Promise<number> =>
    (
      await submitted(
        broker,
        orderOf(orderId, [{ item: 'PENCIL', at: 'STC/10' }], {
          tenders: [
            { lineItemNo: '1', description: 'VISA', amount: '10.5', account: '4111' },
            { lineItemNo: '2', description: 'VISA', amount: '-0.25', account: '4111' },
            { lineItemNo: '3', description: 'CASH', amount: '3', account: '' },
          ],
        }),
      )
    ).requestId;
  const rows = async (table: string): Promise<unknown> =>
    ((await server.get(`/feed/consumers/default/snapshot/${table}`)).body as { items: unknown }).items;

  test('shows an order in six tables, until the snapshot is acknowledged', async () => {
    await order('A "quoted", order');
    expect(await server.put('/feed/consumers/default', undefined)).toMatchObject({ status: 201 });
    expect(await server.put('/feed/consumers/default', undefined)).toMatchObject({ status: 200 });
    expect(await server.send('POST', '/feed/consumers/default/refresh')).toMatchObject({
      status: 200,
      body: { name: 'default', orders_waiting: 0, refresh: null, snapshot: { number: 1, orders: 1 } },
    });
    expect(await rows('orders')).toMatchObject([
      {
        request_id: 1,
        order_id: 'A "quoted", order',
        subtotal: '1.00',
        tax: '0.06',
        total: '1.06',
        pickup_location_cd: '',
      },
    ]);
    expect(await rows('customers')).toMatchObject([{ request_id: 1, first_name: 'FIRST', postal: '01602' }]);
    expect(await rows('order_details')).toMatchObject([
      {
        line_no: 1,
        site_no: 1,
        item_id: 'PENCIL',
        quantity: 1,
        unit_price: '1.00',
        location_cd: '10',
        status: 'new_order',
      },
    ]);
    expect(await rows('payments')).toMatchObject([
      { payment_no: 1, amount: '10.50', account_no: 1 },
      { payment_no: 2, amount: '-0.25', account_no: 1 },
      { payment_no: 3, amount: '3.00', account_no: null },
    ]);
    expect(await rows('customer_accounts')).toEqual([
      { request_id: 1, account_no: 1, description: 'VISA', account: '4111' },
    ]);
    expect(await rows('customer_sites')).toMatchObject([{ site_no: 1, last_name: 'LAST', city: 'WORCESTER' }]);
    const csv = await server.get('/feed/consumers/default/snapshot/orders/export?format=csv');
    expect(csv.text).toMatch(/^request_id,system_cd,order_id,.*\r\n1,6,"A ""quoted"", order",/);
    const acknowledged = await server.send('POST', '/feed/consumers/default/acknowledge?snapshot=1');
    expect(acknowledged).toMatchObject({
      status: 200,
      body: { snapshot: { acknowledged_at: expect.any(String) as unknown } },
    });
    expect(await server.send('POST', '/feed/consumers/default/acknowledge?snapshot=1')).toMatchObject({ status: 200 });
    expect(await server.get('/feed/consumers/default/snapshot/orders')).toMatchObject({
      status: 409,
      body: { error: expect.stringContaining('was acknowledged') as unknown },
    });
    expect(await database.transaction((session) => session.all('SELECT * FROM feed_orders'))).toEqual([]);
  });

  test('reads a table in pages and as lines, and refuses a snapshot that is gone', async () => {
    for (const id of ['A', 'B', 'C']) await order(id);
    await server.put('/feed/consumers/default', undefined);
    await server.send('POST', '/feed/consumers/default/refresh');
    const first = await server.get('/feed/consumers/default/snapshot/payments?limit=4');
    const page = first.body as { items: unknown[]; next: string };
    const second = await server.get(`/feed/consumers/default/snapshot/payments?limit=100&after=${page.next}`);
    const all = [...page.items, ...(second.body as { items: unknown[] }).items];
    expect(all).toHaveLength(9);
    const lines = await server.get('/feed/consumers/default/snapshot/payments/export?snapshot=1');
    expect(lines.headers.get('snapshot')).toBe('1');
    expect(
      lines.text
        .trim()
        .split('\n')
        .map((line): unknown => JSON.parse(line)),
    ).toEqual(all);
    await server.send('POST', '/feed/consumers/default/refresh?since=1/1/2030');
    expect(await server.get('/feed/consumers/default/snapshot/orders?snapshot=1')).toMatchObject({
      status: 409,
      body: { error: 'found snapshot 1, expected 2, the last one of default: earlier ones are gone' },
    });
    expect(await server.get('/feed/consumers/default/snapshot/orders/export?snapshot=1')).toMatchObject({
      status: 409,
    });
  });

  test('names what is wrong with a request', async () => {
    expect(await server.put('/feed/consumers/Not%20a%20name', undefined)).toMatchObject({ status: 400 });
    expect(await server.send('POST', '/feed/consumers/none/refresh')).toMatchObject({ status: 404 });
    await server.put('/feed/consumers/default', undefined);
    expect(await server.send('POST', '/feed/consumers/default/refresh?since=13/1/2017')).toMatchObject({
      status: 400,
      body: { faults: [{ path: 'since', reason: expect.stringContaining('month first') as unknown }] },
    });
    expect(await server.send('POST', '/feed/consumers/default/refresh?since=2099-01-01')).toMatchObject({
      status: 400,
    });
    expect(await server.get('/feed/consumers/default/snapshot/orders')).toMatchObject({ status: 409 });
    expect(await server.get('/feed/consumers/default/snapshot/nothing')).toMatchObject({ status: 404 });
    expect(await server.get('/feed/consumers/default/snapshot/orders/export?format=xml')).toMatchObject({
      status: 400,
    });
  });
});

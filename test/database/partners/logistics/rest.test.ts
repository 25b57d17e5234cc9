import type { RunningBroker } from '../../../../src/app/main.js';
import type { Database } from '../../../../src/store/database.js';
import { onEveryEngine } from '../../../support/databases.js';
import type { TestDatabase } from '../../../support/databases.js';
import { brokerOn, orderOf, submitted } from '../../../support/server/broker.js';
import type { TestBroker } from '../../../support/server/broker.js';
import { basic, startInstance } from '../../../support/server/closed-broker.js';
import { addLogisticsUsers, LOGIN, RETAILER_WITH_LOGISTICS } from '../../../support/server/logistics.js';

interface RestOrder {
  readonly orderID: number;
  readonly orderStatus: string;
  readonly trackingNumber1: string;
  readonly details: readonly { readonly itemCode: string; readonly quantity: number }[];
}
interface RestAnswer {
  readonly result?: { readonly status: string; readonly errors: readonly string[] };
  readonly orders?: readonly RestOrder[];
  readonly recordCount?: number;
  readonly detail?: string;
}

/** Third-party logistics over REST, against a started server. */
onEveryEngine((engine) => {
  let home: TestDatabase;
  let database: Database;
  let broker: TestBroker;
  let server: RunningBroker;
  let id: number;

  beforeAll(async () => {
    home = await engine.create();
    database = await home.open();
    broker = await brokerOn(database, RETAILER_WITH_LOGISTICS);
    broker.now = new Date();
    await addLogisticsUsers(database);
    server = await startInstance(home, { SERVICES: 'locate,threepl' });
  }, 60_000);
  afterAll(async () => {
    await server.stop();
    await database.close();
    await home.drop();
  });
  beforeEach(async () => {
    await submitted(broker, orderOf(`R-${String(Math.random())}`, [{ item: 'VITAMIN', qty: 2 }]));
    const row = await database.transaction((session) =>
      session.first<{ id: number }>('SELECT MAX(id) AS id FROM fulfillment_request'),
    );
    id = Number(row?.id);
  });

  const send = async (
    method: string,
    path: string,
    body?: object,
    login = 'ship',
  ): Promise<{ status: number; body: RestAnswer }> => {
    const response = await fetch(`${server.gateway.url}/3.0${path}`, {
      method,
      headers: { ...basic(`${login}@${LOGIN.company}`, LOGIN.password), 'Content-Type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: (await response.json()) as RestAnswer };
  };
  const SUCCESS = { result: { status: 'Success', errors: [] } };

  test('lists, prints, tracks and ships an order', async () => {
    const listed = await send('GET', `/orders?orderStatus=Accepted&warehouseID=7&orderIDs=1,${String(id)}`);
    expect(listed.status).toBe(200);
    expect(listed.body).toMatchObject({ ...SUCCESS, recordCount: expect.any(Number) as number });
    expect(listed.body.orders?.at(-1)).toMatchObject({
      orderID: id,
      details: [{ itemCode: 'L-VITAMIN', quantity: 2 }],
    });
    expect(await send('POST', '/orders/status', { orderID: id, orderStatus: 8 })).toEqual({
      status: 200,
      body: SUCCESS,
    });
    expect(await send('PATCH', '/orders', { orderID: id, trackingNumber1: '1Z', webCarrierID: 'UPS' })).toEqual({
      status: 200,
      body: SUCCESS,
    });
    const batch = { orderStatus: 'Shipped', details: [{ orderID: id, trackingNumber2: '1Y' }] };
    expect(await send('POST', '/orders/statusbatch', batch)).toEqual({ status: 200, body: SUCCESS });
    const [order] = (await send('GET', `/orders?orderID=${String(id)}`)).body.orders ?? [];
    expect(order).toMatchObject({ orderStatus: 'Shipped', trackingNumber1: '1Z', trackingNumber2: '1Y' });
  });

  test('answers what cannot be done with Failure, as SOAP does', async () => {
    const { status, body } = await send('POST', '/orders/status', { orderID: 999_999, orderStatus: 'Printed' });
    expect(status).toBe(200);
    expect(body.result).toEqual({ status: 'Failure', errors: [expect.stringMatching(/^There is no order 999999/)] });
  });

  test.each([
    [
      'an unknown parameter',
      'GET',
      '/orders?sort=1',
      undefined,
      /^sort: found "1", expected one of customerID, orderID/,
    ],
    [
      'a word for a number',
      'GET',
      '/orders?orderID=seven',
      undefined,
      /^orderID: found "seven", expected a whole number/,
    ],
    [
      'an unknown status',
      'POST',
      '/orders/status',
      { orderID: 1, orderStatus: 'Gone' },
      /^orderStatus: found "Gone", expected one of Incomplete/,
    ],
    ['a missing status', 'POST', '/orders/status', { orderID: 1 }, /^orderStatus: found nothing, expected a value/],
    ['a list for an object', 'POST', '/orders/status', [], /^the body: found \[\], expected an object/],
    [
      'an object for a list',
      'POST',
      '/orders/statusbatch',
      { orderStatus: 9, details: {} },
      /^details: found \{\}, expected a list/,
    ],
    ['a field twice', 'PATCH', '/orders', { orderID: 1, OrderID: 2 }, /^OrderID: found 2, expected every field once/],
    [
      'half a day',
      'GET',
      '/orders?orderDateStart=2026-13',
      undefined,
      /^orderDateStart: found "2026-13", expected a time/,
    ],
  ])('refuses %s', async (_, method, path, body, detail) => {
    const answer = await send(method, path, body);
    expect(answer.status).toBe(400);
    expect(answer.body.detail).toMatch(detail);
  });

  test('is for its own users only', async () => {
    expect((await send('GET', '/orders', undefined, 'store')).status).toBe(403);
    expect((await send('GET', '/orders', undefined, 'nobody')).status).toBe(401);
    expect((await send('GET', `/orders?orderID=${String(id)}`, undefined, 'other')).body.orders).toEqual([]);
  });
});

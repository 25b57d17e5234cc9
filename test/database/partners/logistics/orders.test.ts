import { verifyRequests } from '../../../../src/broker/partners/inquiry/verify-requests.js';
import { voidRequest } from '../../../../src/broker/partners/void-request.js';
import type { RunningBroker } from '../../../../src/app/main.js';
import type { OrderResponse } from '../../../../src/services/third-party-logistics/messages.js';
import type { Database } from '../../../../src/store/database.js';
import { onEveryEngine } from '../../../support/databases.js';
import type { TestDatabase } from '../../../support/databases.js';
import { brokerOn, CUSTOMER, orderOf, submitted } from '../../../support/server/broker.js';
import type { TestBroker } from '../../../support/server/broker.js';
import { startInstance } from '../../../support/server/closed-broker.js';
import {
  addLogisticsUsers,
  callLogistics,
  RETAILER_WITH_LOGISTICS,
  sendLogistics,
} from '../../../support/server/logistics.js';
import type { Operation, Sent } from '../../../support/server/logistics.js';
import { requestsOf } from '../../../support/server/partners.js';

/** Third-party logistics over SOAP, against a started server. */
onEveryEngine((engine) => {
  let home: TestDatabase;
  let database: Database;
  let broker: TestBroker;
  let server: RunningBroker;
  let orders = 0;

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

  const call = <Name extends Operation>(operation: Name, inside: string, sent?: Sent) =>
    callLogistics(server.gateway.url, operation, inside, sent);
  const listed = async (inside: string, sent?: Sent): Promise<readonly OrderResponse[]> => {
    const { Result, Orders, RecordCount } = await call('GetOrders', inside, sent);
    expect(Result).toEqual({ Status: 'Success', Errors: { string: [] } });
    const found = (Orders?.OrderResponse ?? []).filter((one) => one !== null);
    expect(RecordCount).toBe(found.length);
    return found;
  };
  const idsOf = async (inside: string, sent?: Sent): Promise<readonly number[]> =>
    (await listed(inside, sent)).map(({ OrderID }) => OrderID);
  /** An order of NORTH. @returns its request id, and its number in the service */
  const made = async (item = 'VITAMIN', qty = 2, changes = {}): Promise<{ requestId: number; id: number }> => {
    orders += 1;
    const { requestId } = await submitted(broker, orderOf(`L-${String(orders)}`, [{ item, qty }], changes));
    const row = await database.transaction((session) =>
      session.first<{ id: number }>('SELECT id FROM fulfillment_request WHERE request_id = ?', [requestId]),
    );
    return { requestId, id: row?.id ?? 0 };
  };
  const statusOf = async (id: number): Promise<string | undefined> =>
    (await listed(`<OrderID>${String(id)}</OrderID>`))[0]?.OrderStatus;
  const change = async (id: number, status: string, more = ''): Promise<readonly (string | null)[]> =>
    (await call('ChangeOrderStatus', `<OrderID>${String(id)}</OrderID><OrderStatus>${status}</OrderStatus>${more}`))
      .Result?.Errors?.string ?? [];
  const updated = async (id: number, inside: string): Promise<readonly (string | null)[]> =>
    (await call('UpdateOrder', `<OrderID>${String(id)}</OrderID>${inside}`)).Result?.Errors?.string ?? [];
  test('goes from Accepted over Printed to Shipped, with several tracking numbers', async () => {
    const { requestId, id } = await made();
    const [order] = await listed(
      `<OrderStatus>Accepted</OrderStatus><WarehouseID>7</WarehouseID><OrderID>${String(id)}</OrderID>`,
    );
    expect(order).toMatchObject({
      OrderID: id,
      OrderStatus: 'Accepted',
      WarehouseID: 7,
      FirstName: 'FIRST',
      LastName: 'LAST',
      Address1: '1 Example Street',
      City: 'WORCESTER',
      State: 'MA',
      Zip: '01602',
      Country: 'US',
      SubTotal: '2.00',
      Total: '2.00',
      TrackingNumber1: '',
      ShippedDate: null,
      Details: {
        OrderDetailResponse: [
          { ItemCode: 'L-VITAMIN', Description: 'Some vitamin', Quantity: '2', PriceEach: '1.00', OrderLine: 1 },
        ],
      },
    });
    expect(order?.Customer).toBeUndefined();
    expect(await requestsOf(broker, requestId)).toEqual([expect.stringContaining('processed at NORTH: 0/0/2')]);

    expect(await change(id, 'Printed')).toEqual([]);
    expect(await statusOf(id)).toBe('Printed');
    expect(await requestsOf(broker, requestId)).toEqual([expect.stringContaining('acknowledged at NORTH: 0/0/2')]);

    const tracking =
      '<TrackingNumber1>1Z1</TrackingNumber1><TrackingNumber2>1Z2</TrackingNumber2><WebCarrierID1>UPS</WebCarrierID1>';
    expect(await updated(id, tracking)).toEqual([]);
    expect(await statusOf(id)).toBe('Printed');
    expect(await change(id, 'Shipped')).toEqual([]);
    const [shipped] = await listed(`<OrderID>${String(id)}</OrderID>`);
    expect(shipped).toMatchObject({ OrderStatus: 'Shipped', TrackingNumber1: '1Z1', TrackingNumber2: '1Z2' });
    expect(shipped?.ShippedDate).toMatch(/^\d{4}-\d{2}-\d{2}T/);
    expect(await requestsOf(broker, requestId)).toEqual([expect.stringContaining('acknowledged at NORTH: 2/0/0')]);
    expect(await verifyRequests(broker)).toEqual([]);
  });

  test('takes a repeat of every word, and a word that was passed, as a success that changes nothing', async () => {
    const { id, requestId } = await made();
    for (const status of ['Accepted', 'Printed', 'Printed', 'Shipped', 'Shipped', 'Printed'])
      expect(await change(id, status)).toEqual([]);
    expect(await statusOf(id)).toBe('Shipped');
    expect(await change(id, 'Accepted')).toEqual([
      `Order ${String(id)} is Shipped, so it cannot go back to Accepted. Its fulfillment is complete: send what is missing of its tracking numbers by UpdateOrder.`,
    ]);
    expect(await requestsOf(broker, requestId)).toEqual([expect.stringContaining(': 2/0/0 of 2')]);
    const shipments = await database.transaction((session) =>
      session.all('SELECT id FROM shipment WHERE request_id = ?', [requestId]),
    );
    expect(shipments).toHaveLength(1);
  });

  test('adds tracking numbers that come after Shipped, and corrects nothing', async () => {
    const { id, requestId } = await made();
    await change(id, 'Shipped');
    expect(await updated(id, '<TrackingNumber1>T1</TrackingNumber1><WebCarrierID>FedEx</WebCarrierID>')).toEqual([]);
    expect(await updated(id, '<TrackingNumber1>T1</TrackingNumber1><TrackingNumber2>T2</TrackingNumber2>')).toEqual([]);
    expect((await listed(`<OrderID>${String(id)}</OrderID>`))[0]).toMatchObject({
      TrackingNumber1: 'T1',
      TrackingNumber2: 'T2',
    });
    const parcels = await database.transaction((session) =>
      session.all<{ tracking_number: string }>(
        'SELECT p.tracking_number FROM shipment s JOIN shipment_parcel p ON p.shipment_id = s.id WHERE s.request_id = ? ORDER BY p.position',
        [requestId],
      ),
    );
    expect(parcels.map(({ tracking_number }) => tracking_number)).toEqual(['T1', 'T2']);
    const line = await database.transaction((session) =>
      session.first('SELECT tracking_number, shipping_agent, status FROM order_line WHERE request_id = ?', [requestId]),
    );
    expect(line).toMatchObject({ tracking_number: 'T1', shipping_agent: 'FedEx', status: 'fulfilled' });
  });

  test('refuses in the words of the contract, with the next step', async () => {
    const { id } = await made();
    await change(id, 'Printed');
    expect(await change(id, 'Accepted')).toEqual([
      `Order ${String(id)} is Printed, so it cannot go back to Accepted. Print it again from GetOrders, set Shipped when it leaves, or Canceled to give it back.`,
    ]);
    await updated(id, '<TrackingNumber1>T-9</TrackingNumber1><OrderStatus>9</OrderStatus>');
    expect(await change(id, 'Canceled')).toEqual([
      `Order ${String(id)} is Shipped (line 1: 2 units (T-9)), so it cannot become Canceled. What comes back is a return.`,
    ]);
    expect(await statusOf(id)).toBe('Shipped');
  });

  test('a shipment has the carrier of the ship method, unless the warehouse names another', async () => {
    const carrierOf = async (requestId: number): Promise<unknown> =>
      database.transaction((session) =>
        session.first('SELECT carrier, method FROM shipment WHERE request_id = ?', [requestId]),
      );
    const first = await made();
    await updated(first.id, '<ShipMethodID>1</ShipMethodID><OrderStatus>9</OrderStatus>');
    expect(await carrierOf(first.requestId)).toMatchObject({ carrier: 'UPS', method: 'UPS GROUND' });
    const second = await made();
    await updated(
      second.id,
      '<ShipMethodID>1</ShipMethodID><WebCarrierID>DHL</WebCarrierID><OrderStatus>9</OrderStatus>',
    );
    expect(await carrierOf(second.requestId)).toMatchObject({ carrier: 'DHL', method: 'UPS GROUND' });
  });

  test('gives an order back by Canceled', async () => {
    const { id } = await made('VITAMIN', 3);
    expect(await change(id, 'Canceled')).toEqual([]);
    expect(await change(id, 'Canceled')).toEqual([]);
    expect(await statusOf(id)).toBe('Canceled');
    expect(await change(id, 'Printed')).toEqual([
      expect.stringMatching(/^Order \d+ is Canceled since .*Do not ship it\.$/),
    ]);
    expect(await verifyRequests(broker)).toEqual([]);
  });

  test('shows an order that is asked back as Pending, until the partner answers', async () => {
    const { id, requestId } = await made();
    await listed(`<OrderID>${String(id)}</OrderID>`);
    await voidRequest(broker, id, { name: 'op' }, 'wrong address');
    expect(await idsOf(`<OrderStatus>Accepted</OrderStatus><OrderID>${String(id)}</OrderID>`)).toEqual([]);
    expect(await idsOf(`<OrderStatus>Pending</OrderStatus><OrderID>${String(id)}</OrderID>`)).toEqual([id]);
    expect(await change(id, 'Canceled')).toEqual([]);
    expect(await requestsOf(broker, requestId)).toEqual([expect.stringContaining('voided at NORTH')]);
  });

  test('pages by OrderID, and by dates that never repeat and never lose a change', async () => {
    const made3 = [await made('TEA', 1), await made('TEA', 1), await made('TEA', 1)].map(({ id }) => id);
    const south = (await call('GetWarehouses', '')).Warehouses?.WarehouseResponse.find(
      (one) => one?.Description === 'South warehouse',
    )?.WarehouseID;
    const at = `<WarehouseID>${String(south)}</WarehouseID>`;
    const page = async (after: number): Promise<readonly number[]> =>
      idsOf(`${at}<GreaterThanOrderID>${String(after)}</GreaterThanOrderID><BatchSize>2</BatchSize>`);
    expect(await page(0)).toEqual(made3.slice(0, 2));
    expect(await page(made3[1] ?? 0)).toEqual(made3.slice(2));

    const since = async (date: string): Promise<readonly OrderResponse[]> =>
      listed(`${at}<GreaterThanModifiedDate>${date}</GreaterThanModifiedDate><BatchSize>2</BatchSize>`);
    const first = await since('2020-01-01T00:00:00');
    const second = await since(first.at(-1)?.ModifiedDate ?? '');
    expect([...first, ...second].map(({ OrderID }) => OrderID)).toEqual(made3);
    expect(new Set([...first, ...second].map(({ ModifiedDate }) => ModifiedDate)).size).toBe(3);
    const last = second.at(-1)?.ModifiedDate ?? '';
    expect(await since(last)).toEqual([]);
    await change(made3[0] ?? 0, 'Printed');
    expect(await since(last)).toEqual([expect.objectContaining({ OrderID: made3[0], OrderStatus: 'Printed' })]);
  });

  test('lists by every qualifier', async () => {
    const { id } = await made('VITAMIN', 1, {
      details: { ...orderOf('X', []).details, currency: 'CAD', soldTo: { ...CUSTOMER, customerNo: '4711' } },
    });
    const own = `<GreaterThanOrderID>${String(id - 1)}</GreaterThanOrderID>`;
    expect(await updated(id, '<Other14>blue</Other14>')).toEqual([]);
    for (const inside of [
      '<CustomerID>4711</CustomerID>',
      `<OrderIDs><int>${String(id)}</int><int>1</int></OrderIDs>`,
      '<OrderDateStart>2020-01-01T00:00:00</OrderDateStart><OrderDateEnd>2090-01-01T00:00:00</OrderDateEnd>',
      '<OrderTypes><OrderType>APIOrder</OrderType></OrderTypes>',
      '<OrderTys><int>11</int></OrderTys>',
      '<CurrencyCode>CAD</CurrencyCode>',
      '<Other14>blue</Other14>',
      '<CustomerID xsi:nil="true"/><OrderStatus xsi:nil="true"/><PartyID xsi:nil="true"/><BatchSize/>',
    ])
      expect([inside, await idsOf(own + inside)]).toEqual([inside, [id]]);
    for (const inside of [
      '<CustomerID>4712</CustomerID>',
      '<OrderIDs><int>1</int></OrderIDs>',
      '<OrderDateEnd>2020-01-01T00:00:00</OrderDateEnd>',
      '<OrderDateStart>2090-01-01T00:00:00</OrderDateStart>',
      '<OrderTypes><OrderType>ReturnOrder</OrderType></OrderTypes>',
      '<OrderTys><int>1</int></OrderTys>',
      '<CurrencyCode>USD</CurrencyCode>',
      '<Other14>red</Other14>',
      '<Other15>blue</Other15>',
      '<OrderStatus>CCDeclined</OrderStatus>',
      '<PartyID>1</PartyID>',
    ])
      expect([inside, await idsOf(own + inside)]).toEqual([inside, []]);
    const [order] = await listed(
      `${own}<ReturnCustomer>true</ReturnCustomer><ReturnKitDetails>true</ReturnKitDetails>`,
    );
    expect(order).toMatchObject({
      CustomerID: 4711,
      Other14: 'blue',
      Customer: { CustomerID: 4711, LastName: 'LAST' },
    });
  });

  test('takes elements in any order, and without a namespace', async () => {
    const { id } = await made();
    expect(await idsOf(`<BatchSize>5</BatchSize><OrderID>${String(id)}</OrderID><CustomerID>0</CustomerID>`)).toEqual([
      id,
    ]);
    const bare = `<a:GetOrdersRequest xmlns:a="http://api.exigo.com/"><BatchSize>5</BatchSize><OrderID>${String(id)}</OrderID></a:GetOrdersRequest>`;
    expect(await (await sendLogistics(server.gateway.url, bare)).text()).toContain(`<OrderID>${String(id)}</OrderID>`);
    const unknown = await sendLogistics(
      server.gateway.url,
      '<GetOrdersRequest xmlns="http://api.exigo.com/"><Sort>x</Sort></GetOrdersRequest>',
    );
    expect(unknown.status).toBe(500);
    expect(await unknown.text()).toMatch(/Sort/);
  });

  test('changes a batch, each order for itself, and names what failed', async () => {
    const [one, two] = [await made(), await made()];
    const detail = (id: number, more = ''): string =>
      `<OrderBatchDetailRequest><OrderID>${String(id)}</OrderID>${more}</OrderBatchDetailRequest>`;
    const batch = `<OrderStatus>Shipped</OrderStatus><Details>${detail(one.id, '<TrackingNumber1>B1</TrackingNumber1><ShippedDate>2026-01-02T00:00:00</ShippedDate>')}${detail(999_999)}${detail(two.id)}</Details>`;
    for (let time = 0; time < 2; time += 1) {
      const { Result } = await call('ChangeOrderStatusBatch', batch);
      expect(Result?.Status).toBe('Failure');
      expect(Result?.Errors?.string).toEqual([
        '1 of 3 orders were not changed. Send those again once what is wrong is put right.',
        expect.stringMatching(/^Order 999999: There is no order 999999 in the warehouses of this login: 7, \d+\.$/),
      ]);
    }
    expect([await statusOf(one.id), await statusOf(two.id)]).toEqual(['Shipped', 'Shipped']);
    expect((await listed(`<OrderID>${String(one.id)}</OrderID>`))[0]).toMatchObject({
      TrackingNumber1: 'B1',
      ShippedDate: '2026-01-02T00:00:00.000Z',
    });
  });

  test('updates status, ship method and texts in the later form', async () => {
    const { id } = await made();
    expect(
      await updated(
        id,
        '<OrderStatus>8</OrderStatus><ShipMethodID>2</ShipMethodID><DeclineCount>1</DeclineCount><LockedDate>0001-01-01T00:00:00</LockedDate><City>WORCESTER</City>',
      ),
    ).toEqual([]);
    expect((await listed(`<OrderID>${String(id)}</OrderID>`))[0]).toMatchObject({
      OrderStatus: 'Printed',
      ShipMethodID: 2,
    });
  });

  test.each([
    ['an address', '<City>ELSEWHERE</City><Zip>1</Zip>', /^City, Zip cannot be changed by who ships/],
    ['another warehouse', '<WarehouseID>8</WarehouseID>', /^WarehouseID cannot be changed/],
    [
      'an unknown ship method',
      '<ShipMethodID>9</ShipMethodID>',
      /^ShipMethodID 9 is none of warehouse 7: 1 UPS GROUND, 2 FEDEX 2DAY\.$/,
    ],
    ['a status of others', '<OrderStatus>1</OrderStatus>', /^OrderStatus Pending is not set by who ships/],
    ['no status', '<OrderStatus>77</OrderStatus>', /^OrderStatus is 77, expected a number from 0 to 10\.$/],
    [
      'a long number',
      `<TrackingNumber3>${'1'.repeat(51)}</TrackingNumber3>`,
      /^TrackingNumber3 has 51 characters, at most 50/,
    ],
    [
      'two first carriers',
      '<WebCarrierID>UPS</WebCarrierID><WebCarrierID1>DHL</WebCarrierID1>',
      /^WebCarrierID and WebCarrierID1 differ/,
    ],
    [
      'an impossible time',
      '<ShippedDate>1999-01-01T00:00:00Z</ShippedDate>',
      /^ShippedDate is 1999-01-01T00:00:00Z, expected a time/,
    ],
    ['a key as well', '<OrderKey>L-1</OrderKey>', /^OrderID \d+ and an OrderKey were given/],
  ])('refuses %s, and changes nothing', async (_, inside, text) => {
    const { id } = await made();
    const before = await listed(`<OrderID>${String(id)}</OrderID>`);
    expect(await updated(id, inside)).toEqual([expect.stringMatching(text)]);
    expect(await listed(`<OrderID>${String(id)}</OrderID>`)).toEqual(before);
  });

  test('names an order by its key', async () => {
    const { id } = await made();
    const key = (await listed(`<OrderID>${String(id)}</OrderID>`))[0]?.Reference1 ?? '';
    const { Result } = await call('ChangeOrderStatus', `<OrderStatus>Printed</OrderStatus><OrderKey>${key}</OrderKey>`);
    expect(Result?.Status).toBe('Success');
    expect(await statusOf(id)).toBe('Printed');
  });

  test('lists warehouses and ship methods, and adjusts stock', async () => {
    const { Warehouses } = await call('GetWarehouses', '');
    expect(Warehouses?.WarehouseResponse).toEqual([
      expect.objectContaining({ WarehouseID: 7, Description: 'North warehouse', WarehouseCity: 'RENO' }),
      expect.objectContaining({ Description: 'South warehouse' }),
    ]);
    const { ShipMethods } = await call(
      'GetShipMethods',
      '<WarehouseID>7</WarehouseID><CurrencyCode>usd</CurrencyCode><OrderWieght>1</OrderWieght>',
    );
    expect(ShipMethods?.ShipMethodResponse).toEqual([
      { ShipMethodID: 1, Description: 'UPS GROUND', ShippingAmount: '4.50' },
      { ShipMethodID: 2, Description: 'FEDEX 2DAY', ShippingAmount: '4.50' },
    ]);
    const stock = async (): Promise<number> =>
      Number(
        (
          await database.transaction((session) =>
            session.first<{ available_qty: number }>(
              `SELECT available_qty FROM product_location l JOIN location o ON o.id = l.location_id WHERE o.location_cd = 'NORTH'`,
            ),
          )
        )?.available_qty,
      );
    const before = await stock();
    const adjust = async (quantity: number, item = 'L-VITAMIN', warehouse = 7) =>
      (
        await call(
          'AdjustInventory',
          `<WarehouseID>${String(warehouse)}</WarehouseID><ItemCode>${item}</ItemCode><Quantity>${String(quantity)}</Quantity><Notes>count</Notes>`,
        )
      ).Result;
    expect((await adjust(-5))?.Status).toBe('Success');
    expect(await stock()).toBe(before - 5);
    expect((await adjust(-1_000_000))?.Errors?.string).toEqual([expect.stringMatching(/available|quantity/i)]);
    expect((await adjust(0))?.Errors?.string).toEqual([
      'Quantity is 0, expected a number from -1000000 to 1000000 other than 0.',
    ]);
    expect((await adjust(1, 'L-NOTHING'))?.Errors?.string).toEqual([expect.stringContaining('L-NOTHING')]);
    expect((await adjust(1, 'L-VITAMIN', 99))?.Errors?.string).toEqual([
      expect.stringMatching(/^There is no warehouse 99 of this login: /),
    ]);
    expect(await stock()).toBe(before - 5);
  });

  test('hides what is not released, under review, or of another partner', async () => {
    const { id } = await made();
    const named = `<OrderID>${String(id)}</OrderID>`;
    expect(await idsOf(named, { login: 'other' })).toEqual([]);
    const { Result } = await call('ChangeOrderStatus', `${named}<OrderStatus>Printed</OrderStatus>`, {
      login: 'other',
    });
    expect(Result?.Errors?.string).toEqual([
      expect.stringMatching(/^There is no order \d+ in the warehouses of this login: /),
    ]);
    const { id: held } = await made('VITAMIN', 1, { underReview: 'Y' });
    expect(await idsOf(`<OrderID>${String(held)}</OrderID>`)).toEqual([]);
    const none = await call('GetOrders', '', { login: 'oms' });
    expect(none.Result).toEqual({
      Status: 'Failure',
      Errors: { string: [expect.stringMatching(/^This login has no warehouse/)] },
    });
  });

  test.each([
    ['a wrong password', { password: 'wrong' }, 500, 'FailedAuthentication'],
    ['no credentials', { login: undefined }, 401, 'Authentication is required'],
    ['a user without the group', { login: 'store' }, 403, 'the service group threepl'],
  ])('refuses %s', async (_, sent: Sent, status, text) => {
    const response = await sendLogistics(
      server.gateway.url,
      '<GetWarehousesRequest xmlns="http://api.exigo.com/"/>',
      sent,
    );
    expect(response.status).toBe(status);
    expect(await response.text()).toContain(text);
  });
});

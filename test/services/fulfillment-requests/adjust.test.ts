import { onEveryEngine } from '../../support/databases.js';
import { requestsOf } from '../../support/server/partners.js';
import { openDesk } from './support.js';
import type { Desk, WireRequest } from './support.js';

/** Parts of a fulfillment request: totals of units that are acknowledged and canceled. */
onEveryEngine((engine) => {
  let desk: Desk;
  beforeAll(async () => {
    desk = await openDesk(engine);
  }, 60_000);
  // What is canceled is in stock again for the next test.
  afterEach(async () => {
    const open = await desk.call<WireRequest[]>('account', 'GET /orders');
    for (const { id } of open.body) await desk.call('account', `PATCH /orders/${String(id)}/status?status=Canceled`);
  });
  afterAll(() => desk.close());

  const adjust = (id: number, body: unknown, at = desk) =>
    at.call<WireRequest>('sourceA', `POST /fulfillment-requests/${String(id)}/adjust`, body);
  const items = (...said: readonly object[]) => ({ items: said });

  test('what is given back is free for others, and the same again changes nothing', async () => {
    const id = await desk.request('FILL-1', [{ item: 'DESK', qty: 5 }]);
    const said = items({ sku: 'X-DESK', acknowledgedQuantity: 3, cancelledQuantity: 1 });
    const first = await adjust(id, said);
    expect(first).toMatchObject({
      status: 200,
      body: {
        fulfillmentRequestStatus: { name: 'Acknowledged' },
        fulfillmentRequestItems: [{ quantity: 5, acknowledgedQuantity: 3, voidedQuantity: 1 }],
      },
    });
    expect((await adjust(id, said)).body).toEqual(first.body);
    expect(await requestsOf(desk.running.broker, first.body.orderId)).toEqual([
      'FILL-1 acknowledged at A: 0/1/4 of 5',
      'FILL-1-2 processing at B: 0/0/1 of 1',
    ]);
    expect(await adjust(id, items({ id: 1, acknowledgedQuantity: 4 }))).toMatchObject({
      body: { fulfillmentRequestItems: [{ acknowledgedQuantity: 4, voidedQuantity: 1 }] },
    });
  });

  test('acknowledge after a part acknowledges what was left open, and the same again changes nothing', async () => {
    const id = await desk.request('AFTER-1', [{ item: 'DESK', qty: 5 }]);
    await adjust(id, items({ sku: 'X-DESK', acknowledgedQuantity: 2, cancelledQuantity: 1 }));
    const acknowledge = () =>
      desk.call<WireRequest>('sourceA', `PATCH /fulfillment-requests/${String(id)}/acknowledge`);
    const first = await acknowledge();
    expect(first).toMatchObject({
      status: 200,
      body: {
        fulfillmentRequestStatus: { name: 'Acknowledged' },
        fulfillmentRequestItems: [{ quantity: 5, acknowledgedQuantity: 4, voidedQuantity: 1 }],
      },
    });
    expect((await acknowledge()).body).toEqual(first.body);
  });

  test('what is killed is canceled on the order', async () => {
    const id = await desk.request('KILL-1', [{ item: 'DESK', qty: 5 }]);
    const { body } = await adjust(id, {
      ...items({ sku: 'X-DESK', acknowledgedQuantity: 3 }),
      killOrFillType: 'kill',
      cancelUnacknowledgedItemQuantity: true,
    });
    expect(body.fulfillmentRequestItems).toMatchObject([{ acknowledgedQuantity: 3, voidedQuantity: 2 }]);
    expect(await requestsOf(desk.running.broker, body.orderId)).toEqual(['KILL-1 acknowledged at A: 0/2/3 of 5']);
    expect((await desk.call('account', `GET /orders/${String(body.orderId)}`)).body).toMatchObject({
      orderItems: [{ quantity: 5, canceledQuantity: 2 }],
    });
  });

  test('without a word about it, the setting of the source decides', async () => {
    const strict = await openDesk(engine, { request_auto_process: true, on_partner_cancel: 'cancel' });
    const id = await strict.request('SET-1', [{ item: 'DESK', qty: 2 }]);
    const { body } = await adjust(id, items({ sku: 'X-DESK', cancelledQuantity: 1 }), strict);
    expect(await requestsOf(strict.running.broker, body.orderId)).toEqual(['SET-1 processing at A: 0/1/1 of 2']);
    await adjust(id, { ...items({ sku: 'X-DESK', cancelledQuantity: 2 }), killOrFillType: 'fill' }, strict);
    expect(await requestsOf(strict.running.broker, body.orderId)).toEqual([
      'SET-1 canceled at A: 0/2/0 of 2',
      'SET-1-2 processing at B: 0/0/1 of 1',
    ]);
    // The last word again: the request has ended by it.
    expect((await adjust(id, { ...items({ sku: 'X-DESK', cancelledQuantity: 2 }) }, strict)).status).toBe(200);
    await strict.close();
  }, 60_000);

  test('units for later are acknowledged too, and shown by themselves', async () => {
    const id = await desk.request('LATER-1', [{ item: 'DESK', qty: 5 }]);
    const said = items({ id: 1, acknowledgedQuantity: 2, secondaryAcknowledgedQuantity: 2 });
    const { body } = await adjust(id, said);
    expect(body.fulfillmentRequestItems).toMatchObject([{ acknowledgedQuantity: 2, secondaryAcknowledgedQuantity: 2 }]);
    expect((await adjust(id, said)).body).toEqual(body);
    expect(
      (
        await adjust(
          id,
          items({ id: 1, acknowledgedQuantity: 1, secondaryAcknowledgedQuantity: 2, cancelledQuantity: 1 }),
        )
      ).body.fulfillmentRequestItems,
    ).toMatchObject([{ acknowledgedQuantity: 1, secondaryAcknowledgedQuantity: 2, voidedQuantity: 1 }]);
  });

  test.each<[string, object, number, string, string]>([
    [
      'more than there is',
      { id: 1, acknowledgedQuantity: 6 },
      409,
      'too-many-item-units',
      'has 5 units for that, found 6',
    ],
    ['more canceled than there is', { id: 1, cancelledQuantity: 6 }, 409, 'too-many-item-units', 'found 6'],
    [
      'more of both than there is',
      { id: 1, acknowledgedQuantity: 3, cancelledQuantity: 3 },
      409,
      'too-many-item-units',
      'has 2 units for that, found 3',
    ],
    ['an item of nobody', { sku: 'X-LAMP', acknowledgedQuantity: 1 }, 404, 'item-unknown', 'Its items: 1 ("X-DESK")'],
    ['an item by a wrong pair', { id: 1, sku: 'X-LAMP' }, 404, 'item-unknown', '1 with sku "X-LAMP"'],
    ['no item', { acknowledgedQuantity: 1 }, 400, 'invalid-request', 'items[0]'],
    ['a fraction', { id: 1, acknowledgedQuantity: 1.5 }, 400, 'invalid-request', 'items[0].acknowledgedQuantity'],
    ['a misspelled field', { id: 1, acknowledged: 1 }, 400, 'invalid-request', 'items[0].acknowledged: found a key'],
  ])('%s is refused, and changes nothing', async (_, item, status, key, detail) => {
    const id = await desk.request('WRONG-1', [{ item: 'DESK', qty: 5 }]);
    const before = await desk.call('account', `GET /fulfillment-requests/${String(id)}`);
    const answer = await adjust(id, items(item));
    expect([answer.status, answer.body]).toMatchObject([
      status,
      { key, detail: expect.stringContaining(detail) as string },
    ]);
    expect((await desk.call('account', `GET /fulfillment-requests/${String(id)}`)).body).toEqual(before.body);
  });

  test('what was acknowledged or canceled before is not taken back by a smaller number', async () => {
    const id = await desk.request('BACK-1', [{ item: 'DESK', qty: 5 }]);
    await adjust(id, items({ id: 1, acknowledgedQuantity: 3, cancelledQuantity: 1 }));
    expect(await adjust(id, items({ id: 1, acknowledgedQuantity: 2 }))).toMatchObject({
      status: 409,
      body: {
        key: 'acknowledged-before',
        detail: expect.stringContaining('has 3 acknowledged units, found 2') as string,
      },
    });
    expect(await adjust(id, items({ id: 1, cancelledQuantity: 0 }))).toMatchObject({
      status: 409,
      body: { key: 'canceled-before' },
    });
  });

  test('two items of one product are named by their ids, and shipped by the code of the product', async () => {
    const id = await desk.request('TWIN-1', [
      { item: 'DESK', qty: 2 },
      { item: 'DESK', qty: 1 },
    ]);
    expect(await adjust(id, items({ sku: 'X-DESK', acknowledgedQuantity: 1 }))).toMatchObject({
      status: 409,
      body: { key: 'item-ambiguous', detail: expect.stringContaining('1 ("X-DESK"), 2 ("X-DESK")') as string },
    });
    expect(
      (await adjust(id, items({ id: 1, acknowledgedQuantity: 2 }, { id: 2, acknowledgedQuantity: 1 }))).status,
    ).toBe(200);
    const report = {
      purchaseOrderId: id,
      shipment: { trackingNumber: 'T', carrier: 'UPS', shipmentItems: [{ sku: 'X-DESK', quantity: 3 }] },
    };
    expect((await desk.call('sourceA', 'POST /shipments', report)).body).toMatchObject({
      partial: false,
      shipmentItems: [
        { id: 1, quantity: 2 },
        { id: 2, quantity: 1 },
      ],
    });
  });
});

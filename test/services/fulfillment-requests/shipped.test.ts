import { readRequestLog } from '../../../src/store/partners/request-log.js';
import { onEveryEngine } from '../../support/databases.js';
import { openDesk } from './support.js';
import type { Desk } from './support.js';

/** A fulfillment request of which units have shipped. */
onEveryEngine((engine) => {
  let desk: Desk;
  beforeAll(async () => {
    desk = await openDesk(engine);
  }, 60_000);
  afterAll(() => desk.close());

  const at = (id: number, act = ''): string => `/fulfillment-requests/${String(id)}${act}`;
  const ship = (id: number, trackingNumber: string, quantity?: number) =>
    desk.call('sourceA', 'POST /shipments', {
      purchaseOrderId: id,
      shipment: {
        trackingNumber,
        carrier: 'UPS',
        ...(quantity === undefined ? {} : { shipmentItems: [{ sku: 'X-DESK', quantity }] }),
      },
    });
  const logOf = async (id: number): Promise<string[]> =>
    (await desk.running.broker.database.transaction((session) => readRequestLog(session, id))).map(
      ({ stage }) => stage,
    );

  test('that is shipped cannot be canceled: the refusal names what left, and nothing is changed or logged', async () => {
    const id = await desk.request('GONE-1', [{ item: 'DESK', qty: 2 }]);
    await desk.call('sourceA', `PATCH ${at(id, '/acknowledge')}`);
    await ship(id, '1Z-GONE-1', 1);
    await ship(id, '1Z-GONE-2');
    const before = [(await desk.call('account', `GET ${at(id)}`)).body, await logOf(id)];
    for (const token of ['sourceA', 'account'] as const)
      expect(await desk.call(token, `PATCH ${at(id, '/cancel')}`)).toMatchObject({
        status: 409,
        body: {
          key: 'nothing-to-cancel',
          detail:
            'Fulfillment request GONE-1 has no units left to cancel: its partner has shipped all of them (line 1: 2 units (1Z-GONE-1, 1Z-GONE-2)). What comes back is a return.',
        },
      });
    expect(await desk.call('account', `POST ${at(id, '/void')}`)).toMatchObject({
      status: 409,
      body: { key: 'nothing-to-take-back' },
    });
    expect((await desk.call('sourceA', `PATCH ${at(id, '/processing-failed')}`, { error: 'late' })).status).toBe(409);
    expect((await desk.call('sourceA', `PATCH ${at(id, '/acknowledge')}`)).status).toBe(200);
    const giveBack = { items: [{ id: 1, cancelledQuantity: 1 }] };
    expect(await desk.call('sourceA', `POST ${at(id, '/adjust')}`, giveBack)).toMatchObject({
      status: 409,
      body: { key: 'too-many-item-units' },
    });
    expect([(await desk.call('account', `GET ${at(id)}`)).body, await logOf(id)]).toEqual(before);
  }, 60_000);

  test('that is shipped in part is canceled for the rest, once; its shipment then ends it', async () => {
    const id = await desk.request('REST-1', [{ item: 'DESK', qty: 3 }]);
    await desk.call('sourceA', `PATCH ${at(id, '/acknowledge')}`);
    expect((await ship(id, '1Z-REST-1', 2)).body).toMatchObject({ partial: true });
    const canceled = await desk.call('sourceA', `PATCH ${at(id, '/cancel')}`);
    expect(canceled).toMatchObject({
      status: 200,
      body: {
        fulfillmentRequestStatus: { name: 'Acknowledged' },
        fulfilmentStatus: { name: 'Shipped' },
        fulfillmentRequestItems: [{ quantity: 3, shippedQuantity: 2, voidedQuantity: 1 }],
      },
    });
    const logged = await logOf(id);
    expect((await desk.call('sourceA', `PATCH ${at(id, '/cancel')}`)).body).toEqual(canceled.body);
    expect(await logOf(id)).toEqual(logged);
    const listed = await desk.call('sourceA', `GET /shipments?filterPurchaseOrderId=${String(id)}`);
    expect(listed.body).toMatchObject([{ trackingNumber: '1Z-REST-1', partial: false }]);
  });

  test('the shipment that ends it is not partial, whatever was given back before', async () => {
    const id = await desk.request('LAST-1', [{ item: 'DESK', qty: 4 }]);
    await desk.call('sourceA', `POST ${at(id, '/adjust')}`, {
      items: [{ id: 1, acknowledgedQuantity: 3, cancelledQuantity: 1 }],
    });
    expect((await ship(id, '1Z-LAST-1', 1)).body).toMatchObject({ partial: true });
    expect((await ship(id, '1Z-LAST-2')).body).toMatchObject({ partial: false });
    const { body } = await desk.call('account', `GET /shipments?filterPurchaseOrderId=${String(id)}`);
    expect(body).toMatchObject([{ partial: true }, { partial: false }]);
  });
});

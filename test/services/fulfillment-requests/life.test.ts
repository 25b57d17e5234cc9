import { setTimeout as sleep } from 'node:timers/promises';
import { onEveryEngine } from '../../support/databases.js';
import { openDesk } from './support.js';
import type { Desk, WireRequest } from './support.js';

/** One fulfillment request by HTTP, from its source's first look to its last parcel. */
onEveryEngine((engine) => {
  let desk: Desk;
  beforeAll(async () => {
    desk = await openDesk(engine);
  }, 60_000);
  afterAll(() => desk.close());

  const at = (id: number, act = ''): string => `/fulfillment-requests/${String(id)}${act}`;
  const stateOf = async (id: number): Promise<string> =>
    (await desk.call<WireRequest>('account', `GET ${at(id)}`)).body.fulfillmentRequestStatus.name;
  /** Waits for what follows an answer. */
  const becomes = async (id: number, state: string): Promise<void> => {
    for (let looks = 0; looks < 200 && (await stateOf(id)) !== state; looks += 1) await sleep(10);
    expect(await stateOf(id)).toBe(state);
  };

  test('is listed with the fields that clients read', async () => {
    const id = await desk.request('FIELDS-1', [{ item: 'DESK', qty: 3 }]);
    const { status, body } = await desk.call<WireRequest[]>('sourceA', 'GET /fulfillment-requests?frNumbers=FIELDS-1');
    expect(status).toBe(200);
    expect(body).toMatchObject([
      {
        id,
        fulfillmentRequestNumber: 'FIELDS-1',
        fulfillmentRequestStatus: { name: 'Processing' },
        fulfilmentStatus: { name: 'Awaiting Shipment' },
        sentAt: null,
        acknowledgedAt: null,
        voidedAt: null,
        shippingAddress: {
          firstName: 'FIRST',
          lastName: 'LAST',
          name: 'FIRST LAST',
          addressLine1: '1 Example Street',
          city: 'WORCESTER',
          stateCode: 'MA',
          postal: '01602',
          countryCode: 'US',
        },
        fulfillmentRequestItems: [
          { id: 1, orderItemId: 1, sku: 'X-DESK', title: 'A desk', quantity: 3, acknowledgedQuantity: 0, cost: 0 },
        ],
      },
    ]);
  });

  test('is handed out, acknowledged and shipped in two parcels; each word again changes nothing', async () => {
    const id = await desk.request('LIFE-1', [{ item: 'DESK', qty: 3 }]);
    const handed = await desk.call<WireRequest[]>('sourceA', 'GET /fulfillment-requests/processing');
    expect(handed.body.map((one) => one.id)).toContain(id);
    await becomes(id, 'Processed');
    for (const method of ['PATCH', 'PATCH', 'POST', 'POST'])
      expect(await desk.call('sourceA', `${method} ${at(id, '/acknowledge')}`)).toMatchObject({
        status: 200,
        body: { fulfillmentRequestStatus: { name: 'Acknowledged' } },
      });
    expect((await desk.call('sourceA', `PATCH ${at(id, '/processed')}`)).status).toBe(200);
    const parcel = {
      purchaseOrderId: String(id),
      shipment: {
        trackingNumber: '1Z1',
        carrier: 'UPS',
        method: 'GROUND',
        shippedAt: '2030-01-02T03:04:05Z',
        shipmentItems: [{ sku: 'X-DESK', quantity: 1 }],
      },
    };
    const first = await desk.call('sourceA', 'POST /shipments', parcel);
    expect(first).toMatchObject({
      status: 200,
      body: {
        trackingNumber: '1Z1',
        carrier: 'UPS',
        method: 'GROUND',
        shippedAt: '2030-01-02T03:04:05.000Z',
        purchaseOrderId: id,
        partial: true,
        shipmentItems: [{ sku: 'X-DESK', quantity: 1 }],
      },
    });
    expect((await desk.call('sourceA', 'POST /shipments', parcel)).body).toEqual(first.body);
    const other = { ...parcel, shipment: { ...parcel.shipment, carrier: 'FEDEX' } };
    expect(await desk.call('sourceA', 'POST /shipments', other)).toMatchObject({
      status: 409,
      body: { key: 'reference-differs' },
    });
    const rest = { purchaseOrderId: id, shipments: [{ trackingNumber: '1Z2', carrier: 'UPS' }] };
    expect(await desk.call('sourceA', 'POST /shipments', rest)).toMatchObject({
      status: 200,
      body: [{ trackingNumber: '1Z2', shipmentItems: [{ quantity: 2 }] }],
    });
    expect((await desk.call('account', `GET ${at(id)}`)).body).toMatchObject({
      fulfilmentStatus: { name: 'Shipped' },
      fulfillmentRequestItems: [{ quantity: 3, shippedQuantity: 3, acknowledgedQuantity: 3, voidedQuantity: 0 }],
    });
  });

  test('is shipped by all parcels of a report, or by none of them', async () => {
    const id = await desk.request('PARCELS-1', [{ item: 'DESK', qty: 2 }]);
    await desk.call('sourceA', `PATCH ${at(id, '/acknowledge')}`);
    const item = (quantity: number) => [{ sku: 'X-DESK', quantity }];
    const report = {
      purchaseOrderId: id,
      shipments: [
        { trackingNumber: 'P1', carrier: 'UPS', shipmentItems: item(1) },
        { trackingNumber: 'P2', carrier: 'UPS', shipmentItems: item(2) },
      ],
    };
    expect(await desk.call('sourceA', 'POST /shipments', report)).toMatchObject({
      status: 409,
      body: { key: 'too-many-item-units', detail: expect.stringContaining('found 2: send at most 1') as string },
    });
    expect((await desk.call('sourceA', `GET ${at(id)}`)).body).toMatchObject({
      fulfilmentStatus: { name: 'Awaiting Shipment' },
    });
    report.shipments[1] = { trackingNumber: 'P2', carrier: 'UPS', shipmentItems: item(1) };
    expect((await desk.call('sourceA', 'POST /shipments', report)).status).toBe(200);
  });

  test('with an Idempotency-Key a report without a tracking number is recorded once', async () => {
    const id = await desk.request('ONCE-1', [{ item: 'DESK', qty: 2 }]);
    await desk.call('sourceA', `PATCH ${at(id, '/acknowledge')}`);
    const report = {
      purchaseOrderId: id,
      shipment: { carrier: 'VAN', shipmentItems: [{ sku: 'X-DESK', quantity: 1 }] },
    };
    const send = () => desk.call('sourceA', 'POST /shipments', report, { 'Idempotency-Key': 'van-1' });
    const [first, second] = [await send(), await send()];
    expect([first.status, second.status, second.headers.get('idempotency-replayed')]).toEqual([200, 200, 'true']);
    expect(second.body).toEqual(first.body);
    expect((await desk.call('sourceA', `GET ${at(id)}`)).body).toMatchObject({
      fulfillmentRequestItems: [{ shippedQuantity: 1 }],
    });
    expect(
      (
        await desk.call(
          'sourceA',
          'POST /shipments',
          { ...report, shipment: { carrier: 'VAN' } },
          { 'Idempotency-Key': 'van-1' },
        )
      ).body,
    ).toMatchObject({ key: 'idempotency-key-reused' });
  });

  test('cannot be shipped before its source has it', async () => {
    const id = await desk.request('EARLY-1', [{ item: 'DESK', qty: 1 }]);
    expect(await desk.call('sourceA', 'POST /shipments', { purchaseOrderId: id, shipment: {} })).toMatchObject({
      status: 409,
      body: {
        key: 'action-refused',
        detail: `Fulfillment request EARLY-1 (id ${String(id)}) is processing, so it cannot be shipped. Only what the partner has taken can be shipped: acknowledge it first, or mark it as processed. Call PATCH ${at(id, '/acknowledge')} or PATCH ${at(id, '/processed')}.`,
      },
    });
  });

  test('fails, is processed again and canceled; what contradicts it is refused with both states', async () => {
    const id = await desk.request('FAIL-1', [{ item: 'SHELF', qty: 1 }]);
    const failed = await desk.call('sourceA', `PATCH ${at(id, '/processing-failed')}`, { error: 'no such address' });
    expect([failed.status, failed.text, failed.headers.get('content-length')]).toEqual([204, '', null]);
    expect((await desk.call('sourceA', `PATCH ${at(id, '/processing-failed')}`, { error: 'again' })).status).toBe(204);
    expect((await desk.call('account', `GET ${at(id)}`)).body).toMatchObject({
      fulfillmentRequestStatus: { name: 'Failed' },
      error: 'no such address',
    });
    expect((await desk.call('account', `POST ${at(id, '/process')}`)).body).toMatchObject({
      fulfillmentRequestStatus: { name: 'Processing' },
    });
    await desk.call('sourceA', `PATCH ${at(id, '/acknowledge')}`);
    expect(await desk.call('sourceA', `PATCH ${at(id, '/processing-failed')}`, { error: 'late' })).toMatchObject({
      status: 409,
      body: { detail: expect.stringContaining('is acknowledged, so it cannot be marked as failed') as string },
    });
    for (let times = 0; times < 2; times += 1)
      expect(await desk.call('sourceA', `PATCH ${at(id, '/cancel')}`, { note: 'broken' })).toMatchObject({
        status: 200,
        body: { fulfillmentRequestStatus: { name: 'Canceled' } },
      });
    expect(await desk.call('sourceA', `PATCH ${at(id, '/acknowledge')}`)).toMatchObject({
      status: 409,
      body: { key: 'request-ended' },
    });
  });

  test('keeps marks of committed stock and of accounting, which are filters too', async () => {
    const id = await desk.request('MARKS-1', [{ item: 'SHELF', qty: 1 }]);
    const marked = await desk.call('sourceA', `PATCH ${at(id, '/committed-stock')}`);
    expect(marked.body.committedStockAt).toMatch(/^\d{4}-/);
    expect((await desk.call('sourceA', `PATCH ${at(id, '/committed-stock')}`)).body).toEqual(marked.body);
    const list = async (query: string): Promise<number[]> =>
      (await desk.call<WireRequest[]>('account', `GET /fulfillment-requests?frNumbers=MARKS-1&${query}`)).body.map(
        (one) => one.id,
      );
    expect(await list('filterInvoiced=true')).toEqual([]);
    expect((await desk.call('account', `PATCH ${at(id, '/accounting-sync')}`)).status).toBe(200);
    expect(await list('filterInvoiced=true')).toEqual([id]);
    expect(await list('filterInvoiced=false')).toEqual([]);
  });
});

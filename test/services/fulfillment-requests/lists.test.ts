import { setTimeout as sleep } from 'node:timers/promises';
import { getMessage, listMessages } from '../../../src/broker/messages/list-messages.js';
import { onEveryEngine } from '../../support/databases.js';
import { openDesk } from './support.js';
import type { Desk, WireRequest } from './support.js';

/** Filters and pages, what is refused of them, limits, and what the message log keeps. */
onEveryEngine((engine) => {
  let desk: Desk;
  const ids: number[] = [];
  let orders: number[] = [];
  beforeAll(async () => {
    desk = await openDesk(
      engine,
      { request_auto_process: true },
      { MESSAGE_LOG: 'all', MESSAGE_LOG_PERSONAL_DATA: 'masked' },
    );
    for (const order of ['LIST-1', 'LIST-2', 'LIST-3'])
      ids.push(await desk.request(order, [{ item: order === 'LIST-3' ? 'DESK' : 'SHELF', qty: 1 }]));
    const found = await desk.call<WireRequest[]>('account', 'GET /fulfillment-requests');
    orders = found.body.map(({ orderId }) => orderId);
    await desk.call('sourceA', `PATCH /fulfillment-requests/${String(ids[0])}/acknowledge`);
    await desk.call('sourceA', 'POST /shipments', { purchaseOrderId: ids[0], shipment: { trackingNumber: 'T-1' } });
    await desk.call('sourceA', `PATCH /fulfillment-requests/${String(ids[1])}/cancel`);
  }, 60_000);
  afterAll(() => desk.close());

  test.each<[string, readonly number[]]>([
    ['', [0, 1, 2]],
    ['filterStatus=Processing', [2]],
    ['filterStatus=ACKNOWLEDGED,canceled', [0, 1]],
    ['filterStatus=Voided', []],
    ['filterFulfilmentStatus=Awaiting%20Shipment', [2]],
    ['filterFulfilmentStatus=AWAITING_SHIPMENT,shipped', [0, 2]],
    ['filterFulfilmentStatus=Partially+Shipped', []],
    ['filterFulfilmentStatus=Canceled', [1]],
    ['filterIsAcknowledged=true', [0]],
    ['filterIsAcknowledged=false', [1, 2]],
    ['filterInvoiced=true', []],
    ['filterEligibleForProcessing=true', [2]],
    ['filterGeneratedAfter=2099-01-01', []],
    ['filterGeneratedAfter=2000-01-01T00:00:00%2B02:00', [0, 1, 2]],
    ['frNumbers=LIST-1,LIST-3,LIST-9', [0, 2]],
    ['filterPageSize=2', [0, 1]],
    ['filterPageSize=2&filterPageNumber=2', [2]],
    ['filterPageSize=2&filterPageNumber=3', []],
    ['filterSourceId=999999', []],
  ])('GET /fulfillment-requests?%s', async (query, expected) => {
    const { status, body } = await desk.call<WireRequest[]>('account', `GET /fulfillment-requests?${query}`);
    expect([status, body.map(({ id }) => ids.indexOf(id))]).toEqual([200, expected]);
  });

  test('lists go on behind an id, and orders are found by what changed', async () => {
    const list = async (target: string): Promise<number[]> =>
      (await desk.call<{ id: number }[]>('account', `GET ${target}`)).body.map(({ id }) => id);
    expect(await list(`/fulfillment-requests?sinceId=${String(ids[1])}`)).toEqual([ids[2]]);
    expect(await list(`/fulfillment-requests?findOrderId=${String(orders[1])}`)).toEqual([ids[1]]);
    expect(await list('/orders?filterPageSize=2')).toEqual(orders.slice(0, 2));
    expect(await list(`/orders?sinceId=${String(orders[0])}`)).toEqual(orders.slice(1));
    for (const since of ['orderUpdatedAt', 'fulfillmentRequestsUpdatedAt'])
      expect(await list(`/orders?${since}=2020-01-01`)).toEqual(orders);
    expect(await list('/orders?shipmentsUpdatedAt=2020-01-01')).toEqual(orders.slice(0, 1));
    expect(await list(`/shipments?filterOrderId=${String(orders[1])}`)).toEqual([]);
    expect(await list(`/shipments?filterFulfillmentRequestId=${String(ids[0])}`)).toHaveLength(1);
  });

  test.each<[string, string]>([
    ['/fulfillment-requests?filterStatus=Sent', 'filterStatus: found "Sent", expected a list of Unprocessed'],
    [
      '/fulfillment-requests?filterIsAcknowledged=yes',
      'filterIsAcknowledged: found "yes", expected one of true, false',
    ],
    ['/fulfillment-requests?filterPageSize=101', 'filterPageSize'],
    ['/fulfillment-requests?filterPageNumber=500', 'go on with sinceId'],
    ['/fulfillment-requests?filterstatus=Processing', 'filterstatus: found a key that is not known here'],
    [`/fulfillment-requests?frNumbers=${Array.from({ length: 51 }, (_, n) => n).join(',')}`, 'at most 50 entries'],
    ['/orders?orderUpdatedAt=yesterday', 'orderUpdatedAt: found "yesterday", expected a time of this century'],
    ['/orders/1?x=1', 'x: found a parameter, expected none'],
    ['/fulfillment-requests/processing?leaseSeconds=0', 'leaseSeconds'],
  ])('GET %s is refused with the value and what was expected', async (target, detail) => {
    const answer = await desk.call(target.includes('processing?') ? 'sourceA' : 'account', `GET ${target}`);
    expect([answer.status, answer.body]).toMatchObject([
      400,
      { key: 'invalid-request', detail: expect.stringContaining(detail) as string },
    ]);
  });

  test('a body that is too large, too deep or too long is refused', async () => {
    const target = `POST /fulfillment-requests/${String(ids[2])}/adjust`;
    expect((await desk.call('sourceA', target, `"${'x'.repeat(1_000_001)}"`)).status).toBe(413);
    expect((await desk.call('sourceA', target, '['.repeat(100))).status).toBe(400);
    const many = { items: Array.from({ length: 1001 }, (_, n) => ({ id: n + 1, acknowledgedQuantity: 1 })) };
    expect((await desk.call('sourceA', target, many)).body.detail).toContain('at most 1000 entries');
  });

  test('the message log shows ids, codes and states, and no personal data', async () => {
    await desk.call('sourceA', `GET /fulfillment-requests/${String(ids[2])}`);
    await desk.call('sourceA', `PATCH /fulfillment-requests/${String(ids[2])}/cancel`, { note: 'Jane is away' });
    await desk.call('channel', 'GET /orders');
    const { broker } = desk.running;
    let messages: Awaited<ReturnType<typeof getMessage>>[] = [];
    // The log is written after the answers.
    for (let looks = 0; looks < 200 && messages[0]?.operation !== 'ListOrders'; looks += 1) {
      await sleep(20);
      const { items } = await listMessages(broker, {}, { limit: 100, after: '' });
      messages = await Promise.all(items.map(({ id }) => getMessage(broker, id)));
    }
    const text = JSON.stringify(messages);
    for (const secret of ['FIRST', 'LAST', 'Example Street', 'Jane', desk.tokens.sourceA.slice(21)])
      expect(text).not.toContain(secret);
    const shown = messages.find((one) => one?.operation === 'GetFulfillmentRequest');
    expect(shown).toMatchObject({ user: 'key:first-supplier', status: 200 });
    expect(JSON.parse(shown?.response ?? '')).toMatchObject({
      id: ids[2],
      fulfillmentRequestNumber: 'LIST-3',
      fulfillmentRequestStatus: { name: 'Processing' },
      shippingAddress: { name: '***', addressLine1: '***' },
      fulfillmentRequestItems: [{ sku: 'X-DESK' }],
    });
  });

  test('the rate of a token is that of the setting, with the time of the next call', async () => {
    const slow = await openDesk(engine, { request_auto_process: true }, { RATE_LIMIT_USER: '2' });
    const answers = await Promise.all(Array.from({ length: 12 }, () => slow.call('account', 'GET /orders')));
    const refused = answers.find(({ status }) => status === 429);
    expect(Number(refused?.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
    expect(answers.some(({ status }) => status === 200)).toBe(true);
    await slow.close();
  }, 60_000);
});

import { listOrders } from '../../../src/broker/inquiry/list-orders.js';
import type { OrderListQuery } from '../../../src/broker/inquiry/list-orders.js';
import { getOrder } from '../../../src/broker/inquiry/get-order.js';
import type { Database } from '../../../src/store/database.js';
import { insertChanges } from '../../../src/store/orders/history.js';
import { brokerOn, orderOf, place, submitted, update } from '../../support/server/broker.js';
import { onEveryEngine } from '../../support/databases.js';
import type { TestDatabase } from '../../support/databases.js';

onEveryEngine((engine) => {
  let home: TestDatabase;
  let database: Database;
  let broker: Awaited<ReturnType<typeof brokerOn>>;
  const ids: Record<string, number> = {};

  beforeAll(async () => {
    home = await engine.create();
    database = await home.open();
    broker = await brokerOn(database);
    const take = async (name: string, ...order: Parameters<typeof orderOf>): Promise<void> => {
      broker.now = new Date(broker.now.getTime() + 3_600_000);
      ids[name] = (await submitted(broker, orderOf(...order))).requestId;
    };
    await take('delivery', 'D-1', [{ item: 'PENCIL' }]);
    await take('split', 'D-2', [
      { item: 'PENCIL', at: 'STC/20' },
      { item: 'LAMP', at: '6/1' },
    ]);
    await take('pickup', 'P-1', [{ item: 'PENCIL', at: 'STC/10' }], { type: 'PICKUP', underReview: 'Y' });
    await take('sent', 'S-1', [{ item: 'PENCIL', at: 'STC/20' }], {
      type: 'SHIPFORPICKUP',
      pickupLocation: place('STC/30'),
    });
    await take('own', 'S-2', [{ item: 'LAMP', at: '6/1' }], { type: 'SHIPFORPICKUP', pickupLocation: place('STC/30') });
    await take('nobody', 'D-3', [{ item: 'LAMP', qty: 90 }]);
    await update(broker, ids.split ?? 0, 'accepted', 'STC/20', [1]);
    await update(broker, ids.sent ?? 0, 'intransit', 'STC/20');
    await update(broker, ids.own ?? 0, 'intransit', '6/1');
  });
  afterAll(async () => {
    await database.close();
    await home.drop();
  });

  const found = async (query: Partial<OrderListQuery>): Promise<string[]> => {
    const page = await listOrders(broker, { limit: 100, ...query });
    return (page?.items ?? []).map((item) => Object.keys(ids).find((name) => ids[name] === item.request_id) ?? '?');
  };

  test.each<[string, Partial<OrderListQuery>, string[]]>([
    ['nothing, newest first', {}, ['nobody', 'own', 'sent', 'pickup', 'split', 'delivery']],
    ['a status', { status: 'intransit' }, ['own', 'sent']],
    ['an order number', { orderId: 'P-1' }, ['pickup']],
    ['an unknown order number', { orderId: 'P-9' }, []],
    ['an order type', { type: 'SHIPFORPICKUP' }, ['own', 'sent']],
    ['the review flag', { underReview: true }, ['pickup']],
    ['the review flag off, and a type', { underReview: false, type: 'PICKUP' }, []],
    ['an originating system', { systemCd: '6' }, ['nobody', 'own', 'sent', 'pickup', 'split', 'delivery']],
    ['a system in the fulfilling or pickup role', { systemCd: 'STC' }, ['own', 'sent', 'pickup', 'split', 'delivery']],
    ['a system without a role', { systemCd: 'XX' }, []],
    ['a fulfilling location', { systemCd: 'STC', locationCd: '20' }, ['sent', 'split']],
    ['a pickup location', { systemCd: 'STC', locationCd: '30' }, ['own', 'sent']],
    [
      'an originating location',
      { systemCd: '6', locationCd: '1' },
      ['nobody', 'own', 'sent', 'pickup', 'split', 'delivery'],
    ],
    ['a period', { since: '2030-01-02T05:04:05.678Z', until: '2030-01-02T07:04:05.678Z' }, ['pickup', 'split']],
    ['a period before all orders', { until: '2029-01-01T00:00:00.000Z' }, []],
    ['a period after all orders', { since: '2031-01-01T00:00:00.000Z' }, []],
    ['several filters at once', { systemCd: 'STC', status: 'intransit', type: 'SHIPFORPICKUP', letter: 'X' }, ['sent']],
  ])('lists orders by %s', async (_, query, expected) => {
    expect(await found(query)).toEqual(expected);
  });

  test('lists orders by a range of request ids', async () => {
    expect(await found({ fromRequestId: ids.split ?? 0, toRequestId: ids.sent ?? 0 })).toEqual([
      'sent',
      'pickup',
      'split',
    ]);
  });

  test('shows the letters of the requested system, or of the default system', async () => {
    const letters = async (systemCd?: string): Promise<Record<string, string>> => {
      const page = await listOrders(broker, { limit: 100, ...(systemCd === undefined ? {} : { systemCd }) });
      return Object.fromEntries(
        (page?.items ?? []).map((item) => [
          Object.keys(ids).find((name) => ids[name] === item.request_id) ?? '?',
          item.oms.join(' '),
        ]),
      );
    };
    expect(await letters()).toEqual({ nobody: 'U', own: 'X', sent: 'T', pickup: 'K', split: 'A K', delivery: 'K' });
    expect(await letters('STC')).toEqual({ own: '-', sent: 'X', pickup: '-', split: '- I', delivery: 'F' });
    expect(await found({ letter: 'T' })).toEqual(['sent']);
    expect(await found({ letter: 'X' })).toEqual(['own']);
    expect(await found({ letter: 'K' })).toEqual(['pickup', 'split', 'delivery']);
    expect(await found({ letter: 'I', systemCd: 'STC' })).toEqual(['split']);
  });

  test('pages have each order once, whatever their size and however little each one scans', async () => {
    for (const [limit, window, most] of [
      [1, 20_000, 500_000],
      [2, 1, 2],
      [4, 3, 1],
      [100, 2, 2],
    ] as const) {
      const seen: string[] = [];
      let before: number | undefined;
      for (let pages = 0; pages < 50; pages += 1) {
        const page = await listOrders(
          broker,
          { limit, ...(before === undefined ? {} : { before }) },
          { window, page: most },
        );
        seen.push(...(page?.items ?? []).map((item) => item.order_id));
        expect(page?.items.length).toBeLessThanOrEqual(limit);
        if (page?.next === undefined) break;
        before = Number(page.next);
      }
      expect([limit, seen]).toEqual([limit, ['D-3', 'S-2', 'S-1', 'P-1', 'D-2', 'D-1']]);
    }
  });

  test('an unknown location is distinguished from one without orders', async () => {
    expect(await listOrders(broker, { limit: 10, systemCd: 'STC', locationCd: '99' })).toBeUndefined();
  });

  test('shows one order completely, with its customer only on request', async () => {
    const order = await getOrder(broker, ids.split ?? 0, { customer: false });
    expect(order).toMatchObject({
      order_id: 'D-2',
      status: 'new_order',
      oms_system: '6',
      oms: ['A', 'K'],
      total: '1.06',
      placed: { system_cd: '6', location_cd: '1' },
      lines: [
        {
          line_no: 1,
          status: 'accepted',
          brokered: false,
          sourced: { system_cd: 'STC', location_cd: '20' },
          pickup: null,
          pickup_by: null,
          oms: [{ order_type: 'brokered backorder, delivery', letter: 'A' }],
          assignments: [{ attempt: 1, location: { system_cd: 'STC', location_cd: '20' }, outcome: null }],
        },
        {
          line_no: 2,
          oms: [
            { order_type: 'brokered backorder, delivery', letter: 'K' },
            { order_type: 'delivery', letter: 'F' },
          ],
        },
      ],
      history: [
        { line_no: 1, from: '', to: 'new_order' },
        { line_no: 2, to: 'new_order' },
        { line_no: 1, from: 'new_order', to: 'accepted', system_cd: 'STC' },
      ],
    });
    expect(JSON.stringify(order)).not.toMatch(/FIRST|LAST|Example Street/);
    const named = await getOrder(broker, ids.split ?? 0, { customer: true });
    expect(named?.sold_to).toEqual({ name: 'FIRST LAST', city: 'WORCESTER', province: 'MA', country: 'US' });
    expect(JSON.stringify(named)).not.toContain('Example Street');
    expect((await getOrder(broker, ids.delivery ?? 0, { customer: false }))?.routing).toMatchObject([
      { pass: 1, parts: [{ quantity: 1, location_cd: '10' }] },
    ]);
    expect(await getOrder(broker, 4711, { customer: false })).toBeUndefined();
  });

  test('shows the last ten thousand changes of an order, however many there are', async () => {
    const requestId = ids.nobody ?? 0;
    const change = {
      requestId,
      lineNo: 1,
      at: '2030-01-01T00:00:00.000Z',
      systemCd: '6',
      locationCd: '1',
      employeeId: '',
    };
    const rest = {
      from: 'canceled',
      to: 'new_order',
      quantity: 1,
      locationId: 1,
      reasonCode: '',
      shippingAgent: '',
      trackingNumber: '',
    } as const;
    await database.transaction((session) =>
      insertChanges(
        session,
        Array.from({ length: 10_005 }, (_, index) => ({ ...change, ...rest, reasonNote: String(index) })),
      ),
    );
    const { history = [] } = (await getOrder(broker, requestId, { customer: false })) ?? {};
    expect(history).toHaveLength(10_000);
    expect([history[0]?.reason_note, history.at(-1)?.reason_note]).toEqual(['5', '10004']);
  });
});

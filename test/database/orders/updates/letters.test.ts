import { getOrder } from '../../../../src/broker/inquiry/get-order.js';
import { listOrders } from '../../../../src/broker/inquiry/list-orders.js';
import { updateStatus } from '../../../../src/broker/orders/update-status.js';
import type { OmsLetter } from '../../../../src/domain/order/oms-letter.js';
import type { Database } from '../../../../src/store/database.js';
import { orderOf, outcome, place, submitted, update } from '../../../support/server/broker.js';
import type { TestBroker } from '../../../support/server/broker.js';
import { onEveryEngine } from '../../../support/databases.js';
import { freshForEach, stateOf } from '../../../support/server/fresh-broker.js';

onEveryEngine((engine) => {
  let database: Database;
  let broker: TestBroker;

  freshForEach(engine, (fresh) => {
    ({ database, broker } = fresh);
  });

  const reserved = async (): Promise<number> => {
    const [row] = await database.transaction((session) =>
      session.all('SELECT SUM(reserved_qty) AS n FROM product_location'),
    );
    return Number(row?.n);
  };

  const letters = async (requestId: number, systemCd = '6'): Promise<unknown> =>
    (await getOrder(broker, requestId, { systemCd, customer: false }))?.oms;
  const listed = async (query: { systemCd?: string; locationCd?: string; letter?: OmsLetter }) =>
    (await listOrders(broker, { limit: 10, ...query }))?.items.map((one) => [one.request_id, ...one.oms]);
  const order = async (orderId: string, changes = {}): Promise<number> =>
    (await submitted(broker, orderOf(orderId, [{ item: 'PENCIL', at: 'STC/10' }], changes))).requestId;
  const canceled = async (orderId: string, as: string, changes = {}): Promise<number> => {
    const requestId = await order(orderId, changes);
    expect(outcome(await update(broker, requestId, 'canceled', as))).toBe('ok');
    return requestId;
  };

  test('a backorder shows E if another system canceled it, Z if the viewing one did or nobody is named', async () => {
    const byStore = await canceled('A', 'STC/10');
    const byOms = await canceled('B', '6/1');
    const anonymously = await order('C');
    const nothing = { sentAt: '', employeeId: '', reason: { code: '', note: '' }, items: [] };
    await updateStatus(broker, {
      requestId: String(anonymously),
      caller: undefined,
      status: 'canceled',
      ...nothing,
    });
    expect([await letters(byStore), await letters(byOms), await letters(anonymously)]).toEqual([['E'], ['Z'], ['Z']]);
    expect(await listed({ letter: 'E' })).toEqual([[byStore, 'E']]);
    expect(await listed({ letter: 'Z' })).toEqual([
      [anonymously, 'Z'],
      [byOms, 'Z'],
    ]);
    const pickup = await canceled('D', 'STC/10', { type: 'PICKUP' });
    expect(await letters(pickup)).toEqual(['Z']);
  });

  test('what a system rejected shows J for it, and stays in its lists', async () => {
    const from = { requestingLocation: place('STC/30') };
    const { requestId } = await submitted(broker, orderOf('A', [{ item: 'S-LAMP', at: '6/1' }], from));
    expect(await letters(requestId)).toEqual(['F']);
    expect(outcome(await update(broker, requestId, 'rejected', '6/1'))).toBe('ok');
    expect([await letters(requestId), await letters(requestId, 'STC')]).toEqual([['J'], ['U']]);
    expect(await listed({ systemCd: '6', letter: 'J' })).toEqual([[requestId, 'J']]);
    expect(await listed({ systemCd: '6', locationCd: '1' })).toEqual([[requestId, 'J']]);
    expect(await listed({ systemCd: 'STC', letter: 'J' })).toEqual([]);
  });

  test('a line that its source rejected shows the letter of the backorder first, and J beside it', async () => {
    const { requestId } = await submitted(broker, orderOf('A', [{ item: 'LAMP', at: '6/1' }]));
    await update(broker, requestId, 'rejected', '6/1');
    const record = await getOrder(broker, requestId, { customer: false });
    expect([record?.oms, record?.lines[0]?.oms]).toEqual([
      ['U'],
      [
        { order_type: 'brokered backorder, delivery', letter: 'U' },
        { order_type: 'delivery', letter: 'J' },
      ],
    ]);
  });

  test('a store pickup that its store verifies and processes keeps its letter and its stock until it is picked', async () => {
    const requestId = await order('A', { type: 'PICKUP' });
    for (const status of ['accepted', 'Verified', 'PROCESSED']) {
      expect(outcome(await update(broker, requestId, status, 'STC/10'))).toBe('ok');
      expect(await reserved()).toBe(1);
    }
    expect(await stateOf(broker, requestId)).toBe('processed: 10 processed');
    expect([await letters(requestId), await listed({ letter: 'P' })]).toEqual([['A/K/P'], [[requestId, 'A/K/P']]]);
    expect(outcome(await update(broker, requestId, 'verified', 'STC/10'))).toBe('ok');
    expect(outcome(await update(broker, requestId, 'picked', 'STC/10'))).toBe('ok');
    expect(await letters(requestId)).toEqual(['A']);
    const delivery = await order('B');
    expect(outcome(await update(broker, delivery, 'verified', 'STC/10'))).toBe('not_a_step');
  });

  test('the history has carrier and tracking number of the update that brought them', async () => {
    const requestId = await order('A');
    const shipped = (trackingNumber: string, shippingAgent = 'UPS') =>
      updateStatus(broker, {
        requestId: String(requestId),
        sentAt: '',
        caller: place('STC/10'),
        employeeId: 'E7',
        status: '',
        reason: { code: '', note: '' },
        items: [
          {
            lineNo: 1,
            quantity: 0,
            status: 'fulfilled',
            reason: { code: '', note: '' },
            shippingAgent,
            trackingNumber,
            statusDate: '',
          },
        ],
      });
    await update(broker, requestId, 'accepted', 'STC/10');
    for (const number of ['1Z1', '1Z1', '1Z2']) expect(outcome(await shipped(number))).toBe('ok');
    const record = await getOrder(broker, requestId, { customer: false });
    expect(
      record?.history.map((one) => [one.from, one.to, one.employee_id, one.shipping_agent, one.tracking_number]),
    ).toEqual([
      ['', 'new_order', 'CWS', '', ''],
      ['new_order', 'accepted', 'E1', '', ''],
      ['accepted', 'fulfilled', 'E7', 'UPS', '1Z1'],
      ['fulfilled', 'fulfilled', 'E7', '', '1Z2'],
    ]);
    expect(record?.lines[0]).toMatchObject({ shipping_agent: 'UPS', tracking_number: '1Z2' });
    // The corrected line is still known to have been shipped by this store.
    expect(outcome(await shipped('', ''))).toBe('ok');
  });
});

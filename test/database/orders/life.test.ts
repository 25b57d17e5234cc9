import { getOrders, getOrdersById } from '../../../src/broker/inquiry/get-orders.js';
import { pollLocation } from '../../../src/broker/polling/poll.js';
import { reconcile } from '../../../src/broker/inventory/reconcile.js';
import { readTraces } from '../../../src/store/orders/history.js';
import type { Status } from '../../../src/domain/values/status.js';
import { findProductNames } from '../../../src/store/inventory/products.js';
import type { Database } from '../../../src/store/database.js';
import { brokerOn, orderOf, outcome, place, SMALL_RETAILER, submitted, update } from '../../support/server/broker.js';
import type { TestBroker } from '../../support/server/broker.js';
import { onEveryEngine } from '../../support/databases.js';
import { freshForEach, stateOf } from '../../support/server/fresh-broker.js';

onEveryEngine((engine) => {
  let database: Database;
  let broker: TestBroker;

  freshForEach(engine, (fresh) => {
    ({ database, broker } = fresh);
  });

  const state = (requestId: number): Promise<string> => stateOf(broker, requestId);
  const poll = async (location: string): Promise<number[]> =>
    (await pollLocation(broker, 'fulfillments', place(location)))?.orders.map((view) => view.order.requestId) ?? [];
  const reserved = async (): Promise<number> =>
    Number(
      (
        await database.transaction((session) =>
          session.first<{ n: number | string }>('SELECT SUM(reserved_qty) AS n FROM product_location'),
        )
      )?.n ?? 0,
    );

  describe('the reserved quantity', () => {
    const [oms, stores] = SMALL_RETAILER.systems ?? [];
    test.each<[Status[]]>([
      [['accepted', 'picked']],
      [['new_order', 'accepted']],
      [['polled']],
      [['new_order', 'rejected', 'unfulfillable', 'fulfilled']],
    ])('is the sum of the lines in %j after every status change', async (reserved_statuses) => {
      if (oms === undefined || stores === undefined) throw new Error('the small retailer has two systems');
      await brokerOn(database, {
        systems: [
          { ...oms, reserved_statuses },
          { ...stores, reserved_statuses },
        ],
      });
      const agreed = async (): Promise<void> => {
        expect(await reconcile(broker)).toEqual([]);
      };
      const brokered = await submitted(broker, orderOf('A', [{ item: 'PENCIL', qty: 2 }]));
      await agreed();
      const named = await submitted(broker, orderOf('B', [{ item: 'PENCIL', qty: 3, at: 'STC/20' }]));
      await agreed();
      await submitted(broker, orderOf('C', [{ item: 'LAMP', qty: 50 }]));
      await agreed();
      await poll('STC/10');
      await agreed();
      await update(broker, brokered.requestId, 'rejected', 'STC/10');
      await agreed();
      for (const status of ['accepted', 'picked', 'fulfilled']) {
        await update(broker, named.requestId, status, 'STC/20');
        await agreed();
      }
      await update(broker, brokered.requestId, 'rejected', 'STC/20');
      await agreed();
    });
  });

  describe('a reject', () => {
    test('of a delivery line re-sources it under the same number, and never to a location that rejected it', async () => {
      const { requestId } = await submitted(broker, orderOf('A', [{ item: 'PENCIL' }]));
      expect(outcome(await update(broker, requestId, 'rejected', 'STC/10'))).toBe('ok');
      expect(await state(requestId)).toBe('new_order: 20 new_order');
      await update(broker, requestId, 'rejected', 'STC/20');
      expect(await state(requestId)).toBe('unfulfillable: UNF unfulfillable');
      expect(await reserved()).toBe(0);
      const traces = await database.transaction((session) => readTraces(session, requestId));
      expect(traces.map((trace) => trace.pass)).toEqual([1, 2, 3]);
      expect(traces[2]?.trace).toContain('rejected_before');
    });

    test('of a pickup line makes it unfulfillable', async () => {
      const { requestId } = await submitted(
        broker,
        orderOf('A', [{ item: 'PENCIL', at: 'STC/10' }], { type: 'PICKUP' }),
      );
      await update(broker, requestId, 'rejected', 'STC/10');
      expect(await state(requestId)).toBe('unfulfillable: UNF unfulfillable');
    });

    test('makes the line unfulfillable without search retries', async () => {
      await brokerOn(database, { preferences: { ...SMALL_RETAILER.preferences, search_retries: 0 } });
      const { requestId } = await submitted(broker, orderOf('A', [{ item: 'PENCIL' }]));
      await update(broker, requestId, 'rejected', 'STC/10');
      expect(await state(requestId)).toBe('unfulfillable: UNF unfulfillable');
    });

    test('excludes the whole system if that forbids reshopping', async () => {
      const [oms, stores] = SMALL_RETAILER.systems ?? [];
      if (oms === undefined || stores === undefined) throw new Error('the small retailer has two systems');
      await brokerOn(database, { systems: [oms, { ...stores, reject_may_reshop_same_system: false }] });
      const { requestId } = await submitted(broker, orderOf('A', [{ item: 'PENCIL' }]));
      await update(broker, requestId, 'rejected', 'STC/10');
      expect(await state(requestId)).toBe('unfulfillable: UNF unfulfillable');
    });

    test('by the pickup location of goods that did not arrive re-sources the line', async () => {
      const { requestId } = await submitted(
        broker,
        orderOf('A', [{ item: 'PENCIL' }], { type: 'SHIPFORPICKUP', pickupLocation: place('STC/30') }),
      );
      await update(broker, requestId, 'intransit', 'STC/10');
      expect(await reserved()).toBe(0);
      expect(outcome(await update(broker, requestId, 'rejected', '6/1'))).toBe('not_yours');
      expect(outcome(await update(broker, requestId, 'rejected', 'STC/30'))).toBe('ok');
      expect(await state(requestId)).toBe('new_order: 20 new_order');
    });

    test('by the pickup location is refused if the order named the source', async () => {
      const { requestId } = await submitted(
        broker,
        orderOf('A', [{ item: 'PENCIL', at: 'STC/10' }], { type: 'SHIPFORPICKUP', pickupLocation: place('STC/30') }),
      );
      await update(broker, requestId, 'intransit', 'STC/10');
      expect(outcome(await update(broker, requestId, 'rejected', 'STC/30'))).toBe('named_source');
      expect(await state(requestId)).toBe('intransit: 10 intransit');
    });

    test('that is repeated does not reject for the store that has the line now', async () => {
      const { requestId } = await submitted(broker, orderOf('A', [{ item: 'PENCIL' }]));
      expect(outcome(await update(broker, requestId, 'rejected', 'STC/10'))).toBe('ok');
      expect(outcome(await update(broker, requestId, 'rejected', 'STC/10'))).toBe('ok');
      expect(await state(requestId)).toBe('new_order: 20 new_order');
      await poll('STC/20');
      expect(outcome(await update(broker, requestId, 'rejected', 'STC/20'))).toBe('ok');
      expect(await state(requestId)).toBe('unfulfillable: UNF unfulfillable');
      expect(outcome(await update(broker, requestId, 'rejected', 'STC/20'))).toBe('ok');
    });

    test('of one line leaves the others at their locations', async () => {
      const { requestId } = await submitted(
        broker,
        orderOf('A', [
          { item: 'PENCIL', at: 'STC/10' },
          { item: 'PENCIL', at: 'STC/10' },
        ]),
      );
      await update(broker, requestId, 'rejected', 'STC/10', [2]);
      expect(await state(requestId)).toBe('new_order: 10 new_order, 20 new_order');
    });
  });

  describe('an update', () => {
    test('of a shipment stores agent, tracking number and date, and releases the reservation', async () => {
      const { requestId } = await submitted(broker, orderOf('A', [{ item: 'PENCIL', qty: 2 }]));
      expect(await reserved()).toBe(2);
      await update(broker, requestId, 'fulfilled', 'STC/10', [], {
        shippingAgent: 'UPS',
        trackingNumber: '1Z',
        statusDate: '2030-01-01T10:00:00',
      });
      const [view] = await getOrders(broker, {
        systemCd: '6',
        requestId: String(requestId),
        orderId: '',
        refTransactionNo: '',
      });
      expect(view?.lines[0]?.line).toMatchObject({
        status: 'fulfilled',
        shippingAgent: 'UPS',
        trackingNumber: '1Z',
        shipmentDate: '2030-01-01',
      });
      expect(await reserved()).toBe(0);
    });

    test('that is rejected has a reason and changes nothing', async () => {
      const { requestId } = await submitted(broker, orderOf('A', [{ item: 'PENCIL' }, { item: 'PENCIL' }]));
      const before = await state(requestId);
      expect(outcome(await update(broker, 999, 'accepted', 'STC/10'))).toBe('order_unknown');
      expect(outcome(await update(broker, requestId, 'accepted', 'XYZ/1'))).toBe('order_unknown');
      expect(outcome(await update(broker, requestId, 'accepted', '6/1'))).toBe('not_yours');
      expect(outcome(await update(broker, requestId, 'intransit', 'STC/10'))).toBe('not_a_step');
      expect(outcome(await update(broker, requestId, 'shipped', 'STC/10'))).toBe('status_unknown');
      expect(outcome(await update(broker, requestId, 'accepted', 'STC/10', [1, 3]))).toBe('line_unknown');
      expect(await state(requestId)).toBe(before);
    });

    test('of the whole order passes over a line of another role that is further advanced', async () => {
      const { requestId } = await submitted(
        broker,
        orderOf('A', [
          { item: 'PENCIL', at: 'STC/10' },
          { item: 'LAMP', at: '6/1' },
        ]),
      );
      expect(outcome(await update(broker, requestId, 'picked', '6/1'))).toBe('ok');
      expect(await state(requestId)).toBe('new_order: 10 new_order, 1 picked');
      expect(outcome(await update(broker, requestId, 'accepted', 'STC/10'))).toBe('ok');
      expect(await state(requestId)).toBe('accepted: 10 accepted, 1 picked');
    });

    test('records whatever location its caller names, or is rejected if that is too long', async () => {
      const { requestId } = await submitted(broker, orderOf('A', [{ item: 'PENCIL', at: 'STC/10' }]));
      expect(outcome(await update(broker, requestId, 'accepted', `STC/${'9'.repeat(40)}`))).toBe('too_long');
      expect(outcome(await update(broker, requestId, 'accepted', 'STC/10'))).toBe('ok');
    });

    test('is rejected if its note, or that of an item, is too long: every line of the order would keep it', async () => {
      const { requestId } = await submitted(broker, orderOf('A', [{ item: 'PENCIL', at: 'STC/10' }]));
      const noted = async (note: string, lines: readonly number[] = []) =>
        outcome(await update(broker, requestId, 'accepted', 'STC/10', lines, { note }));
      expect(await noted('n'.repeat(1001))).toBe('too_long');
      expect(await noted('n'.repeat(1001), [1])).toBe('too_long');
      expect(await noted('n'.repeat(1000))).toBe('ok');
    });

    test('of an impossible line number is not an update of the whole order', async () => {
      const { requestId } = await submitted(broker, orderOf('A', [{ item: 'PENCIL', at: 'STC/10' }]));
      expect(outcome(await update(broker, requestId, 'canceled', '6/1', [-1]))).toBe('line_unknown');
      expect(await state(requestId)).toBe('new_order: 10 new_order');
    });

    test('of two lines is applied as a whole or not at all', async () => {
      const { requestId } = await submitted(broker, orderOf('A', [{ item: 'PENCIL' }, { item: 'PENCIL' }]));
      await update(broker, requestId, 'canceled', '6/1', [2]);
      expect(outcome(await update(broker, requestId, 'accepted', 'STC/10', [1, 2]))).toBe('final');
      expect(await state(requestId)).toBe('new_order: 10 new_order, 10 canceled');
      expect(outcome(await update(broker, requestId, 'accepted', 'STC/10'))).toBe('ok');
      expect(await state(requestId)).toBe('accepted: 10 accepted, 10 canceled');
    });

    test('that repeats a cancel is rejected because the line is already canceled', async () => {
      const { requestId } = await submitted(broker, orderOf('A', [{ item: 'PENCIL' }]));
      expect(outcome(await update(broker, requestId, 'canceled', '6/1'))).toBe('ok');
      expect(outcome(await update(broker, requestId, 'canceled', '6/1'))).toBe('already');
      expect(await poll('STC/10')).toEqual([]);
    });

    test('without a caller is accepted for any role', async () => {
      const { requestId } = await submitted(broker, orderOf('A', [{ item: 'PENCIL' }]));
      expect(outcome(await update(broker, requestId, 'accepted', ''))).toBe('ok');
    });

    test('applies to the whole order if orders are not split', async () => {
      await brokerOn(database, { preferences: { ...SMALL_RETAILER.preferences, allow_split_order: false } });
      const { requestId } = await submitted(broker, orderOf('A', [{ item: 'PENCIL' }, { item: 'PENCIL' }]));
      expect(outcome(await update(broker, requestId, 'canceled', '6/1', [1]))).toBe('ok');
      expect(await state(requestId)).toBe('canceled: 10 canceled, 10 canceled');
    });

    test('cannot ship or hand over goods under review', async () => {
      const { requestId } = await submitted(broker, orderOf('A', [{ item: 'PENCIL' }], { underReview: 'Y' }));
      expect(outcome(await update(broker, requestId, 'picked', 'STC/10'))).toBe('ok');
      expect(outcome(await update(broker, requestId, 'fulfilled', 'STC/10'))).toBe('under_review');
    });

    test('sent ten times at once is applied once', async () => {
      const { requestId } = await submitted(broker, orderOf('A', [{ item: 'PENCIL' }]));
      const outcomes = (
        await Promise.all(Array.from({ length: 10 }, () => update(broker, requestId, 'rejected', 'STC/10')))
      ).map(outcome);
      expect(new Set(outcomes)).toEqual(new Set(['ok']));
      expect(await state(requestId)).toBe('new_order: 20 new_order');
    });
  });

  describe('orders are read', () => {
    test('with more products than a statement can have parameters', async () => {
      const ids = Array.from({ length: 40_000 }, (_, index) => index + 1);
      await database.transaction(async (session) => {
        await session.insertRows(
          'product',
          ['id', 'product_cd', 'description', 'attributes'],
          ids.map((id) => [id + 100, `P${String(id)}`, '', '{}']),
        );
        await session.insertRows(
          'system_product',
          ['system_cd', 'item_key', 'product_id', 'upc', 'ean'],
          ids.flatMap((id) => ['6', 'STC'].map((systemCd) => [systemCd, `P${String(id)}`, id + 100, '', ''])),
        );
      });
      const names = await database.transaction((session) =>
        findProductNames(
          session,
          ids.map((id) => id + 100),
        ),
      );
      expect(names.get(40_100)?.codes.get('STC')?.itemId).toBe('P40000');
    });

    test('by request id for every role, by order and reference number only for the originating system', async () => {
      const { requestId } = await submitted(broker, orderOf('A', [{ item: 'PENCIL' }], { refTransactionNo: 'REF' }));
      const find = async (
        systemCd: string,
        by: { requestId?: string; orderId?: string; refTransactionNo?: string },
      ): Promise<number[]> =>
        (await getOrders(broker, { systemCd, requestId: '', orderId: '', refTransactionNo: '', ...by })).map(
          (view) => view.order.requestId,
        );
      expect(await find('6', { requestId: String(requestId) })).toEqual([requestId]);
      expect(await find('STC', { requestId: String(requestId) })).toEqual([requestId]);
      expect(await find('XYZ', { requestId: String(requestId) })).toEqual([]);
      expect(await find('6', { orderId: 'A' })).toEqual([requestId]);
      expect(await find('STC', { orderId: 'A' })).toEqual([]);
      expect(await find('6', { refTransactionNo: 'REF' })).toEqual([requestId]);
      expect(await find('6', { orderId: 'a' })).toEqual([]);
      expect(await find('6', {})).toEqual([]);
    });

    test('by many request ids without unknown ones, and only in the requested statuses', async () => {
      const open = await submitted(broker, orderOf('A', [{ item: 'PENCIL' }]));
      const gone = await submitted(broker, orderOf('B', [{ item: 'PENCIL' }]));
      await update(broker, gone.requestId, 'canceled', '6/1');
      const list = async (statuses: string[], negated = false): Promise<number[]> =>
        (
          await getOrdersById(broker, {
            systemCd: '6',
            requestIds: ['999', String(gone.requestId), 'x', String(open.requestId)],
            statuses,
            negated,
          })
        ).map((view) => view.order.requestId);
      expect(await list([])).toEqual([open.requestId, gone.requestId]);
      expect(await list(['canceled'])).toEqual([gone.requestId]);
      expect(await list(['canceled'], true)).toEqual([open.requestId]);
    });
  });
});

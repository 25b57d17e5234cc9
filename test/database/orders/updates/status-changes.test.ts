import { getOrders } from '../../../../src/broker/inquiry/get-orders.js';
import { reviewOrder } from '../../../../src/broker/orders/review-order.js';
import { updateStatus } from '../../../../src/broker/orders/update-status.js';
import type { ItemUpdate } from '../../../../src/broker/orders/update-status-command.js';
import type { Preferences } from '../../../../src/domain/network/preferences.js';
import type { Database } from '../../../../src/store/database.js';
import {
  brokerOn,
  orderOf,
  outcome,
  place,
  SMALL_RETAILER,
  submitted,
  update,
} from '../../../support/server/broker.js';
import type { TestBroker } from '../../../support/server/broker.js';
import { onEveryEngine } from '../../../support/databases.js';
import { freshForEach } from '../../../support/server/fresh-broker.js';

onEveryEngine((engine) => {
  let database: Database;
  let broker: TestBroker;

  freshForEach(
    engine,
    (fresh) => {
      ({ database, broker } = fresh);
    },
    { preferences: { ...SMALL_RETAILER.preferences, allow_split_line: true, allow_partial_updates: true } },
  );

  const retailer = (preferences: Preferences) =>
    brokerOn(database, { preferences: { ...SMALL_RETAILER.preferences, ...preferences } });
  const linesOf = async (requestId: number): Promise<string> => {
    const [view] = await getOrders(broker, {
      systemCd: '6',
      requestId: String(requestId),
      orderId: '',
      refTransactionNo: '',
    });
    return (view?.lines ?? [])
      .map(
        ({ line, location }) =>
          `${String(line.lineNo)}: ${String(line.quantity)} ${line.status} at ${location.locationCd}`,
      )
      .join(', ');
  };
  const stockAt = async (location: string): Promise<string> =>
    database.transaction(async (session) => {
      const { systemCd, locationCd } = place(location);
      const row = await session.first(
        'SELECT available_qty, reserved_qty FROM product_location WHERE product_id = 1 AND location_id = (SELECT id FROM location WHERE system_cd = ? AND location_cd = ?)',
        [systemCd, locationCd],
      );
      return `${String(row?.available_qty)} available, ${String(row?.reserved_qty)} reserved`;
    });
  const item = (lineNo: number, status: string, quantity = 0): ItemUpdate => ({
    lineNo,
    status,
    quantity,
    reason: { code: '', note: '' },
    shippingAgent: '',
    trackingNumber: '',
    statusDate: '',
  });
  const several = async (
    requestId: number,
    as: string,
    items: readonly ItemUpdate[],
    sentAt = '',
  ): Promise<string[]> => {
    const result = await updateStatus(broker, {
      requestId: String(requestId),
      sentAt,
      caller: place(as),
      employeeId: '',
      status: '',
      reason: { code: '', note: '' },
      items,
    });
    return result.updated ? ['ok'] : result.rejections.map((rejection) => rejection.key);
  };

  describe('some units of a line', () => {
    test('that are fulfilled become a line of their own, and the rest is unchanged', async () => {
      const { requestId } = await submitted(broker, orderOf('A', [{ item: 'PENCIL', qty: 7 }]));
      await update(broker, requestId, 'picked', 'STC/20');
      expect(
        outcome(await update(broker, requestId, 'fulfilled', 'STC/20', [1], { quantity: 3, trackingNumber: '1Z' })),
      ).toBe('ok');
      expect(await linesOf(requestId)).toBe('1: 4 picked at 20, 2: 3 fulfilled at 20');
      expect(await stockAt('STC/20')).toBe('47 available, 4 reserved');
      expect(outcome(await update(broker, requestId, 'fulfilled', 'STC/20', [1], { quantity: 4 }))).toBe('ok');
      expect(await linesOf(requestId)).toBe('1: 4 fulfilled at 20, 2: 3 fulfilled at 20');
    });

    test('that are rejected are re-sourced', async () => {
      const { requestId } = await submitted(broker, orderOf('A', [{ item: 'PENCIL', qty: 5 }]));
      expect(await linesOf(requestId)).toBe('1: 5 new_order at 10');
      expect(outcome(await update(broker, requestId, 'rejected', 'STC/10', [1], { quantity: 3 }))).toBe('ok');
      expect(await linesOf(requestId)).toBe('1: 2 new_order at 10, 2: 3 new_order at 20');
      expect(outcome(await update(broker, requestId, 'rejected', 'STC/20', [2], { quantity: 1 }))).toBe('ok');
      expect(await linesOf(requestId)).toBe('1: 2 new_order at 10, 2: 2 new_order at 20, 3: 1 unfulfillable at UNF');
    });

    test('that the originating system cancels leave the rest to be fulfilled', async () => {
      const { requestId } = await submitted(broker, orderOf('A', [{ item: 'PENCIL', qty: 4 }]));
      expect(outcome(await update(broker, requestId, 'canceled', '6/1', [1], { quantity: 1 }))).toBe('ok');
      expect(outcome(await update(broker, requestId, 'fulfilled', 'STC/10', [1]))).toBe('ok');
      expect(await linesOf(requestId)).toBe('1: 3 fulfilled at 10, 2: 1 canceled at 10');
    });

    test('cannot be more than the line has, or negative', async () => {
      const { requestId } = await submitted(broker, orderOf('A', [{ item: 'PENCIL', qty: 4 }]));
      expect(outcome(await update(broker, requestId, 'accepted', 'STC/10', [1], { quantity: 5 }))).toBe('too_many');
      expect(outcome(await update(broker, requestId, 'accepted', 'STC/10', [1], { quantity: -1 }))).toBe('too_many');
      expect(await linesOf(requestId)).toBe('1: 4 new_order at 10');
    });

    test('are changed once by a repeated message, and twice by two messages', async () => {
      const { requestId } = await submitted(broker, orderOf('A', [{ item: 'PENCIL', qty: 4 }]));
      const fulfill = (sentAt: string) =>
        update(broker, requestId, 'fulfilled', 'STC/10', [1], { quantity: 2, sentAt });
      expect(outcome(await fulfill('2030-01-02T03:04:05'))).toBe('ok');
      expect((await Promise.all(Array.from({ length: 5 }, () => fulfill('2030-01-02T03:04:05')))).map(outcome)).toEqual(
        Array(5).fill('ok'),
      );
      expect(await linesOf(requestId)).toBe('1: 2 new_order at 10, 2: 2 fulfilled at 10');
      expect(outcome(await fulfill('2030-01-02T03:05:00'))).toBe('ok');
      expect(await linesOf(requestId)).toBe('1: 2 fulfilled at 10, 2: 2 fulfilled at 10');
    });

    test('get the same response if the message is repeated: with its line number', async () => {
      const { requestId } = await submitted(broker, orderOf('A', [{ item: 'PENCIL', qty: 4 }]));
      const fulfill = () =>
        update(broker, requestId, 'fulfilled', 'STC/10', [1], { quantity: 2, sentAt: '2030-01-02T03:04:05' });
      expect([await fulfill(), await fulfill()]).toEqual([
        { updated: true, requestId, lineNo: 1 },
        { updated: true, requestId, lineNo: 1 },
      ]);
    });

    test('do not hide the rest of a partially applied message: its rejected items are rejected again, or applied now', async () => {
      broker = await retailer({ line_updates_all_or_nothing: false, allow_partial_updates: true });
      const { requestId } = await submitted(
        broker,
        orderOf('A', [{ item: 'PENCIL', qty: 4 }, { item: 'PENCIL' }], { underReview: 'Y' }),
      );
      const send = () =>
        several(requestId, 'STC/10', [item(1, 'accepted', 2), item(2, 'fulfilled')], '2030-01-02T03:04:05');
      expect(await send()).toEqual(['partly_updated', 'under_review']);
      expect(await send()).toEqual(['under_review']);
      await reviewOrder(broker, {
        requestId: String(requestId),
        orderId: '',
        caller: undefined,
        employeeId: '',
        underReview: 'N',
      });
      expect(await send()).toEqual(['ok']);
      expect(await linesOf(requestId)).toBe('1: 2 new_order at 10, 2: 1 fulfilled at 10, 3: 2 accepted at 10');
    });

    test('are the whole line if partial updates are not allowed', async () => {
      broker = await retailer({ allow_partial_updates: false });
      const { requestId } = await submitted(broker, orderOf('A', [{ item: 'PENCIL', qty: 4 }]));
      expect(outcome(await update(broker, requestId, 'fulfilled', 'STC/10', [1], { quantity: 1 }))).toBe('ok');
      expect(await linesOf(requestId)).toBe('1: 4 fulfilled at 10');
    });
  });

  describe('several items of one message', () => {
    test('can divide a line', async () => {
      const { requestId } = await submitted(broker, orderOf('A', [{ item: 'PENCIL', qty: 5 }]));
      expect(await several(requestId, 'STC/10', [item(1, 'fulfilled', 2), item(1, 'rejected', 3)])).toEqual(['ok']);
      expect(await linesOf(requestId)).toBe('1: 3 new_order at 20, 2: 2 fulfilled at 10');
    });

    test('can take a line through several steps, each of which is recorded', async () => {
      const { requestId } = await submitted(broker, orderOf('A', [{ item: 'PENCIL' }]));
      expect(
        await several(requestId, 'STC/10', [item(1, 'accepted'), item(1, 'picked'), item(1, 'fulfilled')]),
      ).toEqual(['ok']);
      const rows = await database.transaction((session) =>
        session.all('SELECT from_status, to_status FROM status_change WHERE request_id = ? ORDER BY id', [requestId]),
      );
      expect(rows.map((row) => `${String(row.from_status)} > ${String(row.to_status)}`)).toEqual([
        ' > new_order',
        'new_order > accepted',
        'accepted > picked',
        'picked > fulfilled',
      ]);
    });

    test('cannot change a line that the same message rejected', async () => {
      const { requestId } = await submitted(broker, orderOf('A', [{ item: 'PENCIL' }]));
      expect(await several(requestId, 'STC/10', [item(1, 'rejected'), item(1, 'canceled')])).toEqual(['not_a_step']);
      expect(await linesOf(requestId)).toBe('1: 1 new_order at 10');
    });

    test('are applied as far as possible if the organization wants that', async () => {
      broker = await retailer({ line_updates_all_or_nothing: false });
      const { requestId } = await submitted(broker, orderOf('A', [{ item: 'PENCIL' }, { item: 'PENCIL' }]));
      await update(broker, requestId, 'canceled', '6/1', [2]);
      expect(await several(requestId, 'STC/10', [item(1, 'accepted'), item(2, 'accepted')])).toEqual([
        'partly_updated',
        'final',
      ]);
      expect(await linesOf(requestId)).toBe('1: 1 accepted at 10, 2: 1 canceled at 10');
    });
  });

  describe('a repeat', () => {
    test('of anything but a cancel succeeds and changes nothing', async () => {
      const { requestId } = await submitted(broker, orderOf('A', [{ item: 'PENCIL' }]));
      for (const status of ['accepted', 'accepted', 'fulfilled', 'fulfilled'])
        expect(outcome(await update(broker, requestId, status, 'STC/10', [1]))).toBe('ok');
      expect(outcome(await update(broker, requestId, 'fulfilled', '6/1', [1]))).toBe('not_yours');
      const rows = await database.transaction((session) =>
        session.all('SELECT id FROM status_change WHERE request_id = ?', [requestId]),
      );
      expect(rows).toHaveLength(3);
    });

    test.each([
      ['accept', 'ok', 'ok'],
      ['refuse', 'already', 'already'],
      ['refuse_cancel', 'ok', 'already'],
    ] as const)(
      'with repeated_status_update %s is answered with %s, a repeated cancel with %s',
      async (policy, other, cancel) => {
        broker = await retailer({ repeated_status_update: policy });
        const { requestId } = await submitted(broker, orderOf('A', [{ item: 'PENCIL' }]));
        await update(broker, requestId, 'accepted', 'STC/10');
        expect(outcome(await update(broker, requestId, 'accepted', 'STC/10'))).toBe(other);
        await update(broker, requestId, 'canceled', '6/1');
        expect(outcome(await update(broker, requestId, 'canceled', '6/1'))).toBe(cancel);
      },
    );
  });

  describe('the stock of a location that rejects', () => {
    const reject = async (): Promise<string> => {
      await submitted(broker, orderOf('OTHER', [{ item: 'PENCIL', qty: 1, at: 'STC/10' }]));
      const { requestId } = await submitted(broker, orderOf('A', [{ item: 'PENCIL', qty: 2, at: 'STC/10' }]));
      await update(broker, requestId, 'rejected', 'STC/10', [1], { reason: 'NOT_FOUND' });
      expect(await linesOf(requestId)).toBe('1: 2 new_order at 20');
      return stockAt('STC/10');
    };
    test.each<[Preferences, string]>([
      [{}, '5 available, 1 reserved'],
      [{ reject_stock_effect: 'set_to_found' }, '1 available, 1 reserved'],
      [{ reject_stock_effect: 'lower_promise' }, '3 available, 1 reserved'],
      [
        { reject_stock_effect: 'set_to_found', reject_reasons: [{ code: 'NOT_FOUND', stock_effect: 'none' }] },
        '5 available, 1 reserved',
      ],
      [
        {
          reject_reasons: [
            { code: 'NOT_FOUND', stock_effect: 'set_to_found' },
            { code: 'BUSY', stock_effect: 'none' },
          ],
        },
        '1 available, 1 reserved',
      ],
    ])('with %j is %s', async (preferences, expected) => {
      broker = await retailer(preferences);
      expect(await reject()).toBe(expected);
    });

    test('is lowered by the units that were rejected, and not by goods lost in transit', async () => {
      broker = await retailer({ reject_stock_effect: 'set_to_found', allow_partial_updates: true });
      const { requestId } = await submitted(
        broker,
        orderOf('A', [{ item: 'PENCIL', qty: 5 }], { type: 'SHIPFORPICKUP', pickupLocation: place('STC/30') }),
      );
      await update(broker, requestId, 'rejected', 'STC/10', [1], { quantity: 3 });
      expect(await stockAt('STC/10')).toBe('2 available, 2 reserved');
      await update(broker, requestId, 'intransit', 'STC/20', [2]);
      await update(broker, requestId, 'rejected', 'STC/30', [2]);
      // The three units left when they were shipped; their rejection does not take them away again.
      expect(await stockAt('STC/20')).toBe('47 available, 0 reserved');
    });
  });

  describe('a cancel', () => {
    const sent = async (): Promise<number> => {
      const { requestId } = await submitted(
        broker,
        orderOf('A', [{ item: 'PENCIL' }], { type: 'SHIPFORPICKUP', pickupLocation: place('STC/30') }),
      );
      await update(broker, requestId, 'intransit', 'STC/10');
      return requestId;
    };

    test('is refused for shipped goods, except by the store that has received them', async () => {
      const requestId = await sent();
      expect(outcome(await update(broker, requestId, 'canceled', '6/1'))).toBe('sent');
      expect(outcome(await update(broker, requestId, 'canceled', 'STC/30'))).toBe('sent');
      await update(broker, requestId, 'received', 'STC/30');
      expect(outcome(await update(broker, requestId, 'canceled', '6/1'))).toBe('sent');
      expect(outcome(await update(broker, requestId, 'canceled', 'STC/30'))).toBe('ok');
    });

    test('is possible in every status if the organization allows it', async () => {
      broker = await retailer({ cancel_after_shipment: true });
      expect(outcome(await update(broker, await sent(), 'canceled', '6/1'))).toBe('ok');
    });

    test('of an unfulfillable pickup is allowed to its store too', async () => {
      const { requestId } = await submitted(
        broker,
        orderOf('A', [{ item: 'PENCIL', at: 'STC/10' }], { type: 'PICKUP' }),
      );
      await update(broker, requestId, 'rejected', 'STC/10');
      expect(outcome(await update(broker, requestId, 'canceled', 'STC/10'))).toBe('ok');
    });
  });

  describe('a canceled line', () => {
    test('stays canceled', async () => {
      const { requestId } = await submitted(broker, orderOf('A', [{ item: 'PENCIL' }]));
      await update(broker, requestId, 'canceled', '6/1');
      expect(outcome(await update(broker, requestId, 'new_order', '6/1'))).toBe('restricted');
    });

    test('is reassigned by the originating system if the organization allows it: by routing, or to the location it named', async () => {
      broker = await retailer({ restrict_reassignment_of_canceled_line: false });
      const routed = await submitted(broker, orderOf('A', [{ item: 'PENCIL', qty: 5 }]));
      const named = await submitted(broker, orderOf('B', [{ item: 'PENCIL', at: 'STC/20' }]));
      for (const { requestId } of [routed, named]) await update(broker, requestId, 'canceled', '6/1');
      await submitted(broker, orderOf('C', [{ item: 'PENCIL', qty: 5 }]));
      expect(outcome(await update(broker, routed.requestId, 'new_order', 'STC/10'))).toBe('not_yours');
      expect(outcome(await update(broker, routed.requestId, 'new_order', '6/1'))).toBe('ok');
      expect(outcome(await update(broker, named.requestId, 'new_order', '6/1'))).toBe('ok');
      expect(await linesOf(routed.requestId)).toBe('1: 5 new_order at 20');
      expect(await linesOf(named.requestId)).toBe('1: 1 new_order at 20');
      expect(await stockAt('STC/20')).toBe('50 available, 6 reserved');
      expect(outcome(await update(broker, named.requestId, 'accepted', 'STC/20'))).toBe('ok');
    });

    test('is not reassigned to a location that rejected it, or to the unfulfillable location', async () => {
      broker = await retailer({ restrict_reassignment_of_canceled_line: false, search_retries: 0 });
      const { requestId } = await submitted(broker, orderOf('A', [{ item: 'PENCIL', qty: 2, at: 'STC/20' }]));
      await update(broker, requestId, 'rejected', 'STC/20');
      expect(await linesOf(requestId)).toBe('1: 2 unfulfillable at UNF');
      await update(broker, requestId, 'canceled', '6/1');
      expect(outcome(await update(broker, requestId, 'new_order', '6/1'))).toBe('ok');
      expect(await linesOf(requestId)).toBe('1: 2 new_order at 10');
    });

    test('of a pickup returns to the store that the customer chose, even if that rejected it', async () => {
      broker = await retailer({ restrict_reassignment_of_canceled_line: false });
      const { requestId } = await submitted(
        broker,
        orderOf('A', [{ item: 'PENCIL', at: 'STC/20' }], { type: 'PICKUP' }),
      );
      await update(broker, requestId, 'rejected', 'STC/20');
      await update(broker, requestId, 'canceled', '6/1');
      expect(outcome(await update(broker, requestId, 'new_order', '6/1'))).toBe('ok');
      expect(await linesOf(requestId)).toBe('1: 1 new_order at 20');
    });
  });
});

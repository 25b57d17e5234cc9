import { getOrders, getOrdersById } from '../../../../src/broker/inquiry/get-orders.js';
import { updateStatus } from '../../../../src/broker/orders/update-status.js';
import type { ItemUpdate } from '../../../../src/broker/orders/update-status-command.js';
import type { Database } from '../../../../src/store/database.js';
import { brokerOn, orderOf, outcome, place, submitted, update } from '../../../support/server/broker.js';
import type { TestBroker } from '../../../support/server/broker.js';
import { onEveryEngine } from '../../../support/databases.js';
import { freshForEach, stateOf } from '../../../support/server/fresh-broker.js';
import { storesAndWarehouses } from '../../../support/server/stores-and-warehouses.js';
import { pollLocation } from '../../../../src/broker/polling/poll.js';

onEveryEngine((engine) => {
  let database: Database;
  let broker: TestBroker;

  freshForEach(
    engine,
    (fresh) => {
      ({ database, broker } = fresh);
    },
    storesAndWarehouses(),
  );

  const state = (requestId: number): Promise<string> => stateOf(broker, requestId);
  const twoStores = () =>
    submitted(
      broker,
      orderOf('A', [
        { item: 'PENCIL', at: 'STC/10' },
        { item: 'PENCIL', at: 'STC/20' },
      ]),
    );
  const poll = (location: string) => pollLocation(broker, 'fulfillments', place(location));

  describe('a store', () => {
    test.each(['accepted', 'picked', 'fulfilled', 'canceled'])(
      'that reports the whole order %s speaks for its own line only',
      async (status) => {
        const { requestId } = await twoStores();
        expect(outcome(await update(broker, requestId, status, 'STC/10'))).toBe('ok');
        expect(await state(requestId)).toMatch(new RegExp(`: 10 ${status}, 20 new_order$`));
      },
    );

    test('that rejects the whole order does not reject for another, nor get its line in exchange', async () => {
      const { requestId } = await twoStores();
      expect(outcome(await update(broker, requestId, 'rejected', 'STC/10'))).toBe('ok');
      expect(await state(requestId)).toBe('new_order: 20 new_order, 20 new_order');
    });

    test('does not update the line of another store', async () => {
      const { requestId } = await twoStores();
      for (const status of ['accepted', 'picked', 'fulfilled', 'rejected', 'canceled'])
        expect(outcome(await update(broker, requestId, status, 'STC/10', [2]))).toBe('not_yours');
      expect(await state(requestId)).toBe('new_order: 10 new_order, 20 new_order');
    });

    test('without a part in the order updates nothing', async () => {
      const { requestId } = await submitted(
        broker,
        orderOf('A', [{ item: 'LAMP', at: '6/1' }], { type: 'SHIPFORPICKUP', pickupLocation: place('STC/10') }),
      );
      await update(broker, requestId, 'intransit', '6/1');
      for (const status of ['intransit_polled', 'received', 'fulfilled', 'canceled'])
        expect(outcome(await update(broker, requestId, status, 'STC/30', [1]))).toBe('not_yours');
      expect(outcome(await update(broker, requestId, 'received', 'STC/10', [1]))).toBe('ok');
    });

    test('that placed the order may cancel all of it, and fulfills its own line only', async () => {
      const placed = () =>
        submitted(
          broker,
          orderOf(
            String(Math.random()),
            [
              { item: 'S-PENCIL', at: 'STC/10' },
              { item: 'S-PENCIL', at: 'STC/20' },
            ],
            { requestingLocation: place('STC/10') },
          ),
        );
      const first = await placed();
      expect(outcome(await update(broker, first.requestId, 'fulfilled', 'STC/10'))).toBe('ok');
      const lines = async (requestId: number) =>
        (await getOrders(broker, { systemCd: 'STC', requestId: String(requestId), orderId: '', refTransactionNo: '' }))
          .flatMap((view) => view.lines)
          .map(({ line }) => line.status);
      expect(await lines(first.requestId)).toEqual(['fulfilled', 'new_order']);
      const second = await placed();
      expect(outcome(await update(broker, second.requestId, 'canceled', 'STC/20'))).toBe('ok');
      expect(await lines(second.requestId)).toEqual(['new_order', 'canceled']);
      expect(outcome(await update(broker, second.requestId, 'canceled', 'STC/10'))).toBe('ok');
      expect(await lines(second.requestId)).toEqual(['canceled', 'canceled']);
    });

    test('speaks for its system where the organization says so', async () => {
      broker = await brokerOn(database, storesAndWarehouses({ locations_speak_for_their_system: true }));
      const { requestId } = await twoStores();
      expect(outcome(await update(broker, requestId, 'accepted', 'STC/10'))).toBe('ok');
      expect(await state(requestId)).toBe('accepted: 10 accepted, 20 accepted');
    });
  });

  describe('a head office', () => {
    test.each(['6/1', '6/', '6/999'])('such as %s speaks for all locations of its system', async (office) => {
      const { requestId } = await submitted(broker, orderOf('A', [{ item: 'LAMP', at: '6/2' }]));
      expect(outcome(await update(broker, requestId, 'accepted', office, [1]))).toBe('ok');
      expect(await state(requestId)).toBe('accepted: 2 accepted');
    });

    test('that has a line itself speaks for that line', async () => {
      const { requestId } = await submitted(
        broker,
        orderOf('A', [
          { item: 'LAMP', at: '6/1' },
          { item: 'LAMP', at: '6/2' },
        ]),
      );
      expect(outcome(await update(broker, requestId, 'fulfilled', '6/1'))).toBe('ok');
      expect(await state(requestId)).toBe('partial_fulfilled: 1 fulfilled, 2 new_order');
      expect(outcome(await update(broker, requestId, 'canceled', '6/1'))).toBe('ok');
      expect(await state(requestId)).toBe('fulfilled: 1 fulfilled, 2 canceled');
    });
  });

  describe('a store that rejected its line', () => {
    const rejected = async (): Promise<number> => {
      const { requestId } = await submitted(broker, orderOf('A', [{ item: 'PENCIL', at: 'STC/10' }]));
      await update(broker, requestId, 'rejected', 'STC/10', [1]);
      expect((await poll('STC/20'))?.orders).toHaveLength(1);
      return requestId;
    };

    test.each(['accepted', 'picked', 'fulfilled', 'canceled'])(
      'is told that the line is gone when it reports it %s',
      async (status) => {
        const requestId = await rejected();
        expect(outcome(await update(broker, requestId, status, 'STC/10', [1]))).toBe('lost');
        expect(outcome(await update(broker, requestId, status, 'STC/10'))).toBe('lost');
        expect(await state(requestId)).toBe('polled: 20 polled');
      },
    );

    test.each([[[1]], [[]]])(
      'sends its reject again without effect, however far the line is (lines %j)',
      async (lines) => {
        const requestId = await rejected();
        expect(outcome(await update(broker, requestId, 'rejected', 'STC/10', lines))).toBe('ok');
        await update(broker, requestId, 'picked', 'STC/20', [1]);
        expect(outcome(await update(broker, requestId, 'rejected', 'STC/10', lines))).toBe('ok');
        await update(broker, requestId, 'fulfilled', 'STC/20', [1]);
        expect(outcome(await update(broker, requestId, 'rejected', 'STC/10', lines))).toBe('ok');
        expect(await state(requestId)).toBe('fulfilled: 20 fulfilled');
      },
    );

    test('that a head office reported: the same message again is a repeat, whoever has the line by then', async () => {
      const { requestId } = await submitted(broker, orderOf('A', [{ item: 'PENCIL', at: 'STC/10' }]));
      const reject = () => update(broker, requestId, 'rejected', 'STC/', [1], { sentAt: '2030-01-02T03:04:05' });
      expect(outcome(await reject())).toBe('ok');
      await poll('STC/20');
      await update(broker, requestId, 'picked', 'STC/20', [1]);
      expect(outcome(await reject())).toBe('ok');
      expect(await state(requestId)).toBe('picked: 20 picked');
    });
  });

  describe('a system that had a line of the order and has none any more', () => {
    test('still sees it as it is, and its repeat is a repeat', async () => {
      broker = await brokerOn(database, {
        ...storesAndWarehouses(),
        inventory: [
          { system_cd: '6', location_cd: '1', item_id: 'LAMP', available_qty: 2 },
          { system_cd: 'STC', location_cd: '20', item_id: 'S-LAMP', available_qty: 5 },
        ],
      });
      const { requestId } = await submitted(
        broker,
        orderOf('A', [{ item: 'S-LAMP', at: '6/1' }], { requestingLocation: place('STC/30') }),
      );
      expect(outcome(await update(broker, requestId, 'rejected', '6/1', [1]))).toBe('ok');
      const query = { systemCd: '6', requestId: String(requestId), orderId: '', refTransactionNo: '' };
      const seen = (await getOrders(broker, query)).flatMap((view) => view.lines);
      expect(seen.map(({ line, location }) => `${location.locationCd} ${line.status}`)).toEqual(['20 new_order']);
      const list = await getOrdersById(broker, {
        systemCd: '6',
        requestIds: [String(requestId)],
        statuses: [],
        negated: false,
      });
      expect(list.map((view) => view.order.requestId)).toEqual([requestId]);
      expect(outcome(await update(broker, requestId, 'rejected', '6/1', [1]))).toBe('ok');
      expect(outcome(await update(broker, requestId, 'fulfilled', '6/1', [1]))).toBe('lost');
    });
  });

  describe('a status that a line has passed', () => {
    const sent = async (): Promise<number> => {
      const { requestId } = await submitted(
        broker,
        orderOf('A', [{ item: 'LAMP', at: '6/1' }], { type: 'SHIPFORPICKUP', pickupLocation: place('STC/10') }),
      );
      for (const status of ['accepted', 'picked', 'intransit']) await update(broker, requestId, status, '6/1', [1]);
      return requestId;
    };

    test('is recognized when its caller sends it again, however far the line is', async () => {
      const requestId = await sent();
      await pollLocation(broker, 'intransit', place('STC/10'));
      for (const next of ['received', 'partial_fulfilled', 'fulfilled']) {
        for (const status of ['accepted', 'picked', 'intransit'])
          expect(outcome(await update(broker, requestId, status, '6/1', [1]))).toBe('ok');
        expect(outcome(await update(broker, requestId, next, 'STC/10', [1]))).toBe('ok');
      }
      expect(outcome(await update(broker, requestId, 'received', 'STC/10', [1]))).toBe('ok');
      expect(await state(requestId)).toBe('fulfilled: 1 fulfilled');
    });

    test('is refused to who never reported it', async () => {
      const requestId = await sent();
      await update(broker, requestId, 'received', 'STC/10', [1]);
      expect(outcome(await update(broker, requestId, 'polled', '6/1', [1]))).toBe('not_a_step');
      expect(outcome(await update(broker, requestId, 'intransit', 'STC/10', [1]))).toBe('not_yours');
      expect(await state(requestId)).toBe('received: 1 received');
    });
  });

  describe('lines that are there already', () => {
    test('are no reason to leave the others undone', async () => {
      const { requestId } = await twoStores();
      await update(broker, requestId, 'canceled', 'STC/10', [1]);
      expect(outcome(await update(broker, requestId, 'canceled', '6/1', [1, 2]))).toBe('ok');
      expect(await state(requestId)).toBe('canceled: 10 canceled, 20 canceled');
      expect(outcome(await update(broker, requestId, 'canceled', '6/1', [1, 2]))).toBe('already');
    });
  });

  describe('an item without a line number', () => {
    const ship = (requestId: number, as: string, itemId: string, requestingLineNo: number) => {
      const item: ItemUpdate = {
        lineNo: 0,
        quantity: 1,
        status: 'fulfilled',
        reason: { code: '', note: '' },
        shippingAgent: 'UPS',
        trackingNumber: '1Z',
        statusDate: '',
        named: { itemId, requestingLineNo },
      };
      return updateStatus(broker, {
        requestId: String(requestId),
        sentAt: '',
        caller: place(as),
        employeeId: '',
        status: '',
        reason: { code: '', note: '' },
        items: [item],
      });
    };

    test.each([
      ['S-PEN', 2],
      ['PEN', 2],
      ['PEN   ', 0],
      ['', 2],
    ])('is for the line that item %j and number %i name', async (item, number) => {
      const { requestId } = await submitted(
        broker,
        orderOf('A', [
          { item: 'PENCIL', at: 'STC/20' },
          { item: 'PEN', at: 'STC/20' },
        ]),
      );
      expect(await ship(requestId, 'STC/20', item, number)).toEqual({ updated: true, requestId, lineNo: 2 });
      expect(await state(requestId)).toBe('partial_fulfilled: 20 new_order, 20 fulfilled');
    });

    test('is refused if item and number do not agree, or stand for several lines', async () => {
      const { requestId } = await submitted(
        broker,
        orderOf('A', [
          { item: 'PEN', at: 'STC/20' },
          { item: 'PEN', at: 'STC/20' },
        ]),
      );
      for (const [item, number] of [
        ['S-PENCIL', 1],
        ['S-PEN', 9],
        ['NOTHING', 0],
        ['S-PEN', 0],
      ] as const)
        expect(outcome(await ship(requestId, 'STC/20', item, number))).toBe('line_not_named');
      expect(await state(requestId)).toBe('new_order: 20 new_order, 20 new_order');
    });
  });

  describe('a tracking number', () => {
    const tracking = async (requestId: number): Promise<string[]> =>
      (await getOrders(broker, { systemCd: '6', requestId: String(requestId), orderId: '', refTransactionNo: '' }))
        .flatMap((view) => view.lines)
        .map(({ line }) => `${line.shippingAgent} ${line.trackingNumber}`);
    const shipped = { shippingAgent: 'UPS', trackingNumber: 'WRONG', sentAt: '2030-01-02T03:04:05' };
    const corrected = { shippingAgent: 'DHL', trackingNumber: 'RIGHT', sentAt: '2030-01-02T04:00:00' };

    test.each([[[1]], [[]]])('that is corrected after the shipment is kept (lines %j)', async (lines) => {
      const { requestId } = await submitted(broker, orderOf('A', [{ item: 'LAMP', at: '6/1' }]));
      await update(broker, requestId, 'fulfilled', '6/1', lines, shipped);
      expect(outcome(await update(broker, requestId, 'fulfilled', '6/1', lines, corrected))).toBe('ok');
      expect(await tracking(requestId)).toEqual(['DHL RIGHT']);
      await update(broker, requestId, 'fulfilled', '6/1', lines, shipped);
      expect(await tracking(requestId)).toEqual(['DHL RIGHT']);
    });

    test('that comes when the goods have arrived is kept', async () => {
      const { requestId } = await submitted(
        broker,
        orderOf('A', [{ item: 'LAMP', at: '6/1' }], { type: 'SHIPFORPICKUP', pickupLocation: place('STC/10') }),
      );
      await update(broker, requestId, 'intransit', '6/1', [1]);
      await update(broker, requestId, 'received', 'STC/10', [1]);
      expect(outcome(await update(broker, requestId, 'intransit', '6/1', [1], corrected))).toBe('ok');
      expect(await tracking(requestId)).toEqual(['DHL RIGHT']);
    });

    test('of the whole order does not replace those of lines that were shipped before', async () => {
      const { requestId } = await submitted(
        broker,
        orderOf('A', [
          { item: 'PEN', at: 'STC/20' },
          { item: 'PEN', at: 'STC/20' },
        ]),
      );
      await update(broker, requestId, 'fulfilled', 'STC/20', [1], shipped);
      await update(broker, requestId, 'fulfilled', 'STC/20', [], corrected);
      expect(await tracking(requestId)).toEqual(['UPS WRONG', 'DHL RIGHT']);
    });
  });
});

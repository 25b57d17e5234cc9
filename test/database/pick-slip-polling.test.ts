import { listPolling } from '../../src/broker/polling/list-polling.js';
import { pollLocation } from '../../src/broker/polling/poll.js';
import type { Poll } from '../../src/broker/polling/poll.js';
import type { Database } from '../../src/store/database.js';
import { brokerOn, orderOf, outcome, place, submitted, update } from '../support/server/broker.js';
import type { TestBroker } from '../support/server/broker.js';
import { onEveryEngine } from '../support/databases.js';
import { freshForEach, stateOf } from '../support/server/fresh-broker.js';
import { storesAndWarehouses } from '../support/server/stores-and-warehouses.js';

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
  /** A Fulfillments poll, as `request: its lines with their status before it`. */
  const poll = async (location: string, knowsIntransit = true): Promise<Poll> => {
    const answer = await pollLocation(broker, 'fulfillments', place(location), { knowsIntransit });
    if (answer === undefined) throw new Error(`${location} is unknown`);
    return answer;
  };
  const told = async (location: string, knowsIntransit = true): Promise<string[]> =>
    (await poll(location, knowsIntransit)).orders.map(
      ({ order, lines }) => `${order.orderId}: ${lines.map(({ line }) => `${line.lineNo} ${line.status}`).join(', ')}`,
    );
  const order = async (
    orderId: string,
    at: string,
    { type = 'SHIPFORPICKUP', by = '6/1', to = 'STC/30', item = 'LAMP' } = {},
  ): Promise<number> => {
    const places = { requestingLocation: place(by), pickupLocation: place(to) };
    return (await submitted(broker, orderOf(orderId, [{ item, at }], { type, ...places }))).requestId;
  };
  /** An order that the warehouse named itself for, on its way to store 30. */
  const sent = async (orderId: string, type = 'SHIPFORPICKUP'): Promise<number> => {
    const requestId = await order(orderId, '6/1', { type });
    expect(outcome(await update(broker, requestId, 'intransit', '6/1'))).toBe('ok');
    return requestId;
  };
  const late = async (): Promise<string[]> => {
    broker.now = new Date(broker.now.getTime() + 3_601_000);
    return (await listPolling(broker, { late: true, limit: 10 })).items.map(({ location }) => location.locationCd);
  };

  describe('a source that placed the order and named itself', () => {
    test.each(['SHIPFORPICKUP', 'SHIPTOSTORE'])('is not handed its %s back, and is not late with it', async (type) => {
      const requestId = await order('A', '6/1', { type });
      expect(await told('6/1')).toEqual([]);
      expect(await state(requestId)).toBe('new_order: 1 new_order');
      expect(await late()).toEqual([]);
    });

    test('is handed it where the organization wants that', async () => {
      await brokerOn(database, storesAndWarehouses({ offer_named_own_source: true }));
      const requestId = await order('A', '6/1');
      expect(await late()).toEqual(['1']);
      expect(await told('6/1')).toEqual(['A: 1 new_order']);
      expect(await state(requestId)).toBe('polled: 1 polled');
    });

    test('may be another warehouse of its system, but no other store', async () => {
      await order('A', '6/2');
      expect(await told('6/2')).toEqual([]);
      await order('B', 'STC/20', { by: 'STC/10', item: 'S-PENCIL' });
      expect(await late()).toEqual(['20']);
      expect(await told('STC/20')).toEqual(['B: 1 new_order']);
    });

    test('still gets its deliveries, what the routing chose it for, and what others placed', async () => {
      await order('D', '6/1', { type: 'DELIVERY' });
      await order('R', '/');
      await order('S', '6/1', { by: 'STC/10', item: 'S-LAMP' });
      await order('OWN', '6/1');
      expect(await told('6/1')).toEqual(['D: 1 new_order', 'S: 1 new_order']);
      expect(await told('6/2')).toEqual(['R: 1 new_order']);
    });

    test('leaves no order behind its own ones', async () => {
      for (const own of ['A', 'B']) await order(own, '6/1', { type: 'SHIPTOSTORE' });
      const { requestId } = await submitted(
        broker,
        orderOf(
          'MIXED',
          [
            { item: 'LAMP', at: '6/1' },
            { item: 'PENCIL', at: 'STC/20' },
          ],
          { type: 'SHIPFORPICKUP', pickupLocation: place('STC/30') },
        ),
      );
      expect(await told('STC/20')).toEqual(['MIXED: 2 new_order']);
      expect(await told('6/1')).toEqual([]);
      expect(await state(requestId)).toBe('new_order: 1 new_order, 20 polled');
    });
  });

  describe('a pickup location', () => {
    test.each(['SHIPFORPICKUP', 'SHIPTOSTORE'])(
      'that never asked Intransit is told of a %s by Fulfillments',
      async (type) => {
        const requestId = await sent('A', type);
        expect(await late()).toEqual(['30']);
        const { orders, delivered } = await poll('STC/30');
        expect(orders).toMatchObject([
          {
            order: { requestId },
            lines: [{ itemId: 'S-LAMP', location: { locationCd: '1' }, line: { status: 'intransit' } }],
          },
        ]);
        await delivered?.(true);
        expect(await told('STC/30')).toEqual([]);
        expect(await state(requestId)).toBe('intransit_polled: 1 intransit_polled');
        expect(outcome(await update(broker, requestId, 'received', 'STC/30'))).toBe('ok');
      },
    );

    test('gets its own work and what it is told in answers of one size together', async () => {
      const own = await order('OWN', 'STC/20', { type: 'DELIVERY', item: 'PENCIL' });
      const requestId = await order('A', '6/1', { to: 'STC/20' });
      await update(broker, requestId, 'intransit', '6/1');
      const pollWithin = async (bytes: number): Promise<number[]> => {
        const answer = await pollLocation(
          { ...broker, answers: { bytes, cut: true } },
          'fulfillments',
          place('STC/20'),
          { knowsIntransit: false },
        );
        return (answer?.orders ?? []).map((view) => view.order.requestId);
      };
      // An order of one line with little text has some 1,900 bytes: one fits.
      expect(await pollWithin(3_000)).toEqual([own]);
      expect(await pollWithin(3_000)).toEqual([requestId]);
      expect(await pollWithin(3_000)).toEqual([]);
    });

    test('is told once the goods are on their way, not before', async () => {
      const requestId = await order('A', '6/1');
      expect(await told('STC/30', false)).toEqual([]);
      await update(broker, requestId, 'picked', '6/1');
      expect(await told('STC/30', false)).toEqual([]);
      await update(broker, requestId, 'intransit', '6/1');
      expect(await told('STC/30', false)).toEqual(['A: 1 intransit']);
    });

    test('whose system asks Intransit is told by that alone, unless its message version has no Intransit', async () => {
      await sent('A');
      await pollLocation(broker, 'intransit', place('STC/10'));
      expect(await told('STC/30')).toEqual([]);
      expect((await pollLocation(broker, 'intransit', place('STC/30')))?.orders).toHaveLength(1);
      await sent('B');
      expect(await told('STC/30', false)).toEqual(['B: 1 intransit']);
    });

    test('is told by Intransit alone where the organization wants that', async () => {
      await brokerOn(database, storesAndWarehouses({ fulfillments_tell_pickup_location: false }));
      await sent('A');
      expect(await told('STC/30', false)).toEqual([]);
      expect((await pollLocation(broker, 'intransit', place('STC/30')))?.orders).toHaveLength(1);
    });

    test('is told again when the response was lost, and until it updates the status where its system does that', async () => {
      const requestId = await sent('A');
      await (await poll('STC/30')).delivered?.(false);
      expect(await state(requestId)).toBe('intransit: 1 intransit');
      expect(await told('STC/30')).toEqual(['A: 1 intransit']);
      await brokerOn(database, storesAndWarehouses({}, true));
      const again = await sent('B');
      for (let i = 0; i < 2; i += 1) expect(await told('STC/30')).toEqual(['B: 1 intransit']);
      expect(await late()).toEqual(['30']);
      await told('STC/30');
      expect(await state(again)).toBe('intransit: 1 intransit');
    });

    test('gets its own work beside it, and nothing of other stores, nor what the routing chose a source for', async () => {
      await order('WORK', 'STC/20', { type: 'DELIVERY', item: 'PENCIL' });
      const requestId = await order('CHOSEN', '/', { to: 'STC/20' });
      await update(broker, requestId, 'intransit', '6/1');
      const own = await order('OWN', '6/1', { to: 'STC/20' });
      await update(broker, own, 'intransit', '6/1');
      expect(await told('STC/10', false)).toEqual([]);
      expect(await told('STC/20', false)).toEqual(['WORK: 1 new_order', 'OWN: 1 intransit']);
    });
  });
});

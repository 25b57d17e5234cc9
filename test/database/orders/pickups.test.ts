import { getOrders } from '../../../src/broker/inquiry/get-orders.js';
import { updateStatus } from '../../../src/broker/orders/update-status.js';
import { inUnit } from '../../../src/broker/unit.js';
import { trackPickups } from '../../../src/broker/orders/update/track-pickups.js';
import { getOrder } from '../../../src/broker/inquiry/get-order.js';
import type { Order } from '../../../src/domain/order/order.js';
import { lockOrder } from '../../../src/store/orders/orders.js';
import { readPickupDeadlines } from '../../../src/store/orders/pickup-deadlines.js';
import type { Database } from '../../../src/store/database.js';
import { brokerOn, orderOf, place, SMALL_RETAILER, submitted, update } from '../../support/server/broker.js';
import type { TestBroker } from '../../support/server/broker.js';
import { onEveryEngine } from '../../support/databases.js';
import { freshForEach } from '../../support/server/fresh-broker.js';
import { runJob } from '../../support/jobs.js';

const CANCELS = {
  ...SMALL_RETAILER.preferences,
  auto_cancel_days_of_unclaimed_pickups: 2,
  auto_cancel_reason: 'UNCLAIMED',
};
/** The stores are closed on Sundays. */
const SYSTEMS = (SMALL_RETAILER.systems ?? []).map((system) => ({
  ...system,
  locations:
    system.locations?.map((one) => ({
      ...one,
      preferences: { days_open: ['MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'] as const },
    })) ?? [],
}));

onEveryEngine((engine) => {
  let database: Database;
  let broker: TestBroker;

  freshForEach(
    engine,
    (fresh) => {
      ({ database, broker } = fresh);
      // A Saturday, the 5th.
      broker.now = new Date('2030-01-05T10:00:00.000Z');
    },
    { preferences: CANCELS, systems: SYSTEMS },
  );

  const order = (requestId: number): Promise<Order> =>
    database.transaction(async (session) => {
      const found = await lockOrder(session, requestId);
      if (found === undefined) throw new Error('no such order');
      return found;
    });
  const track = (before: Order, after: Order): Promise<void> =>
    inUnit(broker, (unit) => trackPickups(unit, before, after.lines, new Map()));
  const move = async (requestId: number, status: string, as: string, lines: readonly number[] = []): Promise<void> => {
    expect((await update(broker, requestId, status, as, lines)).updated).toBe(true);
  };
  const dates = async (requestId: number): Promise<string[]> =>
    (await database.transaction((session) => readPickupDeadlines(session, [requestId]))).map(
      (one) => `${String(one.lineNo)} ${one.pickupBy}`,
    );
  const standing = async (requestId: number): Promise<string> => {
    const [view] = await getOrders(broker, {
      systemCd: '6',
      requestId: String(requestId),
      orderId: '',
      refTransactionNo: '',
    });
    return `${view?.order.status ?? ''}: ${(view?.lines ?? []).map(({ line }) => line.status).join(', ')}`;
  };
  const on = (day: string): void => {
    broker.now = new Date(`${day}T12:00:00.000Z`);
  };
  const pickup = async (id: string, lines = 1): Promise<number> =>
    (
      await submitted(
        broker,
        orderOf(
          id,
          Array.from({ length: lines }, () => ({ item: 'PENCIL', at: 'STC/20' })),
          { type: 'PICKUP' },
        ),
      )
    ).requestId;

  describe('a pickup-by date', () => {
    test('is set when a pickup is picked, never moves, and is removed when the goods are collected', async () => {
      const id = await pickup('A');
      await move(id, 'accepted', 'STC/20');
      expect(await dates(id)).toEqual([]);
      await move(id, 'picked', 'STC/20');
      expect(await dates(id)).toEqual(['1 2030-01-08']);
      on('2030-01-07');
      await track(await order(id), await order(id));
      const before = await order(id);
      await track({ ...before, lines: before.lines.map((line) => ({ ...line, status: 'accepted' as const })) }, before);
      expect(await dates(id)).toEqual(['1 2030-01-08']);
      await move(id, 'partial_fulfilled', 'STC/20');
      expect(await dates(id)).toEqual(['1 2030-01-08']);
      await move(id, 'fulfilled', 'STC/20');
      expect(await dates(id)).toEqual([]);
    });

    test('of shipped goods counts from their receipt, by the days on which the pickup location is open', async () => {
      const { requestId } = await submitted(
        broker,
        orderOf('A', [{ item: 'PENCIL' }], { type: 'SHIPFORPICKUP', pickupLocation: place('STC/30') }),
      );
      for (const status of ['picked', 'intransit']) {
        await move(requestId, status, 'STC/10');
        expect(await dates(requestId)).toEqual([]);
      }
      on('2030-01-09');
      await move(requestId, 'received', 'STC/30');
      expect(await dates(requestId)).toEqual(['1 2030-01-11']);
      await move(requestId, 'rejected', 'STC/30');
      expect(await dates(requestId)).toEqual([]);
    });

    test('is set if goods are collected in part before they were reported ready, so that the rest does not wait forever', async () => {
      const id = await pickup('A');
      await move(id, 'partial_fulfilled', 'STC/20');
      expect(await dates(id)).toEqual(['1 2030-01-08']);
      on('2030-01-09');
      expect((await runJob(broker, 'auto-cancel')).figures).toMatchObject({ lines: 1 });
      expect([await standing(id), await dates(id)]).toEqual(['canceled: canceled', []]);
    });

    test('is shared by the parts of a line: collected units lose it, partly collected ones and the rest keep it', async () => {
      await brokerOn(database, { preferences: { ...CANCELS, allow_partial_updates: true }, systems: SYSTEMS });
      const { requestId } = await submitted(
        broker,
        orderOf('P', [{ item: 'PENCIL', qty: 9, at: 'STC/20' }], { type: 'PICKUP' }),
      );
      await move(requestId, 'picked', 'STC/20');
      on('2030-01-07');
      for (const [status, quantity] of [
        ['fulfilled', 2],
        ['partial_fulfilled', 3],
      ] as const) {
        expect((await update(broker, requestId, status, 'STC/20', [1], { quantity })).updated).toBe(true);
      }
      expect(await standing(requestId)).toBe('partial_fulfilled: picked, fulfilled, partial_fulfilled');
      expect(await dates(requestId)).toEqual(['1 2030-01-08', '3 2030-01-08']);
    });

    test('is kept by partly collected units with a line number of their own', async () => {
      await brokerOn(database, { preferences: { ...CANCELS, allow_partial_updates: true }, systems: SYSTEMS });
      const { requestId } = await submitted(
        broker,
        orderOf('A', [{ item: 'PENCIL', qty: 5, at: 'STC/20' }], { type: 'PICKUP' }),
      );
      await move(requestId, 'picked', 'STC/20');
      on('2030-01-07');
      expect((await update(broker, requestId, 'partial_fulfilled', 'STC/20', [1], { quantity: 2 })).updated).toBe(true);
      expect((await update(broker, requestId, 'fulfilled', 'STC/20', [1], { quantity: 1 })).updated).toBe(true);
      expect(await dates(requestId)).toEqual(['1 2030-01-08', '2 2030-01-08']);
      on('2030-01-09');
      await runJob(broker, 'auto-cancel');
      expect(await standing(requestId)).toBe('fulfilled: canceled, canceled, fulfilled');
    });

    test('is not set for deliveries, or if pickups are not canceled or orders not split', async () => {
      const delivery = await submitted(broker, orderOf('D', [{ item: 'PENCIL', at: 'STC/20' }]));
      await move(delivery.requestId, 'picked', 'STC/20');
      await brokerOn(database, { preferences: { ...CANCELS, allow_split_order: false } });
      const unsplit = await pickup('U');
      await move(unsplit, 'picked', 'STC/20');
      await brokerOn(database, {
        preferences: { ...CANCELS, allow_split_order: true, auto_cancel_days_of_unclaimed_pickups: null },
      });
      const never = await pickup('N');
      await move(never, 'picked', 'STC/20');
      expect([await dates(delivery.requestId), await dates(unsplit), await dates(never)]).toEqual([[], [], []]);
    });
  });

  describe('the job auto-cancel', () => {
    test('cancels on the day after the pickup-by date, releases the stock, and records the actor and the reason', async () => {
      const id = await pickup('A', 2);
      await move(id, 'picked', 'STC/20', [1]);
      on('2030-01-08');
      expect(await runJob(broker, 'auto-cancel')).toMatchObject({
        outcome: 'done',
        figures: { orders: 0, lines: 0, failed: 0 },
        items: [],
      });
      on('2030-01-09');
      expect(await runJob(broker, 'auto-cancel')).toMatchObject({
        outcome: 'done',
        figures: { orders: 1, lines: 1, failed: 0 },
        items: [{ request_id: id, line_no: 1, location: 'STC/20', pickup_by: '2030-01-08' }],
      });
      expect(await standing(id)).toBe('new_order: canceled, new_order');
      expect(await dates(id)).toEqual([]);
      const shown = await getOrder(broker, id, { customer: false });
      expect(shown?.history.at(-1)).toMatchObject({
        line_no: 1,
        from: 'picked',
        to: 'canceled',
        employee_id: 'SYSTEM',
        system_cd: '',
        reason_code: 'UNCLAIMED',
      });
      expect(shown?.lines[0]).toMatchObject({ poll_count: 0, assignments: [{ outcome: 'canceled' }] });
      expect(shown?.lines[1]?.assignments).toMatchObject([{ outcome: null }]);
      expect((await runJob(broker, 'auto-cancel')).figures).toEqual({ orders: 0, lines: 0, failed: 0 });
    });

    test('cancels orders under review too', async () => {
      const { requestId } = await submitted(
        broker,
        orderOf('R', [{ item: 'PENCIL', at: 'STC/20' }], { type: 'PICKUP', underReview: 'Y' }),
      );
      await move(requestId, 'picked', 'STC/20');
      on('2030-02-01');
      await runJob(broker, 'auto-cancel');
      expect(await standing(requestId)).toBe('canceled: canceled');
    });

    test('rechecks the order: goods collected meanwhile are not canceled, and their date is removed', async () => {
      const id = await pickup('A');
      await move(id, 'picked', 'STC/20');
      // Collected without updating the dates.
      await database.transaction(async (session) => {
        await session.run("UPDATE order_line SET status = 'fulfilled' WHERE request_id = ?", [id]);
        await session.run("UPDATE customer_order SET status = 'fulfilled' WHERE request_id = ?", [id]);
        await session.run('UPDATE product_location SET reserved_qty = 0');
      });
      on('2030-02-01');
      expect((await runJob(broker, 'auto-cancel')).figures).toEqual({ orders: 0, lines: 0, failed: 0 });
      expect([await standing(id), await dates(id)]).toEqual(['fulfilled: fulfilled', []]);
    });

    test('cancels many orders while customers collect and another instance runs the job', async () => {
      const ids: number[] = [];
      for (let i = 0; i < 12; i += 1) {
        const id = await pickup(`M${String(i)}`);
        await move(id, 'picked', 'STC/20');
        ids.push(id);
      }
      on('2030-02-01');
      const collect = (id: number) =>
        updateStatus(broker, {
          requestId: String(id),
          sentAt: '',
          caller: place('STC/20'),
          employeeId: 'E',
          status: 'fulfilled',
          reason: { code: '', note: '' },
          items: [],
        });
      const [run, ...collected] = await Promise.all([runJob(broker, 'auto-cancel'), ...ids.slice(6).map(collect)]);
      const taken = collected.filter((result) => result.updated).length;
      expect(run.figures).toMatchObject({ lines: ids.length - taken, failed: 0 });
      for (const id of ids) expect(await standing(id)).toMatch(/^(canceled: canceled|fulfilled: fulfilled)$/);
    });

    test('has a dry run for another day or for one order, which changes nothing', async () => {
      const [one, two] = [await pickup('A'), await pickup('B')];
      for (const id of [one, two]) await move(id, 'picked', 'STC/20');
      expect(
        (await runJob(broker, 'auto-cancel', { asOf: '2030-01-09', requestId: one, dryRun: true })).items,
      ).toMatchObject([{ request_id: one, pickup_by: '2030-01-08' }]);
      expect([await standing(one), await dates(one)]).toEqual(['picked: picked', ['1 2030-01-08']]);
      expect((await runJob(broker, 'auto-cancel', { asOf: '2030-01-09', requestId: one })).figures).toMatchObject({
        lines: 1,
      });
      expect([await standing(one), await standing(two)]).toEqual(['canceled: canceled', 'picked: picked']);
      expect(await runJob(broker, 'auto-cancel', { requestId: 999 })).toMatchObject({
        outcome: 'failed',
        error: 'there is no order with request id 999',
      });
    });

    test('does nothing if pickups are not canceled, and keeps the dates', async () => {
      const id = await pickup('A');
      await move(id, 'picked', 'STC/20');
      await brokerOn(database, {
        preferences: { ...CANCELS, allow_split_order: true, auto_cancel_days_of_unclaimed_pickups: null },
      });
      on('2030-02-01');
      expect((await runJob(broker, 'auto-cancel')).figures).toEqual({ orders: 0, lines: 0, failed: 0 });
      expect([await standing(id), await dates(id)]).toEqual(['picked: picked', ['1 2030-01-08']]);
    });
  });
});

import { locateItems } from '../../src/broker/availability/locate-items.js';
import { getOrder } from '../../src/broker/inquiry/get-order.js';
import { listOrders } from '../../src/broker/inquiry/list-orders.js';
import type { OrderListQuery } from '../../src/broker/inquiry/list-orders.js';
import { searchOrders } from '../../src/broker/inquiry/search-orders.js';
import type { CatalogDocument } from '../../src/domain/network/catalog-document.js';
import { daysAfter } from '../../src/domain/time/day.js';
import type { Database } from '../../src/store/database.js';
import { onEveryEngine } from '../support/databases.js';
import { runJob } from '../support/jobs.js';
import { brokerOn, orderOf, place, SMALL_RETAILER, submitted, update } from '../support/server/broker.js';
import type { TestBroker } from '../support/server/broker.js';
import { freshForEach } from '../support/server/fresh-broker.js';

const WITHOUT_NAMES = { customer: false };
const NEW_YORK = 'America/New_York';

/** Store 10 is in New York, store 20 where the organization is, in Auckland, 17 hours ahead. */
const SYSTEMS: CatalogDocument['systems'] = (SMALL_RETAILER.systems ?? []).map((system) => ({
  ...system,
  locations: system.locations?.map((one) => (one.location_cd === '10' ? { ...one, time_zone: NEW_YORK } : one)) ?? [],
}));
const PREFERENCES = { ...SMALL_RETAILER.preferences, time_zone: 'Pacific/Auckland' };

/** Days of store 10, each with its first and its last instant. */
const DAYS = [
  ['an ordinary day', '2030-01-02', '2030-01-02T05:00:00.000Z', '2030-01-03T04:59:59.999Z'],
  ['the day on which summer time begins', '2030-03-10', '2030-03-10T05:00:00.000Z', '2030-03-11T03:59:59.999Z'],
  ['the day on which summer time ends', '2030-11-03', '2030-11-03T04:00:00.000Z', '2030-11-04T04:59:59.999Z'],
] as const;
const before = (instant: string): Date => new Date(Date.parse(instant) - 1);
const after = (instant: string): Date => new Date(Date.parse(instant) + 1);

onEveryEngine((engine) => {
  let database: Database;
  let broker: TestBroker;

  freshForEach(
    engine,
    (fresh) => {
      ({ database, broker } = fresh);
    },
    { preferences: PREFERENCES, systems: SYSTEMS },
  );

  const at = (instant: string | Date): void => {
    broker.now = new Date(instant);
  };
  let orders = 0;
  const nextId = (): string => `O${String((orders += 1))}`;
  const lineOf = async (): Promise<string> =>
    (await submitted(broker, orderOf(nextId(), [{ item: 'PENCIL' }]))).lines.join();

  describe('the daily maximum of orders', () => {
    beforeEach(async () => {
      await brokerOn(database, { preferences: { ...PREFERENCES, max_orders_per_day: 1 }, systems: SYSTEMS });
    });

    test.each(DAYS)('is counted by the time zone of the location, on %s', async (_, __, first, last) => {
      at(first);
      expect(await lineOf()).toBe('STC/10 new_order');
      at(last);
      expect(await lineOf()).not.toContain('STC/10');
      at(after(last));
      expect(await lineOf()).toBe('STC/10 new_order');
    });

    test('of locations in different time zones begins again at the midnight of each', async () => {
      at('2030-01-02T10:30:00.000Z');
      expect([await lineOf(), await lineOf(), await lineOf()]).toEqual([
        'STC/10 new_order',
        'STC/20 new_order',
        '6/UNF unfulfillable',
      ]);
      // Midnight in Auckland.
      at('2030-01-02T11:00:00.000Z');
      expect([await lineOf(), await lineOf()]).toEqual(['STC/20 new_order', '6/UNF unfulfillable']);
      at('2030-01-03T05:00:00.000Z');
      expect([await lineOf(), await lineOf()]).toEqual(['STC/10 new_order', '6/UNF unfulfillable']);
    });

    test.each(DAYS)('is counted in searches as in orders, on %s', async (_, __, first, last) => {
      const found = async (): Promise<boolean> => {
        const { locations } = await locateItems(broker, {
          items: [{ itemId: 'PENCIL', quantity: '1', fulfillmentType: 'DELIVERY' }],
          requestingLocation: place('6/1'),
          requestedLocation: place('/'),
          address: { postal: '01602', city: '', province: '', country: 'US' },
          distance: '100',
          unit: 'MI',
        });
        return locations.some(({ locationCd }) => locationCd === '10');
      };
      at(first);
      await lineOf();
      at(last);
      expect(await found()).toBe(false);
      at(after(last));
      expect(await found()).toBe(true);
    });
  });

  test.each(DAYS)('a rule is in force on the days of the location, on %s', async (_, day, first, last) => {
    await brokerOn(database, {
      preferences: PREFERENCES,
      systems: SYSTEMS,
      probability_rules: [{ name: 'CLOSED', result: 'exclude' }],
      probability_assignments: [
        { rule: 'CLOSED', sequence: 1, location: { system_cd: 'STC', location_cd: '10' }, from: day, to: day },
      ],
    });
    const lines: string[] = [];
    for (const instant of [before(first), first, last, after(last)]) {
      at(instant);
      lines.push(await lineOf());
    }
    expect(lines).toEqual(['STC/10 new_order', 'STC/20 new_order', 'STC/20 new_order', 'STC/10 new_order']);
  });

  describe('a pickup', () => {
    beforeEach(async () => {
      const preferences = { ...PREFERENCES, auto_cancel_days_of_unclaimed_pickups: 2 };
      await brokerOn(database, { preferences, systems: SYSTEMS });
    });

    const picked = async (store: string, instant: string | Date): Promise<number> => {
      at(instant);
      const order = orderOf(nextId(), [{ item: 'PENCIL', at: store }], { type: 'PICKUP' });
      const { requestId } = await submitted(broker, order);
      expect((await update(broker, requestId, 'picked', store)).updated).toBe(true);
      return requestId;
    };
    const canceledAt = async (instant: string | Date): Promise<unknown> => {
      at(instant);
      return (await runJob(broker, 'auto-cancel')).items.map(({ request_id: requestId }) => requestId);
    };

    test.each(DAYS)('can be collected until a day that its store counts, ready on %s', async (_, day, first, last) => {
      const dates: unknown[] = [];
      for (const instant of [before(first), first, last, after(last)]) {
        const id = await picked('STC/10', instant);
        dates.push((await getOrder(broker, id, WITHOUT_NAMES))?.lines[0]?.pickup_by);
      }
      expect(dates).toEqual([1, 2, 2, 3].map((days) => daysAfter(day, days)));
    });

    test.each(DAYS)('is canceled at the midnight of its store, not before, on %s', async (_, day, __, last) => {
      const id = await picked('STC/10', `${daysAfter(day, -2) ?? ''}T17:00:00.000Z`);
      expect([await canceledAt(last), await canceledAt(after(last))]).toEqual([[], [id]]);
    });

    test('is canceled by the day of its own store, whatever day it is at others', async () => {
      // In New York until the 10th, in Auckland, where the 9th has begun, until the 11th.
      const newYork = await picked('STC/10', '2030-03-08T12:00:00.000Z');
      const auckland = await picked('STC/20', '2030-03-08T12:00:00.000Z');
      expect(await canceledAt('2030-03-11T03:59:59.999Z')).toEqual([]);
      expect(await canceledAt('2030-03-11T04:00:00.000Z')).toEqual([newYork]);
      expect(await canceledAt('2030-03-11T10:59:59.999Z')).toEqual([]);
      expect(await canceledAt('2030-03-11T11:00:00.000Z')).toEqual([auckland]);
    });
  });

  test.each(DAYS)('goods are shipped on a day of the location that ships them, on %s', async (_, day, first, last) => {
    const dates: unknown[] = [];
    for (const instant of [before(first), new Date(first), new Date(last), after(last)]) {
      // The update comes at once, or a day later and names the time.
      for (const later of [0, 24]) {
        at(new Date(instant.getTime() + later * 3_600_000));
        const { requestId } = await submitted(broker, orderOf(nextId(), [{ item: 'PENCIL', at: 'STC/10' }]));
        const statusDate = later === 0 ? '' : instant.toISOString();
        expect((await update(broker, requestId, 'fulfilled', 'STC/10', [1], { statusDate })).updated).toBe(true);
        dates.push((await getOrder(broker, requestId, WITHOUT_NAMES))?.lines[0]?.shipment_date);
      }
    }
    expect(dates).toEqual([-1, -1, 0, 0, 0, 0, 1, 1].map((days) => daysAfter(day, days)));
  });

  describe('a day in a search', () => {
    const NOBODY = {
      company: '',
      firstName: '',
      lastName: '',
      province: '',
      postal: '',
      country: '',
      phone: '',
      email: '',
    };
    const placed = async (instants: readonly (string | Date)[]): Promise<void> => {
      for (const [index, instant] of instants.entries()) {
        at(instant);
        await submitted(broker, orderOf(String(index), [{ item: 'PENCIL', at: 'STC/10' }]));
      }
    };
    const found = async (locationCd: string, orderDate: string): Promise<string[]> => {
      const fields = { requestId: '', orderId: '', refTransactionNo: '', orderDate, soldTo: NOBODY, shipTo: NOBODY };
      const bounds = { responses: 25, mostResponses: 200, window: 20_000 };
      const views = await searchOrders(broker, { systemCd: 'STC', locationCd, fields, most: undefined }, bounds);
      return (views ?? []).map(({ order }) => order.orderId).sort();
    };
    const listed = async (query: Partial<OrderListQuery>): Promise<string[]> =>
      ((await listOrders(broker, { limit: 100, ...query }))?.items ?? []).map((one) => one.order_id).sort();

    test.each(DAYS)('is a day of the location that searches, on %s', async (_, day, first, last) => {
      await placed([before(first), first, last, after(last)]);
      expect(await found('10', day)).toEqual(['1', '2']);
      expect(await found('10', ` ${day} `)).toEqual(['1', '2']);
      // With an offset it is a day of that, whoever searches.
      expect(await found('10', `${day}+14:00`)).toEqual(['0', '1']);
    });

    test('is one of the organization if the location is not known', async () => {
      // Summer time begins in Auckland.
      const [first, last] = ['2030-09-28T12:00:00.000Z', '2030-09-29T10:59:59.999Z'];
      await placed([before(first), first, last, after(last)]);
      for (const locationCd of ['', '99']) expect(await found(locationCd, '2030-09-29')).toEqual(['1', '2']);
      expect(await listed({ since: '2030-09-29', until: '2030-09-30' })).toEqual(['1', '2']);
      expect(await listed({ since: '2030-09-29' })).toEqual(['1', '2', '3']);
      expect(await listed({ until: '2030-09-29T11:00:00.000Z' })).toEqual(['0', '1', '2']);
    });

    test.each(DAYS)('is a day of the location whose orders are listed, on %s', async (_, day, first, last) => {
      await placed([before(first), first, last, after(last)]);
      const ofStore = { systemCd: 'STC', locationCd: '10' };
      expect(await listed({ ...ofStore, since: day, until: daysAfter(day, 1) ?? '' })).toEqual(['1', '2']);
    });
  });
});

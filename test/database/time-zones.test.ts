import { locateItems } from '../../src/broker/availability/locate-items.js';
import type { CatalogDocument } from '../../src/domain/network/catalog-document.js';
import type { Database } from '../../src/store/database.js';
import { onEveryEngine } from '../support/databases.js';
import { brokerOn, orderOf, place, SMALL_RETAILER, submitted } from '../support/server/broker.js';
import type { TestBroker } from '../support/server/broker.js';
import { freshForEach } from '../support/server/fresh-broker.js';

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
  const lineOf = async (): Promise<string> => {
    orders += 1;
    return (await submitted(broker, orderOf(`O${String(orders)}`, [{ item: 'PENCIL' }]))).lines.join();
  };

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
});

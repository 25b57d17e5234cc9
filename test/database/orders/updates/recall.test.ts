import { loadCatalog } from '../../../../src/broker/network/load-catalog.js';
import { submitOrder } from '../../../../src/broker/orders/submit-order.js';
import type { SubmitOrderCommand } from '../../../../src/broker/orders/submit-order-command.js';
import type { CatalogDocument } from '../../../../src/domain/network/catalog-document.js';
import type { Preferences } from '../../../../src/domain/network/preferences.js';
import { MAX_INT } from '../../../../src/domain/values/limits.js';
import type { Status } from '../../../../src/domain/values/status.js';
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
import { freshForEach, stateOf } from '../../../support/server/fresh-broker.js';

/** The small retailer, which calls canceled lines back. @param closed the stores that are switched off */
function retailer(preferences: Preferences = {}, closed: readonly string[] = []): Partial<CatalogDocument> {
  const [oms, stores] = SMALL_RETAILER.systems ?? [];
  if (oms === undefined || stores === undefined) throw new Error('the small retailer has two systems');
  const locations = (stores.locations ?? []).map((location) => ({
    ...location,
    active: !closed.includes(location.location_cd),
  }));
  return {
    preferences: { ...SMALL_RETAILER.preferences, restrict_reassignment_of_canceled_line: false, ...preferences },
    systems: [oms, { ...stores, locations }],
  };
}

onEveryEngine((engine) => {
  let database: Database;
  let broker: TestBroker;

  freshForEach(
    engine,
    (fresh) => {
      ({ database, broker } = fresh);
    },
    retailer(),
  );

  const reserved = async (location: string): Promise<number> => {
    const [row] = await database.transaction((session) =>
      session.all(
        `SELECT SUM(s.reserved_qty) AS n FROM product_location s JOIN location l ON l.id = s.location_id
          WHERE l.location_cd = '${location}'`,
      ),
    );
    return Number(row?.n);
  };
  const pencils = (orderId: string, quantities: readonly number[], at = 'STC/10'): SubmitOrderCommand =>
    orderOf(
      orderId,
      quantities.map((qty) => ({ item: 'PENCIL', qty, at })),
    );
  const canceled = async (command: SubmitOrderCommand): Promise<number> => {
    const { requestId } = await submitted(broker, command);
    expect(outcome(await update(broker, requestId, 'canceled', '6/1'))).toBe('ok');
    return requestId;
  };
  const recall = async (requestId: number): Promise<string> =>
    outcome(await update(broker, requestId, 'new_order', '6/1'));

  describe('a canceled line that is called back to the location that it named', () => {
    test('is rejected if the location cannot promise it, where an order that names it would be', async () => {
      const whole = await canceled(pencils('A', [3, 2]));
      const more = await canceled(pencils('B', [3, 3]));
      await brokerOn(database, retailer({ named_location_checks_quantity: true }));
      expect(await recall(more)).toBe('not_stocked');
      expect(await recall(whole)).toBe('ok');
      expect(await recall(more)).toBe('not_stocked');
      expect([await reserved('10'), await stateOf(broker, more)]).toEqual([5, 'canceled: 10 canceled, 10 canceled']);
    });

    test('leaves the safety stock, as an order does', async () => {
      const requestId = await canceled(pencils('A', [5]));
      const changes = retailer({ named_location_checks_quantity: true, backup_quantity: 1 });
      await brokerOn(database, changes);
      expect(await recall(requestId)).toBe('not_stocked');
    });

    test('gets the last units once, whoever asks for them at the same time', async () => {
      await brokerOn(database, retailer({ named_location_checks_quantity: true }));
      const requests: number[] = [];
      for (const orderId of ['A', 'B', 'C', 'D']) requests.push(await canceled(pencils(orderId, [4])));
      const answers = await Promise.all(requests.map(recall));
      expect(answers.sort()).toEqual(['not_stocked', 'not_stocked', 'not_stocked', 'ok']);
      expect(await reserved('10')).toBe(4);
    });

    test('gets it whatever the quantity is, where an order does', async () => {
      const requestId = await canceled(pencils('A', [50]));
      expect(await recall(requestId)).toBe('ok');
      expect(await reserved('10')).toBe(50);
    });

    test('is rejected while that location is switched off', async () => {
      const delivery = await canceled(pencils('A', [1]));
      const pickup = await canceled({ ...pencils('B', [1]), type: 'PICKUP' });
      await brokerOn(database, retailer({}, ['10']));
      expect([await recall(delivery), await recall(pickup)]).toEqual(['fulfilling_location', 'fulfilling_location']);
      expect(await reserved('10')).toBe(0);
      await brokerOn(database, retailer());
      expect([await recall(delivery), await recall(pickup)]).toEqual(['ok', 'ok']);
    });

    test('is rejected while the location where it is collected is switched off', async () => {
      const transfer = { type: 'SHIPFORPICKUP', pickupLocation: place('STC/30') };
      const named = await canceled({ ...pencils('A', [1]), ...transfer });
      const routed = await canceled(orderOf('B', [{ item: 'PENCIL' }], transfer));
      await brokerOn(database, retailer({}, ['30']));
      expect([await recall(named), await recall(routed)]).toEqual(['pickup_location', 'pickup_location']);
    });
  });

  test('a canceled line that the routing placed is routed around a location that is switched off', async () => {
    const requestId = await canceled(orderOf('A', [{ item: 'PENCIL' }]));
    await brokerOn(database, retailer({}, ['10']));
    expect(await recall(requestId)).toBe('ok');
    expect(await stateOf(broker, requestId)).toBe('new_order: 20 new_order');
  });

  describe('the units that are reserved at a location', () => {
    /** Makes the only line of a request so large that a number of units can still be reserved beside it. */
    const leave = async (requestId: number, units: number): Promise<void> => {
      const quantity = MAX_INT - units;
      await database.transaction(async (session) => {
        await session.run('UPDATE order_line SET quantity = ? WHERE request_id = ?', [quantity, requestId]);
        await session.run('UPDATE product_location SET reserved_qty = ? WHERE reserved_qty = 1', [quantity]);
      });
    };
    const answer = async (command: SubmitOrderCommand): Promise<string> => {
      const result = await submitOrder(broker, command);
      return result.accepted ? 'ok' : result.rejections.map(({ key }) => key).join();
    };

    test('stay within what the database counts: an order or a recall beyond that is rejected', async () => {
      const recalled = await canceled(pencils('R', [3]));
      await leave((await submitted(broker, pencils('A', [1]))).requestId, 5);
      expect(await answer(pencils('B', [3, 3]))).toBe('too_much_reserved');
      expect(await answer(pencils('B', [3]))).toBe('ok');
      expect(await recall(recalled)).toBe('too_much_reserved');
      expect(await answer(pencils('C', [2]))).toBe('ok');
      expect(await answer(pencils('D', [1]))).toBe('too_much_reserved');
      expect(await answer(pencils('E', [1], 'STC/20'))).toBe('ok');
      expect(await reserved('10')).toBe(MAX_INT);
    });

    test('stay within it when other statuses shall reserve: such a catalog is refused with the reason', async () => {
      const statuses = (reserved_statuses: readonly Status[]): CatalogDocument => ({
        systems: (retailer({}).systems ?? []).map((system) => ({ ...system, reserved_statuses })),
      });
      const { requestId } = await submitted(broker, pencils('A', [1]));
      await submitted(broker, pencils('B', [2], 'STC/10'));
      expect(await loadCatalog(broker, statuses(['polled']))).toHaveProperty('changes');
      await leave(requestId, 0);
      expect(await loadCatalog(broker, statuses(['polled', 'new_order']))).toEqual({
        faults: [
          {
            path: expect.stringMatching(/^systems\[\d\]\.reserved_statuses$/) as string,
            reason: expect.stringContaining(`would reserve ${String(MAX_INT + 2)} units of product`) as string,
          },
        ],
      });
      expect(await reserved('10')).toBe(0);
    });

    test('stay within it when several orders come at the same time', async () => {
      await leave((await submitted(broker, pencils('A', [1]))).requestId, 7);
      const answers = await Promise.all(['B', 'C', 'D', 'E'].map((orderId) => answer(pencils(orderId, [3]))));
      expect(answers.sort()).toEqual(['ok', 'ok', 'too_much_reserved', 'too_much_reserved']);
    });
  });
});

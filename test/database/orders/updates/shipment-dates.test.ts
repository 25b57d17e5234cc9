import { loadCatalog } from '../../../../src/broker/network/load-catalog.js';
import { readOrders } from '../../../../src/store/orders/orders.js';
import type { Database } from '../../../../src/store/database.js';
import { orderOf, outcome, submitted, update } from '../../../support/server/broker.js';
import type { TestBroker } from '../../../support/server/broker.js';
import { onEveryEngine } from '../../../support/databases.js';
import { freshForEach, stateOf } from '../../../support/server/fresh-broker.js';

onEveryEngine((engine) => {
  let database: Database;
  let broker: TestBroker;

  freshForEach(engine, (fresh) => {
    ({ database, broker } = fresh);
  });

  const shipmentDates = async (requestId: number): Promise<(string | undefined)[]> => {
    const [order] = await database.transaction((session) => readOrders(session, [requestId]));
    return (order?.lines ?? []).map((line) => line.shipmentDate);
  };

  test.each(['bogus', '2030-02-30', '05.01.2030', '2030-01-05T25:00:00', 'x'.repeat(30)])(
    'a line is not shipped on the day %j, unless the preference ignores it',
    async (statusDate) => {
      const { requestId } = await submitted(broker, orderOf('A', [{ item: 'PENCIL' }, { item: 'PENCIL' }]));
      const set = (status: string, lines: number[] = []) =>
        update(broker, requestId, status, 'STC/10', lines, { statusDate });
      // The day of another change is not kept.
      expect(outcome(await set('accepted', [1]))).toBe('ok');
      expect(await set('fulfilled', [1])).toMatchObject({ rejections: [{ code: 7118 }] });
      expect(outcome(await set('fulfilled'))).toBe('status_date');
      expect(await stateOf(broker, requestId)).toMatch(/10 accepted, 10 new_order$/);
      await loadCatalog(broker, { preferences: { unreadable_status_dates_are_rejected: false } });
      expect(outcome(await set('fulfilled'))).toBe('ok');
      expect(await shipmentDates(requestId)).toEqual(['2030-01-02', '2030-01-02']);
    },
  );

  test.each([
    ['2030-01-05 10:00:00.0', '2030-01-05'],
    ['20300105', '2030-01-05'],
    ['', '2030-01-02'],
    ['0001-01-01T00:00:00', '2030-01-02'],
  ])('a line that is shipped on %j has the shipment date %s', async (statusDate, day) => {
    const { requestId } = await submitted(broker, orderOf('A', [{ item: 'PENCIL' }]));
    await update(broker, requestId, 'fulfilled', 'STC/10', [], { statusDate });
    expect(await shipmentDates(requestId)).toEqual([day]);
  });
});

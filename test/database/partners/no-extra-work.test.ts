import { reviewOrder } from '../../../src/broker/orders/review-order.js';
import { submitOrder } from '../../../src/broker/orders/submit-order.js';
import { updateStatus } from '../../../src/broker/orders/update-status.js';
import { pollLocation } from '../../../src/broker/polling/poll.js';
import type { Database } from '../../../src/store/database.js';
import { onEveryEngine } from '../../support/databases.js';
import { orderOf, place, submitted } from '../../support/server/broker.js';
import type { TestBroker } from '../../support/server/broker.js';
import { freshForEach } from '../../support/server/fresh-broker.js';
import { watched } from '../../support/watched-database.js';

/** The tables of partners, webhooks and the change feed. */
const NEW_TABLES = /fulfillment_request(?!_id)|shipment(?!_date)|order_comment|webhook|feed_|queue_/;

/**
 * Statements of each operation, counted on release 0.1 before there were partners. A number may only fall: a broker without
 * partners, endpoints and consumers does nothing for them.
 */
const COUNTED = {
  sqlite: { submit: 12, poll: 18, accept: 8, reject: 19, cancel: 11, review: 5 },
  // Each lock of an order is a statement of its own.
  mysql: { submit: 12, poll: 19, accept: 9, reject: 20, cancel: 12, review: 6 },
};

onEveryEngine((engine) => {
  let database: Database;
  let broker: TestBroker;
  freshForEach(engine, (fresh) => {
    ({ database, broker } = fresh);
  });

  test('a broker without partners, endpoints and consumers runs not one statement more', async () => {
    const counted: Record<string, number> = {};
    const watch = async <T>(name: string, work: (watched: TestBroker) => Promise<T>): Promise<T> => {
      const seen: string[] = [];
      const result = await work({ ...broker, database: watched(database, seen) });
      expect(seen.filter((sql) => NEW_TABLES.test(sql))).toEqual([]);
      counted[name] = seen.length;
      return result;
    };
    const update = (watching: TestBroker, requestId: number, status: string, caller: string) =>
      updateStatus(watching, {
        requestId: String(requestId),
        sentAt: '',
        caller: place(caller),
        employeeId: '',
        status,
        reason: { code: '', note: '' },
        items: [],
      });
    await submitted(broker, orderOf('WARM', [{ item: 'LAMP' }]));
    const order = orderOf('A-1', [{ item: 'PENCIL' }, { item: 'PENCIL' }]);
    const result = await watch('submit', (watching) => submitOrder(watching, order));
    const requestId = result.requestId ?? 0;
    await watch('poll', (watching) => pollLocation(watching, 'fulfillments', place('STC/10')));
    await watch('accept', (watching) => update(watching, requestId, 'accepted', 'STC/10'));
    await watch('reject', (watching) => update(watching, requestId, 'rejected', 'STC/10'));
    await watch('cancel', (watching) => update(watching, requestId, 'canceled', '6/1'));
    const other = await submitted(broker, orderOf('A-2', [{ item: 'PENCIL' }], { underReview: 'Y' }));
    await watch('review', (watching) =>
      reviewOrder(watching, {
        requestId: String(other.requestId),
        orderId: '',
        caller: place('6/1'),
        employeeId: '',
        underReview: 'N',
      }),
    );
    expect(counted).toEqual(COUNTED[await database.transaction((session) => Promise.resolve(session.dialect))]);
  });
});

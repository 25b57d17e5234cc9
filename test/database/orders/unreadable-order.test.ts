import { getBriefOrdersById, getOrders, getOrdersById } from '../../../src/broker/inquiry/get-orders.js';
import { listOrders } from '../../../src/broker/inquiry/list-orders.js';
import { searchOrders } from '../../../src/broker/inquiry/search-orders.js';
import { pollLocation } from '../../../src/broker/polling/poll.js';
import type { PersonFields } from '../../../src/domain/order/order-criteria.js';
import type { Database } from '../../../src/store/database.js';
import { onEveryEngine } from '../../support/databases.js';
import { orderOf, place, submitted } from '../../support/server/broker.js';
import type { TestBroker } from '../../support/server/broker.js';
import { freshForEach } from '../../support/server/fresh-broker.js';

const NOBODY: PersonFields = {
  company: '',
  firstName: '',
  lastName: '',
  province: '',
  postal: '',
  country: '',
  phone: '',
  email: '',
};
const NOTHING = { requestId: '', orderId: '', refTransactionNo: '', orderDate: '', soldTo: NOBODY, shipTo: NOBODY };

onEveryEngine((engine) => {
  let database: Database;
  let broker: TestBroker;
  let bad: number;
  let good: number;
  let requestIds: string[];

  // Stock is reconciled after each test, which needs every line.
  afterEach(() =>
    database.transaction((session) => session.run("UPDATE order_line SET status = 'polled' WHERE status = 'lost'")),
  );
  freshForEach(engine, (fresh) => {
    ({ database, broker } = fresh);
  });

  const submit = async (orderId: string): Promise<number> =>
    (
      await submitted(
        broker,
        orderOf(orderId, [
          { item: 'PENCIL', at: 'STC/20' },
          { item: 'PENCIL', at: 'STC/20' },
        ]),
      )
    ).requestId;
  const spoil = (): Promise<unknown> =>
    database.transaction((session) =>
      session.run("UPDATE order_line SET status = 'lost' WHERE request_id = ? AND line_no = 1", [bad]),
    );
  const idsOf = (views: readonly { readonly order: { readonly requestId: number } }[] | undefined) =>
    (views ?? []).map(({ order }) => order.requestId);
  const poll = async (): Promise<number[]> =>
    idsOf((await pollLocation(broker, 'fulfillments', place('STC/20'), { check: () => undefined }))?.orders);

  beforeEach(async () => {
    bad = await submit('SAME');
    good = await submit('OTHER');
    requestIds = [String(bad), String(good)];
  });

  test('a poll leaves out an order with a status that nobody knows', async () => {
    await spoil();
    expect(await poll()).toEqual([good]);
  });

  test('a poll leaves out such an order also when its lease has expired', async () => {
    expect(await poll()).toEqual([bad, good]);
    await spoil();
    broker.now = new Date(broker.now.getTime() + 86_400_000);
    expect(await poll()).toEqual([good]);
  });

  test('lists and searches leave it out', async () => {
    await spoil();
    const query = { systemCd: '6', requestIds, statuses: [], negated: false };
    expect(idsOf(await getOrdersById(broker, query))).toEqual([good]);
    expect(idsOf(await getBriefOrdersById(broker, query))).toEqual([good]);
    const numbers = { systemCd: '6', requestId: '', refTransactionNo: '' };
    expect(idsOf(await getOrders(broker, { ...numbers, orderId: 'SAME' }))).toEqual([]);
    expect((await listOrders(broker, { limit: 10 }))?.items.map((one) => one.request_id)).toEqual([good]);
    const bounds = { responses: 10, mostResponses: 10, window: 100 };
    const search = (orderId: string) =>
      searchOrders(broker, { systemCd: '6', locationCd: '', fields: { ...NOTHING, orderId }, most: 10 }, bounds);
    expect([idsOf(await search('SAME')), idsOf(await search('OTHER'))]).toEqual([[], [good]]);
  });
});

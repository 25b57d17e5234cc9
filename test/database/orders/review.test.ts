import { submitOrder } from '../../../src/broker/orders/submit-order.js';
import { getOrders } from '../../../src/broker/inquiry/get-orders.js';
import { pollLocation } from '../../../src/broker/polling/poll.js';
import { reviewOrder } from '../../../src/broker/orders/review-order.js';
import type { ReviewOrderResult } from '../../../src/broker/orders/review-order.js';
import { getOrder } from '../../../src/broker/inquiry/get-order.js';
import { orderOf, outcome, place, submitted, update } from '../../support/server/broker.js';
import type { TestBroker } from '../../support/server/broker.js';
import { onEveryEngine } from '../../support/databases.js';
import { freshForEach } from '../../support/server/fresh-broker.js';

onEveryEngine((engine) => {
  let broker: TestBroker;

  freshForEach(engine, (fresh) => {
    ({ broker } = fresh);
  });

  const review = (
    requestId: number | string,
    flag: string,
    as = '6/1',
    changes: { orderId?: string; employeeId?: string } = {},
  ): Promise<ReviewOrderResult> =>
    reviewOrder(broker, {
      requestId: String(requestId),
      orderId: '',
      employeeId: 'E1',
      underReview: flag,
      caller: as === '' ? undefined : place(as),
      ...changes,
    });
  const reviewed = (result: ReviewOrderResult): string =>
    result.updated ? 'ok' : (result.rejections[0]?.key ?? 'refused');
  const flagOf = async (requestId: number): Promise<boolean | undefined> =>
    (await getOrders(broker, { systemCd: '6', requestId: String(requestId), orderId: '', refTransactionNo: '' }))[0]
      ?.order.underReview;
  const changes = async (requestId: number): Promise<string[]> =>
    (await getOrder(broker, requestId, { customer: false }))?.reviews.map(
      (one) => `${one.at} ${one.system_cd}/${one.location_cd} ${one.employee_id} ${one.under_review ? 'Y' : 'N'}`,
    ) ?? [];

  test('the originating system puts an order under review and releases it, and both are recorded', async () => {
    const { requestId } = await submitted(broker, orderOf('A', [{ item: 'PENCIL' }]));
    expect(await review(requestId, ' y ')).toEqual({ updated: true, requestId });
    expect(await flagOf(requestId)).toBe(true);
    broker.now = new Date('2030-01-03T00:00:00.000Z');
    expect(reviewed(await review(requestId, 'N', '6/UNF'))).toBe('ok');
    expect(await flagOf(requestId)).toBe(false);
    expect(await changes(requestId)).toEqual([
      '2030-01-02T03:04:05.678Z 6/1 E1 Y',
      '2030-01-03T00:00:00.000Z 6/UNF E1 N',
    ]);
  });

  test.each(['true', '1', 'Yes'])('a Boolean written as %s holds the order, and is never read as no', async (flag) => {
    const { requestId } = await submitted(broker, orderOf('B', [{ item: 'PENCIL' }], { underReview: flag }));
    expect(await flagOf(requestId)).toBe(true);
    expect(reviewed(await review(requestId, '0'))).toBe('ok');
    expect(await flagOf(requestId)).toBe(false);
    expect(reviewed(await review(requestId, flag))).toBe('ok');
    expect(await flagOf(requestId)).toBe(true);
  });

  test('a flag that is neither yes nor no is rejected, with the order that it came with', async () => {
    const result = await submitOrder(broker, orderOf('C', [{ item: 'PENCIL' }], { underReview: 'hold' }));
    expect(result.accepted ? [] : result.rejections.map(({ key }) => key)).toEqual(['review_flag']);
    const { requestId } = await submitted(broker, orderOf('D', [{ item: 'PENCIL' }], { underReview: ' ' }));
    expect(await flagOf(requestId)).toBe(false);
    expect(reviewed(await review(requestId, 'hold'))).toBe('review_flag');
  });

  test('a repeat succeeds and changes nothing', async () => {
    const { requestId } = await submitted(broker, orderOf('A', [{ item: 'PENCIL' }], { underReview: 'Y' }));
    expect(reviewed(await review(requestId, 'Y'))).toBe('ok');
    expect(await changes(requestId)).toEqual([]);
  });

  test('goods under review are offered, accepted and picked, and can be shipped once the order is released', async () => {
    const { requestId } = await submitted(broker, orderOf('A', [{ item: 'PENCIL' }]));
    await review(requestId, 'Y');
    expect(
      (await pollLocation(broker, 'fulfillments', place('STC/10')))?.orders.map((view) => view.order.underReview),
    ).toEqual([true]);
    expect(outcome(await update(broker, requestId, 'accepted', 'STC/10'))).toBe('ok');
    expect(outcome(await update(broker, requestId, 'picked', 'STC/10'))).toBe('ok');
    expect(outcome(await update(broker, requestId, 'fulfilled', 'STC/10'))).toBe('under_review');
    await review(requestId, 'N');
    expect(outcome(await update(broker, requestId, 'fulfilled', 'STC/10'))).toBe('ok');
  });

  test('only the originating system may change the flag; for a system without a role the order does not exist', async () => {
    const { requestId } = await submitted(broker, orderOf('A', [{ item: 'PENCIL' }]));
    expect(reviewed(await review(requestId, 'Y', 'STC/10'))).toBe('review_not_yours');
    expect(reviewed(await review(requestId, 'Y', 'OTHER/1'))).toBe('order_unknown');
    expect(reviewed(await review(requestId + 1, 'Y'))).toBe('order_unknown');
    expect(await review('99999999999', 'Y')).toMatchObject({ updated: false, requestId: 0 });
    expect(reviewed(await review('12a', 'Y'))).toBe('order_unknown');
    expect(await flagOf(requestId)).toBe(false);
    expect(await changes(requestId)).toEqual([]);
  });

  test('without a location any role is assumed', async () => {
    const { requestId } = await submitted(broker, orderOf('A', [{ item: 'PENCIL' }]));
    expect(reviewed(await review(requestId, 'Y', ''))).toBe('ok');
    expect(await changes(requestId)).toEqual(['2030-01-02T03:04:05.678Z / E1 Y']);
  });

  test("without a request id, the caller's order number is enough if it names one order", async () => {
    const { requestId } = await submitted(broker, orderOf('A', [{ item: 'PENCIL' }]));
    expect(await review('', 'Y', '6/1', { orderId: 'A' })).toEqual({ updated: true, requestId });
    expect(reviewed(await review('', 'Y', 'STC/10', { orderId: 'A' }))).toBe('order_number_unknown');
    expect(reviewed(await review('', 'Y', '', { orderId: 'A' }))).toBe('order_number_unknown');
    expect(reviewed(await review(' ', 'Y'))).toBe('order_number_unknown');
    await submitted(broker, orderOf('A', [{ item: 'PENCIL', lineItemNo: '9' }]));
    expect(reviewed(await review('', 'N', '6/1', { orderId: 'A' }))).toBe('order_number_ambiguous');
    expect(await flagOf(requestId)).toBe(true);
  });

  test.each(['', 'X', 'hold', '2'])('rejects the flag %j and changes nothing', async (flag) => {
    const { requestId } = await submitted(broker, orderOf('A', [{ item: 'PENCIL' }], { underReview: 'Y' }));
    expect(reviewed(await review(requestId, flag))).toBe('review_flag');
    expect(await flagOf(requestId)).toBe(true);
  });

  test('rejects values that are too long before anything is stored', async () => {
    const { requestId } = await submitted(broker, orderOf('A', [{ item: 'PENCIL' }]));
    expect(reviewed(await review(requestId, 'Y', '6/1', { employeeId: 'x'.repeat(51) }))).toBe('too_long');
    expect(reviewed(await review(requestId, 'Y', `6/${'1'.repeat(11)}`))).toBe('too_long');
    expect(await flagOf(requestId)).toBe(false);
  });

  test('a finished order can be released, but not put under review', async () => {
    const { requestId } = await submitted(broker, orderOf('A', [{ item: 'PENCIL' }], { underReview: 'Y' }));
    await update(broker, requestId, 'canceled', '6/1');
    expect(reviewed(await review(requestId, 'Y'))).toBe('ok');
    expect(reviewed(await review(requestId, 'N'))).toBe('ok');
    expect(reviewed(await review(requestId, 'Y'))).toBe('review_too_late');
  });

  test('two concurrent changes leave one history', async () => {
    const { requestId } = await submitted(broker, orderOf('A', [{ item: 'PENCIL' }]));
    const results = await Promise.all(Array.from({ length: 8 }, () => review(requestId, 'Y')));
    expect(results.map(reviewed)).toEqual(new Array(8).fill('ok'));
    expect(await changes(requestId)).toHaveLength(1);
  });
});

import { submitOrder } from '../../../src/broker/orders/submit-order.js';
import type { SubmitOrderCommand } from '../../../src/broker/orders/submit-order-command.js';
import type { Database } from '../../../src/store/database.js';
import { brokerOn, orderOf, SMALL_RETAILER, submitted, update } from '../../support/server/broker.js';
import type { TestBroker } from '../../support/server/broker.js';
import { onEveryEngine } from '../../support/databases.js';
import { freshForEach } from '../../support/server/fresh-broker.js';

onEveryEngine((engine) => {
  let database: Database;
  let broker: TestBroker;

  freshForEach(engine, (fresh) => {
    ({ database, broker } = fresh);
  });

  const line = (lineItemNo: string, at = 'STC/20') => ({ item: 'PENCIL', at, lineItemNo });
  const answer = async (command: SubmitOrderCommand): Promise<string> => {
    const result = await submitOrder(broker, command);
    return result.accepted
      ? `request ${result.requestId}: ${result.lines.map((one) => one.requestingLineNo).join(', ')}`
      : `${result.rejections[0]?.key ?? ''} of request ${result.requestId ?? 0}`;
  };

  test('a line that lives is a duplicate, in whatever status it is', async () => {
    const order = orderOf('A', [line('1')]);
    const { requestId } = await submitted(broker, order);
    for (const status of ['accepted', 'picked', 'fulfilled']) {
      await update(broker, requestId, status, 'STC/20');
      expect(await answer(order)).toBe(`duplicate of request ${requestId}`);
    }
  });

  test('a canceled line becomes a new request, and then is a duplicate of that', async () => {
    const order = orderOf('A', [line('1')]);
    const { requestId } = await submitted(broker, order);
    await update(broker, requestId, 'canceled', '6/1');
    const answers = await Promise.all([answer(order), answer(order), answer(order)]);
    expect(answers.sort()).toEqual([
      `duplicate of request ${requestId + 1}`,
      `duplicate of request ${requestId + 1}`,
      `request ${requestId + 1}: 1`,
    ]);
  });

  test('an order that ended with nothing fulfilled becomes a new request', async () => {
    const order = orderOf('A', [{ item: 'LAMP', qty: 50 }]);
    const { requestId } = await submitted(broker, order);
    expect(await answer(order)).toBe(`request ${requestId + 1}: 1`);
  });

  test('an order whose customer is masked becomes a new request', async () => {
    const order = orderOf('A', [line('1')]);
    const { requestId } = await submitted(broker, order);
    await update(broker, requestId, 'fulfilled', 'STC/20');
    await database.transaction((session) =>
      session.run('UPDATE customer_order SET masked_at = ? WHERE request_id = ?', ['2030-01-02', requestId]),
    );
    expect(await answer(order)).toBe(`request ${requestId + 1}: 1`);
  });

  test('new lines beside a line that lives become a request of their own', async () => {
    const { requestId } = await submitted(broker, orderOf('A', [line('1')]));
    const both = orderOf('A', [line('1'), line('2')]);
    expect(await answer(both)).toBe(`request ${requestId + 1}: 2`);
    expect(await answer(both)).toBe(`duplicate of request ${requestId}`);
  });

  test('the organization may keep ended lines as duplicates, and reject new lines beside known ones', async () => {
    broker = await brokerOn(database, {
      preferences: {
        ...SMALL_RETAILER.preferences,
        ended_lines_may_be_submitted_again: false,
        lines_may_be_added: false,
      },
    });
    const order = orderOf('A', [line('1')]);
    const { requestId } = await submitted(broker, order);
    await update(broker, requestId, 'canceled', '6/1');
    expect(await answer(order)).toBe(`duplicate of request ${requestId}`);
    expect(await answer(orderOf('A', [line('1'), line('2')]))).toBe(`partly_known of request ${requestId}`);
  });
});

import { toJson } from '../../../src/services/third-party-logistics/json-form.js';
import { fullData } from './full-data.js';

test('a long list of orders is written as JSON in slices, and the event loop runs in between', async () => {
  const order = (fullData('GetOrdersResponse') as { Orders: { OrderResponse: readonly object[] } }).Orders
    .OrderResponse[0];
  const orders = Array.from({ length: 1_000 }, () => order);
  let turns = 0;
  let isDone = false;
  const turn = (): void => {
    turns += 1;
    if (!isDone) setImmediate(turn);
  };
  turn();
  const written = (await toJson('GetOrdersResponse', { Orders: { OrderResponse: orders } })) as { orders: unknown[] };
  isDone = true;
  expect(written.orders).toHaveLength(1_000);
  expect(turns).toBeGreaterThan(2);
});

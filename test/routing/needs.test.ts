import { compileRuleBook } from '../../src/routing/probability/rule-book.js';
import { needsOf } from '../../src/routing/needs.js';
import type { Need, RoutingRequest } from '../../src/routing/request.js';
import { candidates, networkOf, routingRequest } from './support.js';
import type { Store } from './support.js';

const WEIGHTS = { labor_cost: 0, gross_margin: 0, proximity: 100, on_hand: 0, sales_velocity: 0, priority: 0 };

test.each<[string, Partial<RoutingRequest>, Partial<Store>, Need[]]>([
  ['the default ranking', {}, {}, []],
  ['probability rules', { rules: compileRuleBook([], []) }, {}, ['stock attributes']],
  [
    'a ranking by sales velocity',
    { brokering: { criteria: ['priority', 'sales_velocity'], weights: undefined } },
    {},
    ['stock attributes'],
  ],
  [
    'a ranking by the last order',
    { brokering: { criteria: ['priority', 'last_order_assigned'], weights: undefined } },
    {},
    ['order counts'],
  ],
  ['weights, whatever they are', { brokering: { criteria: [], weights: WEIGHTS } }, {}, ['stock attributes']],
  [
    'weights behind a criterion of order counts, for the orders are counted anyway',
    { brokering: { criteria: ['last_order_assigned'], weights: WEIGHTS } },
    {},
    ['order counts', 'stock attributes'],
  ],
  ['a limit of orders a day', {}, { preferences: { maxOrdersPerDay: 5 } }, ['order counts']],
  ['a limit of the age of stock records', {}, { preferences: { stockNewerThan: 5 } }, ['stock attributes']],
])('for %s it reads what is needed', (_, request, store, needs) => {
  const network = networkOf(candidates([{ code: 'A' }, { code: 'B', ...store }]));
  expect([...needsOf(network, routingRequest(request))]).toEqual(needs);
});

import { matchesMessage } from '../../../src/domain/fault/matches-message.js';
import type { FieldGroup } from '../../../src/domain/fault/matches-message.js';

const FIELDS: readonly FieldGroup[] = [
  [
    ['order_id', 'WEB-17'],
    ['request_id', ''],
  ],
  [
    ['location_cd', '1'],
    ['system_cd', '6'],
  ],
  [
    ['fulfillment_system_cd', 'STC'],
    ['fulfillment_location_cd', '21'],
    ['item_id', 'PENCIL   '],
  ],
];
const MESSAGE = { operation: 'SubmitOrder', user: 'acme', fields: () => FIELDS };

test.each([
  {},
  { operation: 'Submit*' },
  { user: 'acme' },
  { order: 'WEB-*', item: 'PEN*' },
  { system: '6' },
  { location: '21' },
  { system: 'STC', location: '21' },
  { item: 'PENCIL' },
])('a message matches %j', (criteria) => {
  expect(matchesMessage(criteria, MESSAGE)).toBe(true);
});

test.each([
  { operation: 'StatusUpdate' },
  { user: '' },
  { order: '17' },
  { order: 'WEB-*', item: 'PEN' },
  { system: 'STC', location: '1' },
  { system: '7' },
])('a message does not match %j', (criteria) => {
  expect(matchesMessage(criteria, MESSAGE)).toBe(false);
});

test('what the message names is not looked at for a fault that does not ask', () => {
  const fields = (): never => {
    throw new Error('asked');
  };
  expect(matchesMessage({ operation: '*' }, { ...MESSAGE, fields })).toBe(true);
});

test.each([
  [[['orderNo', 'A-1']], { order: 'A-1' }],
  [[['so_number', 'A-1']], { order: 'A-1' }],
  [[['SKU', 'PEN']], { item: 'PEN' }],
  [[['ItemNrInt', 'PEN']], { item: 'PEN' }],
  [[['warehouse_id', '21']], { location: '21' }],
] as const)('the names of other services are known: %j', (group, criteria) => {
  expect(matchesMessage(criteria, { ...MESSAGE, fields: () => [group] })).toBe(true);
});

import type { Customer } from '../../../src/domain/order/order.js';
import { personsOf } from '../../../src/domain/order/order-person.js';
import { CUSTOMER } from '../../support/server/broker.js';

const named = (last: string, changes: Partial<Customer['address']> = {}): Customer => ({
  name: { ...CUSTOMER.name, last },
  address: { ...CUSTOMER.address, ...changes },
});
const rolesOf = (soldTo: Customer | null, shipTos: readonly (Customer | null)[]): string[] =>
  personsOf(
    { soldTo },
    shipTos.map((shipTo) => ({ shipTo })),
  ).map(({ lastName, role }) => `${lastName} ${role}`);

test('distinguishes the buyer from the recipients', () => {
  expect(rolesOf(named('Buyer'), [named('One'), named('Two'), named('one ')])).toEqual([
    'BUYER sold',
    'ONE ship',
    'TWO ship',
  ]);
});

test('a buyer who is also the recipient is one person, also if a line has no ship-to', () => {
  expect(rolesOf(named('Buyer'), [named('BUYER', { address1: 'elsewhere' }), named('One')])).toEqual([
    'BUYER both',
    'ONE ship',
  ]);
  expect(rolesOf(named('Buyer'), [null])).toEqual(['BUYER both']);
});

test('omits a person without any key', () => {
  const nobody: Customer = {
    name: { ...CUSTOMER.name, first: ' ', last: '' },
    address: { ...CUSTOMER.address, province: '', postal: '', country: '' },
  };
  expect(rolesOf(nobody, [null, nobody])).toEqual([]);
  expect(rolesOf(null, [null])).toEqual([]);
});

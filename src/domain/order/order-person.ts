import type { Customer, LineDetails, OrderDetails } from './order.js';
import { phoneKey, postalKey, textKey } from './search-key.js';

/** The role of a person in an order: the buyer, a recipient, or both. */
type PersonRole = 'sold' | 'ship' | 'both';

/** The search keys of a person of an order, made by search-key.ts; empty for absent fields. */
export interface OrderPerson {
  readonly role: PersonRole;
  readonly company: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly province: string;
  readonly postal: string;
  readonly country: string;
  readonly phone1: string;
  readonly phone2: string;
  readonly email: string;
}

/**
 * The distinct persons of an order: the buyer and the recipients of its lines. A line without a ship-to is shipped to the
 * buyer, as every response shows it. Persons with equal keys are one; a person without any key is omitted.
 */
export function personsOf(
  order: Pick<OrderDetails, 'soldTo'>,
  lines: readonly Pick<LineDetails, 'shipTo'>[],
): OrderPerson[] {
  const persons = new Map<string, OrderPerson>();
  const add = (customer: Customer | null, role: 'sold' | 'ship'): void => {
    if (customer === null) return;
    const keys = keysOf(customer);
    const identity = JSON.stringify(keys);
    const known = persons.get(identity);
    if (Object.values(keys).some((key) => key !== ''))
      persons.set(identity, { ...keys, role: known === undefined || known.role === role ? role : 'both' });
  };
  add(order.soldTo, 'sold');
  // Most lines of an order share one ship-to, so compute the keys once for each distinct one.
  const shipTos = new Map(
    lines.map((line) => [JSON.stringify(line.shipTo ?? order.soldTo), line.shipTo ?? order.soldTo]),
  );
  for (const shipTo of shipTos.values()) add(shipTo, 'ship');
  return [...persons.values()];
}

function keysOf({ name, address }: Customer): Omit<OrderPerson, 'role'> {
  return {
    company: textKey(name.company),
    firstName: textKey(name.first),
    lastName: textKey(name.last),
    province: textKey(address.province),
    postal: postalKey(address.postal),
    country: textKey(address.country),
    phone1: phoneKey(address.phone1),
    phone2: phoneKey(address.phone2),
    email: textKey(address.email),
  };
}

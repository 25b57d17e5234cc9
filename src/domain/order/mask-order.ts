import type { Address } from '../geography/address.js';
import type { Customer, CustomerName, LineDetails, OrderDetails } from './order.js';

/** Replaces a masked value; always the same length, so that it reveals nothing. */
const MASK = '*****';
/** The characters of a postal code that are kept: in the United States and Canada an area of many thousand people. */
const POSTAL_PREFIX = 3;

/**
 * Masks the personal data of an order: names, customer number, streets, phone numbers, e-mail, instructions, messages and
 * accounts. City, province, country and the first characters of the postal code stay for statistics. Empty values stay
 * empty. docs/reference/routing-engine.md 6.6.
 */
export function maskOrder(details: OrderDetails): OrderDetails {
  return {
    ...details,
    specialInstructions: masked(details.specialInstructions),
    orderMessage: masked(details.orderMessage),
    giftMessage: masked(details.giftMessage),
    soldTo: maskCustomer(details.soldTo),
    tenders: details.tenders.map((tender) => ({ ...tender, account: masked(tender.account) })),
  };
}

/** Masks the personal data of a line; see `maskOrder`. */
export function maskLine(details: LineDetails): LineDetails {
  return {
    ...details,
    specialInstructions: masked(details.specialInstructions),
    message: masked(details.message),
    shipTo: maskCustomer(details.shipTo),
    customizations: details.customizations.map((one) => ({ ...one, message: masked(one.message) })),
  };
}

function maskCustomer(customer: Customer | null): Customer | null {
  return (
    customer && {
      ...(customer.customerNo === undefined ? {} : { customerNo: masked(customer.customerNo) }),
      name: maskName(customer.name),
      address: maskAddress(customer.address),
    }
  );
}

function maskName(name: CustomerName): CustomerName {
  return {
    company: masked(name.company),
    prefix: masked(name.prefix),
    first: masked(name.first),
    middle: masked(name.middle),
    last: masked(name.last),
    suffix: masked(name.suffix),
  };
}

function maskAddress(address: Address): Address {
  const { city, province, country, postal } = address;
  return {
    city,
    province,
    country,
    postal: postal.slice(0, POSTAL_PREFIX) + '*'.repeat(Math.max(0, postal.length - POSTAL_PREFIX)),
    attention: masked(address.attention),
    address1: masked(address.address1),
    address2: masked(address.address2),
    address3: masked(address.address3),
    address4: masked(address.address4),
    apt: masked(address.apt),
    email: masked(address.email),
    phone1: masked(address.phone1),
    phone2: masked(address.phone2),
  };
}

function masked(text: string): string {
  return text === '' ? '' : MASK;
}

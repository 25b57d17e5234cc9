import type { Address } from '../values/address.js';
import type { Customer, CustomerName, LineDetails, OrderDetails } from './order.js';

/** What stands for a value that was forgotten; of one length, so that it tells nothing of it. */
const MASK = '*****';
/** How much of a postal code stays: in the United States and Canada an area of many thousand people. */
const POSTAL_KEPT = 3;

/**
 * Takes what tells of a person out of an order: names, customer number, streets, phones, e-mail, what was written on
 * gifts and to the store, accounts. Place of residence stays as far as figures need it: city, province, country and the
 * beginning of the postal code. What was empty stays empty. docs/reference/routing-engine.md 6.6.
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

/** The same of a line. */
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
    postal: postal.slice(0, POSTAL_KEPT) + '*'.repeat(Math.max(0, postal.length - POSTAL_KEPT)),
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

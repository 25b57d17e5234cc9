import { z } from 'zod';
import { countryCode } from '../../domain/geography/country.js';
import { EMPTY_ADDRESS } from '../../domain/geography/address.js';
import type { Address } from '../../domain/geography/address.js';
import type { Location } from '../../domain/network/location.js';
import type { Customer } from '../../domain/order/order.js';

const text = z.string();
export const addressSchema = z.strictObject({
  firstName: text,
  lastName: text,
  name: text,
  companyName: text,
  addressLine1: text,
  addressLine2: text,
  city: text,
  state: text,
  stateCode: text,
  postal: text,
  country: text,
  countryCode: text,
  phone: text,
  email: text,
});

/** Where goods are sent: to the customer, or to the store where the customer collects them. */
export function writeAddress(customer: Customer | null, pickup: Location | undefined): z.input<typeof addressSchema> {
  if (pickup !== undefined) return writePlace({ ...EMPTY_ADDRESS, ...pickup.address }, pickup.name);
  if (customer === null) return writePlace(EMPTY_ADDRESS, '');
  const { name, address } = customer;
  const { first, last, company } = name;
  const whole = [name.prefix, first, name.middle, last, name.suffix].filter((part) => part !== '').join(' ');
  return { ...writePlace(address, whole || company), firstName: first, lastName: last, companyName: company };
}

function writePlace(address: Address, name: string): z.input<typeof addressSchema> {
  const { address1, address2, address3, address4, apt, city, province, postal, country, phone1, phone2, email } =
    address;
  return {
    firstName: '',
    lastName: '',
    name,
    companyName: '',
    addressLine1: address1,
    addressLine2: [address2, apt, address3, address4].filter((part) => part !== '').join(', '),
    city,
    state: province,
    stateCode: province,
    postal,
    country,
    countryCode: countryCode(country),
    phone: phone1 || phone2,
    email,
  };
}

import { parseRequestId } from '../values/request-id.js';
import type { Period } from '../time/day.js';
import { UTC } from '../time/day.js';
import { phoneKey, postalKey, textKey } from './search-key.js';
import { periodOf } from '../time/wire-date.js';

/** The search fields of an OrderSearch message. Empty fields are not searched for. */
export interface SearchFields {
  readonly requestId: string;
  readonly orderId: string;
  readonly refTransactionNo: string;
  readonly orderDate: string;
  readonly soldTo: PersonFields;
  readonly shipTo: PersonFields;
}

export interface PersonFields {
  readonly company: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly province: string;
  readonly postal: string;
  readonly country: string;
  readonly phone: string;
  readonly email: string;
}

/** A name to match exactly, or by its prefix. */
export interface NameMatch {
  readonly key: string;
  readonly prefix: boolean;
}

/** Search criteria for one person. Omitted fields match anything; values are keys of search-key.ts. */
export interface PersonCriteria {
  readonly company?: NameMatch;
  readonly firstName?: NameMatch;
  readonly lastName?: NameMatch;
  readonly province?: string;
  readonly postal?: string;
  readonly country?: string;
  readonly phone?: string;
  readonly email?: string;
}

/** Search criteria for orders; an order must match all of them. */
export interface OrderCriteria {
  readonly requestId?: number;
  readonly orderId?: string;
  readonly refTransactionNo?: string;
  readonly ordered?: Period;
  /** Criteria with a date that has no time zone yet do not compile: a search would ignore it. */
  readonly orderDate?: never;
  /** The buyer. */
  readonly sold?: PersonCriteria;
  /** One of the persons the lines are shipped to. */
  readonly ship?: PersonCriteria;
}

/** Criteria as they were written: a day of `orderDate` is a day of a time zone that the message does not name. */
export type WrittenCriteria = Omit<OrderCriteria, 'ordered' | 'orderDate'> & {
  /** A valid date or time. */
  readonly orderDate?: string;
};

/** Criteria with the days of a time zone. */
export function criteriaIn(timeZone: string, { orderDate, ...criteria }: WrittenCriteria): OrderCriteria {
  const ordered = orderDate === undefined ? undefined : periodOf(orderDate, timeZone);
  return ordered === undefined ? criteria : { ...criteria, ordered };
}

/** Why a search cannot be run: no criteria, a malformed date, or a value that no order can have. */
export type Unsearchable = 'no_criteria' | 'invalid_date' | 'no_match_possible';

/**
 * Reads the criteria of a search, by the rules of docs/contract.md, OrderSearch.
 * @returns `no_match_possible` if no order can match, as with a phone number without a digit: an empty result, no error
 */
export function readCriteria(fields: SearchFields): WrittenCriteria | Unsearchable {
  const requestId = parseRequestId(fields.requestId);
  const isDated = fields.orderDate.trim() !== '';
  if (isDated && periodOf(fields.orderDate, UTC) === undefined) return 'invalid_date';
  if (fields.requestId.trim() !== '' && requestId === undefined) return 'no_match_possible';
  const sold = readPerson(fields.soldTo);
  const ship = readPerson(fields.shipTo);
  if (sold === 'no_match_possible' || ship === 'no_match_possible') return 'no_match_possible';
  const criteria: WrittenCriteria = {
    ...(requestId === undefined ? {} : { requestId }),
    ...(fields.orderId.trim() === '' ? {} : { orderId: fields.orderId }),
    ...(fields.refTransactionNo.trim() === '' ? {} : { refTransactionNo: fields.refTransactionNo }),
    ...(isDated ? { orderDate: fields.orderDate } : {}),
    ...(Object.keys(sold).length === 0 ? {} : { sold }),
    ...(Object.keys(ship).length === 0 ? {} : { ship }),
  };
  return Object.keys(criteria).length === 0 ? 'no_criteria' : criteria;
}

function readPerson(fields: PersonFields): PersonCriteria | 'no_match_possible' {
  const [province, country, email, phone, postal] = [
    textKey(fields.province),
    textKey(fields.country),
    textKey(fields.email),
    phoneKey(fields.phone),
    postalKey(fields.postal),
  ];
  if ((phone === '' && fields.phone.trim() !== '') || (postal === '' && fields.postal.trim() !== ''))
    return 'no_match_possible';
  return {
    ...readName('company', fields.company),
    ...readName('firstName', fields.firstName),
    ...readName('lastName', fields.lastName),
    ...(province === '' ? {} : { province }),
    ...(postal === '' ? {} : { postal }),
    ...(country === '' ? {} : { country }),
    ...(phone === '' ? {} : { phone }),
    ...(email === '' ? {} : { email }),
  };
}

/** `SMI*` is a prefix; `*` alone is no criterion. */
function readName(field: 'company' | 'firstName' | 'lastName', text: string): PersonCriteria {
  const prefix = text.trimEnd().endsWith('*');
  const key = textKey(prefix ? text.trimEnd().slice(0, -1) : text);
  return key === '' ? {} : { [field]: { key, prefix } };
}

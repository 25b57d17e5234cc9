import { parseRequestId } from '../values/request-id.js';
import { phoneKey, postalKey, textKey } from './search-key.js';
import { periodOf } from '../values/wire-date.js';
import type { Period } from '../values/wire-date.js';

/** What an OrderSearch asks for, as it came; an empty value asks for nothing. */
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

/** A name to be met whole, or by its beginning. */
export interface NameMatch {
  readonly key: string;
  readonly prefix: boolean;
}

/** What one person must be like; absent: anyhow. Values are keys of search-key.ts. */
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

/** What an order must be like: all of it. */
export interface OrderCriteria {
  readonly requestId?: number;
  readonly orderId?: string;
  readonly refTransactionNo?: string;
  readonly ordered?: Period;
  /** The one who bought it. */
  readonly sold?: PersonCriteria;
  /** One of those its lines go to. */
  readonly ship?: PersonCriteria;
}

/** Why a search is refused: it asks for nothing, for a date that is none, or for something nothing can be. */
export type Unsearchable = 'nothing_asked' | 'date_unreadable' | 'cannot_be';

/**
 * Reads what is asked for. The rules are those of docs/contract.md, OrderSearch.
 * @returns `cannot_be` where no order can match, like a telephone number without a digit: nothing is found, and it is no error
 */
export function readCriteria(fields: SearchFields): OrderCriteria | Unsearchable {
  const requestId = parseRequestId(fields.requestId);
  const period = periodOf(fields.orderDate);
  if (fields.orderDate.trim() !== '' && period === undefined) return 'date_unreadable';
  if (fields.requestId.trim() !== '' && requestId === undefined) return 'cannot_be';
  const sold = readPerson(fields.soldTo);
  const ship = readPerson(fields.shipTo);
  if (sold === 'cannot_be' || ship === 'cannot_be') return 'cannot_be';
  const criteria: OrderCriteria = {
    ...(requestId === undefined ? {} : { requestId }),
    ...(fields.orderId.trim() === '' ? {} : { orderId: fields.orderId }),
    ...(fields.refTransactionNo.trim() === '' ? {} : { refTransactionNo: fields.refTransactionNo }),
    ...(period === undefined ? {} : { ordered: period }),
    ...(Object.keys(sold).length === 0 ? {} : { sold }),
    ...(Object.keys(ship).length === 0 ? {} : { ship }),
  };
  return Object.keys(criteria).length === 0 ? 'nothing_asked' : criteria;
}

function readPerson(fields: PersonFields): PersonCriteria | 'cannot_be' {
  const [province, country, email, phone, postal] = [
    textKey(fields.province),
    textKey(fields.country),
    textKey(fields.email),
    phoneKey(fields.phone),
    postalKey(fields.postal),
  ];
  if ((phone === '' && fields.phone.trim() !== '') || (postal === '' && fields.postal.trim() !== ''))
    return 'cannot_be';
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

/** `SMI*` asks for a beginning; `*` alone for nothing. */
function readName(field: 'company' | 'firstName' | 'lastName', text: string): PersonCriteria {
  const prefix = text.trimEnd().endsWith('*');
  const key = textKey(prefix ? text.trimEnd().slice(0, -1) : text);
  return key === '' ? {} : { [field]: { key, prefix } };
}

import { AVAILABILITY } from './response-codes/availability.js';
import { ORDER_UPDATE } from './response-codes/order-update.js';
import { PRODUCT_UPDATE } from './response-codes/product-update.js';
import type { ResponseCode } from './response-codes/response-code.js';
import { STATUS_UPDATE } from './response-codes/status-update.js';
import { SUBMIT_ORDER } from './response-codes/submit-order.js';
import { SUCCESS } from './response-codes/success.js';
import type { Placeholders, ValuesOf } from './sentence.js';

/**
 * Every code that the broker answers in the body of a response: one catalog, by operation in `response-codes/`.
 * docs/response-codes.md is generated from it.
 *
 * Only 0 and 2040 are known numbers of the real service. The others are ours and start at 7000, so that none can be
 * mistaken for a code of the real service that we do not know. The texts keep the wording that callers show to their
 * users. docs/reference/routing-engine.md 5.2.
 */
const catalog = {
  ...SUCCESS,
  ...SUBMIT_ORDER,
  ...STATUS_UPDATE,
  ...ORDER_UPDATE,
  ...AVAILABILITY,
  ...PRODUCT_UPDATE,
};

export type ResponseKey = keyof typeof catalog;
export const RESPONSE_CODES: Readonly<Record<ResponseKey, ResponseCode>> = catalog;

type TextOf<Key extends ResponseKey> = (typeof catalog)[Key]['text'];
type ValuesFor<Key extends ResponseKey> = ValuesOf<TextOf<Key>>;
/** The constructor's arguments: a key, and values for the placeholders of its text where it has any. */
type RejectionArguments = {
  [Key in ResponseKey]: [Placeholders<TextOf<Key>>] extends [never] ? [key: Key] : [key: Key, values: ValuesFor<Key>];
}[ResponseKey];

/**
 * One reason why a message is rejected. The compiler requires a value for each placeholder of the text, and no others:
 * `new Rejection('item_unknown', { itm })` does not compile.
 */
export class Rejection {
  readonly key: ResponseKey;
  readonly values: Readonly<Record<string, string | number>>;

  constructor(...[key, values]: RejectionArguments) {
    this.key = key;
    this.values = values ?? {};
  }

  /** For a key that is one of several: with values for the placeholders of all of their texts. */
  static oneOf<Key extends ResponseKey>(key: Key, values: ValuesFor<Key>): Rejection {
    return new Rejection(...([key, values] as RejectionArguments));
  }

  get code(): number {
    return RESPONSE_CODES[this.key].code;
  }

  /** The text with the values of this case. */
  get text(): string {
    return RESPONSE_CODES[this.key].text.replace(/\{(\w+)\}/g, (placeholder, name: string) =>
      Object.hasOwn(this.values, name) ? shortened(String(this.values[name])) : placeholder,
    );
  }
}

/** The longest value that a text repeats, in UTF-16 units; values come from messages. */
const MAX_VALUE_LENGTH = 5_000;

/** The beginning of a value that is too long to be repeated to its caller. */
export function shortened(value: string): string {
  return value.length <= MAX_VALUE_LENGTH
    ? value
    : `${value.slice(0, MAX_VALUE_LENGTH).replace(/[\uD800-\uDBFF]$/, '')}…`;
}

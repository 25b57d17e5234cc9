import type { MessageMasks } from '../../exchange-record.js';
import { maskXml } from '../../xml/mask.js';
import type { MaskRule } from '../../xml/mask.js';
import type { Schema, SimpleTypeName } from '../../xml/schema/schema.js';

/** Elements and attributes of a fault whose values never come from the caller. */
const SHOWN_IN_FAULTS: ReadonlySet<string> = new Set(['faultcode', 'Value', 'key', 'correlationId', 'line', 'column']);

const NUMBER = /^\s*[-+]?[\d.]{1,30}(?:[Ee][-+]?\d{1,3})?\s*$/;

/** Values of each type, as they are written everywhere; a longer one may be something else. */
const VALUES: Readonly<Record<Exclude<SimpleTypeName, 'string'>, RegExp>> = {
  int: NUMBER,
  decimal: NUMBER,
  double: NUMBER,
  boolean: /^\s*(?:true|false|[01])\s*$/,
  dateTime: /^\s*\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:Z|[-+]\d{2}:\d{2})?\s*$/,
};

export interface MaskedFields {
  /** The texts that are shown, by local name. */
  readonly shown: ReadonlySet<string>;
  /** Elements whose values are credentials wherever they are; those of the SOAP header always are. */
  readonly credentials?: ReadonlySet<string>;
}

/**
 * How the message log masks the messages of a contract, as an allowlist: fields known to contain no personal data are shown, all
 * others are masked. A field that is new in the schema is masked until it is named.
 *
 * 1. texts are shown when they are named;
 * 2. fields that the schema types as numbers, booleans or times, even if only in one type, are shown when their value is one,
 *    and words of an enumeration when they are one: a message may be in the log because it was invalid;
 * 3. the SOAP header is masked as a whole, because it contains credentials.
 *
 * Fields are identified by local name, so the rules apply in every namespace, with and without prefix, and to attributes too.
 */
export function contractMasks(schema: Schema, { shown, credentials = new Set() }: MaskedFields): MessageMasks {
  const values = valueFields(schema);
  const shows = (name: string, value: string): boolean =>
    !credentials.has(name) && (shown.has(name) || values.get(name)?.(value) === true);
  const inRequests: MaskRule = {
    shows,
    masksAll: (name, depth) => name === 'Header' && depth === 2,
  };
  const inResponses: MaskRule = {
    ...inRequests,
    shows: (name, value) => shows(name, value) || SHOWN_IN_FAULTS.has(name),
  };
  const onlyCredentials: MaskRule = { ...inRequests, shows: (name) => !credentials.has(name) };
  return {
    personalData: (text, kind) => maskXml(text, kind === 'request' ? inRequests : inResponses),
    credentials: (text) => maskXml(text, onlyCredentials),
  };
}

type IsValue = (value: string) => boolean;

/** Tells the values of fields that have another type than string somewhere, by the field's name. */
function valueFields(schema: Schema): ReadonlyMap<string, IsValue> {
  const found = new Map<string, IsValue[]>();
  const add = (name: string, type: SimpleTypeName, enumeration?: string): void => {
    const words = enumeration === undefined ? undefined : schema.enumerations.get(enumeration);
    if (words === undefined && type === 'string') return;
    const isValue: IsValue =
      words === undefined
        ? (value) => type !== 'string' && VALUES[type].test(value)
        : (value) => words.includes(value.trim());
    found.set(name, [...(found.get(name) ?? []), isValue]);
  };
  for (const { attributes, elements } of schema.types.values()) {
    for (const { name, type } of attributes) add(name, type);
    for (const { name, type } of elements) if ('simple' in type) add(name, type.simple, type.enumeration);
  }
  return new Map([...found].map(([name, tests]) => [name, (value) => tests.some((isValue) => isValue(value))]));
}

import { THIRD_PARTY_CONTRACT } from '../../../src/services/third-party-logistics/contract.js';
import { contentOf, typeNamed, wordsOf } from '../../../src/platform/xml/schema/schema.js';
import type { SimpleTypeName, TypeReference } from '../../../src/platform/xml/schema/schema.js';

/** The prefix of every text that a message log must not show. */
export const MARK = 'PERSONAL';

/** Texts of the contract that say nothing of a person; every other one gets the mark, so that a new field cannot be forgotten. */
export const CODES: ReadonlySet<string> = new Set([
  'CurrencyCode',
  'ItemCode',
  'ParentItemCode',
  'Description',
  'Reference1',
  'OrderKey',
  ...['Address1', 'Address2', 'City', 'State', 'Zip', 'Country'].map((field) => `Warehouse${field}`),
  ...[1, 2, 3, 4, 5].map((place) => `TrackingNumber${String(place)}`),
]);

const VALUES: Readonly<Record<Exclude<SimpleTypeName, 'string'>, unknown>> = {
  int: 1,
  decimal: '1',
  double: '1',
  boolean: true,
  dateTime: '2026-01-02T03:04:05Z',
};

type Data = Readonly<Record<string, unknown>>;

/**
 * Data of a type with a value in every field.
 * @param values of fields by name, at any depth; all others get a mark, a number, or `X` and their name
 */
export function fullData(typeName: string, values: Data = {}): Data {
  const { schema } = THIRD_PARTY_CONTRACT;
  const valueOf = (name: string, type: TypeReference): unknown => {
    if (Object.hasOwn(values, name)) return values[name];
    if ('complex' in type) return fullData(type.complex, values);
    if (type.enumeration !== undefined) return wordsOf(schema, type.enumeration)[0];
    if (type.simple !== 'string') return VALUES[type.simple];
    return CODES.has(name) ? `X-${name}` : `${MARK} ${name}`;
  };
  return Object.fromEntries(
    contentOf(schema, typeNamed(schema, typeName)).elements.map(({ name, type, repeated }) => [
      name,
      repeated ? [valueOf(name, type)] : valueOf(name, type),
    ]),
  );
}

import type {
  AttributeDefinitionEntry,
  AttributeValues,
  CatalogDocument,
} from '../../domain/network/catalog-document.js';
import type { CatalogFault } from '../../domain/network/catalog-fault.js';
import { yielding } from '../../platform/event-loop.js';
import type { Interruptible } from '../../platform/event-loop.js';
import type { StoredCatalog } from '../../store/network/catalog.js';

type Holder = 'location' | 'product';
type Definition = Pick<AttributeDefinitionEntry, 'data_type' | 'multi_value' | 'applies_to'>;

/**
 * Checks attribute values against their definitions, which may be in the document or in the database:
 * 1. the attribute is defined, and applies to the entry that has the value;
 * 2. a list is allowed only where the definition allows several values (a boolean has one);
 * 3. each value has the type of the definition.
 */
export const attributeFaults = yielding(function* (
  document: CatalogDocument,
  stored: StoredCatalog,
): Interruptible<CatalogFault[]> {
  const definitions = definitionsOf(document, stored);
  const check = (path: string, values: AttributeValues | undefined, holder: Holder): CatalogFault[] =>
    Object.entries(values ?? {}).flatMap(([code, value]) => {
      const reason = valueFault(definitions.get(code), value, holder);
      return reason === undefined ? [] : [{ path: `${path}.attributes.${code}`, reason }];
    });
  const faults: CatalogFault[] = [];
  for (const [i, system] of (document.systems ?? []).entries())
    for (const [j, location] of (system.locations ?? []).entries()) {
      yield;
      faults.push(...check(`systems[${String(i)}].locations[${String(j)}]`, location.attributes, 'location'));
    }
  for (const [i, product] of (document.products ?? []).entries()) {
    yield;
    faults.push(...check(`products[${String(i)}]`, product.attributes, 'product'));
  }
  return faults;
});

/** Definitions by code; those of the document replace those of the database. */
function definitionsOf(document: CatalogDocument, stored: StoredCatalog): ReadonlyMap<string, Definition> {
  return new Map([
    ...stored.attributes.map((row): [string, Definition] => [
      row.code,
      {
        data_type: row.data_type,
        multi_value: row.multi_value === 1,
        applies_to: row.applies_to,
      } as Definition,
    ]),
    ...(document.attribute_definitions ?? []).map((one): [string, Definition] => [one.code, one]),
  ]);
}

/** @returns the reason; undefined when the value conforms */
function valueFault(
  definition: Definition | undefined,
  value: AttributeValues[string],
  holder: Holder,
): string | undefined {
  if (definition === undefined) return 'the attribute is defined neither in the document nor in the store';
  const { data_type: type = 'text', multi_value: multiValue = false, applies_to: appliesTo } = definition;
  if (appliesTo !== holder && appliesTo !== 'location_and_product')
    return `the attribute is for a ${appliesTo}, not for a ${holder}`;
  const values = Array.isArray(value) ? (value as readonly unknown[]) : [value];
  if (Array.isArray(value) && (!multiValue || type === 'boolean'))
    return 'found a list, expected one value: the attribute has no more';
  const expected = type === 'text' ? 'string' : type;
  const mismatch = values.find((one) => typeof one !== expected);
  return mismatch === undefined
    ? undefined
    : `found ${JSON.stringify(mismatch)}, expected ${type === 'boolean' ? 'true or false' : `a ${type}`}`;
}

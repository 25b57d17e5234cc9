import type {
  AttributeDefinitionEntry,
  AttributeValues,
  CatalogDocument,
} from '../../domain/network/catalog-document.js';
import type { StoredCatalog } from '../../store/network/catalog.js';
import type { CatalogFault } from './load-catalog.js';

type Definition = Pick<AttributeDefinitionEntry, 'data_type' | 'multi_value' | 'applies_to'>;

/**
 * Values of attributes that do not fit their definitions, in the document or in the store:
 * 1. the attribute is defined, and for what it stands at; 2. several values only where several are allowed (a boolean has
 * one); 3. each value is of the definition's type.
 */
export function attributeFaults(document: CatalogDocument, stored: StoredCatalog): CatalogFault[] {
  const definitions = new Map<string, Definition>([
    ...stored.attributes.map(
      (row) =>
        [
          row.code,
          {
            data_type: row.data_type,
            multi_value: row.multi_value === 1,
            applies_to: row.applies_to,
          } as Definition,
        ] as const,
    ),
    ...(document.attribute_definitions ?? []).map((one) => [one.code, one] as const),
  ]);
  const check = (path: string, values: AttributeValues | undefined, holder: 'location' | 'product'): CatalogFault[] =>
    Object.entries(values ?? {}).flatMap(([code, value]) => {
      const reason = faultOf(definitions.get(code), value, holder);
      return reason === undefined ? [] : [{ path: `${path}.attributes.${code}`, reason }];
    });
  return [
    ...(document.systems ?? []).flatMap((system, i) =>
      (system.locations ?? []).flatMap((location, j) =>
        check(`systems[${String(i)}].locations[${String(j)}]`, location.attributes, 'location'),
      ),
    ),
    ...(document.products ?? []).flatMap((product, i) =>
      check(`products[${String(i)}]`, product.attributes, 'product'),
    ),
  ];
}

function faultOf(
  definition: Definition | undefined,
  value: AttributeValues[string],
  holder: 'location' | 'product',
): string | undefined {
  if (definition === undefined) return 'the attribute is defined neither in the document nor in the store';
  const { data_type: type = 'text', multi_value: several = false, applies_to: appliesTo } = definition;
  if (appliesTo !== holder && appliesTo !== 'location_and_product')
    return `the attribute is for a ${appliesTo}, not for a ${holder}`;
  const values = Array.isArray(value) ? (value as readonly unknown[]) : [value];
  if (Array.isArray(value) && (!several || type === 'boolean'))
    return 'found a list, expected one value: the attribute has no more';
  const expected = type === 'text' ? 'string' : type;
  const misfit = values.find((one) => typeof one !== expected);
  return misfit === undefined
    ? undefined
    : `found ${JSON.stringify(misfit)}, expected ${type === 'boolean' ? 'true or false' : `a ${type}`}`;
}

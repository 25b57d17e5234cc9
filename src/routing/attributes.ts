import type { AttributeDefinitionEntry, AttributeValue, AttributeValues } from '../domain/network/catalog-document.js';

/** The attributes that are compared. */
export interface AttributeSets {
  readonly originating: AttributeValues;
  readonly candidate: AttributeValues;
  readonly product: AttributeValues;
}

/**
 * Whether a candidate matches the attributes of the originating location and the product.
 * docs/reference/routing-engine.md 2.7.
 *
 * Each definition says what is compared:
 *
 * - `location`: if the originating location has values, the candidate must share one (a brand's order stays in its
 *   stores);
 * - `location_and_product`: if the product has values, the candidate must share one (hazardous goods go only where they
 *   are allowed);
 * - `product`: nothing, it only describes.
 *
 * The sources say that locations are filtered and that both sides must agree, and leave the rest open. Decided here:
 * a missing value sets no condition, so that an attribute can be introduced gradually; a candidate without a value does
 * not match one; one common value is enough. Numbers compare as numbers, however they are written, and texts ignore case
 * and surrounding blanks, because people type these codes.
 * @returns code of the first definition that does not match, undefined when all do
 */
export function mismatch(definitions: readonly AttributeDefinitionEntry[], sets: AttributeSets): string | undefined {
  return definitions.find((definition) => !agrees(definition, sets))?.code;
}

function agrees(definition: AttributeDefinitionEntry, { originating, candidate, product }: AttributeSets): boolean {
  if (definition.applies_to === 'product') return true;
  const required = valuesOf(definition.applies_to === 'location' ? originating : product, definition);
  if (required.size === 0) return true;
  const offered = valuesOf(candidate, definition);
  return [...required].some((value) => offered.has(value));
}

/** The values of an attribute in comparable form. Codes come from outside, so only own properties are read. */
function valuesOf(values: AttributeValues, { code, data_type }: AttributeDefinitionEntry): Set<string> {
  const given = Object.hasOwn(values, code) ? (values[code] ?? []) : [];
  const list: readonly AttributeValue[] = typeof given === 'object' ? given : [given];
  return new Set(list.map((value) => comparable(value, data_type ?? 'text')).filter((value) => value !== ''));
}

/** Equal values give the same text; a blank text gives `''`, which is no value. */
function comparable(value: AttributeValue, dataType: 'text' | 'number' | 'boolean'): string {
  const text = String(value).trim().normalize('NFC').toUpperCase();
  if (dataType !== 'number' || text === '') return text;
  const number = Number(text);
  return Number.isNaN(number) ? text : String(number);
}

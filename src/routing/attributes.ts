import type { AttributeDefinitionEntry, AttributeValue, AttributeValues } from '../domain/network/catalog-document.js';

/**
 * Whether a candidate agrees with what locations and products are described by. docs/reference/routing-engine.md 2.7.
 *
 * Each definition says what is compared:
 *
 * - `location`: where the originating location has values, the candidate shares one (a brand's order stays in its stores);
 * - `location_and_product`: where the product has values, the candidate shares one (hazardous goods go where they may);
 * - `product`: nothing, it only describes.
 *
 * The sources say that locations are filtered and that both sides must agree, and leave the rest open. Decided here:
 * who has no value sets no condition, so that an attribute can be introduced little by little; a candidate without a
 * value does not agree with one; of several values one in common is enough. Numbers compare as numbers, whichever way
 * they are written, and texts without regard to capitals and outer blanks: they are codes that people type.
 * @returns code of the first definition that does not agree, undefined when all do
 */
export function mismatch(
  definitions: readonly AttributeDefinitionEntry[],
  described: DescribedParties,
): string | undefined {
  return definitions.find((definition) => !agrees(definition, described))?.code;
}

/** Whose attributes are compared. */
export interface DescribedParties {
  readonly originating: AttributeValues;
  readonly candidate: AttributeValues;
  readonly product: AttributeValues;
}

function agrees(definition: AttributeDefinitionEntry, { originating, candidate, product }: DescribedParties): boolean {
  if (definition.applies_to === 'product') return true;
  const asked = valuesOf(definition.applies_to === 'location' ? originating : product, definition);
  if (asked.size === 0) return true;
  const offered = valuesOf(candidate, definition);
  return [...asked].some((value) => offered.has(value));
}

/** The values of an attribute in a form in which equal ones are the same text. Codes come from outside: only own keys are looked at. */
function valuesOf(values: AttributeValues, { code, data_type }: AttributeDefinitionEntry): Set<string> {
  const given = Object.hasOwn(values, code) ? (values[code] ?? []) : [];
  const list: readonly AttributeValue[] = typeof given === 'object' ? given : [given];
  return new Set(list.map((value) => comparable(value, data_type ?? 'text')).filter((value) => value !== ''));
}

/** `''`, no value, for a blank text. */
function comparable(value: AttributeValue, dataType: 'text' | 'number' | 'boolean'): string {
  const text = String(value).trim().normalize('NFC').toUpperCase();
  if (dataType !== 'number' || text === '') return text;
  const number = Number(text);
  return Number.isNaN(number) ? text : String(number);
}

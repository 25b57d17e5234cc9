/** The countries with codes of the United States Postal Service: the states, the territories, the associated states. */
const ZIP_COUNTRIES: ReadonlySet<string> = new Set(['US', 'PR', 'VI', 'GU', 'AS', 'MP', 'UM', 'FM', 'MH', 'PW']);

/**
 * A postal code in the notation of the built-in table; undefined if it is no code of the address's country, or of no
 * country that the table has: 10115 is in New York and in Berlin.
 * @param country as `countryCode` writes it; `''` if the address names none: then the format of the code decides
 */
export function tableCode(country: string, postal: string): string | undefined {
  const code = postal.trim().toUpperCase();
  const us = /^(\d{5})(?:-?\d{4})?$/.exec(code)?.[1];
  if (us !== undefined) return isTableCountry(country, 'US') ? us : undefined;
  const canadian = /^([A-Z]\d[A-Z])(?:[ -]?\d[A-Z]\d)?$/.exec(code)?.[1];
  return isTableCountry(country, 'CA') ? canadian : undefined;
}

/** Whether the part of the table for the United States, or for Canada, applies to a country. */
export function isTableCountry(country: string, part: 'US' | 'CA'): boolean {
  return country === '' || (part === 'US' ? ZIP_COUNTRIES.has(country) : country === 'CA');
}

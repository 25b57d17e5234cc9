/** Canadian provinces by their codes: the zipcodes package names them in full, addresses use either form. */
const PROVINCES: ReadonlyMap<string, string> = new Map([
  ['AB', 'ALBERTA'],
  ['BC', 'BRITISH COLUMBIA'],
  ['MB', 'MANITOBA'],
  ['NB', 'NEW BRUNSWICK'],
  ['NL', 'NEWFOUNDLAND AND LABRADOR'],
  ['NS', 'NOVA SCOTIA'],
  ['NT', 'NORTHWEST TERRITORY'],
  ['NU', 'NUNAVUT TERRITORY'],
  ['ON', 'ONTARIO'],
  ['PE', 'PRINCE EDWARD ISLAND'],
  ['QC', 'QUEBEC'],
  ['SK', 'SASKATCHEWAN'],
  ['YT', 'YUKON'],
]);

const CANADIAN_NAMES: ReadonlySet<string> = new Set(PROVINCES.values());

/** The key of a city in the postal table: `CITY|PROVINCE`, in capitals. */
export function cityKey(city: string, province: string): string {
  const upper = province.trim().toUpperCase();
  return `${city.trim().toUpperCase()}|${PROVINCES.get(upper) ?? upper}`;
}

/** Whether a province is Canadian, by its code or its name. */
export function isCanadian(province: string): boolean {
  const upper = province.trim().toUpperCase();
  return PROVINCES.has(upper) || CANADIAN_NAMES.has(upper);
}

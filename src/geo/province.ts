import { countryCode } from '../domain/geography/country.js';
import type { GeocodeInput } from './geocode.js';
import { builtInProvince } from './postal-table.js';
import { tableCode } from './table-code.js';

/** Canadian provinces by the first letter of their postal codes. */
const BY_LETTER: ReadonlyMap<string, string> = new Map(
  Object.entries({
    A: 'NL',
    B: 'NS',
    C: 'PE',
    E: 'NB',
    G: 'QC',
    H: 'QC',
    J: 'QC',
    K: 'ON',
    L: 'ON',
    M: 'ON',
    N: 'ON',
    P: 'ON',
    R: 'MB',
    S: 'SK',
    T: 'AB',
    V: 'BC',
    Y: 'YT',
  }),
);

/** X is shared by Nunavut, which has these codes, and the Northwest Territories. */
const NUNAVUT = /^X0[ABC]/;

/**
 * The code of an address's province: what the address says, else the one that its postal code is in.
 * @returns `''` if neither is known
 */
export function provinceOf({ province, postal, country }: GeocodeInput): string {
  if (province.trim() !== '') return province;
  const code = tableCode(countryCode(country), postal);
  if (code === undefined) return '';
  if (/^\d/.test(code)) return builtInProvince(code) ?? '';
  if (code.startsWith('X')) return NUNAVUT.test(code) ? 'NU' : 'NT';
  return BY_LETTER.get(code.slice(0, 1)) ?? '';
}

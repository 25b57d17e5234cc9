/**
 * A postal code in the form in which codes are compared: upper case, without white space and hyphens. `M5V 2T6` and
 * `m5v2t6` are one code, as are `01602-1234` and `016021234`. The format is not checked.
 */
export function normalizePostalCode(text: string): string {
  return text.replace(/[\s-]/g, '').toUpperCase();
}

/** A complete code of the United Kingdom, written without its blank: district, then sector and unit. */
const UNITED_KINGDOM = /^([A-Z]{1,2}\d[A-Z\d]?)(\d[A-Z]{2})$/;

/** No country has longer postal codes; callers may send longer ones. */
const LONGEST = 12;

/**
 * The areas that a postal code is in, the smallest first: the code itself, then each of its beginnings.
 *
 * Districts of the United Kingdom differ in length, so there the blank decides: `SE1 0AA` is in `SE1` and not in `SE10`,
 * and `SE10 0AA` is not in `SE1`. A district with a letter at its end (`W1A`) is part of the one without (`W1`).
 * Everywhere else the part before the blank or the hyphen has one length, and blanks and hyphens are ignored.
 * @param country as `countryCode` writes it; `''` if it is unknown
 * @param postal a postal code, or the beginning of one
 */
export function postalAreas(country: string, postal: string): string[] {
  const code = normalizePostalCode(postal);
  const complete = UNITED_KINGDOM.exec(code);
  if (country !== 'GB' && (country !== '' || complete === null)) return beginnings(code);
  const [district = '', ...rest] =
    complete === null
      ? postal
          .trim()
          .toUpperCase()
          .split(/[\s-]+/)
      : complete.slice(1);
  const inward = rest.join('');
  return [
    ...beginnings(inward).map((part) => `${district} ${part}`),
    ...new Set([district, district.replace(/(\d)[A-Z]$/, '$1'), district.replace(/\d.*$/, '')]),
  ].filter((area) => area !== '');
}

/** The code itself, and what is left of it when characters are taken from its end. */
function beginnings(code: string): string[] {
  const longest = Math.min(code.length, LONGEST);
  return Array.from({ length: longest }, (_, index) => code.slice(0, longest - index));
}

/** The ways callers write a country that the broker knows more about than its code. */
const SPELLINGS: ReadonlyMap<string, string> = new Map([
  ['USA', 'US'],
  ['840', 'US'],
  ['UNITED STATES', 'US'],
  ['UNITED STATES OF AMERICA', 'US'],
  ['CAN', 'CA'],
  ['124', 'CA'],
  ['CANADA', 'CA'],
  ['GBR', 'GB'],
  ['UK', 'GB'],
  ['826', 'GB'],
  ['UNITED KINGDOM', 'GB'],
  ['GREAT BRITAIN', 'GB'],
]);

/**
 * A country in the form in which countries are compared: in capitals, without blanks around it and without periods, and
 * the United States, Canada and the United Kingdom by their ISO 3166 code of two letters. `''` stays `''`.
 */
export function countryCode(text: string): string {
  const code = text.replaceAll('.', '').trim().toUpperCase();
  return SPELLINGS.get(code) ?? code;
}

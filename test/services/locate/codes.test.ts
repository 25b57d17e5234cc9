import { readdirSync, readFileSync } from 'node:fs';
import { decode, SCHEMA } from '../../../src/services/locate/contract.js';
import type { RequestName } from '../../../src/services/locate/operation.js';
import { textReader } from '../../../src/services/locate/field-kinds.js';
import { openEnvelope } from '../../../src/platform/soap/envelope.js';
import type { XmlElement } from '../../../src/platform/xml/element.js';
import { parseXml } from '../../../src/platform/xml/parse.js';
import { fullPayload, OPERATIONS, WRITINGS } from '../../support/marked-messages.js';

const LIMITS = { depth: 50, elements: 10_000, attributes: 100, nameLength: 200, textLength: 100_000 };
const SAMPLES = new URL('../../../samples/locate/', import.meta.url);

const samples = readdirSync(SAMPLES)
  .filter((file) => file.endsWith('.request.xml'))
  .map((file) => openEnvelope(parseXml(readFileSync(new URL(file, SAMPLES), 'utf8'), LIMITS), () => false).payload);
const full = OPERATIONS.flatMap((name) => WRITINGS.map((writing) => parseXml(fullPayload(name, writing), LIMITS)));
const ITEM_CODES = ['item_id', 'system_product_code', 'product_code'];

/** The same element with other texts in the fields that are codes. */
function recoded(element: XmlElement, recode: (code: string) => string): XmlElement {
  const isCode = (name: string): boolean => textReader(name) !== undefined;
  return {
    ...element,
    attributes: element.attributes.map((one) => (isCode(one.local) ? { ...one, value: recode(one.value) } : one)),
    text: element.children.length === 0 && isCode(element.local) ? recode(element.text) : element.text,
    children: element.children.map((child) => recoded(child, recode)),
  };
}

const read = (payload: XmlElement): unknown => decode(payload.local as RequestName, payload);

test.each([
  ['blanks of a field of fixed length', (code: string) => `${code}      `],
  ['a line of its own', (code: string) => `\n          ${code}\n        `],
  ['tabs', (code: string) => `\t${code}\t`],
  ['no-break spaces', (code: string) => `\u00A0${code}\u00A0\u00A0`],
  ['line ends of another system', (code: string) => `\r\n${code}\r\n`],
])('codes with %s around them are read without them, in every operation', (_, around) => {
  for (const payload of [...samples, ...full]) {
    const bare = recoded(payload, (code) => code.trim());
    const isPadding = around('').includes('  ') && !around('').includes('\n');
    const found = JSON.stringify(read(recoded(bare, around)), (name, value: unknown) =>
      isPadding && ITEM_CODES.includes(name) && typeof value === 'string' ? value.trimEnd() : value,
    );
    expect(found).toBe(JSON.stringify(read(bare)));
  }
});

test('codes of blanks only are empty, in every operation', () => {
  for (const payload of full) {
    expect(read(recoded(payload, () => ' \n \u00A0 '))).toEqual(read(recoded(payload, () => '')));
  }
});

test('inner blanks of a code are kept', () => {
  expect(textReader('item_id')?.('PEN         BLUE')).toBe('PEN         BLUE');
  expect(textReader('order_id')?.(' A 1 ')).toBe('A 1');
});

test.each([
  ['PENCIL   ', 'PENCIL   '],
  ['\n   PENCIL\n  ', 'PENCIL'],
  ['  PENCIL  ', 'PENCIL  '],
  ['PENCIL\u00A0', 'PENCIL'],
  ['', ''],
  ['    ', ''],
  [`P${' '.repeat(49)}`, `P${' '.repeat(49)}`],
  [`P${' '.repeat(50)}`, 'P'],
])('an item code keeps its padding, and no indentation: %j', (written, spelling) => {
  expect(textReader('item_id')?.(written)).toBe(spelling);
});

/** Texts that are only stored and returned, or that have readers of their own for numbers, dates, countries and persons. */
const OTHER_TEXTS = [
  /^(?:xaction_type|xaction_response|message_type|datetime|version|source|destination|TestMesg)$/,
  /^(?:sold|ship)_to_/,
  /^(?:company_name|prefix|first|middle|last|suffix|attention|address\d|apt|city|province|postal|email|phone\d|country)$/,
  /(?:instructions|message|note|description|_date|_qty|distance|price)$/,
  /^(?:qty|customer_no|tender_account|source_code|currency|transaction_channel|customization_code|item_upc_cd|item_ean_cd)$/,
  /^(?:department|class|sub_class|master_style_code)$/,
];

test('every text of a request is a code, or is named here as something else', () => {
  const names = [...new Set(OPERATIONS.flatMap((name) => textsOf(SCHEMA.roots.get(name) ?? '')))];
  expect(names.filter((name) => textReader(name) === undefined && !OTHER_TEXTS.some((one) => one.test(name)))).toEqual(
    [],
  );
  expect(names.filter((name) => textReader(name) !== undefined && OTHER_TEXTS.some((one) => one.test(name)))).toEqual(
    [],
  );
});

function textsOf(typeName: string): string[] {
  const type = SCHEMA.types.get(typeName);
  if (type === undefined) return [];
  return [
    ...(type.base === undefined ? [] : textsOf(type.base)),
    ...type.attributes.flatMap((one) => (one.type === 'string' ? [one.name] : [])),
    ...type.elements.flatMap((one) =>
      'complex' in one.type ? textsOf(one.type.complex) : one.type.simple === 'string' ? [one.name] : [],
    ),
  ];
}

import { validate } from '../../../src/services/locate/contract.js';
import { maskCredentials, maskPersonalData } from '../../../src/services/locate/personal-data.js';
import { SoapFaultError } from '../../../src/platform/soap/faults.js';
import { SOAP_11, SOAP_12 } from '../../../src/platform/soap/versions.js';
import { writeFault } from '../../../src/platform/soap/write.js';
import { parseXml } from '../../../src/platform/xml/parse.js';
import {
  CREDENTIALS,
  FIELDS,
  fullPayload,
  inEnvelope,
  isPersonal,
  MARK,
  OPERATIONS,
  WRITINGS,
} from '../../support/marked-messages.js';

const LIMITS = { depth: 50, elements: 10_000, attributes: 100, nameLength: 200, textLength: 100_000 };
const MESSAGES = OPERATIONS.flatMap((name) => [name, `${name}Response`]).flatMap((root) =>
  WRITINGS.map((writing) => ({
    root,
    as: `${writing.namespace}, ${writing.prefix === '' ? 'by default' : 'with a prefix'}`,
    text: inEnvelope(fullPayload(root, writing), CREDENTIALS),
  })),
);

test('the messages of this test are what the contract allows, and hold personal data', () => {
  expect(OPERATIONS.length).toBe(12);
  for (const { text } of MESSAGES) expect(validate('strict', text, parseXml(text, LIMITS), [1, 0])).toEqual([]);
  for (const field of FIELDS.filter(({ name, type }) => type === 'string' && isPersonal(name))) {
    expect(MESSAGES.some(({ text }) => text.includes(`${MARK} ${field.name} `))).toBe(true);
  }
});

test.each(MESSAGES)(
  '$root ($as) is masked in every field that may be personal, and still what the contract allows',
  ({ text, root }) => {
    const masked = maskPersonalData(text, root.endsWith('Response') ? 'response' : 'request') ?? '';
    expect(masked).not.toContain(MARK);
    expect(masked).not.toContain('Zo');
    expect(validate('strict', masked, parseXml(masked, LIMITS), [1, 0])).toEqual([]);
  },
);

test('codes, numbers and dates are shown', () => {
  const masked = maskPersonalData(
    inEnvelope(fullPayload('SubmitOrder', { namespace: 'http://retail.com/Locate', prefix: 'q' })),
    'request',
  );
  for (const part of [
    'order_id="X-order_id"',
    '<item_id>X-item_id</item_id>',
    '<qty>1</qty>',
    '<transaction_date>X-',
    '<tender_amount>1<',
  ]) {
    expect(masked).toContain(part);
  }
});

test("a field that is not known is hidden, and so is what stands in a number's place", () => {
  const masked = maskPersonalData(
    '<a><loyalty_card>4711</loyalty_card><item_qty>Joe</item_qty><item_qty>3</item_qty><x order_id="7" card="1"/></a>',
    'request',
  );
  expect(masked).toBe(
    '<a><loyalty_card>***</loyalty_card><item_qty>***</item_qty><item_qty>3</item_qty><x order_id="7" card="***"/></a>',
  );
});

test.each([SOAP_11, SOAP_12])(
  'a fault of SOAP $name shows its key and places, not what it quotes of the message',
  (version) => {
    const fault = writeFault(
      version,
      new SoapFaultError('schema-invalid', {
        problems: [{ reason: `'${MARK}' is not a valid value`, line: 3, column: 9, path: `/a/${MARK}` }],
      }),
      'c-1',
    );
    const masked = maskPersonalData(fault, 'response') ?? '';
    expect(masked).not.toContain(MARK);
    for (const part of ['<key>schema-invalid</key>', '<correlationId>c-1</correlationId>', 'line="3"', 'column="9"'])
      expect(masked).toContain(part);
  },
);

test("a fault's words are no way to be shown in a request", () => {
  expect(
    maskPersonalData(`<a><key>${MARK}</key><Value>${MARK}</Value><line>${MARK}</line></a>`, 'request'),
  ).not.toContain(MARK);
});

test('a message that is kept plain loses its credentials only', () => {
  const payload = fullPayload('SubmitOrder', { namespace: 'http://retail.com/Locate', prefix: 'q' });
  const kept = maskCredentials(inEnvelope(payload, CREDENTIALS)) ?? '';
  expect(kept).toContain(payload);
  expect(kept.replace(payload, '')).not.toContain(MARK);
});

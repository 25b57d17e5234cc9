import { validate } from '../../../src/services/locate/contract.js';
import { LOCATE_MASKS } from '../../../src/services/locate/personal-data.js';
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

test('uses valid messages that contain personal data', () => {
  expect(OPERATIONS.length).toBe(12);
  for (const { text } of MESSAGES) expect(validate('strict', text, parseXml(text, LIMITS), [1, 0])).toEqual([]);
  for (const field of FIELDS.filter(({ name, type }) => type === 'string' && isPersonal(name))) {
    expect(MESSAGES.some(({ text }) => text.includes(`${MARK} ${field.name} `))).toBe(true);
  }
});

test.each(MESSAGES)('masks every possibly personal field of $root ($as) and keeps it valid', ({ text, root }) => {
  const masked = LOCATE_MASKS.personalData(text, root.endsWith('Response') ? 'response' : 'request') ?? '';
  expect(masked).not.toContain(MARK);
  expect(masked).not.toContain('Zo');
  expect(validate('strict', masked, parseXml(masked, LIMITS), [1, 0])).toEqual([]);
});

test('shows codes, numbers and dates', () => {
  const masked = LOCATE_MASKS.personalData(
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

test('masks unknown fields, and text in the place of a number', () => {
  const masked = LOCATE_MASKS.personalData(
    '<a><loyalty_card>4711</loyalty_card><item_qty>Joe</item_qty><item_qty>3</item_qty><x order_id="7" card="1"/></a>',
    'request',
  );
  expect(masked).toBe(
    '<a><loyalty_card>***</loyalty_card><item_qty>***</item_qty><item_qty>3</item_qty><x order_id="7" card="***"/></a>',
  );
});

test.each([SOAP_11, SOAP_12])(
  'shows key and positions of a fault of SOAP $name, but not what it quotes of the message',
  (version) => {
    const fault = writeFault(
      version,
      new SoapFaultError('schema-invalid', {
        problems: [{ reason: `'${MARK}' is not a valid value`, line: 3, column: 9, path: `/a/${MARK}` }],
      }),
      'c-1',
    );
    const masked = LOCATE_MASKS.personalData(fault, 'response') ?? '';
    expect(masked).not.toContain(MARK);
    for (const part of ['<key>schema-invalid</key>', '<correlationId>c-1</correlationId>', 'line="3"', 'column="9"'])
      expect(masked).toContain(part);
  },
);

test('masks elements of a request that are named like those of a fault', () => {
  expect(
    LOCATE_MASKS.personalData(`<a><key>${MARK}</key><Value>${MARK}</Value><line>${MARK}</line></a>`, 'request'),
  ).not.toContain(MARK);
});

test('masks only the credentials of a message that is kept plain', () => {
  const payload = fullPayload('SubmitOrder', { namespace: 'http://retail.com/Locate', prefix: 'q' });
  const kept = LOCATE_MASKS.credentials(inEnvelope(payload, CREDENTIALS), 'request') ?? '';
  expect(kept).toContain(payload);
  expect(kept.replace(payload, '')).not.toContain(MARK);
});

import { THIRD_PARTY_CONTRACT, THIRD_PARTY_NAMESPACE } from '../../../src/services/third-party-logistics/contract.js';
import { toJson } from '../../../src/services/third-party-logistics/json-form.js';
import { THIRD_PARTY_MASKS } from '../../../src/services/third-party-logistics/personal-data.js';
import { THIRD_PARTY_JSON_MASKS } from '../../../src/services/third-party-logistics/rest.js';
import { CODES, fullData, MARK } from './full-data.js';
import { logisticsEnvelope } from '../../support/server/logistics.js';

/** What the message log shows of messages that have every field of their type. */

const OPERATIONS = [
  'GetOrders',
  'UpdateOrder',
  'ChangeOrderStatus',
  'ChangeOrderStatusBatch',
  'GetWarehouses',
  'GetShipMethods',
  'AdjustInventory',
] as const;
const KINDS = ['request', 'response'] as const;
const MESSAGES = OPERATIONS.flatMap((operation) => KINDS.map((kind) => ({ operation, kind })));

const CREDENTIALS = { login: `${MARK} login`, password: `${MARK} password` };

async function soapText(operation: (typeof OPERATIONS)[number], kind: (typeof KINDS)[number]): Promise<string> {
  const data = fullData(`${operation}${kind === 'request' ? 'Request' : 'Response'}`);
  const root = `${operation}${kind === 'request' ? 'Request' : 'Result'}` as const;
  const payload = await THIRD_PARTY_CONTRACT.writeYielding(root, data, THIRD_PARTY_NAMESPACE);
  return logisticsEnvelope(payload, kind === 'request' ? CREDENTIALS : { login: undefined });
}

/** Codes of a text, by the mark of their test values. */
const codesIn = (text: string): readonly string[] => [...text.matchAll(/X-\w+/g)].map(([code]) => code);

test('the messages have personal data and codes', async () => {
  const texts = await Promise.all(MESSAGES.map(({ operation, kind }) => soapText(operation, kind)));
  const all = texts.join('');
  for (const field of ['FirstName', 'Address1', 'Email', 'Notes', 'MainZip', 'Other14', 'Usr', 'login', 'password'])
    expect(all).toContain(`${MARK} ${field}`);
  for (const code of CODES) expect(all).toContain(`X-${code}`);
});

test.each(MESSAGES)('the $kind of $operation by SOAP keeps its codes, and no person', async ({ operation, kind }) => {
  const text = await soapText(operation, kind);
  expect(THIRD_PARTY_CONTRACT.validateResponse(text)).toEqual([]);
  const masked = THIRD_PARTY_MASKS.personalData(text, kind) ?? '';
  expect(masked).not.toContain(MARK);
  expect(codesIn(masked)).toEqual(codesIn(text));
  expect(masked).toContain(operation);
});

test('credentials of the header block are masked even where personal data is shown', async () => {
  const text = await soapText('UpdateOrder', 'request');
  const masked = THIRD_PARTY_MASKS.credentials(text, 'request') ?? '';
  expect(masked).toContain(`${MARK} FirstName`);
  expect(masked).not.toContain(CREDENTIALS.login);
  expect(masked).not.toContain(CREDENTIALS.password);
});

test('a text in the place of a number, a time or a word is masked, and so is a field that nobody knows', () => {
  const inside = `<OrderID>${MARK}</OrderID><OrderStatus>${MARK}</OrderStatus><ShippedDate>${MARK}</ShippedDate><Loyalty>${MARK}</Loyalty>`;
  const text = logisticsEnvelope(`<UpdateOrderRequest xmlns="${THIRD_PARTY_NAMESPACE}">${inside}</UpdateOrderRequest>`);
  expect(THIRD_PARTY_MASKS.personalData(text, 'request')).not.toContain(MARK);
});

const RESTFUL = MESSAGES.filter(({ operation }) => /Orders?$|Status/.test(operation));

test.each(RESTFUL)('the $kind of $operation by REST keeps its codes, and no person', async ({ operation, kind }) => {
  const typeName = `${operation}${kind === 'request' ? 'Request' : 'Response'}`;
  // Texts of failures are the broker's own.
  const document = await toJson(typeName, fullData(typeName, { Errors: { string: ['There is no order 7'] } }));
  const text = JSON.stringify(document);
  const masked = THIRD_PARTY_JSON_MASKS.personalData(text, kind) ?? '';
  expect(masked).not.toContain(MARK);
  const shown = codesIn(text).filter((code) => code !== 'X-ParentItemCode');
  expect(new Set(codesIn(masked))).toEqual(new Set(shown));
});

test('by REST a field in another spelling is masked, and one that nobody knows', () => {
  const text = JSON.stringify({ FIRSTNAME: MARK, loyalty: MARK, details: [{ orderID: 7, note: MARK }] });
  const masked = THIRD_PARTY_JSON_MASKS.personalData(text, 'request');
  expect(masked).not.toContain(MARK);
  expect(masked).toContain('"orderID":7');
});

import { gzipSync } from 'node:zlib';
import { FAULTS, SoapFaultError } from '../../../src/platform/soap/faults.js';
import type { FaultKey } from '../../../src/platform/soap/faults.js';
import type { Answer, Harness } from '../soap/support.js';
import { ECHO, SOAP11, SOAP12, echo, echoed, envelope, faultOf, post, start } from '../soap/support.js';

let server: Harness;
beforeAll(async () => {
  server = await start({
    limits: {
      body: { bytes: 20_000, inflatedBytes: 30_000 },
      xml: { depth: 10, elements: 100, attributes: 5, nameLength: 40, textLength: 1_000 },
    },
  });
});
afterAll(async () => {
  await server.gateway.close();
});

const inEcho = (inside: string): string => envelope(`<e:Echo xmlns:e="${ECHO}">${inside}</e:Echo>`);
const many = (count: number, make: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => make(index)).join('');

/** For each fault: what is sent, the message, and its headers. */
const REFUSALS: readonly [FaultKey, string, string | Buffer, Record<string, string>][] = [
  ['content-type', 'a form', echo('x'), { 'Content-Type': 'application/x-www-form-urlencoded' }],
  ['content-type', 'attachments', echo('x'), { 'Content-Type': 'multipart/related; boundary=b; type="text/xml"' }],
  ['content-type', 'plain text', echo('x'), { 'Content-Type': 'text/plain' }],
  ['content-encoding', 'brotli', echo('x'), { 'Content-Encoding': 'br' }],
  ['content-encoding', 'two codings', gzipSync(gzipSync(echo('x'))), { 'Content-Encoding': 'gzip, gzip' }],
  ['compressed-data', 'plain text said to be gzip', echo('x'), { 'Content-Encoding': 'gzip' }],
  ['compressed-data', 'gzip cut off', gzipSync(echo('x')).subarray(0, -12), { 'Content-Encoding': 'gzip' }],
  ['message-too-large', 'many bytes', echo('x'.repeat(20_001)), {}],
  ['inflated-too-large', 'a small gzip of much', gzipSync(echo('x'.repeat(30_001))), { 'Content-Encoding': 'gzip' }],
  ['charset', 'an unknown charset in the header', echo('x'), { 'Content-Type': 'text/xml; charset=klingon' }],
  [
    'charset',
    'an unknown charset in the declaration',
    `<?xml version="1.0" encoding="EBCDIC-CP-US"?>${echo('x')}`,
    { 'Content-Type': 'text/xml' },
  ],
  ['undecodable', 'Latin-1 sent as UTF-8', Buffer.from(echo('Café'), 'latin1'), {}],
  ['empty-message', 'nothing', '', {}],
  ['doctype', 'a document type', `<!DOCTYPE Envelope>${echo('x')}`, {}],
  ['malformed', 'a cut message', echo('x').slice(0, -5), {}],
  ['malformed', 'an unknown entity', inEcho('&nbsp;'), {}],
  ['malformed', 'an unbound prefix', inEcho('<z:a/>'), {}],
  ['malformed', 'a NUL', inEcho('a\0b'), {}],
  ['malformed', 'blanks only', ' \n ', {}],
  ['malformed', 'something after the end', `${echo('x')}<more/>`, {}],
  ['too-deep', 'nesting', inEcho('<a>'.repeat(9) + '</a>'.repeat(9)), {}],
  ['too-many-elements', 'elements', inEcho('<a/>'.repeat(120)), {}],
  ['too-many-attributes', 'attributes', inEcho(`<a ${many(6, (index) => `b${index}="" `)}/>`), {}],
  ['too-many-attributes', 'namespace declarations', inEcho(`<a ${many(6, (index) => `xmlns:b${index}="u" `)}/>`), {}],
  ['name-too-long', 'an element name', inEcho(`<${'a'.repeat(41)}/>`), {}],
  ['name-too-long', 'an attribute name', inEcho(`<a ${'b'.repeat(41)}=""/>`), {}],
  ['text-too-long', 'text', inEcho('x'.repeat(1_001)), {}],
  ['text-too-long', 'text in pieces', inEcho('x<!-- -->'.repeat(1_001)), {}],
  ['text-too-long', 'an attribute', inEcho(`<a b="${'x'.repeat(1_001)}"/>`), {}],
  ['not-an-envelope', 'another root', `<e:Echo xmlns:e="${ECHO}"/>`, {}],
  ['not-an-envelope', 'an envelope of another version', echo('x', { soap: 'urn:soap-3' }), {}],
  ['envelope-structure', 'no Body', `<s:Envelope xmlns:s="${SOAP11}"><s:Header/></s:Envelope>`, {}],
  [
    'envelope-structure',
    'a Header behind the Body',
    `<s:Envelope xmlns:s="${SOAP11}"><s:Body><x/></s:Body><s:Header/></s:Envelope>`,
    {},
  ],
  [
    'envelope-structure',
    'a trailer in 1.2',
    `<s:Envelope xmlns:s="${SOAP12}"><s:Body><x/></s:Body><t:t xmlns:t="t"/></s:Envelope>`,
    {},
  ],
  [
    'envelope-structure',
    'a Body in no namespace',
    `<s:Envelope xmlns:s="${SOAP11}"><Body><x/></Body></s:Envelope>`,
    {},
  ],
  ['envelope-structure', 'text in the Body', envelope('text'), {}],
  ['empty-body', 'an empty Body', envelope('<!-- nothing -->'), {}],
  ['several-payloads', 'two payloads', envelope(`<e:Echo xmlns:e="${ECHO}"/><e:Echo xmlns:e="${ECHO}"/>`), {}],
  ['unknown-operation', 'an unknown name', envelope(`<e:Nothing xmlns:e="${ECHO}"/>`), {}],
  ['unknown-operation', 'a known name in another namespace', envelope('<e:Echo xmlns:e="urn:other"/>'), {}],
  ['unknown-operation', 'a known name in no namespace', envelope('<Echo/>'), {}],
  ['unknown-operation', '__proto__', envelope(`<e:__proto__ xmlns:e="${ECHO}"/>`), {}],
  ['unknown-operation', 'constructor', envelope(`<e:constructor xmlns:e="${ECHO}"/>`), {}],
  ['action-mismatch', 'an action that contradicts', echo('x'), { SOAPAction: 'Other' }],
  ['schema-invalid', 'an invalid payload', inEcho('<invalid/>'), {}],
  ['unavailable', 'work that cannot be done now', envelope(`<e:NoDatabase xmlns:e="${ECHO}"/>`), {}],
  ['internal-error', 'a broken operation', envelope(`<e:Broken xmlns:e="${ECHO}"/>`), {}],
];

test.each(REFUSALS)('answers with %s: %s', async (key, _, message, headers) => {
  const answer = await post(server.url, message, headers);
  const entry = new SoapFaultError(key).entry;
  const fault = faultOf(answer.text);
  const is12 = fault?.soap === SOAP12;
  expect(answer.status).toBe(is12 ? entry.status12 : entry.status11);
  expect(fault).toMatchObject({ key, code: is12 ? entry.code12 : entry.code11 });
  expect(fault?.faultstring.startsWith(entry.faultstring)).toBe(true);
  expect(fault?.correlationId).toBe(answer.headers.get('x-request-id'));
  // The refused message has no effect on later ones.
  expect(echoed((await post(server.url, echo('still here'))).text).text).toBe('still here');
});

test.each(['PUT', 'DELETE', 'PATCH', 'OPTIONS'])('answers with method-not-allowed: %s', async (method) => {
  const response = await fetch(server.url, { method });
  expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET, HEAD, POST']);
  expect(faultOf(await response.text())).toMatchObject({ key: 'method-not-allowed', code: 'Client' });
});

const refusal = async (message: string | Buffer, headers = {}): Promise<Answer> => post(server.url, message, headers);

test('reports the position of a syntax error in lines of the message', async () => {
  const message = envelope(`<e:Echo xmlns:e="${ECHO}">\r\n  <a>\r\n  </b></e:Echo>`);
  expect(faultOf((await refusal(message)).text)?.problems).toMatchObject([{ line: '3' }]);
});

test('reports the offset of undecodable bytes', async () => {
  const message = echo('Café');
  const offset = message.indexOf('é');
  expect(faultOf((await refusal(Buffer.from(message, 'latin1'))).text)?.faultstring).toContain(
    `utf-8, offset ${offset}`,
  );
});

test('lists the supported versions for an unknown SOAP version', async () => {
  const fault = faultOf((await refusal(echo('x', { soap: 'urn:soap-3' }))).text);
  expect(fault?.code).toBe('VersionMismatch');
  const upgrade = fault?.header?.children[0];
  expect(upgrade).toMatchObject({ uri: SOAP12, local: 'Upgrade' });
  expect(upgrade?.children.map(({ declarations }) => declarations[0]?.uri)).toEqual([SOAP12, SOAP11]);
});

test.each(['&#0;UTF-8', '&lt;', '&x;', 'a<b'])('repeats %s in a fault as it was sent', async (charset) => {
  const answer = await refusal(`<?xml version="1.0" encoding="${charset}"?><a/>`, { 'Content-Type': 'text/xml' });
  expect(faultOf(answer.text)?.faultstring).toBe(`The character set is not supported: ${charset}`);
});

test('shortens and escapes what a fault repeats of the request', async () => {
  const answer = await refusal(echo('x'), { 'Content-Type': `text/${'x'.repeat(500)}&<\u00ff` });
  expect(faultOf(answer.text)?.faultstring.length).toBeLessThan(300);
});

/** Covered in test/platform/soap/access.test.ts and test/database/access/access.test.ts. */
const ACCESS = [
  'authentication-required',
  'sign-in-refused',
  'token-refused',
  'message-expired',
  'security-header',
  'credentials-header',
  'security-token-unsupported',
  'not-authorized',
  'too-many-requests',
];

describe('the fault catalog', () => {
  test('lists every fault once', () => {
    expect(new Set(FAULTS.map(({ key }) => key)).size).toBe(FAULTS.length);
    // Two share the only documented text; their details distinguish them.
    const alike = FAULTS.filter(({ faultstring }) => faultstring === 'Inbound Message failed validation').map(
      ({ key }) => key,
    );
    expect(alike).toEqual(['schema-invalid', 'version-too-high']);
    expect(new Set(FAULTS.map(({ faultstring }) => faultstring)).size).toBe(FAULTS.length - 1);
  });

  test('gives faults of SOAP 1.1 the status 500 except where HTTP itself refuses', () => {
    const other = FAULTS.filter(({ status11 }) => status11 !== 500).map(({ key, status11 }) => [key, status11]);
    expect(other).toEqual([
      ['authentication-required', 401],
      ['sign-in-refused', 401],
      ['not-authorized', 403],
      ['too-many-requests', 429],
      ['method-not-allowed', 405],
      ['content-type', 415],
      ['content-encoding', 415],
      ['compressed-data', 400],
      ['message-too-large', 413],
      ['inflated-too-large', 413],
      ['incomplete-body', 400],
      ['request-timeout', 408],
      ['unavailable', 503],
      ['overloaded', 503],
      ['shutting-down', 503],
    ]);
  });

  test('is covered by tests completely', () => {
    // The version is refused by the service (test/services/locate/service.test.ts), an overload in admission.test.ts, a body
    // without an end in connection-ends.test.ts.
    const elsewhere = [
      'method-not-allowed',
      'must-understand',
      'handling-timeout',
      'incomplete-body',
      'request-timeout',
      'overloaded',
      'shutting-down',
      'version-too-high',
      ...ACCESS,
    ];
    const covered = new Set([...REFUSALS.map(([key]) => key), ...elsewhere]);
    expect(FAULTS.map(({ key }) => key).filter((key) => !covered.has(key))).toEqual([]);
  });
});

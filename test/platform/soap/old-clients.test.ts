import type { Harness } from './support.js';
import { ECHO, echo, echoed, envelope, faultOf, post, SOAP11, SOAP12, start } from './support.js';

let server: Harness;
beforeAll(async () => {
  server = await start();
});
afterAll(async () => {
  await server.gateway.close();
});

const RELATED =
  'multipart/related; type="application/xop+xml"; start="<root@x>"; start-info="text/xml"; boundary="--=_b 1"';
const part = (text: string, head = 'Content-Type: application/xop+xml; charset=UTF-8; type="text/xml"'): string =>
  `----=_b 1\r\n${head}\r\nContent-ID: <root@x>\r\n\r\n${text}\r\n`;

describe('a message in multipart/related', () => {
  test.each([
    ['the root part alone', part(echo('Café 1'))],
    ['a preamble and an epilogue', `ignored\r\n${part(echo('Café 1'))}----=_b 1--\r\nignored`],
    ['SOAP 1.2', part(echo('Café 1', { soap: SOAP12 }), 'Content-Type: application/soap+xml')],
  ])('is read: %s', async (_, body) => {
    const whole = body.includes('b 1--') ? body : `${body}----=_b 1--\r\n`;
    const answer = await post(server.url, whole, { 'Content-Type': RELATED });
    expect(echoed(answer.text).text).toBe('Café 1');
  });

  test("is decoded by its part's character set", async () => {
    const body = `${part(echo('Café'), 'Content-Type: text/xml; charset=iso-8859-1')}----=_b 1--`;
    const answer = await post(server.url, Buffer.from(body, 'latin1'), { 'Content-Type': RELATED });
    expect(echoed(answer.text).text).toBe('Café');
  });

  test.each([
    [
      'an attachment',
      `${part(echo('x'))}${part('more', 'Content-Type: text/plain')}----=_b 1--`,
      RELATED,
      'attachments',
    ],
    ['no boundary', `${part(echo('x'))}----=_b 1--`, 'multipart/related', 'without a boundary'],
    ['another boundary', `${part(echo('x'))}----=_b 1--`, RELATED.replace('b 1', 'c'), 'cannot be found'],
    ['no end', part(echo('x')), RELATED, 'cannot be found'],
    [
      'base64',
      `${part('PGE+', 'Content-Type: text/xml\r\nContent-Transfer-Encoding: base64')}----=_b 1--`,
      RELATED,
      'base64',
    ],
    ['a form', `${part('PGE+', 'Content-Type: text/plain')}----=_b 1--`, RELATED, 'text/plain'],
  ])('is refused with the reason: %s', async (_, body, contentType, reason) => {
    const answer = await post(server.url, body, { 'Content-Type': contentType });
    expect(answer.status).toBe(415);
    expect(faultOf(answer.text)?.key).toBe('content-type');
    expect(answer.text).toContain(reason);
  });
});

describe('WS-Addressing that must be understood', () => {
  const WSA = 'http://www.w3.org/2005/08/addressing';
  const block = (soap: string, name: string, content: string): string =>
    `<a:${name} xmlns:a="${WSA}" xmlns:m="${soap}" m:mustUnderstand="1">${content}</a:${name}>`;
  const inHeader = (soap: string, blocks: string): string => `<h:Header xmlns:h="${soap}">${blocks}</h:Header>`;
  const replyTo = (soap: string, name: string, address: string): string =>
    block(soap, name, `<a:Address>${address}</a:Address>`);

  test.each([SOAP11, SOAP12])('is understood where it is anonymous (%s)', async (soap) => {
    const header = [
      block(soap, 'Action', 'urn:echo/Echo'),
      block(soap, 'To', 'http://127.0.0.1/x'),
      block(soap, 'MessageID', 'urn:uuid:1'),
      replyTo(soap, 'ReplyTo', `${WSA}/anonymous`),
    ].join('');
    expect(echoed((await post(server.url, echo('hi', { soap, header: inHeader(soap, header) }))).text).text).toBe('hi');
  });

  test.each(['ReplyTo', 'FaultTo'])('is not where a %s leads elsewhere', async (name) => {
    const header = replyTo(SOAP11, name, 'http://127.0.0.1:1/reply');
    const answer = await post(server.url, echo('hi', { header: inHeader(SOAP11, header) }));
    // SOAP 1.1 forbids a detail about header blocks.
    expect(answer.text).toContain(':MustUnderstand<');
  });
});

test.each([
  ['<Echo/>', /Echo was found in no namespace; Echo is in urn:echo/],
  ['<Echo xmlns="URN:Echo/"/>', /Echo was found in the namespace URN:Echo\/; Echo is in urn:echo/],
  ['<Echo xmlns="urn:ec\u00adho"/>', /character 7 is U\+00AD, a soft hyphen/],
  [`<echo xmlns="${ECHO}"/>`, /the operation is spelled Echo/],
  [`<Nothing xmlns="${ECHO}"/>`, /No such operation: \{urn:echo\}Nothing/],
])('says what differs from an operation of the service: %s', async (payload, reason) => {
  const answer = await post(server.url, envelope(payload));
  expect(faultOf(answer.text)?.key).toBe('unknown-operation');
  expect(answer.text).toMatch(reason);
});

import type { Harness } from './support.js';
import { echo, echoed, faultOf, post, start } from './support.js';

let server: Harness;
beforeAll(async () => {
  server = await start();
});
afterAll(async () => {
  await server.gateway.close();
});

const utf16be = (text: string): Buffer => Buffer.from(text, 'utf16le').swap16();
const marked = (bytes: Buffer, ...mark: number[]): Buffer => Buffer.concat([Buffer.from(mark), bytes]);
const declared = (encoding: string, text: string): string =>
  `<?xml version="1.0" encoding="${encoding}"?>\n${echo(text)}`;

const LATIN = 'Café Zürich Ørsted ñ';
const WIDE = 'Café 東京 😀 €';
/** The bytes 0x80, 0x92, 0x93, 0x94 of windows-1252, which are control characters in ISO-8859-1. */
const WINDOWS = 'L’été “10 €”';
const windows1252 = (text: string): Buffer =>
  Buffer.from(text.replace(/€/g, '\x80').replace(/’/g, '\x92').replace(/“/g, '\x93').replace(/”/g, '\x94'), 'latin1');

test.each([
  ['UTF-8 without any declaration', WIDE, Buffer.from(echo(WIDE)), 'text/xml'],
  [
    'UTF-8 with a byte order mark against a header that says Latin-1',
    WIDE,
    marked(Buffer.from(echo(WIDE)), 0xef, 0xbb, 0xbf),
    'text/xml; charset=iso-8859-1',
  ],
  [
    'UTF-8 by a header against a declaration that says Latin-1',
    WIDE,
    Buffer.from(declared('ISO-8859-1', WIDE)),
    'text/xml; charset=utf-8',
  ],
  ['UTF-8 by a quoted, oddly written header', WIDE, Buffer.from(echo(WIDE)), 'Text/XML ; Charset = "UTF8" ;'],
  ['UTF-8 whose declaration says UTF-16', WIDE, Buffer.from(declared('utf-16', WIDE)), 'text/xml'],
  ['UTF-16 LE with a mark', WIDE, marked(Buffer.from(declared('UTF-16', WIDE), 'utf16le'), 0xff, 0xfe), 'text/xml'],
  ['UTF-16 BE with a mark', WIDE, marked(utf16be(declared('UTF-16', WIDE)), 0xfe, 0xff), 'text/xml'],
  ['UTF-16 LE by header, without a mark', WIDE, Buffer.from(echo(WIDE), 'utf16le'), 'text/xml; charset=utf-16'],
  ['UTF-16 BE by header, without a mark', WIDE, utf16be(echo(WIDE)), 'text/xml; charset=utf-16be'],
  ['UTF-16 LE by declaration', WIDE, Buffer.from(declared('UTF-16LE', WIDE), 'utf16le'), 'text/xml'],
  ['UTF-16 BE by declaration', WIDE, utf16be(declared('UTF-16', WIDE)), 'application/soap+xml'],
  ['ISO-8859-1 by header', LATIN, Buffer.from(echo(LATIN), 'latin1'), 'text/xml; charset=ISO-8859-1'],
  ['ISO-8859-1 by declaration', LATIN, Buffer.from(declared('iso-8859-1', LATIN), 'latin1'), 'text/xml'],
  ['windows-1252 by header', WINDOWS, windows1252(echo(WINDOWS)), 'text/xml; charset="windows-1252"'],
  ['windows-1252 by declaration', WINDOWS, windows1252(declared('Windows-1252', WINDOWS)), 'text/xml'],
  [
    'US-ASCII with a reference',
    'Café',
    Buffer.from(echo('Caf&#233;').replace('&amp;', '&')),
    'text/xml; charset=us-ascii',
  ],
])('preserves text in %s both ways', async (_, text, bytes, contentType) => {
  const answer = await post(server.url, bytes, { 'Content-Type': contentType });
  expect(echoed(answer.text).text).toBe(text);
  expect(answer.headers.get('content-type')).toMatch(/charset=utf-8$/);
});

test('removes the encoding declaration before validation without moving positions', async () => {
  const message = declared('iso-8859-1', LATIN);
  await post(server.url, Buffer.from(message, 'latin1'), { 'Content-Type': 'text/xml' });
  const { text } = server.service.validated.at(-1) ?? { text: '' };
  expect(text).toHaveLength(message.length);
  expect(text).not.toContain('encoding');
  expect(text.slice(text.indexOf('\n'))).toBe(message.slice(message.indexOf('\n')));
});

test.each([
  ['a surrogate half in UTF-16', Buffer.from(echo('\ud800x'), 'utf16le'), 'text/xml; charset=utf-16', 'undecodable'],
  [
    'an odd number of bytes in UTF-16',
    Buffer.concat([Buffer.from(echo('x'), 'utf16le'), Buffer.from([0x20])]),
    'text/xml; charset=utf-16',
    'undecodable',
  ],
  ['an accent in US-ASCII', Buffer.from(echo('é')), 'text/xml; charset=us-ascii', 'undecodable'],
  ['an overlong < in UTF-8', Buffer.from(echo('x~x').replace('~', '\xc0\xbc'), 'latin1'), 'text/xml', 'undecodable'],
  [
    'a surrogate half encoded in UTF-8',
    Buffer.from(echo('x~x').replace('~', '\xed\xa0\x80'), 'latin1'),
    'text/xml',
    'undecodable',
  ],
  ['a reference to a surrogate half', Buffer.from(echo('~').replace('~', '&#xD800;')), 'text/xml', 'malformed'],
  ['a reference to NUL', Buffer.from(echo('~').replace('~', '&#0;')), 'text/xml', 'malformed'],
  [
    'a control character XML 1.1 would allow',
    Buffer.from(`<?xml version="1.1"?>${echo('~').replace('~', '&#1;')}`),
    'text/xml',
    'malformed',
  ],
  ['UTF-32', Buffer.concat([Buffer.from([0xff, 0xfe, 0, 0]), Buffer.alloc(40)]), 'text/xml', 'charset'],
  ['UTF-7', Buffer.from(echo('x')), 'text/xml; charset=utf-7', 'charset'],
])('refuses %s', async (_, bytes, contentType, key) => {
  expect(faultOf((await post(server.url, bytes, { 'Content-Type': contentType })).text)?.key).toBe(key);
});

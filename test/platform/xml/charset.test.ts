import { CharsetError, decodeText } from '../../../src/platform/xml/charset.js';

const rejection = (bytes: Buffer, transport?: string): CharsetError => {
  try {
    decodeText(bytes, transport);
  } catch (error) {
    if (error instanceof CharsetError) return error;
  }
  throw new Error('was not rejected');
};
const utf16be = (text: string): Buffer => Buffer.from(text, 'utf16le').swap16();

test.each([
  ['a mark beats the transport', Buffer.from('\uFEFF<a/>'), 'iso-8859-1', 'utf-8'],
  [
    'the transport beats the declaration',
    Buffer.from('<?xml version="1.0" encoding="utf-8"?><a/>'),
    'windows-1252',
    'windows-1252',
  ],
  [
    'the declaration beats the default',
    Buffer.from("<?xml version='1.0' encoding = 'ISO-8859-1' standalone='yes'?><a/>"),
    undefined,
    'iso-8859-1',
  ],
  ['nothing said is UTF-8', Buffer.from('<a/>'), undefined, 'utf-8'],
  ['an empty transport charset says nothing', Buffer.from('<a/>'), ' ', 'utf-8'],
  ['UTF-16 LE without a mark', Buffer.from('<a/>', 'utf16le'), undefined, 'utf-16le'],
  ['UTF-16 BE without a mark', utf16be('<a/>'), undefined, 'utf-16be'],
  ['the byte order shown beats the one named', utf16be('<a/>'), 'utf-16le', 'utf-16be'],
  [
    'a declaration in the text is not one',
    Buffer.from('<a><?xml version="1.0" encoding="latin1"?></a>'),
    undefined,
    'utf-8',
  ],
  ['no bytes at all', Buffer.alloc(0), undefined, 'utf-8'],
])('%s', (_, bytes, transport, charset) => {
  expect(decodeText(bytes, transport).charset).toBe(charset);
});

test('every byte of windows-1252 is the character it stands for', () => {
  const text = decodeText(Buffer.from(Array.from({ length: 256 }, (_, byte) => byte)), 'cp1252').text;
  expect(text).toHaveLength(256);
  expect([0x80, 0x85, 0x8a, 0x8e, 0x91, 0x97, 0x99, 0x9f].map((byte) => text[byte]).join('')).toBe('€…ŠŽ‘—™Ÿ');
  expect(Array.from(text).filter((character, byte) => character.charCodeAt(0) === byte)).toHaveLength(256 - 27);
});

test('ISO-8859-1 keeps 0x80 to 0x9F as the control characters they are', () => {
  expect(decodeText(Buffer.from([0x80, 0x92, 0xe9]), 'latin1').text).toBe('\x80\x92é');
});

test.each([
  ['UTF-8, the first bad byte', Buffer.from('<a>Caf\xe9</a>', 'latin1'), undefined, 6],
  [
    'UTF-8, behind characters of several bytes',
    Buffer.concat([Buffer.from('é東😀'), Buffer.from([0xff])]),
    undefined,
    9,
  ],
  [
    'UTF-8, behind replacement characters that were sent',
    Buffer.concat([Buffer.from('\uFFFD\uFFFD'), Buffer.from([0x80])]),
    undefined,
    6,
  ],
  ['UTF-8, cut in a character', Buffer.from('<a>é').subarray(0, 4), undefined, 3],
  ['UTF-16, half a pair', Buffer.from('<a>\ud800</a>', 'utf16le'), undefined, 6],
  ['UTF-16, behind a replacement character that was sent', utf16be('<\uFFFD\udc00'), undefined, 4],
  ['US-ASCII', Buffer.from('<aé'), 'ascii', 2],
])('the offset is told in %s', (_, bytes, transport, offset) => {
  expect(rejection(bytes, transport)).toMatchObject({ reason: 'undecodable', offset });
});

test.each(['constructor', '__proto__', 'utf-9', 'base64', 'hex'])('the unknown charset %s is named', (name) => {
  expect(rejection(Buffer.from('<a/>'), name)).toMatchObject({ reason: 'unsupported', charset: name });
});

test('only the encoding is blanked, in place', () => {
  expect(
    decodeText(Buffer.from('<?xml version="1.0" encoding="utf-8" standalone="no"?>\n<a encoding="x"/>')).text,
  ).toBe('<?xml version="1.0"                  standalone="no"?>\n<a encoding="x"/>');
});

test('a long run of blanks in a declaration costs no time', () => {
  const before = process.cpuUsage();
  decodeText(Buffer.from(`<?xml ${' '.repeat(1_000_000)}`));
  expect(process.cpuUsage(before).user / 1000).toBeLessThan(200);
});

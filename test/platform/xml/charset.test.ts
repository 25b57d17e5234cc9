import { CharsetError, decodeText } from '../../../src/platform/xml/charset.js';
import { cpuTime } from '../../support/cpu-time.js';

const rejection = (bytes: Buffer, transport?: string): CharsetError => {
  try {
    decodeText(bytes, transport);
  } catch (error) {
    if (error instanceof CharsetError) return error;
  }
  throw new Error('the bytes were accepted');
};
const utf16be = (text: string): Buffer => Buffer.from(text, 'utf16le').swap16();

test.each([
  ['a byte order mark overrides the transport', Buffer.from('\uFEFF<a/>'), 'iso-8859-1', 'utf-8'],
  [
    'the transport overrides the declaration',
    Buffer.from('<?xml version="1.0" encoding="utf-8"?><a/>'),
    'windows-1252',
    'windows-1252',
  ],
  [
    'the declaration overrides the default',
    Buffer.from("<?xml version='1.0' encoding = 'ISO-8859-1' standalone='yes'?><a/>"),
    undefined,
    'iso-8859-1',
  ],
  ['ISO-8859-15 is known', Buffer.from('<?xml version="1.0" encoding="ISO-8859-15"?><a/>'), undefined, 'iso-8859-15'],
  ['the default is UTF-8', Buffer.from('<a/>'), undefined, 'utf-8'],
  ['an empty transport charset is ignored', Buffer.from('<a/>'), ' ', 'utf-8'],
  ['UTF-16 LE is detected without a byte order mark', Buffer.from('<a/>', 'utf16le'), undefined, 'utf-16le'],
  ['UTF-16 BE is detected without a byte order mark', utf16be('<a/>'), undefined, 'utf-16be'],
  ['the detected byte order overrides the declared one', utf16be('<a/>'), 'utf-16le', 'utf-16be'],
  [
    'a declaration inside the document is ignored',
    Buffer.from('<a><?xml version="1.0" encoding="latin1"?></a>'),
    undefined,
    'utf-8',
  ],
  ['an empty message is UTF-8', Buffer.alloc(0), undefined, 'utf-8'],
])('%s', (_, bytes, transport, charset) => {
  expect(decodeText(bytes, transport).charset).toBe(charset);
});

test('every byte of windows-1252 is decoded to its character', () => {
  const text = decodeText(Buffer.from(Array.from({ length: 256 }, (_, byte) => byte)), 'cp1252').text;
  expect(text).toHaveLength(256);
  expect([0x80, 0x85, 0x8a, 0x8e, 0x91, 0x97, 0x99, 0x9f].map((byte) => text[byte]).join('')).toBe('€…ŠŽ‘—™Ÿ');
  expect(Array.from(text).filter((character, byte) => character.charCodeAt(0) === byte)).toHaveLength(256 - 27);
});

test('ISO-8859-1 decodes 0x80 to 0x9F to control characters', () => {
  expect(decodeText(Buffer.from([0x80, 0x92, 0xe9]), 'latin1').text).toBe('\x80\x92é');
});

test.each([
  ['UTF-8', Buffer.from('<a>Caf\xe9</a>', 'latin1'), undefined, 6],
  ['UTF-8 after characters of several bytes', Buffer.concat([Buffer.from('é東😀'), Buffer.from([0xff])]), undefined, 9],
  [
    'UTF-8 after replacement characters in the message',
    Buffer.concat([Buffer.from('\uFFFD\uFFFD'), Buffer.from([0x80])]),
    undefined,
    6,
  ],
  ['UTF-8 that ends within a character', Buffer.from('<a>é').subarray(0, 4), undefined, 3],
  ['UTF-16 with an unpaired surrogate', Buffer.from('<a>\ud800</a>', 'utf16le'), undefined, 6],
  ['UTF-16 after a replacement character in the message', utf16be('<\uFFFD\udc00'), undefined, 4],
  ['US-ASCII', Buffer.from('<aé'), 'ascii', 2],
])('reports the offset of the first invalid byte in %s', (_, bytes, transport, offset) => {
  expect(rejection(bytes, transport)).toMatchObject({ reason: 'undecodable', offset });
});

test.each(['constructor', '__proto__', 'utf-9', 'base64', 'hex'])(
  'reports the name of the unsupported charset %s',
  (name) => {
    expect(rejection(Buffer.from('<a/>'), name)).toMatchObject({ reason: 'unsupported', charset: name });
  },
);

test('only the declared encoding is replaced by blanks of the same length', () => {
  expect(
    decodeText(Buffer.from('<?xml version="1.0" encoding="utf-8" standalone="no"?>\n<a encoding="x"/>')).text,
  ).toBe('<?xml version="1.0"                  standalone="no"?>\n<a encoding="x"/>');
});

test('a long run of blanks in a declaration is processed in linear time', () => {
  expect(cpuTime(() => decodeText(Buffer.from(`<?xml ${' '.repeat(1_000_000)}`)))).toBeLessThan(200);
});

test('ISO-8859-15 has the euro and seven letters more, and is ISO-8859-1 otherwise', () => {
  const bytes = Buffer.from(Array.from({ length: 96 }, (_, index) => 0xa0 + index));
  const differs = '€ŠšŽžŒœŸ';
  const { text } = decodeText(bytes, 'Latin9');
  expect(text).toHaveLength(96);
  expect(
    Array.from(text)
      .filter((letter, index) => letter !== bytes.toString('latin1')[index])
      .join(''),
  ).toBe(differs);
});

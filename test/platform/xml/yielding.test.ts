/**
 * Interruptible work gives the same result in one piece as cut anywhere. The piece sizes are parameters, so documents
 * of a few hundred characters are cut at every place; the sizes used in production are tested once on large documents.
 */
import { setImmediate } from 'node:timers';
import { CharsetError, decodeText, decodeTextYielding } from '../../../src/platform/xml/charset.js';
import type { DecodedText } from '../../../src/platform/xml/charset.js';
import type { XmlLimits } from '../../../src/platform/xml/limits.js';
import { parseXml, parseXmlYielding, XmlError } from '../../../src/platform/xml/parse.js';
import { compileDecoder } from '../../../src/platform/xml/schema/decode.js';
import { readSchema } from '../../../src/platform/xml/schema/read-schema.js';
import { compileWriter } from '../../../src/platform/xml/schema/write.js';
import { compilePlainValidator } from '../../../src/platform/xml/validation/validate-plain.js';
import { validateOffThread } from '../../../src/platform/xml/validation/validation-thread.js';
import { Validator } from '../../../src/platform/xml/validation/validator.js';
import { basket, parse, plain, SHOP } from './documents.js';

const WHOLE = Infinity;

/** The result of work, or the reason for its rejection, as text. */
async function outcomeOf(work: () => object | Promise<object>): Promise<string> {
  try {
    return JSON.stringify(await work());
  } catch (error) {
    if (error instanceof XmlError || error instanceof CharsetError)
      return JSON.stringify({ ...Object.fromEntries(Object.entries(error)), message: error.message });
    throw error;
  }
}

describe('parsing', () => {
  const row = '<p:row xmlns:p="u" a="1" p:b="x&amp;y"> t\r\n&lt;é😀<![CDATA[<z>]]>\r<!-- c --><c/>\n</p:row>\r\n';
  const plainRow = '<p:row xmlns:p="u" a="1" p:b="x&amp;y"> t\n&lt;é<c/>\n</p:row>\n';
  /** One document for each way to end, with the expected reason for its rejection; `size` scales it and the limits. */
  const documents = (size: number): [string, string, XmlError['reason'] | undefined][] => [
    ['a plain document', `<a>${plainRow.repeat(size)}</a>`, undefined],
    ['a document of all constructs', `<?xml version="1.0"?>\r\n<a>${row.repeat(size)}</a>\n`, undefined],
    ['names that end with the line', `<a>${'<b\r\n c="1"/><b\n/>\r'.repeat(size)}</a>`, undefined],
    ['a long text', `<a>${'x\r\n'.repeat(10 * size)}</a>`, undefined],
    ['a missing end tag', `<a>${row.repeat(size)}`, 'malformed'],
    ['a surplus end tag', `<a>${plainRow.repeat(size)}</a></a>`, 'malformed'],
    ['a late DOCTYPE', `<!--${' x'.repeat(20 * size)}-->\r\n<!DOCTYPE a><a/>`, 'doctype'],
    ['a DOCTYPE inside the root', `<a>${row.repeat(size)}<!DOCTYPE a></a>`, 'malformed'],
    ['a late reference to an unknown entity', `<a>${row.repeat(size)}&x;</a>`, 'malformed'],
    ['a text that is too long', `<a>${'x\r\n'.repeat(20 * size)}</a>`, 'limit'],
    ['too many elements', `<a>${'<b/>\n'.repeat(20 * size)}</a>`, 'limit'],
    ['too many attributes', `<a ${Array.from({ length: 25 }, (_, index) => `b${index}=""`).join('\n')}/>`, 'limit'],
    ['a name that is too long', `<${'a'.repeat(40 * size)}/>`, 'limit'],
    ['an illegal character', `<a>${row.repeat(size)}\u0000</a>`, 'malformed'],
    ['an unpaired surrogate', `<a>${row.repeat(size)}\uD83D</a>`, 'malformed'],
    ['stray markup', `<a>${row}<${row}</a>`, 'malformed'],
    ['a stray ampersand', `<a>${row}&${row}</a>`, 'malformed'],
    ['a stray section end', `<a>${row}]]>${row}</a>`, 'malformed'],
    ['an empty text', '', 'malformed'],
  ];
  const limits = (size: number): XmlLimits => ({
    depth: 20,
    elements: 15 * size,
    attributes: 20,
    nameLength: 30 * size,
    textLength: 35 * size,
  });

  test.each(documents(3))('%s gives the same result wherever it is cut', async (_, text, reason) => {
    const whole = await outcomeOf(() => plain(parseXml(text, limits(3), WHOLE)));
    expect((JSON.parse(whole) as Partial<XmlError>).reason).toBe(reason);
    for (let piece = 1; piece <= Math.min(text.length, 80); piece += 1)
      expect([piece, await outcomeOf(() => plain(parseXml(text, limits(3), piece)))]).toEqual([piece, whole]);
    expect(await outcomeOf(async () => plain(await parseXmlYielding(text, limits(3), 7)))).toBe(whole);
  });

  test.each(documents(1_000))('%s gives the same result in pieces of the default size', async (_, text, reason) => {
    const whole = await outcomeOf(() => plain(parseXml(text, limits(1_000), WHOLE)));
    expect((JSON.parse(whole) as Partial<XmlError>).reason).toBe(reason);
    expect(await outcomeOf(async () => plain(await parseXmlYielding(text, limits(1_000))))).toBe(whole);
  });

  test('a text that is no document is rejected', async () => {
    await expect(parseXmlYielding('x'.repeat(500_000), limits(3))).rejects.toThrow('text data outside of root node.');
  });
});

describe('decoding of bytes', () => {
  const utf16be = (of: string): Buffer => Buffer.from(of, 'utf16le').swap16();
  const corrupted = (bytes: Buffer, at: number): Buffer =>
    Buffer.concat([bytes.subarray(0, at), Buffer.from([0xff, 0xfe, 0xff]), bytes.subarray(at)]);
  /** One message for each encoding and each way to be invalid. */
  const messages = (size: number): [string, Buffer, string | undefined][] => {
    const text = '<a>é€😀\uFEFF’x</a>'.repeat(size);
    const utf8 = Buffer.from(text);
    return [
      ['UTF-8', utf8, undefined],
      ['UTF-8 with a byte order mark', Buffer.from(`\uFEFF${text}`), undefined],
      ['UTF-16 LE', Buffer.from(text, 'utf16le'), undefined],
      ['UTF-16 BE with a byte order mark', utf16be(`\uFEFF${text}`), undefined],
      ['windows-1252', Buffer.from(Array.from({ length: 20 * size }, (_, index) => index & 0xff)), 'windows-1252'],
      ['ISO-8859-1', utf8, 'iso-8859-1'],
      ['a declared encoding', Buffer.concat([Buffer.from('<?xml version="1.0" encoding="latin1"?>'), utf8]), undefined],
      ['invalid US-ASCII', utf8, 'us-ascii'],
      ['early invalid UTF-8', corrupted(utf8, 5), undefined],
      ['late invalid UTF-8', corrupted(utf8, utf8.length - 9), undefined],
      ['truncated UTF-8', utf8.subarray(0, utf8.lastIndexOf(Buffer.from('😀')) + 2), undefined],
      ['UTF-8 continuation bytes only', Buffer.alloc(20 * size, 0x80), undefined],
      [
        'invalid UTF-16',
        Buffer.concat([Buffer.from('<a>'.repeat(4 * size), 'utf16le'), Buffer.from([0x00, 0xdc, 0x41, 0x00])]),
        undefined,
      ],
      [
        'UTF-16 of high surrogates only',
        Buffer.concat([Buffer.from('<a>', 'utf16le'), Buffer.alloc(20 * size, Buffer.from([0x3d, 0xd8]))]),
        undefined,
      ],
    ];
  };
  const decode = (bytes: Buffer, transport?: string, piece?: number) => (): DecodedText =>
    decodeText(bytes, transport, piece);

  test.each(messages(10))('%s gives the same result wherever it is cut', async (_, bytes, transport) => {
    const whole = await outcomeOf(decode(bytes, transport, WHOLE));
    for (let piece = 4; piece <= 64; piece += 2)
      expect([piece, await outcomeOf(decode(bytes, transport, piece))]).toEqual([piece, whole]);
    expect(await outcomeOf(() => decodeTextYielding(bytes, transport, 6))).toBe(whole);
  });

  test.each(messages(10_000))('%s gives the same result in pieces of the default size', async (_, bytes, transport) => {
    // Shifted, so that each byte of a character is the last of a piece once. A shift hides the start of the document,
    // which reveals the encoding.
    for (const shift of transport === undefined ? [0] : [0, 1, 2, 3]) {
      const shifted = Buffer.concat([Buffer.alloc(shift, 0x20), bytes]);
      expect(await outcomeOf(() => decodeTextYielding(shifted, transport))).toBe(
        await outcomeOf(decode(shifted, transport, WHOLE)),
      );
    }
  });
});

describe('validation in the thread', () => {
  const validator = new Validator(SHOP);
  afterAll(() => {
    validator.dispose();
  });
  const tags = (one: string, times = 8_000): string => one.repeat(times);
  const words = `<tag>${'some words '.repeat(5)}</tag>`;
  const limits = { depth: 20, elements: 300_000, attributes: 20, nameLength: 300, textLength: Infinity };

  test.each([
    ['a valid message', basket(tags(words))],
    ['a message with errors', basket(`${tags(words)}<tag y="1"/>\n<limit>x</limit>`).replace('>3<', '>x<')],
    ['a message with more errors than are reported', basket(tags(words.replace('<tag', '<tag y="1"')))],
    ['a small message with many errors', basket(tags('<tag y=""/>', 3_000))],
    ['a message with too many siblings to locate errors', basket(tags('<tag y=""/>', 30_000))],
    ['a message that libxml2 cannot parse', basket(`<note>${'x'.repeat(10_000_001)}</note>`, 'id="a" count="1"')],
  ])('reports the same problems as here for %s', async (_, text) => {
    const root = parseXml(text, limits);
    expect(await validateOffThread(validator, () => validator, text, root, [])).toEqual(
      validator.validate(text, root, []),
    );
  });

  test('returns to each of several concurrent callers its own result', async () => {
    const texts = ['a', 'b', 'c'].map((name) => basket(`${tags(words)}<${name}/>`));
    const results = await Promise.all(
      texts.map(async (text) => validateOffThread(validator, () => validator, text, parse(text), [])),
    );
    expect(results.map(([first]) => first?.path)).toEqual([
      '/Basket/request/a',
      '/Basket/request/b',
      '/Basket/request/c',
    ]);
  });

  test('leaves the event loop free, and so does parsing', async () => {
    const text = basket(`<tag y="&#65;">${'some words '.repeat(20)}</tag>`.repeat(8_000));
    let turns = 0;
    let done = false;
    const countTurns = (): void => {
      turns += 1;
      if (!done) setImmediate(countTurns);
    };
    setImmediate(countTurns);
    const root = await parseXmlYielding((await decodeTextYielding(Buffer.from(text))).text, limits);
    const whileParsing = turns;
    await validateOffThread(validator, () => validator, text, root, []);
    done = true;
    expect(whileParsing).toBeGreaterThan(3);
    expect(turns - whileParsing).toBeGreaterThan(3);
  });
});

/** Work on a long list processes its items first; documents with a short list (not `long`) take the direct way. */
describe('long lists', () => {
  const schema = readSchema(SHOP);
  // SHOP has lists of text only; this schema has a list of elements inside a list of elements.
  const nested = readSchema(
    SHOP.replace('<xs:element name="tag" type="xs:string"', '<xs:element name="tag" type="s:PartsType"'),
  );
  const parts = (index: number): string[] => [...Array<string>(index % 3).fill(`p${index} &`), ''];
  const tag = (index: number): string =>
    `<tag>${parts(index)
      .map((part) => (part === '' ? '<part/>' : `<part>${part.replace('&', '&amp;')}</part>`))
      .join('')}</tag>`;
  const document = (items: number): string => basket(Array.from({ length: items }, (_, index) => tag(index)).join(''));
  const data = (items: number): { request: { tag: { part: unknown[] }[] } } & Record<string, unknown> => ({
    request: {
      ...{ id: 'a', count: 1, buyer: { name: 'N' }, qty: 3 },
      tag: Array.from({ length: items }, (_, index) => ({ part: parts(index) })),
    },
  });
  const long = document(300);

  test.each([
    ['long list of elements', nested, long, data(300)],
    ['short list of elements', nested, document(30), data(30)],
    ['long list of text', schema, basket('<tag>x</tag>'.repeat(300)), { request: { tag: Array(300).fill('x') } }],
    ['document without a list', schema, basket(), { request: { tag: [] } }],
  ])('are decoded in both forms to the same data: %s', async (_, of, text, expected) => {
    const decode = compileDecoder(of, 'Basket');
    const root = parse(text);
    expect(decode(root)).toMatchObject(expected);
    expect(await decode.yielding(root)).toStrictEqual(decode(root));
  });

  test.each([
    ['valid', long, true],
    ['an error in an item', long.replace('<part>p7 &amp;</part>', '<oops/>'), false],
    ['an error after the list', long.replace('</s:request>', '<oops/></s:request>'), false],
    ['an error before the list', long.replace('<qty>3<', '<qty>x<'), false],
    ['of another schema', long.replaceAll('urn:shop', 'urn:other'), false],
  ])('are validated by the fast path in both forms: %s', async (_, text, valid) => {
    const validate = compilePlainValidator(nested, { tolerant: false });
    const root = parse(text);
    expect(validate(text, root)).toBe(valid);
    expect(await validate.yielding(text, root)).toBe(valid);
  });

  test.each([300, 30])('are written in both forms to the same text: %d items', async (items) => {
    const write = compileWriter(nested, 'Basket');
    const text = await write.yielding(data(items), 'urn:shop');
    expect(text).toBe(write(data(items), 'urn:shop'));
    expect(text).toContain(/<tag>.*<\/tag>/.exec(document(items))?.[0].replaceAll('<part/>', '<part></part>'));
    expect(compileDecoder(nested, 'Basket')(parse(text))).toEqual(data(items));
  });

  test.each([300, 30])('that cannot be written are reported with the path of the value: %d items', async (items) => {
    const write = compileWriter(nested, 'Basket');
    const wrong = data(items);
    wrong.request.tag[23] = { part: [7] };
    const message = '/Basket/request/tag[24]/part[1] must be a string';
    expect(() => write(wrong, 'urn:shop')).toThrow(message);
    await expect(write.yielding(wrong, 'urn:shop')).rejects.toThrow(message);
  });
});

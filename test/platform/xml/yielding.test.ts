import fc from 'fast-check';
import { CharsetError, decodeText, decodeTextYielding } from '../../../src/platform/xml/charset.js';
import { compileDecoder, compileYieldingDecoder } from '../../../src/platform/xml/schema/decode.js';
import type { XmlElement } from '../../../src/platform/xml/element.js';
import { parseXml, parseXmlYielding, XmlError } from '../../../src/platform/xml/parse.js';
import type { XmlLimits } from '../../../src/platform/xml/parse.js';
import { compilePlainValidator } from '../../../src/platform/xml/validation/validate-plain.js';
import { readSchema } from '../../../src/platform/xml/schema/read-schema.js';
import { validateOffThread } from '../../../src/platform/xml/validation/validation-thread.js';
import { Validator } from '../../../src/platform/xml/validation/validator.js';
import { compileWriter } from '../../../src/platform/xml/schema/write.js';
import { basket, parse, SHOP } from './documents.js';

const LIMITS: XmlLimits = { depth: 20, elements: 300_000, attributes: 20, nameLength: 300, textLength: 100_000 };

/** As plain data, so that both ways can be compared. */
const plain = ({ uri, local, attributes, declarations, children, text, line, column }: XmlElement): object => ({
  uri,
  local,
  attributes,
  declarations,
  children: children.map(plain),
  text,
  line,
  column,
});

/** What came of it, or why it was refused. */
async function outcomeOf(work: () => object | Promise<object>): Promise<unknown> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof XmlError || error instanceof CharsetError)
      return { ...Object.fromEntries(Object.entries(error)), message: error.message };
    throw error;
  }
}

describe('a large document is read in pieces as it is in one', () => {
  // A piece ends anywhere: what stands at its end is as large as all that may not be cut.
  const row = '<p:row xmlns:p="u" a="1" p:b="x&amp;y"> t\r\n&lt;é😀<![CDATA[<z>]]>\r<!-- c --><c/>\n</p:row>\r\n';
  const plainRow = '<p:row xmlns:p="u" a="1" p:b="x&amp;y"> t\n&lt;é<c/>\n</p:row>\n';
  const rows = (one: string): string => one.repeat(Math.ceil(900_000 / one.length));

  test.each([
    ['plain', `<a>${rows(plainRow)}</a>`],
    ['any', `<?xml version="1.0"?>\r\n<a>${rows(row)}</a>\n`],
    ['with a name that ends with the line', `<a>${rows('<b\r\n c="1"/><b\n/>\r')}</a>`],
    ['with a long text', `<a>${'x\r\n'.repeat(30_000)}</a>`],
    ['an end tag too few', `<a>${rows(row)}`],
    ['an end tag too many', `<a>${rows(plainRow)}</a></a>`],
    ['a DOCTYPE late', `<a>${rows(row)}<!DOCTYPE a></a>`],
    ['a reference to nothing late', `<a>${rows(row)}&x;</a>`],
    ['a text that is too long', `<a>${'x\r\n'.repeat(60_000)}</a>`],
    ['too many elements', `<a>${'<b/>\n'.repeat(300_001)}</a>`],
    ['too many attributes', `<a ${Array.from({ length: 100_000 }, (_, index) => `b${index}=""`).join('\n')}/>`],
    ['a name that is too long', `<${'a'.repeat(500_000)}/>`],
    ['characters that are none', `<a>${rows(row)}\u0000</a>`],
    ['half a character', `<a>${rows(row)}\uD83D</a>`],
    ['nothing', ''],
  ])('%s', async (_, text) => {
    const whole = await outcomeOf(() => plain(parseXml(text, LIMITS)));
    expect(await outcomeOf(async () => plain(await parseXmlYielding(text, LIMITS)))).toEqual(whole);
  });

  test('no document, but for the place', async () => {
    await expect(parseXmlYielding('x'.repeat(500_000), LIMITS)).rejects.toThrow('text data outside of root node.');
  });

  test('wherever the pieces end', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 120 }),
        fc.constantFrom('', '<', '&', '</b>', ']]>', '\r'),
        async (shift, fault) => {
          const text = `<a>${' '.repeat(shift)}${row.repeat(400)}${fault}${row.repeat(200)}</a>`;
          const whole = await outcomeOf(() => plain(parseXml(text, LIMITS)));
          expect(await outcomeOf(async () => plain(await parseXmlYielding(text, LIMITS)))).toEqual(whole);
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('large bytes are decoded in pieces as they are in one', () => {
  const text = '<a>é€😀\uFEFF’x</a>'.repeat(20_000);
  const utf16be = (of: string): Buffer => Buffer.from(of, 'utf16le').swap16();
  const broken = (bytes: Buffer, at: number): Buffer =>
    Buffer.concat([bytes.subarray(0, at), Buffer.from([0xff, 0xfe, 0xff]), bytes.subarray(at)]);
  const utf8 = Buffer.from(text);

  test.each<[string, Buffer, string | undefined]>([
    ['UTF-8', utf8, undefined],
    ['UTF-8 with a mark', Buffer.from(`\uFEFF${text}`), undefined],
    ['UTF-16 LE', Buffer.from(text, 'utf16le'), undefined],
    ['UTF-16 BE with a mark', utf16be(`\uFEFF${text}`), undefined],
    ['windows-1252', Buffer.from(Array.from({ length: 300_000 }, (_, index) => index & 0xff)), 'windows-1252'],
    ['ISO-8859-1', utf8, 'iso-8859-1'],
    ['a declared encoding', Buffer.concat([Buffer.from('<?xml version="1.0" encoding="latin1"?>'), utf8]), undefined],
    ['ASCII that is not', utf8, 'us-ascii'],
    ['UTF-8 that is not, early', broken(utf8, 5), undefined],
    ['UTF-8 that is not, late', broken(utf8, 200_001), undefined],
    ['UTF-8 that ends too early', utf8.subarray(0, utf8.lastIndexOf(Buffer.from('😀')) + 2), undefined],
    ['nothing but ends of characters', Buffer.alloc(200_000, 0x80), undefined],
    [
      'UTF-16 that is not',
      Buffer.concat([Buffer.from('<a>'.repeat(50_000), 'utf16le'), Buffer.from([0x00, 0xdc, 0x41, 0x00])]),
      undefined,
    ],
    [
      'UTF-16 of halves',
      Buffer.concat([Buffer.from('<a>', 'utf16le'), Buffer.alloc(200_000, Buffer.from([0x3d, 0xd8]))]),
      undefined,
    ],
  ])('%s', async (_, bytes, transport) => {
    // Wherever the pieces end.
    for (const shift of [0, 1, 2, 3]) {
      const shifted = transport === undefined && shift > 0 ? bytes : Buffer.concat([Buffer.alloc(shift, 0x20), bytes]);
      expect(await outcomeOf(() => decodeTextYielding(shifted, transport))).toEqual(
        await outcomeOf(() => decodeText(shifted, transport)),
      );
    }
  });
});

describe('a large message is validated in a thread as it is here', () => {
  const validator = new Validator(SHOP);
  afterAll(() => {
    validator.dispose();
  });
  // More of them side by side would be refused before anything else.
  const tags = (one: string, times = 8_000): string => one.repeat(times);
  const words = `<tag>${'some words '.repeat(5)}</tag>`;

  test.each([
    ['valid', basket(tags(words))],
    ['faulty', basket(`${tags(words)}<tag y="1"/>\n<limit>x</limit>`).replace('>3<', '>x<')],
    ['with more faults than are named', basket(tags(words.replace('<tag', '<tag y="1"')))],
    ['with many faults, though it is small', basket(tags('<tag y=""/>', 3_000))],
    ['with too many faults to look for', basket(tags('<tag y=""/>', 30_000))],
    ['that libxml2 cannot read', basket(`<note>${'x'.repeat(10_000_001)}</note>`, 'id="a" count="1"')],
  ])('%s', async (_, text) => {
    const root = parseXml(text, { ...LIMITS, textLength: Infinity });
    expect(await validateOffThread(validator, () => validator, text, root, [])).toEqual(
      validator.validate(text, root, []),
    );
  });

  test('of several at once each gets its own answer', async () => {
    const texts = ['a', 'b', 'c'].map((name) => basket(`${tags(words)}<${name}/>`));
    const answers = await Promise.all(
      texts.map(async (text) => validateOffThread(validator, () => validator, text, parse(text), [])),
    );
    expect(answers.map(([first]) => first?.path)).toEqual([
      '/Basket/request/a',
      '/Basket/request/b',
      '/Basket/request/c',
    ]);
  });
});

describe('long lists are worked through before the rest, with the same result', () => {
  const schema = readSchema(SHOP);
  // The schema of the tests has lists of text only; here is one of elements, in a list of elements.
  const nested = readSchema(
    SHOP.replace('<xs:element name="tag" type="xs:string"', '<xs:element name="tag" type="s:PartsType"'),
  );
  const tag = (index: number): string => `<tag>${`<part>p${index} &amp;</part>`.repeat(index % 3)}<part/></tag>`;
  const long = basket(Array.from({ length: 300 }, (_, index) => tag(index)).join(''));
  const value = {
    request: {
      id: 'a',
      count: 1,
      buyer: { name: 'N' },
      qty: 3,
      tag: Array.from({ length: 300 }, (_, index) => ({ part: [`p${index} &`, ''] })),
    },
  };

  test.each([
    ['of elements', nested, long],
    ['of text', schema, basket('<tag>x</tag>'.repeat(300))],
    ['none', schema, basket()],
  ])('decoding one %s', async (_, of, text) => {
    const root = parse(text);
    expect(await compileYieldingDecoder(of, 'Basket')(root)).toEqual(compileDecoder(of, 'Basket')(root));
  });

  test.each([
    ['valid', long],
    ['a fault in an item', long.replace('<part>p7 &amp;</part>', '<oops/>')],
    ['a fault behind it', long.replace('</s:request>', '<oops/></s:request>')],
    ['a fault before it', long.replace('<qty>3<', '<qty>x<')],
    ['of another schema', long.replaceAll('urn:shop', 'urn:other')],
  ])('seeing whether it is plainly valid: %s', async (_, text) => {
    const plainly = compilePlainValidator(nested, { tolerant: false });
    const root = parse(text);
    expect(await plainly.inTurns(text, root)).toBe(plainly(text, root));
  });

  test('writing', async () => {
    const write = compileWriter(nested, 'Basket');
    const text = await write.inTurns(value, 'urn:shop');
    expect(text).toBe(write(value, 'urn:shop'));
    expect(compileDecoder(nested, 'Basket')(parse(text))).toEqual(value);
  });

  test('writing what cannot be written says where it is', async () => {
    const write = compileWriter(nested, 'Basket');
    const wrong = {
      request: { ...value.request, tag: value.request.tag.map((one, index) => (index === 123 ? { part: [7] } : one)) },
    };
    await expect(write.inTurns(wrong, 'urn:shop')).rejects.toThrow('/Basket/request/tag[124]/part[1] must be a string');
  });
});

test('the event loop turns while a large document is read and validated', async () => {
  const validator = new Validator(SHOP);
  const text = basket(`<tag y="&#65;">${'some words '.repeat(20)}</tag>`.repeat(8_000));
  let turns = 0;
  let done = false;
  const turn = (): void => {
    turns += 1;
    if (!done) setImmediate(turn);
  };
  setImmediate(turn);
  const root = await parseXmlYielding((await decodeTextYielding(Buffer.from(text))).text, LIMITS);
  const read = turns;
  await validateOffThread(validator, () => validator, text, root, []);
  done = true;
  validator.dispose();
  expect(read).toBeGreaterThan(3);
  expect(turns - read).toBeGreaterThan(3);
});

import { compileDecoder } from '../../../src/platform/xml/schema/decode.js';
import { readSchema } from '../../../src/platform/xml/schema/read-schema.js';
import { hasQualifiedContent, tolerantXsd } from '../../../src/platform/xml/validation/tolerance.js';
import { Validator } from '../../../src/platform/xml/validation/validator.js';
import { basket, parse, SHOP } from './documents.js';

const schema = readSchema(SHOP);
const strict = new Validator(SHOP);
const OPTIONS = {
  wrongTypeHints: 'ignored',
  ignoredAttributes: { exceptOf: 'urn:shop' },
  foreignBlanks: 'ignored',
} as const;
const tolerant = new Validator(tolerantXsd(schema), OPTIONS);
const qualified = new Validator(tolerantXsd(schema, 'qualified'), OPTIONS);
const decode = compileDecoder(schema, 'Basket');
const problems = (validator: Validator, text: string): string[] =>
  validator.validate(text, parse(text), []).map(({ reason }) => reason);
const request = (text: string): unknown => decode(parse(text)).request;

afterAll(() => {
  strict.dispose();
  tolerant.dispose();
  qualified.dispose();
});

test('accepts what is strictly valid', () => {
  expect(problems(strict, basket('<note/>'))).toEqual([]);
  expect(problems(tolerant, basket('<note/>'))).toEqual([]);
});

describe('tolerates what the strict schema rejects', () => {
  test.each<[string, string, RegExp, unknown]>([
    ['a missing required string attribute reads as empty', basket('', 'count="1"'), /'id' is required/, { id: '' }],
    ['an empty container reads as an empty list', basket('<parts/>'), /Missing child element/, { parts: { part: [] } }],
    [
      'an unqualified request element reads like a qualified one',
      basket().replaceAll('s:request', 'request'),
      /request must be in the namespace/,
      { qty: 3 },
    ],
    [
      'an optional string that is nil reads as null',
      basket('<note xsi:nil="true"/>'),
      /not 'nillable'/,
      { note: null },
    ],
    [
      'an optional number that is nil reads as null',
      basket('<limit xsi:nil="1"></limit>'),
      /not 'nillable'/,
      { limit: null },
    ],
    [
      'an optional structure that is nil reads as null',
      basket('<owner xsi:nil="true"/>'),
      /not 'nillable'/,
      { owner: null },
    ],
    [
      'a required text that is nil reads as empty',
      basket().replace('<name>N</name>', '<name xsi:nil="true"/>'),
      /not 'nillable'/,
      { buyer: { name: '' } },
    ],
    [
      'a repeated text that is nil reads as empty',
      basket('<tag>a</tag><tag xsi:nil="1"/>'),
      /not 'nillable'/,
      { tag: ['a', ''] },
    ],
    [
      'no-break spaces between elements read as if they were absent',
      basket('<note>a\u00A0b</note>').replaceAll(/<(?=(?:limit|note|qty)>)/g, '\n\u00A0\u3000<'),
      /not allowed because the content type is 'element-only' \(character \d+ is U\+00A0, a no-break space\)\.$/,
      { note: 'a\u00A0b', qty: 3 },
    ],
    ...['e:encodingStyle="x"', 'e:arrayType="x"', 'xml:lang="en"', 'xml:space="preserve"', 'id="r1"'].map(
      (attribute): [string, string, RegExp, unknown] => [
        `${attribute} anywhere reads as if it were absent`,
        basket('<note>x</note>')
          .replace(/<(buyer|name|qty|note|s:Basket)/g, `<$1 xmlns:e="urn:encoding" ${attribute}`)
          .replace(
            '<s:request',
            `<s:request xmlns:e="urn:encoding"${attribute.startsWith('id') ? '' : ` ${attribute}`}`,
          ),
        /is not allowed/,
        { buyer: { name: 'N' }, qty: 3, note: 'x', id: 'a' },
      ],
    ),
  ])('%s', (_, text, reason, expected) => {
    expect(problems(strict, text)).toContainEqual(expect.stringMatching(reason));
    expect(problems(tolerant, text)).toEqual([]);
    expect(request(text)).toMatchObject(expected as object);
  });

  test.each([
    ['int', basket('<limit/>'), 'limit'],
    ['decimal', basket('<weight></weight>'), 'weight'],
    ['int of white space', basket('<limit> \n </limit>'), 'limit'],
    ['double attribute', basket('', 'id="a" count="1" ratio=""'), 'ratio'],
  ])('an optional %s that is empty reads as absent', (_, text, name) => {
    expect(problems(strict, text)).toHaveLength(1);
    expect(problems(tolerant, text)).toEqual([]);
    expect(request(text)).not.toHaveProperty(name);
  });
});

test('a message whose elements are all or partly in the target namespace reads like one whose are in none', () => {
  const all = basket('<note>x</note><tag>a</tag><tag>b</tag>').replace(/<(\/?)(?=[a-z]+[\s>/])(?!s:)/g, '<$1s:');
  const some = basket('<note>x</note><tag>a</tag><s:tag>b</s:tag>');
  for (const text of [all, some]) {
    expect(hasQualifiedContent(schema, parse(text))).toBe(true);
    expect(problems(strict, text)).not.toEqual([]);
    expect(problems(qualified, text)).toEqual([]);
    expect(request(text)).toMatchObject({ buyer: { name: 'N' }, qty: 3, note: 'x', tag: ['a', 'b'] });
  }
  expect(hasQualifiedContent(schema, parse(basket()))).toBe(false);
  expect(problems(qualified, basket('<s:limit>x</s:limit>'))).toEqual([
    expect.stringMatching(/'x' is not a valid int/),
  ]);
});

describe('does not tolerate', () => {
  test.each([
    ['a missing required number', basket('', 'id="a"'), /'count' is required/],
    ['an empty required number', basket('', 'id="a" count=""'), /'' is not a valid int/],
    ['a nil required element', basket().replace('<qty>3</qty>', '<qty xsi:nil="true"/>'), /not 'nillable'/],
    ['a wrong number', basket('<limit>x</limit>'), /'x' is not a valid int \(it may also be empty\)/],
    ['a wrong order', basket('<note/><limit/>'), /not expected/],
    ['an unknown element', basket('<__proto__/>'), /not expected/],
    ['an unknown attribute', basket('', 'id="a" count="1" constructor="x"'), /'constructor' is not allowed/],
    ['an attribute of the target namespace', basket('<note s:x="1"/>'), /not allowed/],
    [
      'a wrong number beside an attribute that is ignored',
      basket('<limit xml:lang="en">x</limit>'),
      /'x' is not a valid int/,
    ],
    ['a reference to another element', basket('<note href="#r1"/>'), /'href' is not allowed/],
    ['content in a nil element', basket('<note xsi:nil="true">x</note>'), /nil/],
    [
      'a second request',
      basket().replace('</s:Basket>', '<request count="1"><buyer><name/></buyer><qty>1</qty></request></s:Basket>'),
      /not expected/,
    ],
  ])('%s', (_, text, reason) => {
    expect(problems(tolerant, text)).toContainEqual(expect.stringMatching(reason));
  });
});

describe('xsi:type', () => {
  test.each([
    [
      'of the declared type, as soap4r writes it',
      basket().replace('<s:request', '<s:request xmlns:n1="urn:shop" xsi:type="n1:RequestType"'),
    ],
    ['of a built-in type', basket('<note xsi:type="xsd:string">x</note>').replace('<qty>', '<qty xsi:type="xsd:int">')],
    [
      'of a built-in type on a number that may be empty',
      basket('<weight xsi:type="xsd:decimal">1.5</weight><limit xsi:type="xsd:int">1</limit>'),
    ],
  ])('%s is accepted', (_, text) => {
    expect(problems(strict, text)).toEqual([]);
    expect(problems(tolerant, text)).toEqual([]);
    expect(request(text)).toMatchObject({ qty: 3 });
  });

  test.each([
    ['of a number on a string', basket('<note xsi:type="xsd:int">5</note>')],
    ['with an undeclared prefix', basket('<note xsi:type="who:knows">5</note>')],
    ['of an unrelated type', basket('<note xsi:type="s:PersonType">5</note>')],
  ])('%s is ignored, and rejected by the strict schema', (_, text) => {
    expect(problems(strict, text)).toHaveLength(1);
    expect(problems(tolerant, text)).toEqual([]);
    expect(request(text)).toMatchObject({ note: '5' });
  });

  test('that is wrong does not hide an error in the content', () => {
    expect(problems(tolerant, basket('<limit xsi:type="s:PersonType">x</limit>'))).toEqual([
      expect.stringMatching(/'x' is not a valid int/),
    ]);
  });

  test('of an extending type adds the fields of that type', () => {
    const text = basket().replace('<buyer>', '<buyer xsi:type="s:OwnerType" no="7">');
    expect(problems(strict, text)).toEqual([]);
    expect(request(text)).toMatchObject({ buyer: { name: 'N', no: '7' } });
  });
});

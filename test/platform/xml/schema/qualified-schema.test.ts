import { compilePlainValidator } from '../../../../src/platform/xml/validation/validate-plain.js';
import { tolerantXsd } from '../../../../src/platform/xml/validation/tolerance.js';
import { Validator } from '../../../../src/platform/xml/validation/validator.js';
import { compileDecoder } from '../../../../src/platform/xml/schema/decode.js';
import { readSchema } from '../../../../src/platform/xml/schema/read-schema.js';
import { typeNamed } from '../../../../src/platform/xml/schema/schema.js';
import { typescriptOf } from '../../../../src/platform/xml/schema/typescript.js';
import { compileWriter, UnwritableError } from '../../../../src/platform/xml/schema/write.js';
import { parse } from '../documents.js';

/** A schema in the manner of .NET: every element qualified, nillable values, an enumeration. */
const DESK = `<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:d="urn:desk" targetNamespace="urn:desk" elementFormDefault="qualified">
  <xs:element name="Ask" type="d:AskType"/>
  <xs:element name="Nothing" type="d:NothingType"/>
  <xs:simpleType name="ColorType">
    <xs:restriction base="xs:string"><xs:enumeration value="Red"/><xs:enumeration value="Blue"/></xs:restriction>
  </xs:simpleType>
  <xs:complexType name="NothingType"/>
  <xs:complexType name="AskType">
    <xs:sequence>
      <xs:element name="color" type="d:ColorType"/>
      <xs:element name="other" type="d:ColorType" minOccurs="0" nillable="true"/>
      <xs:element name="since" type="xs:dateTime" nillable="true"/>
      <xs:element name="open" type="xs:boolean" minOccurs="0"/>
      <xs:element name="plain" type="xs:string" form="qualified" minOccurs="0"/>
      <xs:element name="no" type="xs:int" nillable="true" minOccurs="0" maxOccurs="unbounded"/>
    </xs:sequence>
  </xs:complexType>
</xs:schema>`;

const schema = readSchema(DESK);
const XSI = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"';
const decode = compileDecoder(schema, 'Ask');
const write = compileWriter(schema, 'Ask');
const ask = (inside: string): string => `<Ask xmlns="urn:desk" ${XSI}>${inside}</Ask>`;
const full = ask(
  '<color>Red</color><other>Blue</other><since>2026-01-02T03:04:05Z</since><open>1</open><plain> a </plain><no>1</no><no xsi:nil="true"/>',
);

describe('a schema whose elements are qualified by default', () => {
  test('is read with its enumerations and nillable elements', () => {
    expect(schema.enumerations).toEqual(new Map([['ColorType', ['Red', 'Blue']]]));
    expect(typeNamed(schema, 'AskType').elements.slice(0, 3)).toEqual([
      {
        name: 'color',
        type: { simple: 'string', enumeration: 'ColorType' },
        qualified: true,
        required: true,
        repeated: false,
        nillable: false,
      },
      expect.objectContaining({ name: 'other', required: false, nillable: true }),
      expect.objectContaining({ name: 'since', type: { simple: 'dateTime' }, required: true, nillable: true }),
    ]);
  });

  test('decodes booleans, times and words, and tells nil from absent and empty', () => {
    expect(decode(parse(full))).toEqual({
      color: 'Red',
      other: 'Blue',
      since: '2026-01-02T03:04:05Z',
      open: true,
      plain: ' a ',
      no: [1, null],
    });
    const nil = ask('<color> Red </color><other xsi:nil="true"/><since xsi:nil="1"/><open/><plain/>');
    expect(decode(parse(nil))).toEqual({ color: 'Red', other: null, since: null, plain: '', no: [] });
  });

  test('is written in the default namespace, with nil where a value may be null', () => {
    const value = { color: 'Red', since: null, open: false, plain: 'a & b', no: [5, null] };
    expect(write(value, 'urn:desk')).toBe(
      ask(
        '<color>Red</color><since xsi:nil="true"/><open>false</open><plain>a &amp; b</plain><no>5</no><no xsi:nil="true"/>',
      ),
    );
    expect(decode(parse(write(value, 'urn:desk')))).toEqual(value);
    expect(compileWriter(schema, 'Nothing')({}, 'urn:desk')).toBe(`<Nothing xmlns="urn:desk" ${XSI}/>`);
  });

  test.each([
    ['a word that is none', { color: 'Green' }, '/Ask/color must be a word of ColorType'],
    ['a text for a boolean', { open: 'true' }, '/Ask/open must be a boolean'],
    [
      'a day for a time',
      { since: '2026-01-02' },
      '/Ask/since must be a time such as 2030-01-02T03:04:05Z, as a string',
    ],
    ['a missing value that may be nil', { since: undefined }, '/Ask/since is required but missing'],
  ])('is not written with %s', (_, change, message) => {
    const value = { color: 'Red', since: null, no: [], ...change };
    expect(() => write(value, 'urn:desk')).toThrow(UnwritableError);
    expect(() => write(value, 'urn:desk')).toThrow(message);
  });

  test('becomes types with unions and null', () => {
    const text = typescriptOf(schema, 'desk.xsd', 'DeskPayloads');
    expect(text).toContain("export type ColorType = 'Red' | 'Blue';");
    expect(text).toContain('export type NothingType = Record<string, never>;');
    expect(text).toContain('  readonly color: ColorType;\n  readonly other?: ColorType | null | undefined;');
    expect(text).toContain('  readonly since: string | null;\n  readonly open?: boolean | null | undefined;');
    expect(text).toContain('  readonly no: readonly (number | null)[];');
  });
});

describe('validation by such a schema', () => {
  const strict = new Validator(DESK);
  const tolerant = new Validator(tolerantXsd(schema), { wrongTypeHints: 'ignored' });
  const fast = compilePlainValidator(schema, { tolerant: true });
  afterAll(() => {
    strict.dispose();
    tolerant.dispose();
  });

  /** Reasons of the strict and the tolerant schema; throws where the fast path accepts what libxml2 does not. */
  function reasons(text: string): { strict: readonly string[]; tolerant: readonly string[] } {
    const found = (validator: Validator): string[] =>
      validator.validate(text, parse(text), []).map(({ reason }) => reason);
    const both = { strict: found(strict), tolerant: found(tolerant) };
    if (fast(text, parse(text)) && both.tolerant.length > 0) throw new Error(`the fast path accepts ${text}`);
    return both;
  }

  test('accepts the full message, strictly as well', () => {
    expect(reasons(full)).toEqual({ strict: [], tolerant: [] });
  });

  test('accepts on the fast path what is usual', () => {
    const usual = ask('<color>Red</color><since>2026-01-02T03:04:05.123</since><open>true</open><no>7</no>');
    expect(fast(usual, parse(usual))).toBe(true);
  });

  test.each([
    [
      'elements in no namespace',
      `<d:Ask xmlns:d="urn:desk"><color>Red</color><since>2026-01-02T03:04:05</since></d:Ask>`,
    ],
    ['an empty optional value', ask('<color>Red</color><other/><since xsi:nil="true"/><open/>')],
    ['blanks around a word', ask('<color> Red\n</color><since xsi:nil="true"/>')],
  ])('is tolerant of %s', (_, text) => {
    const { strict: found, tolerant: none } = reasons(text);
    expect(none).toEqual([]);
    expect(found).not.toEqual([]);
  });

  test('says which words there are', () => {
    const found = reasons(ask('<color>Green</color><other>Pink</other><since xsi:nil="true"/>')).tolerant.join(' ');
    expect(found).toContain("The value 'Green' is not an element of the set {'Red', 'Blue'}");
    expect(found).toContain("The value 'Pink' is not an element of the set {'Red', 'Blue', ''}");
  });

  test.each(['2026-02-30T00:00:00Z', '2026-01-02', '2026-01-02T24:30:00', 'yesterday'])(
    'refuses the time %s',
    (time) => {
      expect(reasons(ask(`<color>Red</color><since>${time}</since>`)).tolerant).not.toEqual([]);
    },
  );
});

describe('a schema whose requests come in any order', () => {
  const EXTENDED = DESK.replace(
    '<xs:complexType name="NothingType"/>',
    '<xs:complexType name="NothingType"><xs:complexContent><xs:extension base="d:BaseType"/></xs:complexContent></xs:complexType>' +
      '<xs:complexType name="BaseType"><xs:sequence><xs:element name="code" type="xs:int"/></xs:sequence></xs:complexType>',
  ).replace(' maxOccurs="unbounded"', '');
  const free = readSchema(EXTENDED);
  const declared = new Validator(tolerantXsd(free, 'as-declared-any-order'));
  const bare = new Validator(tolerantXsd(free, 'unqualified-any-order'));
  afterAll(() => {
    declared.dispose();
    bare.dispose();
  });
  const problems = (validator: Validator, text: string): string =>
    validator
      .validate(text, parse(text), [])
      .map(({ reason }) => reason)
      .join(' ');
  const shuffled = '<no>4</no><since>2026-01-02T03:04:05Z</since><color>Blue</color>';

  test('takes and decodes them in any order', () => {
    expect(problems(declared, ask(shuffled))).toBe('');
    expect(compileDecoder(free, 'Ask', undefined, true)(parse(ask(shuffled)))).toEqual({
      no: 4,
      since: '2026-01-02T03:04:05Z',
      color: 'Blue',
    });
  });

  test('takes them all in no namespace, by a form of its own', () => {
    const text = `<d:Ask xmlns:d="urn:desk">${shuffled}</d:Ask>`;
    expect(problems(bare, text)).toBe('');
    expect(problems(declared, text)).toMatch(/must be in the namespace urn:desk; found in none/);
  });

  test.each([
    ['an element twice', `${shuffled}<no>5</no>`, /no \(of urn:desk\)/],
    ['an unknown element', `${shuffled}<size>5</size>`, /size \(of urn:desk\)/],
    ['without a required one', '<no>4</no><color>Blue</color>', /Missing child element/],
  ])('refuses %s', (_, inside, reason) => {
    expect(problems(declared, ask(inside))).toMatch(reason);
  });
});

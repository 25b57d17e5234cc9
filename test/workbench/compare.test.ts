import { LIMITS } from '../../src/client/locate/response.js';
import { firstDifference } from '../../src/workbench/compare.js';
import { parseXml } from '../../src/platform/xml/parse.js';

const compare = (expected: string, found: string, anyDateTime: readonly string[] = []) =>
  firstDifference(parseXml(expected, LIMITS), parseXml(found, LIMITS), { anyDateTime: new Set(anyDateTime) });

describe('two documents are equal', () => {
  it.each([
    ['with different prefixes for a namespace', '<a:x xmlns:a="urn:n"><a:y/></a:x>', '<x xmlns="urn:n"><y/></x>'],
    ['with a prefix declared elsewhere', '<x xmlns:a="urn:n"><a:y/></x>', '<x><a:y xmlns:a="urn:n"/></x>'],
    ['with unused namespace declarations', '<x xmlns:z="urn:z"/>', '<x/>'],
    ['with attributes in another order', '<x a="1" b="2"/>', '<x b="2" a="1"/>'],
    ['with qualified attributes under another prefix', '<x xmlns:p="urn:n" p:a="1"/>', '<x xmlns:q="urn:n" q:a="1"/>'],
    ['with white space between elements', '<x>\n  <y>1</y>\n  <z/>\n</x>', '<x><y>1</y><z/></x>'],
    [
      'with comments and processing instructions',
      '<x><!-- here --><y>1</y><?go on?></x>',
      '<x><y>1<!-- there --></y></x>',
    ],
    ['with an empty element in either notation', '<x><y></y></x>', '<x><y/></x>'],
    ['with text as CDATA', '<x><![CDATA[a & b]]></x>', '<x>a &amp; b</x>'],
    ['with a character reference', '<x a="&#65;"/>', '<x a="A"/>'],
  ])('%s', (_, expected, found) => {
    expect(compare(expected, found)).toBeUndefined();
  });

  it('when date-times of the same format may differ', () => {
    expect(
      compare(
        '<x d="2015-01-01T00:00:00.000"><datetime>2015-01-01</datetime></x>',
        '<x d="2030-12-31T23:59:59.999"><datetime>2030-12-31</datetime></x>',
        ['d', 'datetime'],
      ),
    ).toBeUndefined();
  });
});

describe('the first difference', () => {
  it.each([
    ['a text', '<x><y>1</y></x>', '<x><y>2</y></x>', '/x/y', '"1"', '"2"'],
    ['a trailing blank', '<x><y>PENCIL  </y></x>', '<x><y>PENCIL</y></x>', '/x/y', '"PENCIL  "', '"PENCIL"'],
    ['an attribute', '<x><y a="1"/></x>', '<x><y a="2"/></x>', '/x/y/@a', '"1"', '"2"'],
    ['a missing attribute', '<x a="1"/>', '<x/>', '/x/@a', '"1"', 'nothing'],
    ['an additional attribute', '<x/>', '<x a="1"/>', '/x/@a', 'nothing', '"1"'],
    [
      'an attribute in another namespace',
      '<x xmlns:p="urn:n" p:a="1"/>',
      '<x a="1"/>',
      '/x/@{urn:n}a',
      '"1"',
      'nothing',
    ],
    ['a root of another name', '<x/>', '<y/>', '/x', '<x>', '<y>'],
    ['an element of another name', '<x><y/></x>', '<x><z/></x>', '/x/y', '<y>', '<z>'],
    [
      'an element of another namespace',
      '<x><y xmlns="urn:a"/></x>',
      '<x><y xmlns="urn:b"/></x>',
      '/x/y',
      '<y> in "urn:a"',
      '<y> in "urn:b"',
    ],
    ['a missing last element', '<x><y/><z/></x>', '<x><y/></x>', '/x/z', '<z>', 'nothing'],
    ['a missing element in between', '<x><y/><z/></x>', '<x><z/></x>', '/x/y', '<y>', '<z>'],
    ['an additional element', '<x><y/></x>', '<x><y/><y/></x>', '/x/y[2]', 'nothing', '<y>'],
    ['elements in another order', '<x><y/><z/></x>', '<x><z/><y/></x>', '/x/y', '<y>', '<z>'],
    ['one of several elements', '<x><y>1</y><z/><y>2</y></x>', '<x><y>1</y><z/><y>3</y></x>', '/x/y[2]', '"2"', '"3"'],
    ['text beside elements', '<x><y/></x>', '<x>text<y/></x>', '/x', '""', '"text"'],
    ['an element instead of text', '<x>text</x>', '<x><y/></x>', '/x', '"text"', '""'],
    [
      'a deeply nested attribute',
      '<a><b><c><d e="1"/></c></b></a>',
      '<a><b><c><d e="2"/></c></b></a>',
      '/a/b/c/d/@e',
      '"1"',
      '"2"',
    ],
  ])('is %s', (_, expected, found, path, wanted, given) => {
    expect(compare(expected, found)).toEqual({ path, expected: wanted, found: given });
  });

  it.each([
    ['another format', '2015-01-01T00:00:00.000', '2015-01-01T00:00:00'],
    ['no date-time at all', '2015-01-01', 'yesterday'],
    ['nothing', '2015-01-01', ''],
  ])('is a date-time that became %s', (_, expected, found) => {
    expect(
      compare(`<x><datetime>${expected}</datetime></x>`, `<x><datetime>${found}</datetime></x>`, ['datetime'])?.path,
    ).toBe('/x/datetime');
  });

  it('is the first of several differences', () => {
    expect(compare('<x><y a="1">1</y><z>1</z></x>', '<x><y a="2">2</y><z>2</z></x>')?.path).toBe('/x/y/@a');
  });

  it('ignores a value that may be anything, but not its absence', () => {
    const tolerance = { anyValue: new Set(['id']) };
    const parse = (text: string) => parseXml(text, LIMITS);
    expect(firstDifference(parse('<x><id>1</id></x>'), parse('<x><id>2</id></x>'), tolerance)).toBeUndefined();
    expect(firstDifference(parse('<x><id>1</id></x>'), parse('<x/>'), tolerance)?.path).toBe('/x/id');
  });

  it('is a date-time that must be equal', () => {
    expect(compare('<x d="2015-01-01"/>', '<x d="2015-01-02"/>')?.path).toBe('/x/@d');
  });
});

import { readSchema } from '../../../src/platform/xml/schema/read-schema.js';
import { contentOf, rootType, typeNamed } from '../../../src/platform/xml/schema/schema.js';
import { SHOP } from './documents.js';

const changed = (from: string, to: string): string => {
  if (!SHOP.includes(from)) throw new Error(`the schema has no ${from}`);
  return SHOP.replace(from, to);
};

describe('readSchema', () => {
  const schema = readSchema(SHOP);

  test('reads order, cardinality, qualification and types', () => {
    const [request] = rootType(schema, 'Basket').elements;
    expect(request).toEqual({
      name: 'request',
      type: { complex: 'RequestType' },
      qualified: true,
      required: false,
      repeated: false,
      nillable: false,
    });
    const { elements, attributes } = typeNamed(schema, 'RequestType');
    expect(elements.map(({ name }) => name)).toEqual([
      'buyer',
      'qty',
      'weight',
      'limit',
      'note',
      'owner',
      'parts',
      'tag',
    ]);
    expect(elements.at(-1)).toEqual({
      name: 'tag',
      type: { simple: 'string' },
      qualified: false,
      required: false,
      repeated: true,
      nillable: false,
    });
    expect(attributes[2]).toEqual({ name: 'ratio', type: 'double', required: false });
  });

  test('lists inherited elements and attributes of an extension first', () => {
    const { elements, attributes } = contentOf(schema, typeNamed(schema, 'OwnerType'));
    expect(elements.map(({ name }) => name)).toEqual(['name']);
    expect(attributes.map(({ name }) => name)).toEqual(['no']);
  });

  test('returns a schema that throws for unknown names', () => {
    expect(() => rootType(schema, 'constructor')).toThrow('no global element constructor');
    expect(() => typeNamed(schema, '__proto__')).toThrow('no type __proto__');
  });
});

describe('rejects, with the line, a schema with', () => {
  test.each([
    ['a choice', changed('<xs:sequence>', '<xs:choice/><xs:sequence>'), /line 5: <choice> where <attribute>/],
    ['another simple type', changed('type="xs:double"', 'type="xs:float"'), /line 22: the type xs:float/],
    ['a default', changed('type="xs:double"', 'type="xs:double" default="1"'), /attribute default of <attribute>/],
    ['a bounded repetition', changed('maxOccurs="unbounded"', 'maxOccurs="5"'), /maxOccurs="5"/],
    [
      'another form of elements',
      changed('targetNamespace=', 'elementFormDefault="prefixed" targetNamespace='),
      /elementFormDefault="prefixed"/,
    ],
    ['another form of an element', changed('form="qualified"', 'form="prefixed"'), /form="prefixed"/],
    [
      'a pattern',
      changed(
        '<xs:element name="Basket"',
        '<xs:simpleType name="P"><xs:restriction base="xs:string"><xs:pattern value="a"/></xs:restriction></xs:simpleType><xs:element name="Basket"',
      ),
      /<pattern> where <enumeration>/,
    ],
    [
      'an enumeration of numbers',
      changed(
        '<xs:element name="Basket"',
        '<xs:simpleType name="P"><xs:restriction base="xs:int"/></xs:simpleType><xs:element name="Basket"',
      ),
      /a restriction of another type than string/,
    ],
    [
      'an import',
      changed('<xs:element name="Basket"', '<xs:import namespace="urn:x"/><xs:element name="Basket"'),
      /<import>/,
    ],
    [
      'an anonymous type',
      changed(' type="s:PersonType"/>', '><xs:complexType/></xs:element>'),
      /<element> without type/,
    ],
    [
      'two types of the same name',
      changed('name="PartsType"', 'name="PersonType"'),
      /a second complexType named PersonType/,
    ],
  ])('%s', (_, text, message) => {
    expect(() => readSchema(text)).toThrow(message);
  });

  test.each([
    [
      'an attribute and an element of the same name',
      changed('<xs:attribute name="ratio"', '<xs:attribute name="note"'),
      /RequestType has more than one .* named note/,
    ],
    [
      'an attribute and an inherited element of the same name',
      changed('<xs:attribute name="no"', '<xs:attribute name="name"'),
      /OwnerType has more than one .* named name/,
    ],
    ['an undefined type', changed('type="s:PartsType"', 'type="s:Nothing"'), /RequestType\/parts is of type Nothing/],
    ['an undefined base type', changed('base="s:PersonType"', 'base="s:Nothing"'), /OwnerType extends Nothing/],
    ['a field named __proto__', changed('name="note"', 'name="__proto__"'), /field __proto__/],
    ['a field named constructor', changed('name="ratio"', 'name="constructor"'), /field constructor/],
  ])('%s', (_, text, message) => {
    expect(() => readSchema(text)).toThrow(message);
  });
});

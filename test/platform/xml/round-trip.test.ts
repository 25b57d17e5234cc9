import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { compileDecoder } from '../../../src/platform/xml/schema/decode.js';
import { readSchema } from '../../../src/platform/xml/schema/read-schema.js';
import { contentOf, rootType, typeNamed } from '../../../src/platform/xml/schema/schema.js';
import type { ComplexType, Schema, SimpleTypeName } from '../../../src/platform/xml/schema/schema.js';
import { Validator } from '../../../src/platform/xml/validation/validator.js';
import { compileWriter } from '../../../src/platform/xml/schema/write.js';
import { parse, SHOP } from './documents.js';

const text = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.constantFrom('', ' a  ', '&<>"\'', '\r\n\t', ']]>', '&amp;', '\u0085', '$&'),
);
const decimal = fc
  .tuple(fc.bigInt({ min: -(10n ** 25n), max: 10n ** 25n }), fc.nat(9_999))
  .map(([whole, part]) => `${whole}.${part}`);
const simple = (type: SimpleTypeName): fc.Arbitrary<string | number> =>
  type === 'string' ? text : type === 'int' ? fc.integer() : decimal;

/** Arbitrary values of a type: with all required parts, and any of the optional ones. */
function valueOf(schema: Schema, type: ComplexType): fc.Arbitrary<Record<string, unknown>> {
  const { attributes, elements } = contentOf(schema, type);
  const fields: [string, fc.Arbitrary<unknown>][] = attributes.map((attribute) => [
    attribute.name,
    simple(attribute.type),
  ]);
  const requiredKeys = attributes.filter(({ required }) => required).map(({ name }) => name);
  for (const element of elements) {
    const one =
      'simple' in element.type ? simple(element.type.simple) : valueOf(schema, typeNamed(schema, element.type.complex));
    fields.push([
      element.name,
      element.repeated ? fc.array<unknown>(one, { minLength: element.required ? 1 : 0, maxLength: 2 }) : one,
    ]);
    if (element.required || element.repeated) requiredKeys.push(element.name);
  }
  return fc.record(Object.fromEntries(fields), { requiredKeys, noNullPrototype: true });
}

const LOCATE = readFileSync(new URL('../../../xsd/Locate.xsd', import.meta.url), 'utf8');
const cases = [SHOP, LOCATE].flatMap((xsd) => {
  const schema = readSchema(xsd);
  const validator = new Validator(xsd);
  afterAll(() => validator.dispose());
  return [...schema.roots.keys()].map((root) => ({ root, schema, validator }));
});

test.each(cases)(
  '$root: any value is written as a valid message and decodes to the same value',
  ({ root, schema, validator }) => {
    const write = compileWriter(schema, root);
    const decode = compileDecoder(schema, root);
    fc.assert(
      fc.property(valueOf(schema, rootType(schema, root)), (value) => {
        const message = write(value, schema.targetNamespace);
        const element = parse(message);
        expect(validator.validate(message, element, [])).toEqual([]);
        expect(decode(element)).toStrictEqual(value);
      }),
      { numRuns: 40 },
    );
  },
);

/**
 * Decodes a validated element into plain data, driven by the schema.
 *
 * 1. Attributes and child elements become properties of one flat object, named as in the schema.
 * 2. A repeated element is always an array, empty if there is none.
 * 3. int becomes a number, boolean a boolean; decimal and double stay trimmed strings, because a double would change their
 *    digits, and so do dateTime, whose zone may be missing, and the words of enumerations; string is unchanged, blanks
 *    included, unless the caller says how a field is read.
 * 4. An absent optional value is an absent property, and so is an empty optional value of any type but string; xsi:nil gives
 *    null where the element is optional or nillable.
 * 5. Attributes of other namespaces and an `id` that the schema does not define are passed over: validation decides on them.
 * 6. A required string attribute that the tolerant schema allowed to be missing becomes `''`.
 *
 * Each type is compiled once into closures. Children come in schema order, so one pointer moves through the type's
 * elements, without a lookup by a name from the message. Anything the schema does not define throws, since validation
 * comes first.
 */
import { bothForms } from '../../event-loop.js';
import type { Interruptible, InterruptibleFunction } from '../../event-loop.js';
import type { XmlElement } from '../element.js';
import { hasLongList, longListItems } from './long-lists.js';
import { contentOf, rootType, typeNamed } from './schema.js';
import type { ComplexType, Schema, SchemaElement, SimpleTypeName } from './schema.js';

const XSI = 'http://www.w3.org/2001/XMLSchema-instance';

type Data = Record<string, unknown>;
/** Elements of a large tree that are already decoded. */
type Decoded = ReadonlyMap<XmlElement, Data>;
type Read = (element: XmlElement, decoded?: Decoded) => unknown;
type ReadComplex = (element: XmlElement, decoded?: Decoded) => Data;
/** How the text of a field is read, by the field's name; undefined leaves it as it is. */
export type TextReaders = (field: string) => ((text: string) => string) | undefined;

const AS_WRITTEN = (text: string): string => text;

interface ElementReader {
  readonly name: string;
  readonly repeated: boolean;
  readonly mayBeNil: boolean;
  read: Read;
}

/**
 * Compiles a function that decodes elements of the given root's type. Its yielding form yields to the event loop
 * between the items of long lists.
 * @param root name of a global element of the schema
 * @param texts asked once for each text field
 * @param anyOrder whether children may come in another order than the schema's
 * @throws {Error} (the returned function) if the element contains what the schema does not define: it was not validated
 */
export function compileDecoder(
  schema: Schema,
  root: string,
  texts: TextReaders = () => undefined,
  anyOrder = false,
): InterruptibleFunction<[element: XmlElement], Data> {
  const compiler = new DecoderCompiler(schema, texts, anyOrder);
  const type = rootType(schema, root);
  const decodeRoot = compiler.complex(type);
  return bothForms(function* (element: XmlElement): Interruptible<Data> {
    if (!hasLongList(element)) return decodeRoot(element);
    const decoded = new Map<XmlElement, Data>();
    for (const { item, type: itemType } of longListItems(schema, type, element)) {
      yield;
      decoded.set(item, compiler.complex(itemType)(item));
    }
    return decodeRoot(element, decoded);
  });
}

class DecoderCompiler {
  /** A type is added before its content is compiled, so that a recursive type finds itself here. */
  private readonly compiled = new Map<string, ReadComplex>();

  constructor(
    private readonly schema: Schema,
    private readonly texts: TextReaders,
    private readonly anyOrder: boolean,
  ) {}

  complex(type: ComplexType): ReadComplex {
    const known = this.compiled.get(type.name);
    if (known !== undefined) return known;
    let decode: ReadComplex = () => ({});
    this.compiled.set(type.name, (element, decoded) => decode(element, decoded));
    decode = this.compile(type);
    this.compiled.set(type.name, decode);
    return decode;
  }

  private compile(type: ComplexType): ReadComplex {
    const { attributes, elements } = this.content(type);
    const simple = new Map(attributes.map(({ name, type: simpleType }) => [name, this.simple(name, simpleType)]));
    const requiredStrings = attributes.filter((a) => a.required && a.type === 'string').map(({ name }) => name);
    const readers = elements.map((element): ElementReader => this.element(element));
    const { anyOrder } = this;
    const lists = readers.filter(({ repeated }) => repeated).map(({ name }) => name);

    return (element, decoded) => {
      const data: Data = {};
      for (const name of requiredStrings) data[name] = '';
      for (const { uri, local, value } of element.attributes) {
        // Of another namespace: it says nothing of the content.
        if (uri !== '') continue;
        const read = simple.get(local);
        if (read === undefined && local === 'id') continue;
        if (read === undefined) return unknown(element, `attribute ${local}`);
        const content = read(value);
        if (content !== undefined) data[local] = content;
      }
      for (const name of lists) data[name] = [];
      let at = 0;
      for (const child of element.children) {
        while (readers[at] !== undefined && readers[at]?.name !== child.local) at += 1;
        if (anyOrder && readers[at] === undefined) at = readers.findIndex(({ name }) => name === child.local);
        const reader = readers[at];
        if (reader === undefined) return unknown(element, `element ${child.local}`);
        const content =
          reader.mayBeNil && child.attributes.length > 0 && isNil(child)
            ? null
            : (decoded?.get(child) ?? reader.read(child, decoded));
        if (reader.repeated) {
          (data[reader.name] as unknown[]).push(content);
          continue;
        }
        at += 1;
        if (content !== undefined) data[reader.name] = content;
      }
      return data;
    };
  }

  /** xsi:type may select a type that extends the declared one: its additional fields are decoded where they appear. */
  private content(type: ComplexType): Pick<ComplexType, 'attributes' | 'elements'> {
    const own = contentOf(this.schema, type);
    const extensions = [...this.schema.types.values()]
      .filter(({ base }) => base === type.name)
      .map((extension) => ({
        attributes: extension.attributes.map((attribute) => ({ ...attribute, required: false })),
        elements: extension.elements.filter(({ repeated }) => !repeated),
      }));
    return {
      attributes: [...own.attributes, ...extensions.flatMap(({ attributes }) => attributes)],
      elements: [...own.elements, ...extensions.flatMap(({ elements }) => elements)],
    };
  }

  private element({ name, type, required, repeated, nillable }: SchemaElement): ElementReader {
    const mayBeNil = nillable || (!required && !repeated);
    if ('complex' in type)
      return { name, repeated, mayBeNil, read: this.complex(typeNamed(this.schema, type.complex)) };
    const read = type.enumeration === undefined ? this.simple(name, type.simple) : readValue(AS_WRITTEN);
    return { name, repeated, mayBeNil, read: (element) => read(element.text) };
  }

  private simple(name: string, type: SimpleTypeName): (value: string) => Value | undefined {
    return type === 'string' ? (this.texts(name) ?? AS_WRITTEN) : readValue(VALUES[type]);
  }
}

type Value = string | number | boolean;

/** How the lexical form of a type becomes a value. */
const VALUES: Readonly<Record<Exclude<SimpleTypeName, 'string'>, (lexical: string) => Value>> = {
  int: Number,
  decimal: AS_WRITTEN,
  double: AS_WRITTEN,
  boolean: (lexical) => lexical === 'true' || lexical === '1',
  dateTime: AS_WRITTEN,
};

/** Converts a lexical value; an empty one is undefined. */
function readValue(convert: (lexical: string) => Value): (value: string) => Value | undefined {
  return (value) => {
    const lexical = value.trim();
    return lexical === '' ? undefined : convert(lexical);
  };
}

function isNil(element: XmlElement): boolean {
  const nil = element.attributes.find(({ uri, local }) => uri === XSI && local === 'nil')?.value.trim();
  return nil === 'true' || nil === '1';
}

function unknown(element: XmlElement, what: string): never {
  throw new Error(
    `<${element.local}> on line ${element.line} has ${what}, which the schema does not know: validate before decoding`,
  );
}

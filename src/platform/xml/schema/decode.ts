/**
 * Turns a validated element into plain data, by the schema.
 *
 * 1. attributes and child elements become properties of one flat object, named as in the schema;
 * 2. a repeated element is always an array, empty when there is none;
 * 3. int becomes a number; decimal and double stay strings, trimmed, because a double would change their digits;
 *    string is untouched, blanks included;
 * 4. an absent optional is an absent property, an empty optional number too; xsi:nil gives null;
 * 5. a required string attribute that the tolerant schema let pass without gives `''`.
 *
 * Decoding a type is compiled once into closures. Children are met in schema order, so one pointer moves through the
 * type's elements: no lookup by a name from the message. What is not in the schema throws, since validation comes first.
 */
import { shouldYield, yieldToEventLoop } from '../../event-loop.js';
import type { XmlElement } from '../element.js';
import { hasLongList, longListItems } from './long-lists.js';
import { contentOf, rootType, typeNamed } from './schema.js';
import type { ComplexType, Schema, SchemaElement, SimpleTypeName } from './schema.js';

const XSI = 'http://www.w3.org/2001/XMLSchema-instance';

type Data = Record<string, unknown>;
/** What has been decoded before, of a large tree. */
type Decoded = ReadonlyMap<XmlElement, Data>;
type Read = (element: XmlElement, decoded?: Decoded) => unknown;
type ReadComplex = (element: XmlElement, decoded?: Decoded) => Data;

interface ElementReader {
  readonly name: string;
  readonly repeated: boolean;
  readonly optional: boolean;
  read: Read;
}

/**
 * A function that decodes elements of the given root's type.
 * @param root name of a global element of the schema
 * @throws {Error} (the returned function) when the element holds what the schema does not know: it was not validated
 */
export function compileDecoder(schema: Schema, root: string): (element: XmlElement) => Record<string, unknown> {
  const decode = new DecoderCompiler(schema).complex(rootType(schema, root));
  return (element) => decode(element);
}

/** The same where others wait: a tree with long lists is decoded with pauses in which the event loop turns. */
export function compileYieldingDecoder(schema: Schema, root: string): (element: XmlElement) => Data | Promise<Data> {
  const compiler = new DecoderCompiler(schema);
  const rootOf = rootType(schema, root);
  const decode = compiler.complex(rootOf);
  return (element) => {
    if (!hasLongList(element)) return decode(element);
    return (async () => {
      const decoded = new Map<XmlElement, Data>();
      for (const { item, type } of longListItems(schema, rootOf, element)) {
        if (shouldYield()) await yieldToEventLoop();
        decoded.set(item, compiler.complex(type)(item));
      }
      return decode(element, decoded);
    })();
  };
}

class DecoderCompiler {
  /** A type is entered before its content is compiled, so that one that contains itself finds itself here. */
  private readonly compiled = new Map<string, ReadComplex>();

  constructor(private readonly schema: Schema) {}

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
    const simple = new Map(attributes.map(({ name, type: simpleType }) => [name, readSimple(simpleType)]));
    const requiredStrings = attributes.filter((a) => a.required && a.type === 'string').map(({ name }) => name);
    const readers = elements.map((element): ElementReader => this.element(element));
    const lists = readers.filter(({ repeated }) => repeated).map(({ name }) => name);

    return (element, decoded) => {
      const data: Data = {};
      for (const name of requiredStrings) data[name] = '';
      for (const { uri, local, value } of element.attributes) {
        if (uri === XSI) continue;
        const read = uri === '' ? simple.get(local) : undefined;
        if (read === undefined) return unknown(element, `attribute ${local}`);
        const content = read(value);
        if (content !== undefined) data[local] = content;
      }
      for (const name of lists) data[name] = [];
      let at = 0;
      for (const child of element.children) {
        while (readers[at] !== undefined && readers[at]?.name !== child.local) at += 1;
        const reader = readers[at];
        if (reader === undefined) return unknown(element, `element ${child.local}`);
        if (reader.repeated) {
          (data[reader.name] as unknown[]).push(decoded?.get(child) ?? reader.read(child, decoded));
          continue;
        }
        at += 1;
        const content =
          reader.optional && child.attributes.length > 0 && isNil(child) ? null : reader.read(child, decoded);
        if (content !== undefined) data[reader.name] = content;
      }
      return data;
    };
  }

  /** With xsi:type an element may be of a type that extends its own: what that adds is decoded where it appears. */
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

  private element({ name, type, required, repeated }: SchemaElement): ElementReader {
    if ('complex' in type)
      return { name, repeated, optional: !required, read: this.complex(typeNamed(this.schema, type.complex)) };
    const read = readSimple(type.simple);
    return { name, repeated, optional: !required, read: (element) => read(element.text) };
  }
}

/** What a lexical value means; undefined for a number that is empty. */
function readSimple(type: SimpleTypeName): (value: string) => string | number | undefined {
  if (type === 'string') return (value) => value;
  const number = type === 'int' ? Number : (lexical: string): string => lexical;
  return (value) => {
    const lexical = value.trim();
    return lexical === '' ? undefined : number(lexical);
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

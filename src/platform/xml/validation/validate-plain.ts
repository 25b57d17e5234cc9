/**
 * The fast path of validation: recognizes payloads that are valid and use only a common subset of XML. For any other
 * payload, libxml2 decides and reports why.
 *
 * Nearly every message is in this subset. One walk of the tree that parse.ts has built proves it valid in about a tenth
 * of the time that libxml2 takes to parse the text again and validate it: libxml2 needs 100 µs for a message of 5 KB,
 * and for one of 4 MB a tenth of a second without interruption. As in parse-plain.ts, nothing is ever rejected here:
 *
 * 1. Everything that needs closer examination is left to libxml2: comments, CDATA, character references, attributes in
 *    a namespace (xsi:type, xsi:nil), and numbers and namespace names in an uncommon form.
 * 2. A payload that is accepted here is valid for libxml2 with the same schema, strict or tolerant (tolerance.ts): a
 *    test compares the two.
 * 3. Children come in schema order, so one pointer moves through the type's elements.
 */
import { bothForms } from '../../event-loop.js';
import type { Interruptible, InterruptibleFunction } from '../../event-loop.js';
import type { XmlElement } from '../element.js';
import { hasLongList, longListItems } from '../schema/long-lists.js';
import { contentOf, typeNamed, wordsOf } from '../schema/schema.js';
import type { ComplexType, Schema, SchemaElement, SimpleTypeName } from '../schema/schema.js';

/**
 * Whether a payload, an element of the tree of `text`, is recognized as valid. The yielding form yields to the event
 * loop between the items of long lists.
 */
export type PlainValidator = InterruptibleFunction<[text: string, payload: XmlElement], boolean>;

/** @param checked elements of a large tree that are already known to be valid */
type Check = (element: XmlElement, checked?: ReadonlySet<XmlElement>) => boolean;

interface Part extends SchemaElement {
  readonly optional: boolean;
  readonly check: Check;
}

/** Values in a common form; numbers too short to exceed the range of their type. */
const COMMON: Readonly<Record<Exclude<SimpleTypeName, 'string'>, RegExp>> = {
  int: /^-?\d{1,9}$/,
  decimal: /^-?\d{1,12}(?:\.\d{1,18})?$/,
  double: /^-?\d{1,12}(?:\.\d{1,18})?$/,
  boolean: /^(?:true|false|1|0)$/,
  // Days that every month has: libxml2 knows the others.
  dateTime: /^[12]\d{3}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,9})?Z?$/,
};
const NON_BLANK = /[^ \t\n]/;
/** libxml2 rejects a document in which any namespace name is not a URI. */
const COMMON_NAMESPACE = /xmlns(?::[\w.-]+)?=["'](?:https?:\/\/|urn:)[\w./:#-]*["']/y;

/** @param tolerant whether to accept what the schema's tolerant form accepts, or only what the contract allows */
export function compilePlainValidator(schema: Schema, { tolerant }: { readonly tolerant: boolean }): PlainValidator {
  const compiler = new CheckCompiler(schema, tolerant);
  const roots = new Map([...schema.roots].map(([name, type]) => [name, typeNamed(schema, type)]));
  return bothForms(function* (text: string, payload: XmlElement): Interruptible<boolean> {
    const root = payload.uri === schema.targetNamespace && isPlain(text) ? roots.get(payload.local) : undefined;
    if (root === undefined) return false;
    if (!hasLongList(payload)) return compiler.complex(root)(payload);
    const checked = new Set<XmlElement>();
    for (const { item, type } of longListItems(schema, root, payload)) {
      yield;
      if (!compiler.complex(type)(item)) return false;
      checked.add(item);
    }
    return compiler.complex(root)(payload, checked);
  });
}

function isPlain(text: string): boolean {
  if (text.includes('<!') || text.includes('&#') || text.includes('<?', 1)) return false;
  for (let at = text.indexOf('xmlns'); at >= 0; at = text.indexOf('xmlns', at + 1)) {
    COMMON_NAMESPACE.lastIndex = at;
    if (!COMMON_NAMESPACE.test(text)) return false;
  }
  return true;
}

class CheckCompiler {
  /** A type is added before its content is compiled, so that a recursive type finds itself here. */
  readonly #compiled = new Map<string, Check>();

  constructor(
    private readonly schema: Schema,
    private readonly tolerant: boolean,
  ) {}

  complex(type: ComplexType): Check {
    const known = this.#compiled.get(type.name);
    if (known !== undefined) return known;
    let check: Check = () => false;
    this.#compiled.set(type.name, (element, checked) => check(element, checked));
    check = this.#compile(type);
    this.#compiled.set(type.name, check);
    return check;
  }

  #compile(type: ComplexType): Check {
    const { tolerant } = this;
    const content = contentOf(this.schema, type);
    const attributes = new Map(
      content.attributes.map((attribute) => [
        attribute.name,
        isCommon(attribute.type, tolerant && !attribute.required),
      ]),
    );
    const needed = content.attributes
      .filter(({ required, type: simple }) => required && !(tolerant && simple === 'string'))
      .map(({ name }) => name);
    const isOnlyContent = content.elements.length === 1 && content.elements[0]?.repeated === true;
    const parts = content.elements.map((element) => this.#part(element, isOnlyContent));

    return (element, checked) => {
      if (element.text !== '' && (parts.length === 0 || NON_BLANK.test(element.text))) return false;
      for (const { uri, local, value } of element.attributes)
        if (uri !== '' || attributes.get(local)?.(value) !== true) return false;
      for (const name of needed) if (!element.attributes.some(({ local }) => local === name)) return false;
      let at = 0;
      /** Whether the part at the pointer has occurred. */
      let occurred = false;
      for (const child of element.children) {
        let part = parts[at];
        while (part !== undefined && part.name !== child.local) {
          if (!occurred && !part.optional) return false;
          part = parts[(at += 1)];
          occurred = false;
        }
        if (
          part === undefined ||
          (occurred && !part.repeated) ||
          !this.#isInNamespace(part, child.uri) ||
          !(checked?.has(child) === true || part.check(child, checked))
        )
          return false;
        occurred = true;
      }
      for (; at < parts.length; at += 1, occurred = false) if (!occurred && parts[at]?.optional !== true) return false;
      return true;
    };
  }

  #isInNamespace({ qualified }: Part, uri: string): boolean {
    return uri === (qualified ? this.schema.targetNamespace : '') || (this.tolerant && qualified && uri === '');
  }

  #part(element: SchemaElement, isOnlyContent: boolean): Part {
    const { type, required, repeated } = element;
    const { tolerant } = this;
    const optional = !required || (tolerant && isOnlyContent);
    if ('complex' in type) return { ...element, optional, check: this.complex(typeNamed(this.schema, type.complex)) };
    const words = type.enumeration === undefined ? undefined : new Set(wordsOf(this.schema, type.enumeration));
    const common =
      words === undefined
        ? isCommon(type.simple, tolerant && !required && !repeated)
        : (text: string): boolean => words.has(text);
    return {
      ...element,
      optional,
      check: ({ text, attributes, children }) => children.length === 0 && attributes.length === 0 && common(text),
    };
  }
}

function isCommon(type: SimpleTypeName, mayBeEmpty: boolean): (value: string) => boolean {
  if (type === 'string') return () => true;
  const common = COMMON[type];
  return mayBeEmpty ? (value) => value === '' || common.test(value) : (value) => common.test(value);
}

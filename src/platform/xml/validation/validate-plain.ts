/**
 * Sees that a payload is valid where that is beyond doubt; whatever else it may be, libxml2 decides and says why.
 *
 * Nearly every message is valid and written plainly. For those, one walk of the tree that has been read anyway shows it,
 * in about a tenth of the time in which libxml2 reads the text once more and validates it: 100 µs of a message of 5 KB,
 * and for one of 4 MB a tenth of a second in one piece. So, as in scan.ts, nothing is ever refused here:
 *
 * 1. what needs a second thought is left: comments, CDATA, character references, attributes in a namespace (xsi:type,
 *    xsi:nil), numbers and names of namespaces written in an uncommon way;
 * 2. what is said to be valid is valid for libxml2 with the same schema, strict or tolerant (tolerance.ts): a test holds
 *    one against the other;
 * 3. children stand in the order of the schema, so one pointer moves through the type's elements.
 */
import { shouldYield, yieldToEventLoop } from '../../event-loop.js';
import type { XmlElement } from '../element.js';
import { hasLongList, longListItems } from '../schema/long-lists.js';
import { contentOf, typeNamed } from '../schema/schema.js';
import type { ComplexType, Schema, SchemaElement, SimpleTypeName } from '../schema/schema.js';

/** The payload is an element of the tree of the text. */
export interface PlainValidator {
  (text: string, payload: XmlElement): boolean;
  /** The same where others wait: a payload with long lists is walked with pauses in which the event loop turns. */
  inTurns(text: string, payload: XmlElement): Promise<boolean>;
}

/** @param checked elements of a large tree that are known to be valid */
type Check = (element: XmlElement, checked?: ReadonlySet<XmlElement>) => boolean;

interface Part extends SchemaElement {
  readonly mayBeMissing: boolean;
  readonly check: Check;
}

/** Numbers so short that no limit of a type comes near. */
const COMMON: Readonly<Record<Exclude<SimpleTypeName, 'string'>, RegExp>> = {
  int: /^-?\d{1,9}$/,
  decimal: /^-?\d{1,12}(?:\.\d{1,18})?$/,
  double: /^-?\d{1,12}(?:\.\d{1,18})?$/,
};
const ANY_BUT_BLANK = /[^ \t\n]/;
/** libxml2 refuses a document that names a namespace by what is no URI, wherever that stands. */
const COMMON_NAMESPACE = /xmlns(?::[\w.-]+)?=["'](?:https?:\/\/|urn:)[\w./:#-]*["']/y;

/** @param tolerant whether the schema's tolerant form counts, or its letter */
export function compilePlainValidator(schema: Schema, { tolerant }: { readonly tolerant: boolean }): PlainValidator {
  const compiler = new CheckCompiler(schema, tolerant);
  const roots = new Map([...schema.roots].map(([name, type]) => [name, typeNamed(schema, type)]));
  const typeOf = (text: string, payload: XmlElement): ComplexType | undefined =>
    payload.uri === schema.targetNamespace && isPlain(text) ? roots.get(payload.local) : undefined;
  const isValid = (text: string, payload: XmlElement): boolean => {
    const root = typeOf(text, payload);
    return root !== undefined && compiler.complex(root)(payload);
  };
  return Object.assign(isValid, {
    async inTurns(text: string, payload: XmlElement): Promise<boolean> {
      if (!hasLongList(payload)) return isValid(text, payload);
      const root = typeOf(text, payload);
      if (root === undefined) return false;
      const checked = new Set<XmlElement>();
      for (const { item, type } of longListItems(schema, root, payload)) {
        if (shouldYield()) await yieldToEventLoop();
        if (!compiler.complex(type)(item)) return false;
        checked.add(item);
      }
      return compiler.complex(root)(payload, checked);
    },
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
  /** A type is entered before its content is compiled, so that one that contains itself finds itself here. */
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
    const onlyContent = content.elements.length === 1 && content.elements[0]?.repeated === true;
    const parts = content.elements.map((element) => this.#part(element, onlyContent));

    return (element, checked) => {
      if (element.text !== '' && (parts.length === 0 || ANY_BUT_BLANK.test(element.text))) return false;
      for (const { uri, local, value } of element.attributes)
        if (uri !== '' || attributes.get(local)?.(value) !== true) return false;
      for (const name of needed) if (!element.attributes.some(({ local }) => local === name)) return false;
      let at = 0;
      /** Whether the part at the pointer has been there. */
      let met = false;
      for (const child of element.children) {
        let part = parts[at];
        while (part !== undefined && part.name !== child.local) {
          if (!met && !part.mayBeMissing) return false;
          part = parts[(at += 1)];
          met = false;
        }
        if (
          part === undefined ||
          (met && !part.repeated) ||
          !this.#standsRight(part, child.uri) ||
          !(checked?.has(child) === true || part.check(child, checked))
        )
          return false;
        met = true;
      }
      for (; at < parts.length; at += 1, met = false) if (!met && parts[at]?.mayBeMissing !== true) return false;
      return true;
    };
  }

  #standsRight({ qualified }: Part, uri: string): boolean {
    return uri === (qualified ? this.schema.targetNamespace : '') || (this.tolerant && qualified && uri === '');
  }

  #part(element: SchemaElement, onlyContent: boolean): Part {
    const { type, required, repeated } = element;
    const { tolerant } = this;
    const mayBeMissing = !required || (tolerant && onlyContent);
    if ('complex' in type)
      return { ...element, mayBeMissing, check: this.complex(typeNamed(this.schema, type.complex)) };
    const common = isCommon(type.simple, tolerant && !required && !repeated);
    return {
      ...element,
      mayBeMissing,
      check: ({ text, attributes, children }) => children.length === 0 && attributes.length === 0 && common(text),
    };
  }
}

function isCommon(type: SimpleTypeName, mayBeEmpty: boolean): (value: string) => boolean {
  if (type === 'string') return () => true;
  const common = COMMON[type];
  return mayBeEmpty ? (value) => value === '' || common.test(value) : (value) => common.test(value);
}

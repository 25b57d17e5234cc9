import type { XmlElement } from '../element.js';
import { parseXml } from '../parse.js';
import { contentOf, SIMPLE_TYPES } from './schema.js';
import type { ComplexType, Schema, SchemaAttribute, SchemaElement, SimpleTypeName, TypeReference } from './schema.js';

const XS = 'http://www.w3.org/2001/XMLSchema';
const SIMPLE: ReadonlySet<string> = new Set<SimpleTypeName>(SIMPLE_TYPES);
/** Schemas are our own files, so the limits need not be tight. The largest so far has about 1,200 elements. */
const LIMITS = { depth: 20, elements: 20_000, attributes: 20, nameLength: 200, textLength: 10_000 };

/**
 * Reads the text of an XSD into the model of schema.ts.
 *
 * 1. Every construct and attribute outside the subset of schema.ts is rejected: with a partly understood schema, the
 *    writer and the validator would disagree.
 * 2. Prefixes in `type` and `base` are those declared on the schema element itself.
 * 3. A named simple type is an enumeration of strings.
 * 4. Every named type must exist, and no type may have an attribute and an element (or two elements) of the same name,
 *    because both become properties of one object.
 *
 * @throws {Error} with the line and the construct that is not supported
 */
export function readSchema(text: string): Schema {
  const root = parseXml(text, LIMITS);
  expect(root, 'schema', ['targetNamespace', 'elementFormDefault', 'version']);
  const schema = new SchemaReader(root).read();
  for (const type of schema.types.values()) checkNames(schema, type);
  return schema;
}

class SchemaReader {
  private readonly prefixes: ReadonlyMap<string, string>;
  private readonly targetNamespace: string;
  private readonly qualifiedByDefault: boolean;
  private readonly enumerations: ReadonlyMap<string, readonly string[]>;

  constructor(private readonly root: XmlElement) {
    this.prefixes = new Map(root.declarations.map(({ prefix, uri }) => [prefix, uri]));
    this.targetNamespace = required(root, 'targetNamespace');
    this.qualifiedByDefault = oneOf(root, 'elementFormDefault', 'unqualified', 'qualified') === 'qualified';
    // First, because a reference to one looks like a reference to a complex type.
    const enumerations = new Map<string, readonly string[]>();
    for (const child of parts(root).filter(({ local }) => local === 'simpleType'))
      addOnce(enumerations, required(child, 'name'), this.enumeration(child), child);
    this.enumerations = enumerations;
  }

  read(): Schema {
    const roots = new Map<string, string>();
    const types = new Map<string, ComplexType>();
    for (const child of parts(this.root)) {
      if (child.local === 'simpleType') continue;
      if (child.local === 'element') {
        expect(child, 'element', ['name', 'type']);
        const type = this.reference(child, 'type');
        if (!('complex' in type)) return reject(child, 'a global element needs a complex type');
        addOnce(roots, required(child, 'name'), type.complex, child);
      } else {
        const type = this.complexType(child);
        addOnce(types, type.name, type, child);
      }
    }
    const shared = [...this.enumerations.keys()].find((name) => types.has(name));
    if (shared !== undefined) throw new Error(`${shared} is the name of a simple and of a complex type`);
    return { targetNamespace: this.targetNamespace, roots, types, enumerations: this.enumerations };
  }

  private enumeration(definition: XmlElement): readonly string[] {
    expect(definition, 'simpleType', ['name']);
    const [restriction, other] = parts(definition);
    if (restriction === undefined || other !== undefined)
      return reject(definition, 'a simpleType without a restriction');
    expect(restriction, 'restriction', ['base']);
    const base = this.builtIn(required(restriction, 'base'));
    if (base !== 'string') return reject(restriction, 'a restriction of another type than string');
    return parts(restriction).map((facet) => {
      expect(facet, 'enumeration', ['value']);
      return required(facet, 'value');
    });
  }

  private complexType(definition: XmlElement): ComplexType {
    expect(definition, 'complexType', ['name']);
    const name = required(definition, 'name');
    const [content] = parts(definition);
    if (content?.local !== 'complexContent') return { name, ...this.content(definition) };
    expect(content, 'complexContent', []);
    const extension = parts(content)[0] ?? reject(content, 'an empty complexContent');
    expect(extension, 'extension', ['base']);
    const base = this.reference(extension, 'base');
    if (!('complex' in base)) return reject(extension, 'extension of a simple type');
    return { name, base: base.complex, ...this.content(extension) };
  }

  private content(owner: XmlElement): Pick<ComplexType, 'attributes' | 'elements'> {
    const attributes: SchemaAttribute[] = [];
    let elements: SchemaElement[] = [];
    for (const [index, part] of parts(owner).entries()) {
      if (part.local === 'sequence' && index === 0) {
        expect(part, 'sequence', []);
        elements = parts(part).map((element) => this.element(element));
      } else {
        attributes.push(this.attribute(part));
      }
    }
    return { attributes, elements };
  }

  private element(declaration: XmlElement): SchemaElement {
    expect(declaration, 'element', ['name', 'type', 'form', 'minOccurs', 'maxOccurs', 'nillable']);
    const form = attribute(declaration, 'form') ?? (this.qualifiedByDefault ? 'qualified' : 'unqualified');
    if (form !== 'qualified' && form !== 'unqualified') return reject(declaration, `form="${form}"`);
    return {
      name: required(declaration, 'name'),
      type: this.reference(declaration, 'type'),
      qualified: form === 'qualified',
      required: oneOf(declaration, 'minOccurs', '1', '0') === '1',
      repeated: oneOf(declaration, 'maxOccurs', '1', 'unbounded') === 'unbounded',
      nillable: oneOf(declaration, 'nillable', 'false', 'true') === 'true',
    };
  }

  private attribute(declaration: XmlElement): SchemaAttribute {
    expect(declaration, 'attribute', ['name', 'type', 'use']);
    const type = this.reference(declaration, 'type');
    if (!('simple' in type)) return reject(declaration, 'an attribute of a complex type');
    if (type.enumeration !== undefined) return reject(declaration, 'an attribute of an enumeration');
    return {
      name: required(declaration, 'name'),
      type: type.simple,
      required: oneOf(declaration, 'use', 'optional', 'required') === 'required',
    };
  }

  private reference(holder: XmlElement, name: string): TypeReference {
    const value = required(holder, name);
    const simple = this.builtIn(value);
    if (simple !== undefined) return { simple };
    const { uri, local } = this.qualifiedName(value);
    if (uri !== this.targetNamespace) return reject(holder, `the type ${value}`);
    return this.enumerations.has(local) ? { simple: 'string', enumeration: local } : { complex: local };
  }

  /** A simple type of XML Schema itself; undefined for any other name. */
  private builtIn(value: string): SimpleTypeName | undefined {
    const { uri, local } = this.qualifiedName(value);
    return uri === XS && SIMPLE.has(local) ? (local as SimpleTypeName) : undefined;
  }

  private qualifiedName(value: string): { readonly uri: string; readonly local: string } {
    const colon = value.indexOf(':');
    return {
      uri: this.prefixes.get(colon < 0 ? '' : value.slice(0, colon)) ?? '',
      local: value.slice(colon + 1),
    };
  }
}

function checkNames(schema: Schema, type: ComplexType): void {
  if (type.base !== undefined && !schema.types.has(type.base))
    throw new Error(`${type.name} extends ${type.base}, which is not defined`);
  const { attributes, elements } = contentOf(schema, type);
  const seen = new Set<string>();
  for (const { name } of [...attributes, ...elements]) {
    if (seen.has(name)) throw new Error(`${type.name} has more than one attribute or element named ${name}`);
    if (name in Object.prototype) throw new Error(`${type.name} has a field ${name}, a name inherited by every object`);
    seen.add(name);
  }
  for (const element of elements) {
    if ('complex' in element.type && !schema.types.has(element.type.complex)) {
      throw new Error(`${type.name}/${element.name} is of type ${element.type.complex}, which is not defined`);
    }
  }
}

/** The children without annotations. */
function parts(element: XmlElement): XmlElement[] {
  return element.children.filter(({ uri, local }) => !(uri === XS && local === 'annotation'));
}

function expect(element: XmlElement, local: string, attributes: readonly string[]): void {
  if (element.uri !== XS || element.local !== local) reject(element, `<${element.local}> where <${local}> is expected`);
  for (const { local: name } of element.attributes) {
    if (!attributes.includes(name)) reject(element, `attribute ${name} of <${local}>`);
  }
}

function attribute(element: XmlElement, name: string): string | undefined {
  return element.attributes.find(({ uri, local }) => uri === '' && local === name)?.value;
}

function required(element: XmlElement, name: string): string {
  return attribute(element, name) ?? reject(element, `<${element.local}> without ${name}`);
}

function oneOf(element: XmlElement, name: string, otherwise: string, other: string): string {
  const value = attribute(element, name) ?? otherwise;
  return value === otherwise || value === other ? value : reject(element, `${name}="${value}"`);
}

function addOnce<T>(map: Map<string, T>, name: string, value: T, element: XmlElement): void {
  if (map.has(name)) reject(element, `a second ${element.local} named ${name}`);
  map.set(name, value);
}

function reject(element: XmlElement, what: string): never {
  throw new Error(`schema line ${element.line}: ${what} is not supported`);
}

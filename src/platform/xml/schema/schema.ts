/**
 * An XML schema as plain data: the one model from which the decoder, the writer, the tolerant schema and the generated
 * TypeScript types are derived.
 *
 * It covers the subset of XML Schema that our contracts use: global elements with a named type, named types with a
 * sequence and attributes, extension of one named type by another, named enumerations of strings, and six simple types.
 */
export const SIMPLE_TYPES = ['string', 'int', 'decimal', 'double', 'boolean', 'dateTime'] as const;
export type SimpleTypeName = (typeof SIMPLE_TYPES)[number];

/** `enumeration` names the words that a string is limited to. */
export type TypeReference =
  { readonly simple: SimpleTypeName; readonly enumeration?: string } | { readonly complex: string };

export interface SchemaAttribute {
  readonly name: string;
  readonly type: SimpleTypeName;
  readonly required: boolean;
}

export interface SchemaElement {
  readonly name: string;
  readonly type: TypeReference;
  /** Whether the element is in the target namespace; otherwise it is in none. */
  readonly qualified: boolean;
  /** Whether minOccurs is 1. */
  readonly required: boolean;
  /** Whether maxOccurs is unbounded. */
  readonly repeated: boolean;
  /** Whether `xsi:nil` may take the place of its content. */
  readonly nillable: boolean;
}

export interface ComplexType {
  readonly name: string;
  /** The type that this one extends; inherited attributes and elements are not repeated here. */
  readonly base?: string;
  readonly attributes: readonly SchemaAttribute[];
  /** In their required order. */
  readonly elements: readonly SchemaElement[];
}

export interface Schema {
  readonly targetNamespace: string;
  /** The global elements, which may be a document's root: element name to type name. */
  readonly roots: ReadonlyMap<string, string>;
  readonly types: ReadonlyMap<string, ComplexType>;
  /** The enumerations: name to words. */
  readonly enumerations: ReadonlyMap<string, readonly string[]>;
}

/** The words of the enumeration of the given name. @throws {Error} if the schema has none: a programming error */
export function wordsOf(schema: Schema, name: string): readonly string[] {
  const words = schema.enumerations.get(name);
  if (words === undefined) throw new Error(`the schema has no enumeration ${name}`);
  return words;
}

/** The type of the given name. @throws {Error} if the schema has none: a programming error */
export function typeNamed(schema: Schema, name: string): ComplexType {
  const type = schema.types.get(name);
  if (type === undefined) throw new Error(`the schema has no type ${name}`);
  return type;
}

/** The type of the global element of the given name. @throws {Error} if the schema has none */
export function rootType(schema: Schema, name: string): ComplexType {
  const type = schema.roots.get(name);
  if (type === undefined) throw new Error(`the schema has no global element ${name}`);
  return typeNamed(schema, type);
}

/** All attributes and elements of a type, inherited ones first, in document order. */
export function contentOf(schema: Schema, type: ComplexType): Pick<ComplexType, 'attributes' | 'elements'> {
  if (type.base === undefined) return type;
  const inherited = contentOf(schema, typeNamed(schema, type.base));
  return {
    attributes: [...inherited.attributes, ...type.attributes],
    elements: [...inherited.elements, ...type.elements],
  };
}

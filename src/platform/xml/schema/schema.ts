/**
 * What an XML schema says, as plain data: the one model that decoding, writing, the tolerant schema and the generated
 * TypeScript types are all made from.
 *
 * It knows as much of XML Schema as our contracts use: global elements with a named type, named types made of a
 * sequence and attributes, extension of one named type by another, and four simple types.
 */
export type SimpleTypeName = 'string' | 'int' | 'decimal' | 'double';

export type TypeReference = { readonly simple: SimpleTypeName } | { readonly complex: string };

export interface SchemaAttribute {
  readonly name: string;
  readonly type: SimpleTypeName;
  readonly required: boolean;
}

export interface SchemaElement {
  readonly name: string;
  readonly type: TypeReference;
  /** Whether the element stands in the target namespace or in none. */
  readonly qualified: boolean;
  /** At least one. */
  readonly required: boolean;
  /** Any number of them, not one. */
  readonly repeated: boolean;
}

export interface ComplexType {
  readonly name: string;
  /** The type that this one extends; what it inherits is not listed here again. */
  readonly base?: string;
  readonly attributes: readonly SchemaAttribute[];
  /** In the order they must stand in. */
  readonly elements: readonly SchemaElement[];
}

export interface Schema {
  readonly targetNamespace: string;
  /** The elements a document may start with, by name, each with the name of its type. */
  readonly roots: ReadonlyMap<string, string>;
  readonly types: ReadonlyMap<string, ComplexType>;
}

/** The type of that name. @throws {Error} when there is none: the caller asked for what the contract does not have */
export function typeNamed(schema: Schema, name: string): ComplexType {
  const type = schema.types.get(name);
  if (type === undefined) throw new Error(`the schema has no type ${name}`);
  return type;
}

/** The type of the root element of that name. @throws {Error} when there is none */
export function rootType(schema: Schema, name: string): ComplexType {
  const type = schema.roots.get(name);
  if (type === undefined) throw new Error(`the schema has no global element ${name}`);
  return typeNamed(schema, type);
}

/** All attributes and elements of a type, inherited ones first, as a document has them. */
export function contentOf(schema: Schema, type: ComplexType): Pick<ComplexType, 'attributes' | 'elements'> {
  if (type.base === undefined) return type;
  const inherited = contentOf(schema, typeNamed(schema, type.base));
  return {
    attributes: [...inherited.attributes, ...type.attributes],
    elements: [...inherited.elements, ...type.elements],
  };
}

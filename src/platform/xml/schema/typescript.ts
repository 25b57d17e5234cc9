/**
 * Generates TypeScript interfaces for the types of a schema, so that the compiler checks the decoder's results and the
 * writer's input.
 *
 * 1. Each type becomes an interface of the same name; extension becomes `extends`.
 * 2. An optional property may be absent or undefined; an optional or nillable element may also be null, which is how `xsi:nil`
 *    is decoded. A repeated element is always present, as an array.
 * 3. int is number, boolean is boolean; decimal and double are strings, because their digits matter, and so is dateTime.
 * 4. An enumeration becomes a union of its words.
 * 5. One more interface maps the name of each global element to its type.
 */
import type { ComplexType, Schema, SchemaElement, SimpleTypeName } from './schema.js';

const SIMPLE: Readonly<Record<SimpleTypeName, string>> = {
  string: 'string',
  int: 'number',
  decimal: 'string',
  double: 'string',
  boolean: 'boolean',
  dateTime: 'string',
};

/** The width that prettier formats to. */
const MAX_LINE = 120;

/**
 * Returns the text of a TypeScript module.
 * @param source name of the schema, for the header
 * @param payloads name of the interface that maps the global elements
 */
export function typescriptOf(schema: Schema, source: string, payloads: string): string {
  const roots = [...schema.roots].map(([name, type]) => `  ${name}: ${type};`);
  return (
    [
      `// Generated from ${source} by \`npm run generate\`: change the schema, not this file.`,
      ...[...schema.enumerations].map(unionOf),
      ...[...schema.types.values()].map(interfaceOf),
      `/** Every message by the name of its global element. */\nexport interface ${payloads} {\n${roots.join('\n')}\n}`,
    ].join('\n\n') + '\n'
  );
}

function unionOf([name, words]: readonly [string, readonly string[]]): string {
  const literals = words.map((word) => `'${word.replace(/[\\']/g, '\\$&')}'`);
  const line = `export type ${name} = ${literals.join(' | ')};`;
  return line.length <= MAX_LINE
    ? line
    : `export type ${name} =\n${literals.map((literal) => `  | ${literal}`).join('\n')};`;
}

function interfaceOf(type: ComplexType): string {
  const heritage = type.base === undefined ? '' : ` extends ${type.base}`;
  const attributes = type.attributes.map(
    ({ name, type: simple, required }) =>
      `  readonly ${name}${required ? `: ${SIMPLE[simple]}` : `?: ${SIMPLE[simple]} | undefined`};`,
  );
  const members = [...attributes, ...type.elements.map(property)];
  // An interface without members of its own would be a lint error, and so would a type alias where members come later.
  if (members.length === 0) return `export type ${type.name} = ${type.base ?? 'Record<string, never>'};`;
  return `export interface ${type.name}${heritage} {\n${members.join('\n')}\n}`;
}

function property({ name, type, required, repeated, nillable }: SchemaElement): string {
  const content = 'complex' in type ? type.complex : (type.enumeration ?? SIMPLE[type.simple]);
  if (repeated) return `  readonly ${name}: readonly ${nillable ? `(${content} | null)` : content}[];`;
  return required
    ? `  readonly ${name}: ${content}${nillable ? ' | null' : ''};`
    : `  readonly ${name}?: ${content} | null | undefined;`;
}

/**
 * Generates TypeScript interfaces for the types of a schema, so that the compiler checks the decoder's results and the
 * writer's input.
 *
 * 1. Each type becomes an interface of the same name; extension becomes `extends`.
 * 2. An optional property may be absent or undefined; an optional element may also be null, which is how `xsi:nil` is
 *    decoded. A repeated element is always present, as an array.
 * 3. int is number; decimal and double are strings, because their digits matter.
 * 4. One more interface maps the name of each global element to its type.
 */
import type { ComplexType, Schema, SchemaElement, SimpleTypeName } from './schema.js';

const SIMPLE: Readonly<Record<SimpleTypeName, string>> = {
  string: 'string',
  int: 'number',
  decimal: 'string',
  double: 'string',
};

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
      ...[...schema.types.values()].map(interfaceOf),
      `/** Every message by the name of its global element. */\nexport interface ${payloads} {\n${roots.join('\n')}\n}`,
    ].join('\n\n') + '\n'
  );
}

function interfaceOf(type: ComplexType): string {
  const heritage = type.base === undefined ? '' : ` extends ${type.base}`;
  const attributes = type.attributes.map(
    ({ name, type: simple, required }) =>
      `  readonly ${name}${required ? `: ${SIMPLE[simple]}` : `?: ${SIMPLE[simple]} | undefined`};`,
  );
  return `export interface ${type.name}${heritage} {\n${[...attributes, ...type.elements.map(property)].join('\n')}\n}`;
}

function property({ name, type, required, repeated }: SchemaElement): string {
  const content = 'complex' in type ? type.complex : SIMPLE[type.simple];
  if (repeated) return `  readonly ${name}: readonly ${content}[];`;
  return required ? `  readonly ${name}: ${content};` : `  readonly ${name}?: ${content} | null | undefined;`;
}

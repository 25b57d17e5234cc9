/**
 * Derives a tolerant schema, which accepts what clients really send, from the contract, so that the two cannot drift
 * apart.
 *
 * Every relaxation, and how the decoder reads it:
 *
 * 1. A required attribute of type string may be missing: reads as `''`. (suds omits empty attributes; a recorded 5.2
 *    client sends no order_status.) Required numbers stay required: there is no number to use as a default.
 * 2. A container whose only content is a repeated element may be empty: reads as `[]`. (The original service itself
 *    sends empty customizations and transaction_tenders.)
 * 3. A qualified local element, such as the inner request element, may be unqualified. (node-soap, soap4r.)
 * 4. An optional element that is not repeated is nillable: `xsi:nil="true"` reads as null. (soap4r.) So is a text that is required or
 *    repeated: it reads as `''`. (pysimplesoap.)
 * 5. An optional number, boolean, time or word of an enumeration may be empty: reads as absent.
 * 6. A message in which further elements are in the target namespace is validated by a form of the schema in which all of them may
 *    be: they read like unqualified ones. (lua-soap, pysimplesoap.) A form of its own, because the errors of both list twice the names.
 * 7. Where a contract says so, the elements of a type without lists, which neither extends another nor is extended, come in any order, as .NET services take them, and a message
 *    qualifies all of its elements as declared, or none: there are forms for both, which `anyOrder` selects.
 *
 * Attributes of other namespaces and foreign blanks between elements are the validator's (`ignoredAttributes`, `foreignBlanks`).
 *
 * The types keep their names, since clients send them in xsi:type. The validator decides how to treat a wrong xsi:type.
 */
import type { XmlElement } from '../element.js';
import { escapeAttribute } from '../escape.js';
import { SIMPLE_TYPES } from '../schema/schema.js';
import type { Schema, SchemaAttribute, SchemaElement, TypeReference } from '../schema/schema.js';

/** The hyphen prevents a collision with the contract's type names, which are all Java class names. */
const orEmpty = (type: string): string => `${type}-or-empty`;

/**
 * Whether elements of a payload are in the target namespace that the schema has in none.
 * @param payload its own name is not looked at
 */
export function hasQualifiedContent(schema: Schema, payload: XmlElement): boolean {
  const qualified = new Set(
    [...schema.types.values()].flatMap(({ elements }) =>
      elements.filter((one) => one.qualified).map(({ name }) => name),
    ),
  );
  const isWithin = (parent: XmlElement): boolean =>
    parent.children.some(
      (child) => (child.uri === schema.targetNamespace && !qualified.has(child.local)) || isWithin(child),
    );
  return isWithin(payload);
}

/** Whether an element of a payload is in no namespace. @param payload its own name is not looked at */
export function hasUnqualifiedContent(payload: XmlElement): boolean {
  return payload.children.some((child) => child.uri === '' || hasUnqualifiedContent(child));
}

/** `qualified`: every element may be in the target namespace or in none; `...-any-order`: see the 7th relaxation. */
export type TolerantContent = 'as-declared' | 'qualified' | 'as-declared-any-order' | 'unqualified-any-order';

/**
 * Returns the text of the tolerant XSD for a schema. It has the same target namespace and accepts every strictly valid document.
 */
export function tolerantXsd(schema: Schema, content: TolerantContent = 'as-declared'): string {
  const anyOrder = content.endsWith('any-order');
  const unions = SIMPLE_TYPES.filter((type) => type !== 'string').map(
    (type) =>
      `<xs:simpleType name="${orEmpty(type)}"><xs:union memberTypes="xs:${type}">` +
      '<xs:simpleType><xs:restriction base="xs:token"><xs:length value="0"/></xs:restriction></xs:simpleType>' +
      '</xs:union></xs:simpleType>',
  );
  const enumerations = [...schema.enumerations].flatMap(([name, words]) => [
    enumerationXsd(name, words),
    enumerationXsd(orEmpty(name), [...words, '']),
  ]);
  const bases = new Set([...schema.types.values()].map(({ base }) => base));
  const roots = [...schema.roots].map(([name, type]) => `<xs:element name="${name}" type="tns:${type}"/>`);
  const types = [...schema.types.values()].map(({ name, base, elements, attributes }) => {
    const container = elements.length === 1 && elements[0]?.repeated === true;
    const takesAll = base === undefined && !bases.has(name) && !elements.some(({ repeated }) => repeated);
    const group = anyOrder && takesAll ? 'all' : 'sequence';
    const declared = elements.map((element) =>
      anyOrder
        ? plainElementXsd(element, container, content === 'as-declared-any-order')
        : elementXsd(content === 'qualified' ? { ...element, qualified: true } : element, container),
    );
    const sequence = `<xs:${group}>${declared.join('')}</xs:${group}>`;
    const parts = sequence + attributes.map(attributeXsd).join('');
    return `<xs:complexType name="${name}">${
      base === undefined
        ? parts
        : `<xs:complexContent><xs:extension base="tns:${base}">${parts}</xs:extension></xs:complexContent>`
    }</xs:complexType>`;
  });
  return (
    `<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:tns="${schema.targetNamespace}"` +
    ` targetNamespace="${schema.targetNamespace}">\n${[...enumerations, ...unions, ...roots, ...types].join('\n')}\n</xs:schema>\n`
  );
}

/** Not a union with an empty word: libxml2 would no longer say which words there are. */
function enumerationXsd(name: string, words: readonly string[]): string {
  const facets = words.map((word) => `<xs:enumeration value="${escapeAttribute(word)}"/>`).join('');
  return `<xs:simpleType name="${name}"><xs:restriction base="xs:token">${facets}</xs:restriction></xs:simpleType>`;
}

function elementXsd(element: SchemaElement, isOnlyContent: boolean): string {
  const occurrence = occurrenceOf(element, isOnlyContent);
  const declaration = declarationOf(element);
  return element.qualified
    ? `<xs:choice${occurrence}><xs:element form="qualified" ${declaration}/><xs:element ${declaration}/></xs:choice>`
    : `<xs:element ${declaration}${occurrence}/>`;
}

/** An element in one namespace: `xs:all` takes no choice. */
function plainElementXsd(element: SchemaElement, isOnlyContent: boolean, asDeclared: boolean): string {
  const form = asDeclared && element.qualified ? ' form="qualified"' : '';
  return `<xs:element ${declarationOf(element)}${form}${occurrenceOf(element, isOnlyContent)}/>`;
}

function occurrenceOf({ required, repeated }: SchemaElement, isOnlyContent: boolean): string {
  return (required && !isOnlyContent ? '' : ' minOccurs="0"') + (repeated ? ' maxOccurs="unbounded"' : '');
}

function declarationOf({ name, type, required, repeated, nillable }: SchemaElement): string {
  const isOptional = !required && !repeated;
  const isText = 'simple' in type && type.simple === 'string' && type.enumeration === undefined;
  const mayBeNil = isOptional || isText || nillable;
  return `name="${name}" type="${typeXsd(type, isOptional)}"${mayBeNil ? ' nillable="true"' : ''}`;
}

function attributeXsd({ name, type, required }: SchemaAttribute): string {
  const use = required && type !== 'string' ? ' use="required"' : '';
  return `<xs:attribute name="${name}" type="${typeXsd({ simple: type }, !required)}"${use}/>`;
}

function typeXsd(type: TypeReference, mayBeEmpty: boolean): string {
  if ('complex' in type) return `tns:${type.complex}`;
  const { simple, enumeration } = type;
  if (enumeration !== undefined) return `tns:${mayBeEmpty ? orEmpty(enumeration) : enumeration}`;
  return mayBeEmpty && simple !== 'string' ? `tns:${orEmpty(simple)}` : `xs:${simple}`;
}

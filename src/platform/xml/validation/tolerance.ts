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
 * 5. An optional number may be empty: reads as absent.
 * 6. A message in which further elements are in the target namespace is validated by a form of the schema in which all of them may
 *    be: they read like unqualified ones. (lua-soap, pysimplesoap.) A form of its own, because the errors of both list twice the names.
 *
 * Attributes of other namespaces and foreign blanks between elements are the validator's (`ignoredAttributes`, `foreignBlanks`).
 *
 * The types keep their names, since clients send them in xsi:type. The validator decides how to treat a wrong xsi:type.
 */
import type { XmlElement } from '../element.js';
import type { Schema, SchemaAttribute, SchemaElement, SimpleTypeName, TypeReference } from '../schema/schema.js';

/** The hyphen prevents a collision with the contract's type names, which are all Java class names. */
const orEmpty = (type: SimpleTypeName): string => `${type}-or-empty`;

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

/**
 * Returns the text of the tolerant XSD for a schema. It has the same target namespace and accepts every strictly valid document.
 * @param content `qualified`: every element may be in the target namespace or in none
 */
export function tolerantXsd(schema: Schema, content: 'as-declared' | 'qualified' = 'as-declared'): string {
  const unions = (['int', 'decimal', 'double'] as const).map(
    (type) =>
      `<xs:simpleType name="${orEmpty(type)}"><xs:union memberTypes="xs:${type}">` +
      '<xs:simpleType><xs:restriction base="xs:token"><xs:length value="0"/></xs:restriction></xs:simpleType>' +
      '</xs:union></xs:simpleType>',
  );
  const roots = [...schema.roots].map(([name, type]) => `<xs:element name="${name}" type="tns:${type}"/>`);
  const types = [...schema.types.values()].map(({ name, base, elements, attributes }) => {
    const container = elements.length === 1 && elements[0]?.repeated === true;
    const sequence = `<xs:sequence>${elements.map((element) => elementXsd(content === 'qualified' ? { ...element, qualified: true } : element, container)).join('')}</xs:sequence>`;
    const parts = sequence + attributes.map(attributeXsd).join('');
    return `<xs:complexType name="${name}">${
      base === undefined
        ? parts
        : `<xs:complexContent><xs:extension base="tns:${base}">${parts}</xs:extension></xs:complexContent>`
    }</xs:complexType>`;
  });
  return (
    `<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:tns="${schema.targetNamespace}"` +
    ` targetNamespace="${schema.targetNamespace}">\n${[...unions, ...roots, ...types].join('\n')}\n</xs:schema>\n`
  );
}

function elementXsd(element: SchemaElement, isOnlyContent: boolean): string {
  const { name, required, repeated, qualified } = element;
  const occurrence = (required && !isOnlyContent ? '' : ' minOccurs="0"') + (repeated ? ' maxOccurs="unbounded"' : '');
  const isOptional = !required && !repeated;
  const nillable = isOptional || ('simple' in element.type && element.type.simple === 'string');
  const declaration = `name="${name}" type="${typeXsd(element.type, isOptional)}"${nillable ? ' nillable="true"' : ''}`;
  return qualified
    ? `<xs:choice${occurrence}><xs:element form="qualified" ${declaration}/><xs:element ${declaration}/></xs:choice>`
    : `<xs:element ${declaration}${occurrence}/>`;
}

function attributeXsd({ name, type, required }: SchemaAttribute): string {
  const use = required && type !== 'string' ? ' use="required"' : '';
  return `<xs:attribute name="${name}" type="${typeXsd({ simple: type }, !required)}"${use}/>`;
}

function typeXsd(type: TypeReference, mayBeEmpty: boolean): string {
  if ('complex' in type) return `tns:${type.complex}`;
  return mayBeEmpty && type.simple !== 'string' ? `tns:${orEmpty(type.simple)}` : `xs:${type.simple}`;
}

/**
 * The schema for what clients really send, derived from the contract so that the two cannot drift apart.
 *
 * Every relaxation, and what decoding makes of it:
 *
 * 1. a required attribute of type string may be left out: reads as `''`. (suds leaves out empty attributes, a recorded
 *    5.2 client sends no order_status.) Required numbers stay required: no number could stand in for them;
 * 2. a container whose only content is a repeated element may be empty: reads as `[]`. (The original service sends
 *    empty customizations and transaction_tenders itself.)
 * 3. a qualified local element, which is what the inner request element is, may be unqualified. (node-soap, soap4r.)
 * 4. an optional element that is not repeated is nillable: `xsi:nil="true"` reads as null. (soap4r.)
 * 5. an optional number may be empty: reads as absent.
 *
 * The types keep their names, since clients send them in xsi:type. What a wrong xsi:type means is the validator's business.
 */
import type { Schema, SchemaAttribute, SchemaElement, SimpleTypeName, TypeReference } from '../schema/schema.js';

/** A hyphen, so that the name cannot be one of the contract's, which are all Java class names. */
const orEmpty = (type: SimpleTypeName): string => `${type}-or-empty`;

/** The text of the tolerant XSD for a schema; it has the same target namespace and is accepted where the strict one is. */
export function tolerantXsd(schema: Schema): string {
  const unions = (['int', 'decimal', 'double'] as const).map(
    (type) =>
      `<xs:simpleType name="${orEmpty(type)}"><xs:union memberTypes="xs:${type}">` +
      '<xs:simpleType><xs:restriction base="xs:token"><xs:length value="0"/></xs:restriction></xs:simpleType>' +
      '</xs:union></xs:simpleType>',
  );
  const roots = [...schema.roots].map(([name, type]) => `<xs:element name="${name}" type="tns:${type}"/>`);
  const types = [...schema.types.values()].map(({ name, base, elements, attributes }) => {
    const container = elements.length === 1 && elements[0]?.repeated === true;
    const sequence = `<xs:sequence>${elements.map((element) => elementXsd(element, container)).join('')}</xs:sequence>`;
    const content = sequence + attributes.map(attributeXsd).join('');
    return `<xs:complexType name="${name}">${
      base === undefined
        ? content
        : `<xs:complexContent><xs:extension base="tns:${base}">${content}</xs:extension></xs:complexContent>`
    }</xs:complexType>`;
  });
  return (
    `<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:tns="${schema.targetNamespace}"` +
    ` targetNamespace="${schema.targetNamespace}">\n${[...unions, ...roots, ...types].join('\n')}\n</xs:schema>\n`
  );
}

function elementXsd(element: SchemaElement, onlyContent: boolean): string {
  const { name, required, repeated, qualified } = element;
  const occurrence = (required && !onlyContent ? '' : ' minOccurs="0"') + (repeated ? ' maxOccurs="unbounded"' : '');
  const nillable = !required && !repeated;
  const declaration = `name="${name}" type="${typeXsd(element.type, nillable)}"${nillable ? ' nillable="true"' : ''}`;
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

import { parseXml } from '../../../src/platform/xml/parse.js';
import type { XmlElement } from '../../../src/platform/xml/element.js';

/** Limits wide enough for every document of the tests. */
const WIDE = { depth: 200, elements: 1_000_000, attributes: 1_000, nameLength: 1_000, textLength: 10_000_000 };

export const parse = (text: string): XmlElement => parseXml(text, WIDE);

export const NS = 'http://microsretail.com/Locate';
const XSI = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"';
const XSD = 'xmlns:xsd="http://www.w3.org/2001/XMLSchema"';

/** An element as plain data, to compare trees of different parsers. */
export const plain = ({ uri, local, attributes, declarations, children, text, line, column }: XmlElement): object => ({
  uri,
  local,
  attributes,
  declarations,
  children: children.map(plain),
  text,
  line,
  column,
});

/** A schema for the tests, with each construct of the supported subset. */
export const SHOP = `<?xml version="1.0" encoding="UTF-8"?>
<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:s="urn:shop" targetNamespace="urn:shop">
  <xs:element name="Basket" type="s:BasketType"/>
  <xs:complexType name="BasketType">
    <xs:sequence>
      <xs:element name="request" form="qualified" type="s:RequestType" minOccurs="0"/>
    </xs:sequence>
  </xs:complexType>
  <xs:complexType name="RequestType">
    <xs:sequence>
      <xs:element name="buyer" type="s:PersonType"/>
      <xs:element name="qty" type="xs:int"/>
      <xs:element name="weight" type="xs:decimal" minOccurs="0"/>
      <xs:element name="limit" type="xs:int" minOccurs="0"/>
      <xs:element name="note" type="xs:string" minOccurs="0"/>
      <xs:element name="owner" type="s:OwnerType" minOccurs="0"/>
      <xs:element name="parts" type="s:PartsType" minOccurs="0"/>
      <xs:element name="tag" type="xs:string" minOccurs="0" maxOccurs="unbounded"/>
    </xs:sequence>
    <xs:attribute name="id" type="xs:string" use="required"/>
    <xs:attribute name="count" type="xs:int" use="required"/>
    <xs:attribute name="ratio" type="xs:double"/>
  </xs:complexType>
  <xs:complexType name="PersonType">
    <xs:sequence>
      <xs:element name="name" type="xs:string"/>
    </xs:sequence>
  </xs:complexType>
  <xs:complexType name="OwnerType">
    <xs:complexContent>
      <xs:extension base="s:PersonType">
        <xs:attribute name="no" type="xs:string"/>
      </xs:extension>
    </xs:complexContent>
  </xs:complexType>
  <xs:complexType name="PartsType">
    <xs:sequence>
      <xs:element name="part" type="xs:string" maxOccurs="unbounded"/>
    </xs:sequence>
  </xs:complexType>
</xs:schema>`;

/** A valid document of that schema, with additional content in the request if given. */
export const basket = (inside = '', attributes = 'id="a" count="1"'): string =>
  `<s:Basket xmlns:s="urn:shop" ${XSI} ${XSD}><s:request ${attributes}><buyer><name>N</name></buyer><qty>3</qty>${inside}</s:request></s:Basket>`;

import { escapeAttribute } from '../../platform/xml/escape.js';
import { OPERATIONS } from './service.js';
import type { ParameterSpec } from './parameters.js';

const TYPES = 'http://schemas.microsoft.com/sqlserver/2004/SOAP/types';
const STREAM = `${TYPES}/SqlResultStream`;
const MESSAGE = `${TYPES}/SqlMessage`;
const XSD_TYPES = { int: 'int', bit: 'boolean', datetime: 'string', varchar: 'string' } as const;

/**
 * The WSDL of the service: document/literal, wrapped, for both versions of SOAP, made from the operations. A datetime is a
 * string, because clients write it in forms that no schema knows. Parameters are unqualified, as most clients send them.
 * @param address the service's address, which is its namespace too
 */
export function writeWsdl(address: string): string {
  const namespace = escapeAttribute(address);
  return `<?xml version="1.0" encoding="UTF-8"?>
<wsdl:definitions name="DirectFulfillment" targetNamespace="${namespace}" xmlns:tns="${namespace}"
    xmlns:wsdl="http://schemas.xmlsoap.org/wsdl/" xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/"
    xmlns:soap12="http://schemas.xmlsoap.org/wsdl/soap12/" xmlns:xsd="http://www.w3.org/2001/XMLSchema">
  <wsdl:types>
${RESULT_SCHEMAS}
    <xsd:schema targetNamespace="${namespace}" elementFormDefault="unqualified" xmlns:stream="${STREAM}">
      <xsd:import namespace="${STREAM}"/>
${OPERATIONS.map(({ name, parameters }) => elementsOf(name, parameters)).join('\n')}
    </xsd:schema>
  </wsdl:types>
${OPERATIONS.map(({ name }) => messagesOf(name)).join('\n')}
  <wsdl:portType name="DirectFulfillmentSoap">
${OPERATIONS.map(({ name }) => portOf(name)).join('\n')}
  </wsdl:portType>
${binding('DirectFulfillmentSoap', 'soap', namespace)}
${binding('DirectFulfillmentSoap12', 'soap12', namespace)}
  <wsdl:service name="DirectFulfillment">
    <wsdl:port name="DirectFulfillmentSoap" binding="tns:DirectFulfillmentSoap"><soap:address location="${namespace}"/></wsdl:port>
    <wsdl:port name="DirectFulfillmentSoap12" binding="tns:DirectFulfillmentSoap12"><soap12:address location="${namespace}"/></wsdl:port>
  </wsdl:service>
</wsdl:definitions>
`;
}

const RESULT_SCHEMAS = `    <xsd:schema targetNamespace="${TYPES}" elementFormDefault="qualified" xmlns="${TYPES}">
      <xsd:simpleType name="SqlResultCode"><xsd:restriction base="xsd:int"/></xsd:simpleType>
      <xsd:complexType name="SqlRowSet">
        <xsd:sequence><xsd:any processContents="lax" minOccurs="0" maxOccurs="unbounded" namespace="##any"/></xsd:sequence>
        <xsd:anyAttribute processContents="lax" namespace="##any"/>
      </xsd:complexType>
    </xsd:schema>
    <xsd:schema targetNamespace="${MESSAGE}" elementFormDefault="qualified" xmlns="${MESSAGE}">
      <xsd:complexType name="SqlMessage">
        <xsd:sequence>
${['Class', 'LineNumber', 'Message', 'Number', 'Procedure', 'Server', 'Source', 'State']
  .map(
    (name) =>
      `          <xsd:element name="${name}" type="xsd:${['Message', 'Procedure', 'Server', 'Source'].includes(name) ? 'string' : 'int'}" minOccurs="0"/>`,
  )
  .join('\n')}
        </xsd:sequence>
      </xsd:complexType>
    </xsd:schema>
    <xsd:schema targetNamespace="${STREAM}" elementFormDefault="qualified" xmlns="${STREAM}" xmlns:types="${TYPES}" xmlns:message="${MESSAGE}">
      <xsd:import namespace="${TYPES}"/>
      <xsd:import namespace="${MESSAGE}"/>
      <xsd:element name="SqlRowSet" type="types:SqlRowSet"/>
      <xsd:element name="SqlMessage" type="message:SqlMessage"/>
      <xsd:element name="SqlResultCode" type="types:SqlResultCode"/>
      <xsd:complexType name="SqlResultStream">
        <xsd:choice minOccurs="0" maxOccurs="unbounded">
          <xsd:element ref="SqlRowSet"/>
          <xsd:element ref="SqlMessage"/>
          <xsd:element ref="SqlResultCode"/>
        </xsd:choice>
      </xsd:complexType>
    </xsd:schema>`;

function elementsOf(name: string, parameters: readonly ParameterSpec[]): string {
  const fields = parameters.map(
    (parameter) =>
      `<xsd:element name="${parameter.name}" type="xsd:${XSD_TYPES[parameter.type]}" minOccurs="${parameter.required === true ? '1' : '0'}" nillable="true"/>`,
  );
  return `      <xsd:element name="${name}"><xsd:complexType><xsd:sequence>
        ${fields.join('\n        ')}
      </xsd:sequence></xsd:complexType></xsd:element>
      <xsd:element name="${name}Response"><xsd:complexType><xsd:sequence>
        <xsd:element name="${name}Result" type="stream:SqlResultStream" form="qualified"/>
      </xsd:sequence></xsd:complexType></xsd:element>`;
}

const messagesOf = (
  name: string,
): string => `  <wsdl:message name="${name}SoapIn"><wsdl:part name="parameters" element="tns:${name}"/></wsdl:message>
  <wsdl:message name="${name}SoapOut"><wsdl:part name="parameters" element="tns:${name}Response"/></wsdl:message>`;

const portOf = (name: string): string =>
  `    <wsdl:operation name="${name}"><wsdl:input message="tns:${name}SoapIn"/><wsdl:output message="tns:${name}SoapOut"/></wsdl:operation>`;

function binding(name: string, prefix: 'soap' | 'soap12', namespace: string): string {
  const operations = OPERATIONS.map(
    (
      operation,
    ) => `    <wsdl:operation name="${operation.name}"><${prefix}:operation soapAction="${namespace}${operation.name}" style="document"/>
      <wsdl:input><${prefix}:body use="literal"/></wsdl:input><wsdl:output><${prefix}:body use="literal"/></wsdl:output></wsdl:operation>`,
  );
  return `  <wsdl:binding name="${name}" type="tns:DirectFulfillmentSoap">
    <${prefix}:binding style="document" transport="http://schemas.xmlsoap.org/soap/http"/>
${operations.join('\n')}
  </wsdl:binding>`;
}

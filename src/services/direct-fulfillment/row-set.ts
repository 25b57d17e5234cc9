import { escapeAttribute, escapeText } from '../../platform/xml/escape.js';

/** A column of a row set, as SQL types it. */
export interface Column<Row> {
  readonly name: string;
  readonly type: 'int' | 'bit' | 'datetime' | 'money' | { readonly varchar: number };
  /** null for NULL. A datetime is ISO 8601 in UTC, money an amount in hundredths. */
  readonly value: (row: Row) => string | number | boolean | null;
}

const SQL_TYPES = 'http://schemas.microsoft.com/sqlserver/2004/sqltypes';
const XSD = 'http://www.w3.org/2001/XMLSchema';
const MSDATA = 'urn:schemas-microsoft-com:xml-msdata';
const XSD_BASES = { int: 'int', bit: 'boolean', datetime: 'dateTime', money: 'decimal', varchar: 'string' } as const;

/**
 * Writes rows as SQL Server 2005 does: a schema of the types, a schema of the rows, and a diffgram. A NULL is an element that is
 * left out; without rows the diffgram is empty, which is what clients of that server expect. The schemas declare their prefixes,
 * although the envelope does: clients cut them out, and .NET then no longer finds what `xsd:int` stands for.
 */
export function writeRowSet<Row>(columns: readonly Column<Row>[], rows: readonly Row[], number = 1): string {
  const name = `SqlRowSet${String(number)}`;
  const namespace = `urn:schemas-microsoft-com:sql:${name}`;
  const types = [...new Set(columns.map(({ type }) => (typeof type === 'string' ? type : 'varchar')))];
  const content =
    rows.length === 0
      ? ''
      : `<${name} xmlns="${namespace}">${rows.map((row) => writeRow(columns, row)).join('')}</${name}>`;
  return (
    '<sqlresultstream:SqlRowSet xsi:type="sqlsoaptypes:SqlRowSet" msdata:UseDataSetSchemaOnly="true" msdata:UDTColumnValueWrapped="true">' +
    `<xsd:schema targetNamespace="${SQL_TYPES}" xmlns:xsd="${XSD}">${types.map(writeType).join('')}</xsd:schema>` +
    `<xsd:schema xmlns:sqltypes="${SQL_TYPES}" targetNamespace="${namespace}" elementFormDefault="qualified" xmlns:xsd="${XSD}" xmlns:msdata="${MSDATA}">` +
    `<xsd:import namespace="${SQL_TYPES}"/>` +
    `<xsd:element name="${name}" msdata:IsDataSet="true" msdata:DataSetNamespace="urn:schemas-microsoft-com:sql:SqlDataSet" msdata:DataSetName="SqlDataSet">` +
    '<xsd:complexType><xsd:sequence><xsd:element name="row" minOccurs="0" maxOccurs="unbounded"><xsd:complexType><xsd:sequence>' +
    `${columns.map(writeColumn).join('')}</xsd:sequence></xsd:complexType></xsd:element></xsd:sequence></xsd:complexType></xsd:element></xsd:schema>` +
    `<diffgr:diffgram xmlns:diffgr="urn:schemas-microsoft-com:xml-diffgram-v1">${content}</diffgr:diffgram></sqlresultstream:SqlRowSet>`
  );
}

function writeType(name: keyof typeof XSD_BASES): string {
  return `<xsd:simpleType name="${name}"><xsd:restriction base="xsd:${XSD_BASES[name]}"/></xsd:simpleType>`;
}

function writeColumn<Row>({ name, type }: Column<Row>): string {
  if (typeof type === 'string')
    return `<xsd:element name="${escapeAttribute(name)}" type="sqltypes:${type}" minOccurs="0"/>`;
  return (
    `<xsd:element name="${escapeAttribute(name)}" minOccurs="0"><xsd:simpleType><xsd:restriction base="sqltypes:varchar" ` +
    'sqltypes:localeId="1033" sqltypes:sqlCompareOptions="IgnoreCase IgnoreKanaType IgnoreWidth">' +
    `<xsd:maxLength value="${String(type.varchar)}"/></xsd:restriction></xsd:simpleType></xsd:element>`
  );
}

function writeRow<Row>(columns: readonly Column<Row>[], row: Row): string {
  const cells = columns.map(({ name, type, value }) => {
    const found = value(row);
    if (found === null) return '';
    return `<${name}>${escapeText(textOf(type, found))}</${name}>`;
  });
  return `<row>${cells.join('')}</row>`;
}

function textOf(type: Column<never>['type'], value: string | number | boolean): string {
  if (type === 'bit') return value === true ? '1' : '0';
  // datetime has no zone.
  if (type === 'datetime') return String(value).replace(/Z$/, '');
  if (type === 'money') return (Number(value) / 100).toFixed(4);
  return typeof type === 'string' ? String(value) : String(value).slice(0, type.varchar);
}

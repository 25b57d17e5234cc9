import { escapeAttribute, escapeText } from '../../platform/xml/escape.js';
import { writeRowSet } from './row-set.js';
import type { Column } from './row-set.js';

/** What an operation answers, already XML text: row sets, or nothing but a result code. */
export interface SqlAnswer {
  readonly content: string;
}

/** Answers with rows. */
export function rows<Row>(columns: readonly Column<Row>[], found: readonly Row[]): SqlAnswer {
  return { content: writeRowSet(columns, found) };
}

/** Answers with no row set, as a procedure without SELECT does. */
export const NO_ROWS: SqlAnswer = { content: '' };

/** The outcome of a report, as a row: 200, or 500 with why nothing was done. */
export interface StatusRow {
  readonly status: '200' | '500';
  readonly message: string;
}

const STATUS_COLUMNS: readonly Column<StatusRow>[] = [
  { name: 'Status', type: { varchar: 3 }, value: ({ status }) => status },
  { name: 'ErrorMsg', type: { varchar: 8000 }, value: ({ message }) => message },
];

/** Answers with one row that tells the outcome of a report. */
export const statusRow = (row: StatusRow): SqlAnswer => rows(STATUS_COLUMNS, [row]);

const TYPES = 'http://schemas.microsoft.com/sqlserver/2004/SOAP/types';
const DECLARATIONS = [
  ['xsi', 'http://www.w3.org/2001/XMLSchema-instance'],
  ['xsd', 'http://www.w3.org/2001/XMLSchema'],
  ['sqlsoaptypes', TYPES],
  ['sqlmessage', `${TYPES}/SqlMessage`],
  ['sqlresultstream', `${TYPES}/SqlResultStream`],
  ['msdata', 'urn:schemas-microsoft-com:xml-msdata'],
]
  .map(([prefix, uri]) => ` xmlns:${prefix ?? ''}="${uri ?? ''}"`)
  .join('');

/** The severity and the number that RAISERROR gives an error of a user. */
const ERROR = { class: 16, number: 50_000 } as const;

/** A response: `XResponse/XResult`, in the namespace of the caller, or in none if his call was in none. */
export function writeAnswer(operation: string, namespace: string, { content }: SqlAnswer): string {
  return writeResult(operation, namespace, content, 0);
}

/** A response that refuses the call: an error message, no rows, and a result code that is not 0. */
export function writeError(operation: string, namespace: string, message: string): string {
  const fields = [
    ['Class', String(ERROR.class)],
    ['LineNumber', '1'],
    ['Message', message],
    ['Number', String(ERROR.number)],
    ['Procedure', operation],
    ['Server', 'order-broker'],
    ['Source', 'order-broker'],
    ['State', '1'],
  ].map(([name = '', value = '']) => `<sqlmessage:${name}>${escapeText(value)}</sqlmessage:${name}>`);
  const content = `<sqlresultstream:SqlMessage xsi:type="sqlmessage:SqlMessage">${fields.join('')}</sqlresultstream:SqlMessage>`;
  return writeResult(operation, namespace, content, ERROR.number);
}

function writeResult(operation: string, namespace: string, content: string, code: number): string {
  const inside = `${content}<sqlresultstream:SqlResultCode xsi:type="sqlsoaptypes:SqlResultCode">${String(code)}</sqlresultstream:SqlResultCode>`;
  if (namespace === '')
    return `<${operation}Response${DECLARATIONS}><${operation}Result>${inside}</${operation}Result></${operation}Response>`;
  return (
    `<method:${operation}Response xmlns:method="${escapeAttribute(namespace)}"${DECLARATIONS}><method:${operation}Result xmlns="">` +
    `${inside}</method:${operation}Result></method:${operation}Response>`
  );
}

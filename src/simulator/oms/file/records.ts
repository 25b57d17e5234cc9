import type { OwnFile } from '../../../platform/db/sqlite/own-file.js';
import type { OmsOrderType } from '../../../domain/order/oms-letter.js';
import type { RecordLetter } from '../records/letter.js';
import type { BrokerHistoryCode } from '../records/move.js';
import type { BrokerRecord } from '../records/record.js';

/** Broker records and their histories, in the OMS's file. */

/** The columns that never change, and those that do; the key is the database's. */
const FIXED = { company: 'company', orderNumber: 'order_number', line: 'line', kind: 'kind', item: 'item' } as const;
const CHANGING = {
  letter: 'letter',
  before: 'letter_before',
  requestId: 'request_id',
  brokerLine: 'broker_line',
  quantity: 'quantity',
  originating: 'originating',
  fulfilling: 'fulfilling',
  pickup: 'pickup',
  via: 'via',
  tracking: 'tracking',
  told: 'told',
  askedAt: 'asked_at',
  reason: 'reason',
  refused: 'refused',
  invoice: 'invoice',
} as const satisfies Partial<Record<keyof BrokerRecord, string>>;
const ALL = { ...FIXED, ...CHANGING } satisfies Record<keyof Omit<BrokerRecord, 'id'>, string>;

const fieldsOf = <Field extends string>(columns: Readonly<Record<Field, string>>): Field[] =>
  Object.keys(columns) as Field[];
const ALL_FIELDS = fieldsOf(ALL);
const CHANGING_FIELDS = fieldsOf(CHANGING);

const COLUMNS = `id, ${ALL_FIELDS.map((field) => `${ALL[field]} AS ${field}`).join(', ')}`;
const INSERT = `INSERT INTO broker_record (${ALL_FIELDS.map((field) => ALL[field]).join(', ')})
  VALUES (${ALL_FIELDS.map(() => '?').join(', ')})`;
const UPDATE = `UPDATE broker_record SET ${CHANGING_FIELDS.map((field) => `${CHANGING[field]} = ?`).join(', ')} WHERE id = ?`;

export const recordsOfOrder = (file: OwnFile, company: number, orderNumber: number): BrokerRecord[] =>
  file.all<BrokerRecord>(
    `SELECT ${COLUMNS} FROM broker_record WHERE company = ? AND order_number = ? ORDER BY line, id`,
    company,
    orderNumber,
  );

export const recordsOfRequest = (file: OwnFile, company: number, requestId: string): BrokerRecord[] =>
  file.all<BrokerRecord>(
    `SELECT ${COLUMNS} FROM broker_record WHERE company = ? AND request_id = ? ORDER BY id`,
    company,
    requestId,
  );

export const recordOf = (file: OwnFile, id: number): BrokerRecord | undefined =>
  file.all<BrokerRecord>(`SELECT ${COLUMNS} FROM broker_record WHERE id = ?`, id)[0];

/** The records with these keys that exist. */
export const recordsById = (file: OwnFile, ids: readonly number[]): BrokerRecord[] =>
  ids.map((id) => recordOf(file, id)).filter((record) => record !== undefined);

/** Which records to list. */
export interface RecordFilter {
  readonly company?: number | undefined;
  readonly letter?: string | undefined;
  readonly orderNumber?: number | undefined;
  readonly limit: number;
}

/** Records, the newest first. */
export const listRecords = (file: OwnFile, { company, letter, orderNumber, limit }: RecordFilter): BrokerRecord[] =>
  file.all<BrokerRecord>(
    `SELECT ${COLUMNS} FROM broker_record
     WHERE company = COALESCE(?, company) AND letter = COALESCE(?, letter) AND order_number = COALESCE(?, order_number)
     ORDER BY id DESC LIMIT ?`,
    company ?? null,
    letter ?? null,
    orderNumber ?? null,
    limit,
  );

/** Records with one letter. @param askedBefore only those that were asked about before this time, ISO 8601 */
export const recordsWithLetter = (
  file: OwnFile,
  company: number,
  letter: RecordLetter,
  askedBefore = '9',
): BrokerRecord[] =>
  file.all<BrokerRecord>(
    `SELECT ${COLUMNS} FROM broker_record WHERE company = ? AND letter = ? AND asked_at <= ? ORDER BY id`,
    company,
    letter,
    askedBefore,
  );

/** Records about which the broker refused something. */
export const refusedRecords = (file: OwnFile, company: number): BrokerRecord[] =>
  file.all<BrokerRecord>(
    `SELECT ${COLUMNS} FROM broker_record WHERE company = ? AND refused <> '' AND letter NOT IN ('E', 'J', 'Z') ORDER BY id`,
    company,
  );

/** How many records have each letter. */
export const countLetters = (file: OwnFile): { letter: RecordLetter; count: number }[] =>
  file.all('SELECT letter, COUNT(*) AS count FROM broker_record GROUP BY letter ORDER BY letter');

/** Letters after which nothing happens to a record, but to goods that wait at a store. */
const ENDED = "('C', 'E', 'J', 'U', 'X', 'Z')";
const IS_OPEN = `(letter NOT IN ${ENDED} OR (letter = 'X' AND kind IN ('retail pickup', 'ship-for-pickup')
  AND told NOT IN ('fulfilled', 'canceled')))`;

/** Records to which something is still to happen, here, at the broker or at a store. */
export const openRecords = (file: OwnFile): BrokerRecord[] =>
  file.all<BrokerRecord>(`SELECT ${COLUMNS} FROM broker_record WHERE ${IS_OPEN} ORDER BY id`);

/** Records from a key on, for going through all of them. */
export const recordsAfter = (file: OwnFile, id: number, limit: number): BrokerRecord[] =>
  file.all<BrokerRecord>(`SELECT ${COLUMNS} FROM broker_record WHERE id > ? ORDER BY id LIMIT ?`, id, limit);

/** How many records have each letter, by kind. */
export const countLettersByKind = (file: OwnFile): { kind: OmsOrderType; letter: RecordLetter; count: number }[] =>
  file.all('SELECT kind, letter, COUNT(*) AS count FROM broker_record GROUP BY kind, letter ORDER BY letter');

/** Adds a record. @returns it with its key */
export function addRecord(file: OwnFile, record: Omit<BrokerRecord, 'id'>): BrokerRecord {
  const { id } = file.run(INSERT, ...ALL_FIELDS.map((field) => record[field]));
  return { ...record, id };
}

export function putRecord(file: OwnFile, record: BrokerRecord): void {
  file.run(UPDATE, ...CHANGING_FIELDS.map((field) => record[field]), record.id);
}

/** Deletes a record with its history. */
export function deleteRecord(file: OwnFile, id: number): void {
  file.run('DELETE FROM broker_history WHERE record_id = ?', id);
  file.run('DELETE FROM broker_record WHERE id = ?', id);
}

/** The number of the next invoice. */
export const nextInvoice = (file: OwnFile): number =>
  (file.all<{ last: number | null }>('SELECT MAX(invoice) AS last FROM broker_record')[0]?.last ?? 0) + 1;

/** An entry of a record's history. */
export interface BrokerHistoryEntry {
  readonly at: string;
  readonly code: BrokerHistoryCode | 'E';
  readonly text: string;
}

export function writeBrokerHistory(file: OwnFile, recordId: number, { at, code, text }: BrokerHistoryEntry): void {
  file.run('INSERT INTO broker_history (record_id, at, code, text) VALUES (?, ?, ?, ?)', recordId, at, code, text);
}

export const brokerHistoryOf = (file: OwnFile, recordId: number): BrokerHistoryEntry[] =>
  file.all<BrokerHistoryEntry>('SELECT at, code, text FROM broker_history WHERE record_id = ? ORDER BY id', recordId);

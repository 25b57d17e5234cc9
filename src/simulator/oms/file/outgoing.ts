import type { OwnFile } from '../../../platform/db/sqlite/own-file.js';

/**
 * Messages that are to be sent, and have no answer yet. A message is written here in the transaction of what it reports, before
 * it is sent for the first time. So a process that dies in between sends the same bytes again, and the broker recognizes them.
 */

export type ProcessName = 'BROKER' | 'BROKER_ORD';

/** What a message is for, which decides what its answer means. */
export type Purpose =
  'submit backorder' | 'submit store pickup' | 'submit pick slip' | 'cancel' | 'ship' | 'tell' | 'review';

/** A message before it is stored. */
export interface NewOutgoing {
  readonly company: number;
  /** The process that sends it, and sends it again. */
  readonly process: ProcessName;
  readonly purpose: Purpose;
  readonly operation: 'SubmitOrder' | 'StatusUpdate' | 'OrderUpdate';
  readonly orderNumber: number;
  /** Keys of the records that it is about. */
  readonly records: readonly number[];
  readonly envelope: string;
}

export interface Outgoing extends NewOutgoing {
  readonly id: number;
  readonly attempts: number;
}

type Row = Omit<Outgoing, 'records'> & { readonly records: string };

const COLUMNS = 'id, company, process, purpose, operation, order_number AS orderNumber, records, envelope, attempts';
/** Answered messages that are kept for looking at. */
const KEPT = 1000;

export function addOutgoing(file: OwnFile, message: NewOutgoing, at: string): void {
  file.run(
    `INSERT INTO outgoing (company, process, purpose, operation, order_number, records, envelope, made_at, attempts)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0)`,
    message.company,
    message.process,
    message.purpose,
    message.operation,
    message.orderNumber,
    JSON.stringify(message.records),
    message.envelope,
    at,
  );
}

const read = (rows: readonly Row[]): Outgoing[] =>
  rows.map((row) => ({ ...row, records: JSON.parse(row.records) as number[] }));

/** What a process has to send, oldest first. */
export const openOutgoing = (file: OwnFile, process: ProcessName): Outgoing[] =>
  read(file.all<Row>(`SELECT ${COLUMNS} FROM outgoing WHERE process = ? AND answer IS NULL ORDER BY id`, process));

/** What is still to be sent about an order, oldest first. */
export const openOutgoingOf = (file: OwnFile, company: number, orderNumber: number): Outgoing[] =>
  read(
    file.all<Row>(
      `SELECT ${COLUMNS} FROM outgoing
       WHERE answer IS NULL AND process IN ('BROKER', 'BROKER_ORD') AND company = ? AND order_number = ? ORDER BY id`,
      company,
      orderNumber,
    ),
  );

/** Whether a process has something that it never tried to send. */
export const hasNewOutgoing = (file: OwnFile, process: ProcessName): boolean =>
  file.all('SELECT 1 FROM outgoing WHERE process = ? AND answer IS NULL AND attempts = 0 LIMIT 1', process)[0] !==
  undefined;

export const countOpenOutgoing = (file: OwnFile): number =>
  file.all<{ count: number }>('SELECT COUNT(*) AS count FROM outgoing WHERE answer IS NULL')[0]?.count ?? 0;

/** Counts an attempt. Before it is sent: a process that dies while it waits has tried. */
export function countAttempt(file: OwnFile, id: number): void {
  file.run('UPDATE outgoing SET attempts = attempts + 1 WHERE id = ?', id);
}

/**
 * Ends a message with its answer, and forgets the oldest answered ones.
 * @returns false when somebody else has ended it: its answer was worked off then
 */
export function endOutgoing(file: OwnFile, id: number, answer: string): boolean {
  const { changes } = file.run('UPDATE outgoing SET answer = ? WHERE id = ? AND answer IS NULL', answer, id);
  if (changes === 0) return false;
  file.run('DELETE FROM outgoing WHERE answer IS NOT NULL AND id <= ?', id - KEPT);
  return true;
}

/** Hands a message over to the other process. */
export function moveOutgoing(file: OwnFile, id: number, process: ProcessName): void {
  file.run('UPDATE outgoing SET process = ? WHERE id = ?', process, id);
}

import { fillIn } from '../../domain/sentence.js';
import { hasLeft, STATUSES } from '../../domain/values/status.js';
import type { Status } from '../../domain/values/status.js';
import type { Row, Session } from '../../platform/db/session.js';

/**
 * Checks of what the services of partners keep.
 *
 * Each check is one statement, which sees one moment on both engines, so a broker that runs meanwhile causes no finding. It
 * looks at a range of keys of one table, so none reads more than a page at a time, and an order without partners costs nothing.
 */

/** Statuses as a list of SQL: they are words of ours, and hold no quotation marks. */
const listed = (statuses: readonly Status[]): string => statuses.map((status) => `'${status}'`).join(', ');

/** The statuses of lines whose goods have left, and with them of those that were canceled. */
export const LEFT = listed(STATUSES.filter(hasLeft));
export const LEFT_OR_CANCELED = listed(STATUSES.filter((status) => hasLeft(status) || status === 'canceled'));

/** What a service keeps that contradicts what it follows from. */
export interface ServiceFault {
  /** What it is about. */
  readonly subject: string;
  /** The order; 0 where there is none. */
  readonly requestId: number;
  /** What was found, and what was expected, as a sentence. */
  readonly fault: string;
}

/** One way in which rows can contradict others. */
interface RowCheck {
  /** Selects rows for the keys above one parameter, up to another one: `request_id`, and what the fault names. */
  readonly rows: string;
  /** A text with columns in braces; or what is wrong with a row, undefined for nothing. */
  readonly fault: string | ((row: Row) => string | undefined);
}

/** The checks that go through the keys of one table. */
export interface TableCheck {
  readonly subject: string;
  readonly table: string;
  /** A number that grows: the first column of an index. */
  readonly key: string;
  readonly checks: readonly RowCheck[];
}

/** Faults of one check on one page that are told at most. */
const MOST = 1_000;

/** The greatest key of a table; 0 while it is empty. */
export async function lastKey(session: Session, { table, key }: TableCheck): Promise<number> {
  const row = await session.first(`SELECT MAX(${key}) AS last_key FROM ${table}`);
  return Number(row?.last_key ?? 0);
}

/** Runs the checks of a table for the keys above `after`, up to `upTo`. */
export async function checkRows(
  session: Session,
  { subject, checks }: TableCheck,
  after: number,
  upTo: number,
): Promise<ServiceFault[]> {
  const faults: ServiceFault[] = [];
  for (const { rows, fault } of checks) {
    for (const row of await session.all(`${rows} LIMIT ${String(MOST)}`, [after, upTo])) {
      const said = typeof fault === 'string' ? fillIn(fault, textsOf(row)) : fault(row);
      if (said !== undefined) faults.push({ subject, requestId: Number(row.request_id ?? 0), fault: said });
    }
  }
  return faults;
}

const textsOf = (row: Row): Record<string, string> =>
  Object.fromEntries(Object.entries(row).map(([name, value]) => [name, value === null ? 'nothing' : String(value)]));

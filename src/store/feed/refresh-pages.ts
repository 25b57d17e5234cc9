import type { Parameter, Session } from '../../platform/db/session.js';
import { bound } from './named-sql.js';
import { PAGES, refreshStatements, STALE } from './refresh-statements.js';
import type { PageKind, RefreshStatements } from './refresh-statements.js';

/** The parameters of a refresh's statements, by name. */
export type Values = Readonly<Record<string, Parameter>>;

const STATEMENTS: Readonly<Record<Session['dialect'], RefreshStatements>> = {
  sqlite: refreshStatements('sqlite'),
  mysql: refreshStatements('mysql'),
};

/** The statements of a refresh on the engine of a session. */
export function statementsFor({ dialect }: Session): RefreshStatements {
  return STATEMENTS[dialect];
}

/** Where the page after `after` ends, and how many orders it has; undefined after the last page. */
export async function nextPage(
  session: Session,
  kind: PageKind,
  values: Values,
): Promise<{ readonly last: number; readonly orders: number } | undefined> {
  const row = await session.first<{ last: number | null; orders: number | string }>(
    ...bound(`SELECT MAX(p.request_id) AS last, COUNT(*) AS orders FROM ${PAGES[kind]}`, values),
  );
  return row === undefined || row.last === null ? undefined : { last: row.last, orders: Number(row.orders) };
}

/** The number of a snapshot whose rows are of no use any more. @param kept the one that readers may read; 0 for none */
export async function staleSnapshot(session: Session, consumer: string, kept: number): Promise<number | undefined> {
  return scalar(session, STALE, { consumer, kept });
}

/** Locks the orders of a page against changes, until the transaction ends. */
export async function lockOrders(session: Session, values: Values): Promise<void> {
  const { lockOrders: lock } = statementsFor(session);
  if (lock !== undefined) await session.all(...bound(`SELECT ${lock}`, values));
}

/** Runs statements of one page. On a server they travel together. */
export async function writePage(session: Session, statements: readonly string[], values: Values): Promise<void> {
  for (const statement of statements) await session.write(...bound(statement, values));
}

/** Counts the orders of a snapshot. */
export async function countItems(session: Session, consumer: string, snapshot: number): Promise<number> {
  return (
    (await scalar(session, '(SELECT COUNT(*) FROM feed_item WHERE consumer = :consumer AND snapshot_no = :snapshot)', {
      consumer,
      snapshot,
    })) ?? 0
  );
}

async function scalar(session: Session, expression: string, values: Values): Promise<number | undefined> {
  const row = await session.first<{ found: number | string | null }>(...bound(`SELECT ${expression} AS found`, values));
  return row === undefined || row.found === null ? undefined : Number(row.found);
}

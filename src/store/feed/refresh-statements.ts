import type { Dialect } from './feed-column.js';
import { FEED_TABLES, fillStatement } from './feed-tables.js';

/** Rows of one transaction: few enough that nobody waits long for it, and that SQLite's only connection is free again soon. */
const MARKS = 2_000;
const ORDERS = 200;

const RANGE = 'request_id > :after AND request_id <= :last';

const pageOf = (table: string, where: string, most: number): string =>
  `(SELECT request_id FROM ${table} WHERE ${where} AND request_id > :after ORDER BY request_id LIMIT ${String(most)}) p`;

/** The lowest number of a snapshot that is over, or that a refresh which died left behind; NULL for none. */
export const STALE = '(SELECT MIN(snapshot_no) FROM feed_item WHERE consumer = :consumer AND snapshot_no <> :kept)';

/** The request ids of the page after `:after`. */
export const PAGES = {
  marks: pageOf('feed_mark', 'consumer = :consumer', MARKS),
  orders: pageOf('customer_order', '1 = 1', MARKS),
  items: pageOf('feed_item', 'consumer = :consumer AND snapshot_no = :snapshot', ORDERS),
  delivered: pageOf('feed_item', 'consumer = :consumer AND snapshot_no = :snapshot', MARKS),
  seen: pageOf('feed_seen', 'consumer = :consumer', MARKS),
} as const;

/** The orders of a phase that are gone through one page after the other. */
export type PageKind = keyof typeof PAGES;

const LAST_CHANGE = 'COALESCE((SELECT MAX(c.id) FROM status_change c WHERE c.request_id = o.request_id), 0)';
const LAST_REVIEW = 'COALESCE((SELECT MAX(r.id) FROM review_change r WHERE r.request_id = o.request_id), 0)';

/** The statements of one page of each phase of a refresh. */
export interface RefreshStatements {
  /** Puts marked orders into the snapshot, each with the version of its mark. */
  readonly collectMarked: string;
  /** Puts orders into it that changed since a date and are not in it yet; unless `:all`, only with changes not seen before. */
  readonly collectChanged: string;
  /** Locks the orders of a page, after SELECT; undefined where nobody else can write. */
  readonly lockOrders: string | undefined;
  /** Stores the rows of a page, and notes up to which change they tell. */
  readonly fill: readonly string[];
  /** Deletes the marks of what the snapshot has, and remembers what was seen. */
  readonly clearMarks: string;
  readonly rememberSeen: string;
  /** Deletes a page of a snapshot that is over. */
  readonly drop: readonly string[];
  readonly forgetSeen: string;
  readonly forgetMarks: string;
}

/** The statements for an engine. Each is repeatable: a refresh that died is run again from its beginning. */
export function refreshStatements(dialect: Dialect): RefreshStatements {
  const insertMissing = dialect === 'mysql' ? 'INSERT IGNORE' : 'INSERT OR IGNORE';
  const newest = (column: string): string => (dialect === 'mysql' ? `VALUES(${column})` : `excluded.${column}`);
  const onSeen = dialect === 'mysql' ? 'ON DUPLICATE KEY UPDATE' : 'ON CONFLICT (consumer, request_id) DO UPDATE SET';
  return {
    collectMarked: `${insertMissing} INTO feed_item (consumer, snapshot_no, request_id, version, change_id, review_id)
      SELECT consumer, :snapshot, request_id, version, 0, 0 FROM feed_mark WHERE consumer = :consumer AND ${RANGE}`,
    collectChanged: `${insertMissing} INTO feed_item (consumer, snapshot_no, request_id, version, change_id, review_id)
      SELECT :consumer, :snapshot, o.request_id, '', 0, 0 FROM customer_order o
      WHERE o.request_id > :after AND o.request_id <= :last AND (
        EXISTS (SELECT 1 FROM status_change c WHERE c.request_id = o.request_id AND c.changed_at >= :since)
        OR EXISTS (SELECT 1 FROM review_change r WHERE r.request_id = o.request_id AND r.changed_at >= :since))
      AND (:all = 1 OR NOT EXISTS (SELECT 1 FROM feed_seen s WHERE s.consumer = :consumer AND s.request_id = o.request_id
        AND s.change_id >= ${LAST_CHANGE} AND s.review_id >= ${LAST_REVIEW}))`,
    // The race: an order is masked while its rows are stored. Without the lock the rows could be those from before, stored after
    // masking looked for rows to mask; with it, one of the two waits for the other. It also makes the rows of an order in the
    // six tables those of one moment.
    lockOrders:
      dialect === 'sqlite'
        ? undefined
        : `COUNT(o.request_id) FROM feed_item i JOIN customer_order o ON o.request_id = i.request_id
            WHERE i.consumer = :consumer AND i.snapshot_no = :snapshot AND i.request_id > :after AND i.request_id <= :last
            LOCK IN SHARE MODE`,
    fill: [
      `UPDATE feed_item SET
        change_id = ${LAST_CHANGE.replaceAll('o.request_id', 'feed_item.request_id')},
        review_id = ${LAST_REVIEW.replaceAll('o.request_id', 'feed_item.request_id')}
        WHERE consumer = :consumer AND snapshot_no = :snapshot AND ${RANGE}`,
      ...FEED_TABLES.map((table) => fillStatement(table, dialect)),
    ],
    // The race: an order changes again while the refresh runs. Its mark then has another version than the snapshot, and stays:
    // the change is in the next one. A DELETE waits for a change that is not committed yet, and then sees its version.
    clearMarks: `DELETE FROM feed_mark WHERE consumer = :consumer AND ${RANGE}
      AND EXISTS (SELECT 1 FROM feed_item i WHERE i.consumer = :consumer AND i.snapshot_no = :snapshot
        AND i.request_id = feed_mark.request_id AND i.version = feed_mark.version)`,
    rememberSeen: `INSERT INTO feed_seen (consumer, request_id, change_id, review_id)
      SELECT consumer, request_id, change_id, review_id FROM feed_item
      WHERE consumer = :consumer AND snapshot_no = :snapshot AND ${RANGE}
      ${onSeen} change_id = ${newest('change_id')}, review_id = ${newest('review_id')}`,
    drop: [
      ...FEED_TABLES.map(
        ({ name }) => `DELETE FROM feed_${name} WHERE consumer = :consumer AND snapshot_no = :snapshot AND ${RANGE}`,
      ),
      `DELETE FROM feed_item WHERE consumer = :consumer AND snapshot_no = :snapshot AND ${RANGE}`,
    ],
    forgetSeen: `DELETE FROM feed_seen WHERE consumer = :consumer AND ${RANGE}`,
    forgetMarks: `DELETE FROM feed_mark WHERE consumer = :consumer AND ${RANGE}`,
  };
}

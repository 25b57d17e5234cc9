import type { MigrationInterface, QueryRunner } from 'typeorm';
import { formsOf } from '../../platform/db/ddl.js';
import { typeOf } from '../feed/feed-column.js';
import { FEED_TABLES } from '../feed/feed-tables.js';
import { viewOf } from '../feed/feed-view.js';
import { PROCEDURE } from '../feed/procedure.js';

/**
 * The change feed: its consumers, the marks of what changed, snapshots with their rows, and what readers of SQL use: the views
 * of the consumer `default`, and on servers the procedure that refreshes it.
 */
export class ChangeFeed1700000000015 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const { table, clustered } = formsOf(runner);
    const dialect = runner.dataSource.options.type === 'better-sqlite3' ? 'sqlite' : 'mysql';
    // `snapshot_no` is the last complete one, 0 for none; `tidy`: its marks are cleared and earlier rows deleted.
    // A refresh owns its consumer until the lease expires; owner `''` for none.
    await runner.query(`CREATE TABLE IF NOT EXISTS feed_consumer (
      name VARCHAR(40) NOT NULL PRIMARY KEY, created_at VARCHAR(24) NOT NULL, removed_at VARCHAR(24), settled INT NOT NULL,
      snapshot_no INT NOT NULL, taken_at VARCHAR(24), since VARCHAR(24), orders INT NOT NULL, tidy INT NOT NULL,
      acknowledged_no INT NOT NULL, acknowledged_at VARCHAR(24), owner VARCHAR(100) NOT NULL, lease_until VARCHAR(24) NOT NULL,
      phase VARCHAR(10) NOT NULL, done INT NOT NULL) ${table}`);
    // An order that changed since the consumer's last snapshot. Every change writes another version.
    await runner.query(`CREATE TABLE IF NOT EXISTS feed_mark (
      consumer VARCHAR(40) NOT NULL, request_id INT NOT NULL, version VARCHAR(36) NOT NULL, PRIMARY KEY (consumer, request_id)) ${clustered}`);
    // An order of a snapshot, with the version of the mark that put it there; empty for one that was found by date.
    await runner.query(`CREATE TABLE IF NOT EXISTS feed_item (
      consumer VARCHAR(40) NOT NULL, snapshot_no INT NOT NULL, request_id INT NOT NULL, version VARCHAR(36) NOT NULL,
      change_id INT NOT NULL, review_id INT NOT NULL, PRIMARY KEY (consumer, snapshot_no, request_id)) ${clustered}`);
    // The last changes of orders that a consumer has seen, until it has settled.
    await runner.query(`CREATE TABLE IF NOT EXISTS feed_seen (
      consumer VARCHAR(40) NOT NULL, request_id INT NOT NULL, change_id INT NOT NULL, review_id INT NOT NULL,
      PRIMARY KEY (consumer, request_id)) ${clustered}`);
    for (const { name, key, columns } of FEED_TABLES) {
      const ofKey = ['request_id', ...(key === undefined ? [] : [key])];
      const definitions = columns.map(
        (column) => `${column.name} ${typeOf(column, dialect)}${ofKey.includes(column.name) ? ' NOT NULL' : ''}`,
      );
      await runner.query(`CREATE TABLE IF NOT EXISTS feed_${name} (
        consumer VARCHAR(40) NOT NULL, snapshot_no INT NOT NULL, ${definitions.join(', ')},
        PRIMARY KEY (consumer, request_id, snapshot_no${key === undefined ? '' : `, ${key}`})) ${clustered}`);
    }
    try {
      for (const one of FEED_TABLES) {
        await runner.query(`DROP VIEW IF EXISTS queue_${one.name}`);
        await runner.query(viewOf(one));
      }
      if (dialect === 'mysql') for (const statement of PROCEDURE) await runner.query(statement);
    } catch (error) {
      // Releases before this one needed no right to create views and procedures, and most brokers have no reader of SQL.
      if (!isDenied(error)) throw error;
    }
  }

  down(): Promise<void> {
    return Promise.reject(new Error('This migration cannot be reverted: restore a backup.'));
  }
}

/** ER_DBACCESS_DENIED_ERROR, ER_TABLEACCESS_DENIED_ERROR, ER_SPECIFIC_ACCESS_DENIED_ERROR, ER_PROCACCESS_DENIED_ERROR. */
const DENIED: ReadonlySet<unknown> = new Set([1044, 1142, 1227, 1370]);

function isDenied(error: unknown): boolean {
  const { errno } = error as { readonly errno?: unknown };
  return DENIED.has(errno);
}

import type { PoolConnection, QueryError, ResultSetHeader } from 'mysql2';
import type { EntityManager, QueryRunner } from 'typeorm';
import { openedCache } from '../cache.js';
import type { CacheDefinition, OpenCaches, ProcessCache, TransactionState } from '../cache.js';
import { KeyVariable } from './key-variable.js';
import { fitsPacket, PacketTooLargeError } from './packet-size.js';
import { Session } from '../session.js';
import type { Parameter, Row, RowId, Written } from '../session.js';

/** Characters of statements that may be held back for others. Beyond that they are sent: servers limit the packet size. */
const MAX_PENDING = 128 * 1024;

interface Statement {
  readonly sql: string;
  readonly resolve?: (result: unknown) => void;
  readonly reject?: (error: unknown) => void;
  /** Creates the transaction's error if this statement fails because of `GUARD`. */
  readonly missed?: () => Error;
}

/**
 * Fails if the statement before it matched no row: 0 - 1 is out of range for an unsigned number. No SQL mode turns this
 * error into a warning, and SET reports it, which DO does not.
 */
const GUARD = 'SET @found = CAST(ROW_COUNT() AS UNSIGNED) - 1';
const GUARD_FAILED = 'ER_DATA_OUT_OF_RANGE';

export interface MysqlConnectionOptions {
  /** Whether the transaction is already open; if not, it begins with the first statement. */
  readonly begun: boolean;
  /** See `TransactionState.began`. */
  readonly began: number;
  /** The most bytes that the server accepts in one packet. */
  readonly packetBytes: number;
  readonly caches: OpenCaches<ProcessCache<unknown>>;
}

/**
 * The session of one transaction on a connection to MariaDB or MySQL. Statements bypass TypeORM, and those that need not
 * wait for each other are sent together:
 *
 * 1. BEGIN and writes without a result are held back until the next statement with a result, or COMMIT;
 * 2. statements issued in the same turn of the event loop are sent in one packet. The server runs them in order and stops
 *    at the first error, so nothing runs after a failure, COMMIT least of all;
 * 3. a write that must match a row is followed by a statement that fails if it did not; a generated key stays on the
 *    server, in a variable, for later statements. So neither has to be read back before COMMIT is sent;
 * 4. after a failure every later statement fails with it, even if the transaction's code ignores the first error.
 *
 * A SubmitOrder used to take 14 round trips and held the lock on its stock row for nine of them, so orders for one product
 * queued for that long. It takes three now, and the row is locked only while the server works on the last one
 * (docs/performance.md). Rejected: prepared statements. They need four fifths of the server's time, but each takes a
 * round trip of its own.
 */
export class MysqlConnection extends Session implements TransactionState {
  readonly dialect = 'mysql';
  #pending: Statement[] = [];
  #pendingCharacters = 0;
  #sendScheduled = false;
  /** Whether writes may be held back; not once entities are written on the same connection. */
  #batches = true;
  #failure: Error | undefined;
  #ended = false;
  #begun: boolean;
  #inDoubt = false;
  #keys = 0;
  #hasWritten = false;
  readonly began: number;
  readonly #packetBytes: number;
  readonly #caches: OpenCaches<ProcessCache<unknown>>;

  /** @param runner TypeORM's query runner over the same connection, for entities */
  constructor(
    private readonly driver: PoolConnection,
    private readonly runner: QueryRunner,
    { begun, began, packetBytes, caches }: MysqlConnectionOptions,
  ) {
    super();
    this.began = began;
    this.#packetBytes = packetBytes;
    this.#caches = caches;
    this.#begun = begun;
    if (!begun) this.#hold({ sql: 'START TRANSACTION' });
  }

  get hasWritten(): boolean {
    return this.#hasWritten;
  }

  /** Whether COMMIT was sent and its outcome is unknown. */
  get inDoubt(): boolean {
    return this.#inDoubt;
  }

  /** The first error, unless it was a statement of an entity that failed. */
  get failure(): Error | undefined {
    return this.#failure;
  }

  get manager(): EntityManager {
    this.#batches = false;
    this.#hasWritten = true;
    this.#send();
    return this.runner.manager;
  }

  cache<View>(definition: CacheDefinition<View>): View {
    return (openedCache(this.#caches, definition) as ProcessCache<View>).viewOf(this);
  }

  async all<T extends Row = Row>(sql: string, parameters: readonly Parameter[] = []): Promise<T[]> {
    return (await this.#query({ sql: this.#format(sql, parameters) })) as T[];
  }

  async run(sql: string, parameters: readonly Parameter[] = []): Promise<Written> {
    this.#hasWritten = true;
    const { affectedRows, insertId } = (await this.#query({ sql: this.#format(sql, parameters) })) as ResultSetHeader;
    return { affected: affectedRows, insertId };
  }

  async write(sql: string, parameters: readonly Parameter[] = [], missed?: () => Error): Promise<void> {
    await this.#holdOrQuery(
      { sql: this.#format(sql, parameters) },
      ...(missed === undefined ? [] : [{ sql: GUARD, missed }]),
    );
  }

  async insert(sql: string, parameters: readonly Parameter[] = []): Promise<RowId> {
    const key = new KeyVariable(`@key${String((this.#keys += 1))}`);
    await this.#holdOrQuery(
      {
        sql: this.#format(sql, parameters),
        resolve: (result) => {
          key.insertId = (result as ResultSetHeader).insertId;
        },
      },
      { sql: `SET ${key.toSqlString()} = LAST_INSERT_ID()` },
    );
    return key;
  }

  /** Sends what is held back, and COMMIT. See `inDoubt` when it fails. */
  async commit(): Promise<void> {
    const committed = this.#query({ sql: 'COMMIT' });
    this.end();
    await committed;
  }

  async rollback(): Promise<void> {
    this.end();
    this.#pending = [];
    if (this.#begun)
      await new Promise<void>((resolve, reject) => {
        this.driver.query('ROLLBACK', (error) => {
          if (error === null) resolve();
          else reject(error);
        });
      });
  }

  /** Ends the session: a statement that nobody awaited must not run in the connection's next transaction. */
  end(): void {
    this.#ended = true;
  }

  #format(sql: string, parameters: readonly Parameter[]): string {
    return this.driver.format(sql, [...parameters]);
  }

  /** Holds statements back for the next query, or sends them if too much is held back already. */
  async #holdOrQuery(...statements: Statement[]): Promise<void> {
    const refusal = this.#refusal();
    if (refusal !== undefined) throw refusal;
    this.#hasWritten = true;
    const last = statements.pop();
    for (const statement of statements) this.#hold(statement);
    if (last === undefined) return;
    if (this.#batches && this.#pendingCharacters + last.sql.length <= MAX_PENDING) this.#hold(last);
    else await this.#query(last);
  }

  /** Why nothing may be sent any more, if so. */
  #refusal(): Error | undefined {
    return this.#failure ?? (this.#ended ? new Error('the transaction has ended') : undefined);
  }

  #hold(statement: Statement): void {
    this.#pending.push(statement);
    this.#pendingCharacters += statement.sql.length;
  }

  /** Sends a statement and all that is held back, at the end of this turn of the event loop. */
  #query(statement: Statement): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const refusal = this.#refusal();
      if (refusal !== undefined) {
        reject(refusal);
        return;
      }
      this.#hold({ ...statement, resolve, reject });
      if (this.#sendScheduled) return;
      this.#sendScheduled = true;
      queueMicrotask(() => {
        this.#send();
      });
    });
  }

  #send(): void {
    this.#sendScheduled = false;
    const statements = this.#pending;
    if (statements.length === 0) return;
    this.#pending = [];
    this.#pendingCharacters = 0;
    const text = statements.map(({ sql }) => sql).join(';\n');
    if (!fitsPacket(text, this.#packetBytes)) {
      this.#failure ??= new PacketTooLargeError(this.#packetBytes);
      for (const { reject } of statements) reject?.(this.#failure);
      return;
    }
    this.#begun = true;
    let answered = 0;
    this.driver
      .query(text, (error: QueryError | null, results: unknown) => {
        if (error !== null) this.#fail(statements, error, answered);
        else if (statements.length === 1) statements[0]?.resolve?.(results);
        else for (const [index, { resolve }] of statements.entries()) resolve?.((results as unknown[])[index]);
      })
      .on('fields', () => {
        answered += 1;
      });
  }

  /** @param answered number of statements with a result; an error that comes from the server itself is that of the next one */
  #fail(statements: readonly Statement[], error: QueryError, answered: number): void {
    const fromServer = typeof error.sqlState === 'string';
    const failedBeforeCommit = fromServer && answered < statements.length - 1;
    if (statements.at(-1)?.sql === 'COMMIT' && !failedBeforeCommit) this.#inDoubt = true;
    const missed = error.code === GUARD_FAILED ? statements[answered]?.missed?.() : undefined;
    this.#failure ??= missed ?? error;
    // Entities do not check `#failure`. Without a connection none of their statements can run after a failure, outside
    // the transaction that the failure ended.
    if (!this.#batches) {
      this.driver.destroy();
      this.#begun = false;
    }
    for (const { reject } of statements) reject?.(this.#failure);
  }
}

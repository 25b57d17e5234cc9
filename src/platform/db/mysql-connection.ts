import type { PoolConnection, QueryError, ResultSetHeader } from 'mysql2';
import type { EntityManager, QueryRunner } from 'typeorm';
import type { Connection, Parameter, PendingId, Row, RowId, Written } from './connection.js';
import type { TransactionStock } from '../../store/inventory/shared-stock.js';

/** Characters of statements that may wait for others. More are sent at once: the engines limit what comes in one packet. */
const MOST_WAITING = 128 * 1024;

interface Statement {
  readonly sql: string;
  readonly resolve?: (result: unknown) => void;
  readonly reject?: (error: unknown) => void;
  /** What the unit fails with when this statement does because of `GUARD`. */
  readonly missed?: () => Error;
}

/**
 * Fails when the statement before it matched no row: one less than nothing is no unsigned number. The error is one of the
 * few that no mode of the engines turns into a warning, and SET, unlike DO, tells it.
 */
const GUARD = 'SET @found = CAST(ROW_COUNT() AS UNSIGNED) - 1';
const GUARD_FAILED = 'ER_DATA_OUT_OF_RANGE';

/**
 * One unit's transaction on a connection to MariaDB or MySQL. Statements go straight to the driver, and those that need
 * not wait for each other travel together:
 *
 * 1. BEGIN and writes that nobody waits for stay here until the next statement that is waited for, or COMMIT;
 * 2. statements that are asked for in one turn of the event loop leave in one packet. The database runs them in their
 *    order and stops at the first that fails, so nothing runs behind a failure, COMMIT least of all;
 * 3. a write that must find its row is followed by one that fails if it did not; a key that the database gives out stays
 *    there, in a variable, for the statements behind it. So neither has to come back before COMMIT is sent;
 * 4. once anything has failed every later statement fails with it, whatever the unit does about it.
 *
 * A SubmitOrder was fourteen round trips, and held the row of its stock over nine of them: orders for one product stood in
 * a queue for as long. Now it is three, and the row is held while the database works on the last (docs/performance.md).
 * Rejected: prepared statements. The database runs them in four fifths of the time, but each takes a round trip of its own.
 */
export class MysqlConnection implements Connection {
  readonly dialect = 'mysql';
  #waiting: Statement[] = [];
  #characters = 0;
  #leaving = false;
  /** Whether writes may wait; not when entities are written on the same connection in between. */
  #gathers = true;
  #failure: Error | undefined;
  #over = false;
  #begun: boolean;
  #inDoubt = false;
  #keys = 0;

  /**
   * @param runner has the connection, for entities
   * @param stock what the unit may go by
   * @param begun whether the transaction is open; else it begins with the first statement
   */
  constructor(
    private readonly driver: PoolConnection,
    private readonly runner: QueryRunner,
    readonly stock: TransactionStock,
    begun: boolean,
  ) {
    this.#begun = begun;
    if (!begun) this.#wait({ sql: 'START TRANSACTION' });
  }

  /** Whether COMMIT was sent, and nobody knows what came of it. */
  get inDoubt(): boolean {
    return this.#inDoubt;
  }

  /** What went wrong first, as far as it was no statement of an entity. */
  get failure(): Error | undefined {
    return this.#failure;
  }

  get manager(): EntityManager {
    this.#gathers = false;
    this.stock.wrote = true;
    this.#send();
    return this.runner.manager;
  }

  async all(sql: string, parameters: readonly Parameter[]): Promise<Row[]> {
    return (await this.#ask({ sql: this.#format(sql, parameters) })) as Row[];
  }

  async run(sql: string, parameters: readonly Parameter[]): Promise<Written> {
    this.stock.wrote = true;
    const { affectedRows, insertId } = (await this.#ask({ sql: this.#format(sql, parameters) })) as ResultSetHeader;
    return { affected: affectedRows, insertId };
  }

  async write(sql: string, parameters: readonly Parameter[], missed?: () => Error): Promise<void> {
    await this.#leave(
      { sql: this.#format(sql, parameters) },
      ...(missed === undefined ? [] : [{ sql: GUARD, missed }]),
    );
  }

  async insert(sql: string, parameters: readonly Parameter[]): Promise<RowId> {
    const key = new Key(`@key${String((this.#keys += 1))}`);
    await this.#leave(
      {
        sql: this.#format(sql, parameters),
        resolve: (result) => {
          key.given = (result as ResultSetHeader).insertId;
        },
      },
      { sql: `SET ${key.toSqlString()} = LAST_INSERT_ID()` },
    );
    return key;
  }

  /** Sends what waits, and COMMIT. See `inDoubt` when it fails. */
  async commit(): Promise<void> {
    const committed = this.#ask({ sql: 'COMMIT' });
    this.end();
    await committed;
  }

  async rollback(): Promise<void> {
    this.end();
    this.#waiting = [];
    if (this.#begun)
      await new Promise<void>((resolve, reject) => {
        this.driver.query('ROLLBACK', (error) => {
          if (error === null) resolve();
          else reject(error);
        });
      });
  }

  /** The unit is over: what it forgot to wait for must not run in another one's transaction. */
  end(): void {
    this.#over = true;
  }

  #format(sql: string, parameters: readonly Parameter[]): string {
    return this.driver.format(sql, [...parameters]);
  }

  /** Lets statements wait for the next one that is waited for, unless too much waits already. */
  async #leave(...statements: Statement[]): Promise<void> {
    const refusal = this.#refusal();
    if (refusal !== undefined) throw refusal;
    this.stock.wrote = true;
    const last = statements.pop();
    for (const statement of statements) this.#wait(statement);
    if (last === undefined) return;
    if (this.#gathers && this.#characters + last.sql.length <= MOST_WAITING) this.#wait(last);
    else await this.#ask(last);
  }

  /** Why nothing may be sent any more. */
  #refusal(): Error | undefined {
    return this.#failure ?? (this.#over ? new Error('the unit of work is over') : undefined);
  }

  #wait(statement: Statement): void {
    this.#waiting.push(statement);
    this.#characters += statement.sql.length;
  }

  /** Sends a statement with all that waits, at the end of this turn. */
  #ask(statement: Statement): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const refusal = this.#refusal();
      if (refusal !== undefined) {
        reject(refusal);
        return;
      }
      this.#wait({ ...statement, resolve, reject });
      if (this.#leaving) return;
      this.#leaving = true;
      queueMicrotask(() => {
        this.#send();
      });
    });
  }

  #send(): void {
    this.#leaving = false;
    const statements = this.#waiting;
    if (statements.length === 0) return;
    this.#waiting = [];
    this.#characters = 0;
    this.#begun = true;
    let answered = 0;
    this.driver
      .query(statements.map(({ sql }) => sql).join(';\n'), (error: QueryError | null, results: unknown) => {
        if (error !== null) this.#failed(statements, error, answered);
        else if (statements.length === 1) statements[0]?.resolve?.(results);
        else for (const [index, { resolve }] of statements.entries()) resolve?.((results as unknown[])[index]);
      })
      .on('fields', () => {
        answered += 1;
      });
  }

  /** @param answered how many of the statements were; an error that the database itself tells is the answer to the next one */
  #failed(statements: readonly Statement[], error: QueryError, answered: number): void {
    const told = typeof error.sqlState === 'string';
    if (statements.at(-1)?.sql === 'COMMIT' && !(told && answered < statements.length - 1)) this.#inDoubt = true;
    const missed = error.code === GUARD_FAILED ? statements[answered]?.missed?.() : undefined;
    this.#failure ??= missed ?? error;
    // Entities do not ask for failures: with their connection gone nothing of theirs runs behind one, outside the transaction that it ended.
    if (!this.#gathers) {
      this.driver.destroy();
      this.#begun = false;
    }
    for (const { reject } of statements) reject?.(this.#failure);
  }
}

/** A key in a variable of its connection. */
class Key implements PendingId {
  given: number | undefined;

  constructor(private readonly variable: string) {}

  get value(): number {
    if (this.given === undefined) throw new Error('the database has not given out this key yet');
    return this.given;
  }

  /** How the driver writes it into a statement. */
  toSqlString(): string {
    return this.variable;
  }
}

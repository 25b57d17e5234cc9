import { setTimeout as sleep } from 'node:timers/promises';
import type { CacheDefinition, OpenCaches, ProcessCache } from '../cache.js';
import { classify, DatabaseUnavailableError } from '../database-error.js';
import { MysqlConnection } from './mysql-connection.js';
import type { MysqlPool } from './mysql-pool.js';
import type { Session } from '../session.js';

/** Maximum number of times that a transaction is run. */
const MAX_ATTEMPTS = 8;

/**
 * Transactions on MariaDB and MySQL, over connections that may die at any moment without notice.
 *
 * 1. Take a live connection (mysql-pool.ts).
 * 2. Run the transaction; its statements are sent together where possible (mysql-connection.ts). A socket without traffic
 *    for the statement timeout is destroyed, which fails whatever waits for it: the other side of a failing network, or
 *    of a firewall that dropped its state, never reports that it has gone.
 * 3. Commit. When the answer to COMMIT is lost, the outcome is unknown: the transaction fails as unavailable and is NOT
 *    run again. Its caller repeats the message, and the repeat is recognized by what the first one stored, if it did.
 * 4. A transaction that is known to be undone is run again after a random delay, at most 8 times and not after the
 *    statement timeout: it lost a conflict (deadlock, lock timeout, write conflict of a cluster, also at COMMIT), or its
 *    connection before COMMIT was sent. So a transaction must have no effects outside its session.
 */
export class MysqlTransactions {
  #running = 0;
  /** Logical clock: counts the begins of transactions, and whatever else a cache puts in order with them. */
  #clock = 0;
  readonly #caches: OpenCaches<ProcessCache<unknown>>;

  /** @param statementTimeout in milliseconds */
  constructor(
    private readonly pool: MysqlPool,
    private readonly statementTimeout: number,
    caches: readonly CacheDefinition<unknown>[],
  ) {
    const tick = (): number => (this.#clock += 1);
    this.#caches = new Map(caches.map((definition) => [definition, definition.openOnServer(tick)]));
  }

  /** Transactions that have a connection. */
  get running(): number {
    return this.#running;
  }

  /** Transactions that wait for a connection. */
  get waiting(): number {
    return this.pool.waiting;
  }

  /**
   * @param patient whether to retry when the server refuses the connection
   * @throws {DatabaseUnavailableError} when there is no connection in time, or the outcome of COMMIT is unknown
   */
  async run<T>(work: (session: Session) => Promise<T>, patient = true): Promise<T> {
    const deadline = performance.now() + this.statementTimeout;
    for (let attempt = 1; ; attempt += 1) {
      const began = (this.#clock += 1);
      const checkout = await this.pool.checkOut(patient);
      const { runner, driver, ...opened } = checkout;
      const connection = new MysqlConnection(driver, runner, { ...opened, began, caches: this.#caches });
      this.#running += 1;
      try {
        const result = await work(connection);
        await connection.commit();
        this.pool.markAlive(driver);
        return result;
      } catch (caught) {
        const error = connection.failure ?? caught;
        const failure = classify(error);
        // A dead connection cannot roll back; the server does so by itself.
        if (failure === 'unavailable') this.pool.discard(driver);
        else
          await connection.rollback().then(
            () => {
              this.pool.markAlive(driver);
            },
            () => {
              this.pool.discard(driver);
            },
          );
        if (connection.inDoubt && failure !== 'conflict')
          throw new DatabaseUnavailableError('the outcome of COMMIT is unknown', { cause: error });
        const isUndone = failure === 'conflict' || failure === 'unavailable';
        if (!isUndone || attempt === MAX_ATTEMPTS || performance.now() > deadline) throw error;
      } finally {
        this.#running -= 1;
        connection.end();
        await this.pool.checkIn(checkout);
      }
      await sleep(Math.random() * 10 * 2 ** attempt);
    }
  }
}

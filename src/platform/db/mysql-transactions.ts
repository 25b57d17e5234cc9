import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { PoolConnection } from 'mysql2';
import type { DataSource, QueryRunner } from 'typeorm';
import { classify, DatabaseUnavailableError } from './database-error.js';
import { MysqlConnection } from './mysql-connection.js';
import { Session } from './session.js';
import { SharedStock } from '../../store/inventory/shared-stock.js';

/** All in milliseconds. */
export interface TransactionTimes {
  /** To have a connection with a transaction begun on it. */
  readonly acquire: number;
  /** For one statement. Locks are waited for half as long, and a unit is not run again after it. */
  readonly statement: number;
}

const ATTEMPTS = 8;
/** A connection that answered so recently is taken for alive, in milliseconds. */
const PROVEN = 1_000;
/** The first pause before another connection is tried for, in milliseconds; each is twice as long as the one before, up to the longest. */
const PAUSE = 20;
const LONGEST_PAUSE = 500;

/**
 * Units of work on MariaDB and MySQL, over connections that may die at any moment and need not say so.
 *
 * 1. Take a connection and begin, within the acquire time; while there is none to be had it is tried again. The begin proves
 *    the connection: one that fails it, or says nothing for half that time, is thrown away and another one taken. Nothing
 *    was done on it, so that is safe. A connection that has just answered begins with its first statement instead.
 * 2. Run the unit; its statements travel together where they can (mysql-connection.ts). A socket that stands still for the
 *    statement time is destroyed, and whoever waits for it is told so: the other side of a network that fails, or of a
 *    firewall that forgets, never says that it has gone.
 * 3. Commit. When the answer to COMMIT is lost nobody knows what came of it: the unit fails as unavailable and is NOT run again.
 *    Its caller sends the message again, and the second one is recognized by what the first one stored, if it did.
 * 4. A unit whose transaction is known to be undone is run again after a random pause, at most 8 times and not after the
 *    statement time: it lost a conflict (deadlock, lock timeout, write conflict of a cluster, also at COMMIT), or its connection before COMMIT
 *    was sent. So a unit must do nothing but talk to its session.
 *
 * One connection that dies casts doubt on all that were opened before: after a fail-over they lead to a server that is gone
 * or only lets read. They are thrown away when they are next taken, instead of each costing a message its patience.
 * Rejected: a ping before every unit, which is one more round trip for each message and proves no more than the begin.
 */
export class MysqlTransactions {
  #running = 0;
  #waiting = 0;
  /** When a connection died last. */
  #doubtedAt = -1;
  readonly #stock = new SharedStock();
  readonly #known = new WeakMap<Connection, { readonly openedAt: number; answeredAt: number }>();

  constructor(
    private readonly source: DataSource,
    private readonly times: TransactionTimes,
  ) {}

  /** Units that have a connection. */
  get running(): number {
    return this.#running;
  }

  /** Units that wait for one. */
  get waiting(): number {
    return this.#waiting;
  }

  /**
   * @param patient whether a refused connection is tried for again
   * @throws {DatabaseUnavailableError} when there is no connection in time, or the outcome of COMMIT is not known
   */
  async run<T>(work: (session: Session) => Promise<T>, patient = true): Promise<T> {
    const last = performance.now() + this.times.statement;
    for (let attempt = 1; ; attempt += 1) {
      const stock = this.#stock.begin();
      const { runner, driver, begun } = await this.#begin(patient);
      const connection = new MysqlConnection(driver, runner, stock, begun);
      this.#running += 1;
      try {
        const result = await work(new Session(connection));
        await connection.commit();
        this.#answered(driver);
        return result;
      } catch (caught) {
        const error = connection.failure ?? caught;
        const failure = classify(error);
        // A connection that is gone cannot roll back; the server does so by itself.
        if (failure === 'unavailable') this.#discard(driver);
        else
          await connection.rollback().then(
            () => {
              this.#answered(driver);
            },
            () => {
              this.#discard(driver);
            },
          );
        if (connection.inDoubt && failure !== 'conflict')
          throw new DatabaseUnavailableError('the outcome of COMMIT is not known', { cause: error });
        const undone = failure === 'conflict' || failure === 'unavailable';
        if (!undone || attempt === ATTEMPTS || performance.now() > last) throw error;
      } finally {
        this.#running -= 1;
        connection.end();
        watch(driver, 0);
        await runner.release();
      }
      await sleep(Math.random() * 10 * 2 ** attempt);
    }
  }

  /** Takes a connection that is not in doubt, and begins on it unless it may begin with its first statement. */
  async #begin(patient: boolean): Promise<{ runner: QueryRunner; driver: Connection; begun: boolean }> {
    const deadline = performance.now() + this.times.acquire;
    for (let pause = PAUSE; ; pause = Math.min(2 * pause, LONGEST_PAUSE)) {
      let runner: QueryRunner;
      try {
        runner = await this.acquire(deadline - performance.now());
      } catch (error) {
        // Refused: a server that starts again, or a proxy that has not found the new writer yet.
        if (!patient || !(await this.#comesAgain(error, pause, deadline))) throw error;
        continue;
      }
      const driver = await connectionOf(runner);
      const known = this.#known.get(driver);
      if (known !== undefined && known.openedAt <= this.#doubtedAt) {
        throwAway(driver);
        continue;
      }
      const begun = known === undefined || performance.now() - known.answeredAt > PROVEN;
      try {
        if (begun) {
          watch(driver, this.times.acquire / 2);
          if (known === undefined) await this.#prepare(runner, driver);
          await runner.query('START TRANSACTION');
        }
        watch(driver, this.times.statement);
        return { runner, driver, begun };
      } catch (error) {
        this.#discard(driver);
        await runner.release();
        if (
          known === undefined
            ? !patient || !(await this.#comesAgain(error, pause, deadline))
            : classify(error) !== 'unavailable' || performance.now() > deadline
        )
          throw error;
      }
    }
  }

  /** Pauses before another connection is tried for. @returns whether there is a point in it, and time */
  async #comesAgain(error: unknown, pause: number, deadline: number): Promise<boolean> {
    if (
      classify(error) !== 'unavailable' ||
      error instanceof DatabaseUnavailableError ||
      performance.now() + pause > deadline
    )
      return false;
    await sleep(pause);
    return true;
  }

  /** What holds for as long as a connection lives. */
  async #prepare(runner: QueryRunner, driver: Connection): Promise<void> {
    // Failures reach the unit at hand; an error event that nobody hears would end the process.
    driver.on('error', () => undefined);
    const seconds = Math.max(1, Math.floor(this.times.statement / 1000));
    await runner.query('SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED');
    // Whatever the server is set to: values are written with backslashes, and one that does not fit is refused, not cut.
    await runner.query("SET SESSION sql_mode = 'STRICT_TRANS_TABLES,NO_ENGINE_SUBSTITUTION'");
    await runner.query(`SET SESSION innodb_lock_wait_timeout = ${String(Math.max(1, Math.floor(seconds / 2)))}`);
    // The locks of an instance that vanished without a word would stay until TCP gives up, hours later. MySQL has no such variable.
    if (this.source.options.type === 'mariadb')
      await runner.query(`SET SESSION idle_transaction_timeout = ${String(seconds)}`);
    this.#known.set(driver, { openedAt: performance.now(), answeredAt: performance.now() });
  }

  /**
   * A connection of the pool, proven by nothing.
   * @throws {DatabaseUnavailableError} when there is none in so many milliseconds
   */
  async acquire(ms = this.times.acquire): Promise<QueryRunner> {
    const runner = this.source.createQueryRunner();
    const connecting = runner.connect();
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<'late'>((resolve) => {
      timer = setTimeout(resolve, Math.max(0, ms), 'late');
    });
    this.#waiting += 1;
    try {
      if ((await Promise.race([connecting, late])) === 'late') {
        // The connection may still come: it goes straight back to the pool.
        connecting.then(
          () => runner.release(),
          () => undefined,
        );
        throw new DatabaseUnavailableError(`no connection to the database within ${String(this.times.acquire)} ms`);
      }
    } finally {
      this.#waiting -= 1;
      clearTimeout(timer);
    }
    return runner;
  }

  #answered(driver: Connection): void {
    const known = this.#known.get(driver);
    if (known !== undefined) known.answeredAt = performance.now();
  }

  /** Throws a dead connection away, and doubts all that are as old. */
  #discard(driver: Connection): void {
    this.#doubtedAt = performance.now();
    throwAway(driver);
  }
}

/** The driver's own connection. Its socket is missing in the driver's types. */
type Connection = PoolConnection & { readonly stream: Socket };
const connectionOf = async (runner: QueryRunner): Promise<Connection> => (await runner.connect()) as Connection;

/** The driver only says good-bye and waits, for nobody on a connection that is half gone. */
function throwAway(connection: Connection): void {
  connection.destroy();
  connection.stream.destroy();
}

/** Destroys the socket when it stands still for so long; 0 for never. The driver then fails the statement that waits for it. */
function watch({ stream }: Connection, ms: number): void {
  stream.removeListener('timeout', giveUp).setTimeout(ms);
  if (ms > 0) stream.once('timeout', giveUp);
}

function giveUp(this: Socket): void {
  this.destroy(Object.assign(new Error('the database says nothing'), { code: 'ETIMEDOUT' }));
}

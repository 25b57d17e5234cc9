import { setImmediate as turn, setTimeout as sleep } from 'node:timers/promises';
import { classify, DatabaseUnavailableError } from './database-error.js';
import { Session } from './session.js';
import type { SqliteConnection } from './sqlite-connection.js';

/** Most units of one group, and the time after which it takes no more, in milliseconds: the first one waits for the last. */
const MAX_GROUP_SIZE = 64;
const MOST_MS = 20;
/** How often a unit is begun that lost a conflict. */
const ATTEMPTS = 8;

interface Unit {
  readonly since: number;
  attempt: number;
  /** Whether it runs behind a savepoint. */
  guarded: boolean;
  work(session: Session): Promise<unknown>;
  resolve(result: unknown): void;
  reject(error: unknown): void;
}

/**
 * Units of work on SQLite's one connection: those that wait together are committed together.
 *
 * 1. The queue is looked at once in a turn of the event loop, after all sockets that had something were read: so the
 *    messages that came at once form a group.
 * 2. A group is one transaction; its units run one after the other. Hardly one ever fails: when one does, all is rolled back
 *    and the same units run once more, now each behind a savepoint. There the one that fails is rolled back to it and told so
 *    at once; the others do not notice. Savepoints for all, always, cost a copy of each page a unit touches.
 * 3. Nobody is told of a result before COMMIT. What fails there, or ends the transaction (disk full), leaves nothing of
 *    any unit: those that had been done are begun again, by themselves.
 *
 * A commit writes each page that was touched, about thirty of an order, and orders touch the same ones: ten orders in a
 * group take 0.6 ms each, one by itself 1.3 (docs/performance.md).
 */
export class GroupCommit {
  #waiting: Unit[] = [];
  #running: Promise<void> | undefined;

  /**
   * @param patience milliseconds a unit waits for another process' lock at the most
   * @param committed told of every commit
   */
  constructor(
    private readonly connection: SqliteConnection,
    private readonly patience: number,
    private readonly committed: () => void = () => undefined,
  ) {}

  get waiting(): number {
    return this.#waiting.length;
  }

  /** Units that have the connection: one, or none. */
  get running(): number {
    return this.connection.inTransaction ? 1 : 0;
  }

  run<T>(work: (session: Session) => Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.#enqueue({
        since: performance.now(),
        attempt: 1,
        guarded: false,
        work,
        resolve: (result) => {
          resolve(result as T);
        },
        reject,
      });
    });
  }

  /** Resolves when nothing is left to do. */
  async idle(): Promise<void> {
    while (this.#running !== undefined) await this.#running;
  }

  #enqueue(unit: Unit): void {
    this.#waiting.push(unit);
    this.#running ??= this.#drain();
  }

  async #drain(): Promise<void> {
    while (this.#waiting.length > 0) {
      await turn();
      await this.#group();
    }
    this.#running = undefined;
  }

  async #group(): Promise<void> {
    if (!(await this.#begun())) return;
    const done: { unit: Unit; result: unknown }[] = [];
    // Those behind savepoints stay among themselves: with others they could be undone again and again.
    const guarded = this.#waiting[0]?.guarded;
    const end = performance.now() + MOST_MS;
    for (let alone = false; !alone && done.length < MAX_GROUP_SIZE && performance.now() < end;) {
      const [unit] = this.#waiting;
      if (unit?.guarded !== guarded || unit === undefined) break;
      this.#waiting.shift();
      const session = new Session(this.connection);
      if (unit.guarded) this.connection.execute('SAVEPOINT unit');
      try {
        const result = await unit.work(session);
        if (unit.guarded) this.connection.execute('RELEASE unit');
        done.push({ unit, result });
      } catch (error) {
        if (this.#undone(unit, error, done)) return;
      }
      alone = session.endsGroup;
    }
    try {
      this.connection.execute('COMMIT');
    } catch (error) {
      this.#rollback();
      for (const { unit } of done) this.#failed(unit, error);
      return;
    }
    for (const { unit, result } of done) unit.resolve(result);
    this.committed();
  }

  /**
   * Undoes a unit that failed, and sees to those of its group that did not.
   * @returns whether that ended the transaction
   */
  #undone(unit: Unit, error: unknown, done: readonly { readonly unit: Unit }[]): boolean {
    const others = done.map((one) => one.unit);
    if (this.connection.inTransaction && unit.guarded) {
      this.connection.rollback('ROLLBACK TO unit');
      this.connection.execute('RELEASE unit');
      this.#failed(unit, error);
      return false;
    }
    if (this.connection.inTransaction && others.length > 0) {
      for (const one of others.concat(unit)) one.guarded = true;
      this.#waiting.unshift(...others, unit);
    } else {
      this.#waiting.unshift(...others);
      this.#failed(unit, error);
    }
    this.#rollback();
    return true;
  }

  #rollback(): void {
    if (this.connection.inTransaction) this.connection.rollback('ROLLBACK');
    else this.connection.stock.forget();
  }

  /**
   * Takes SQLite's write lock. While another process has it, SQLite itself would wait with the whole process standing
   * still; so it is asked again instead, every few milliseconds.
   * @returns whether a transaction has begun; if not, the first unit has been told why
   */
  async #begun(): Promise<boolean> {
    const [first] = this.#waiting;
    for (;;) {
      try {
        this.connection.begin();
        return true;
      } catch (error) {
        const waited = performance.now() - (first?.since ?? 0);
        if (classify(error) !== 'conflict' || waited > this.patience) {
          this.#waiting.shift();
          first?.reject(
            classify(error) !== 'conflict'
              ? error
              : new DatabaseUnavailableError(
                  `another process has had the database locked for ${String(this.patience)} ms`,
                ),
          );
          return false;
        }
        await sleep(1 + Math.random() * 4);
      }
    }
  }

  #failed(unit: Unit, error: unknown): void {
    if (classify(error) !== 'conflict' || unit.attempt >= ATTEMPTS) {
      unit.reject(error);
      return;
    }
    unit.attempt += 1;
    setTimeout(
      () => {
        this.#enqueue(unit);
      },
      Math.random() * 10 * 2 ** unit.attempt,
    );
  }
}

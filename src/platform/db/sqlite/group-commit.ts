import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import { classify, DatabaseUnavailableError } from '../database-error.js';
import type { Session } from '../session.js';
import type { SqliteConnection } from './sqlite-connection.js';

/** Limits of a group, since its first transaction waits for its last: number of transactions, and milliseconds until it admits no more. */
const MAX_GROUP_SIZE = 64;
const MAX_GROUP_MS = 20;
/** Maximum number of times that a transaction is run. */
const MAX_ATTEMPTS = 8;

/** A transaction of the application, in the queue or in a group. */
interface Member {
  readonly queuedAt: number;
  attempt: number;
  /** Whether it runs behind a savepoint. */
  guarded: boolean;
  work(session: Session): Promise<unknown>;
  resolve(result: unknown): void;
  reject(error: unknown): void;
}

/**
 * Group commit on SQLite's only connection: transactions that wait together are committed together.
 *
 * 1. The queue is read once per turn of the event loop, after all readable sockets: messages that arrive together form a
 *    group.
 * 2. A group is one SQL transaction; its members run one after the other. A member rarely fails: when one does, the whole
 *    group is rolled back and runs again, now with a savepoint before each member. There a member that fails is rolled
 *    back to its savepoint and rejected at once, without effect on the others. Savepoints at the first run too would cost
 *    a copy of each page that a member changes.
 * 3. No member is resolved before COMMIT. A failure of COMMIT, or one that ends the SQL transaction (disk full), undoes
 *    every member: those that had succeeded are run again, each by itself.
 *
 * A commit writes each changed page, about thirty per order, and orders change the same ones: ten orders in a group take
 * 0.6 ms each, one alone 1.3 ms (docs/performance.md).
 */
export class GroupCommit {
  #queue: Member[] = [];
  #draining: Promise<void> | undefined;

  /**
   * @param lockTimeout milliseconds to wait for the write lock while another process holds it
   * @param onCommit called after every commit
   */
  constructor(
    private readonly connection: SqliteConnection,
    private readonly lockTimeout: number,
    private readonly onCommit: () => void = () => undefined,
  ) {}

  /** Transactions in the queue. */
  get waiting(): number {
    return this.#queue.length;
  }

  /** Transactions that have the connection: one, or none. */
  get running(): number {
    return this.connection.inTransaction ? 1 : 0;
  }

  /**
   * Runs a transaction. @param work may run more than once, so it must have no effects outside its session
   * @throws {DatabaseUnavailableError} when another process holds the write lock for longer than the timeout
   */
  run<T>(work: (session: Session) => Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.#enqueue({
        queuedAt: performance.now(),
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

  /** Resolves when the queue is empty and nothing runs. */
  async idle(): Promise<void> {
    while (this.#draining !== undefined) await this.#draining;
  }

  #enqueue(member: Member): void {
    this.#queue.push(member);
    this.#draining ??= this.#drain();
  }

  async #drain(): Promise<void> {
    while (this.#queue.length > 0) {
      await nextTurn();
      await this.#runGroup();
    }
    this.#draining = undefined;
  }

  async #runGroup(): Promise<void> {
    if (!(await this.#begin())) return;
    const done: { member: Member; result: unknown }[] = [];
    // Guarded members form groups of their own: unguarded ones could undo them again and again.
    const guarded = this.#queue[0]?.guarded;
    const deadline = performance.now() + MAX_GROUP_MS;
    for (let isLast = false; !isLast && done.length < MAX_GROUP_SIZE && performance.now() < deadline;) {
      const [member] = this.#queue;
      if (member?.guarded !== guarded || member === undefined) break;
      this.#queue.shift();
      this.connection.beginMember(member.guarded);
      try {
        const result = await member.work(this.connection);
        if (member.guarded) this.connection.execute('RELEASE member');
        done.push({ member, result });
      } catch (error) {
        if (this.#undo(member, error, done)) return;
      }
      isLast = this.connection.endsGroup;
    }
    try {
      this.connection.execute('COMMIT');
    } catch (error) {
      this.#rollback();
      for (const { member } of done) this.#retryOrReject(member, error);
      return;
    }
    for (const { member, result } of done) member.resolve(result);
    this.onCommit();
  }

  /**
   * Undoes a member that failed, and queues those of its group again that are undone with it.
   * @returns whether the SQL transaction has ended
   */
  #undo(member: Member, error: unknown, done: readonly { readonly member: Member }[]): boolean {
    const others = done.map((one) => one.member);
    if (this.connection.inTransaction && member.guarded) {
      this.connection.rollback('ROLLBACK TO member');
      this.connection.execute('RELEASE member');
      this.#retryOrReject(member, error);
      return false;
    }
    if (this.connection.inTransaction && others.length > 0) {
      for (const one of others.concat(member)) one.guarded = true;
      this.#queue.unshift(...others, member);
    } else {
      this.#queue.unshift(...others);
      this.#retryOrReject(member, error);
    }
    this.#rollback();
    return true;
  }

  #rollback(): void {
    if (this.connection.inTransaction) this.connection.rollback('ROLLBACK');
    else this.connection.clearCaches();
  }

  /**
   * Begins the group's SQL transaction and takes SQLite's write lock. While another process holds it, SQLite itself would
   * block this process's only thread; so this polls every few milliseconds instead.
   * @returns false when it could not begin; the first member has then been rejected
   */
  async #begin(): Promise<boolean> {
    const [first] = this.#queue;
    for (;;) {
      try {
        this.connection.begin();
        return true;
      } catch (error) {
        const waited = performance.now() - (first?.queuedAt ?? 0);
        const isLocked = classify(error) === 'conflict';
        if (!isLocked || waited > this.lockTimeout) {
          this.#queue.shift();
          first?.reject(
            isLocked
              ? new DatabaseUnavailableError(
                  `another process has held the database's write lock for ${String(this.lockTimeout)} ms`,
                )
              : error,
          );
          return false;
        }
        await sleep(1 + Math.random() * 4);
      }
    }
  }

  #retryOrReject(member: Member, error: unknown): void {
    if (classify(error) !== 'conflict' || member.attempt >= MAX_ATTEMPTS) {
      member.reject(error);
      return;
    }
    member.attempt += 1;
    setTimeout(
      () => {
        this.#enqueue(member);
      },
      Math.random() * 10 * 2 ** member.attempt,
    );
  }
}

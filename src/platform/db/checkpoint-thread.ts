import { Worker } from 'node:worker_threads';

/** Commits after which the log is copied: some hundred pages, or a few thousand where many orders share each. */
const COMMITS = 16;
/** A worker runs compiled code, also where this file was compiled on the fly. */
const CODE = new URL('../../../dist/platform/db/checkpoint-worker.js', import.meta.url);

/**
 * SQLite writes what is committed to a log beside the file, and copies the log into the file now and then (a checkpoint): by
 * itself after the commit that made the log 1,000 pages long, on the thread that commits. Here another thread copies it, over a
 * connection of its own, while orders go on being taken.
 *
 * 1. Every few commits the thread is told to copy what is in the log (`PRAGMA wal_checkpoint(PASSIVE)`, which waits for
 *    nobody and holds up nobody); while it does it is not told again.
 * 2. A log is begun anew only when all of it has been copied, which under load is never so while the thread looks. So the
 *    committing connection still does it by itself beyond `wal_autocheckpoint` pages, and then has only the last few to copy.
 *
 * The thread is started with the first checkpoint; without it (it could not be started, or died) SQLite goes on as in 2.
 */
export class CheckpointThread {
  #worker: Worker | undefined;
  #commits = 0;
  #busy = false;
  /** Whether it has ended, asked to or not: it is not started again. */
  #over = false;

  /** @param file of the database */
  constructor(private readonly file: string) {}

  /** To be told of every commit. */
  committed(): void {
    this.#commits += 1;
    if (this.#commits < COMMITS || this.#busy || this.#over) return;
    this.#commits = 0;
    this.#busy = true;
    this.#worker ??= this.#start();
    this.#worker.postMessage('checkpoint');
  }

  /** Ends the thread; the connection that is closed last copies what is left. */
  async end(): Promise<void> {
    const worker = this.#worker;
    this.#over = true;
    if (worker === undefined) return;
    const ended = new Promise((resolve) => {
      worker.once('exit', resolve);
    });
    worker.ref();
    worker.postMessage('end');
    await ended;
  }

  #start(): Worker {
    const worker = new Worker(CODE, { workerData: this.file });
    const over = (): void => {
      this.#over = true;
      this.#worker = undefined;
    };
    // An error is always followed by the exit; unheard it would end the process.
    worker
      .on('message', () => {
        this.#busy = false;
      })
      .on('error', over)
      .on('exit', over)
      .unref();
    return worker;
  }
}

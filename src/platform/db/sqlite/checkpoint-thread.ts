import { Worker } from 'node:worker_threads';

/** Commits per checkpoint: a few hundred pages, or a few thousand where many orders share each commit. */
const COMMITS = 16;
/** Workers run compiled code, even when this file was compiled on the fly. */
const WORKER = new URL('../../../../dist/platform/db/sqlite/checkpoint-worker.js', import.meta.url);

/**
 * A thread that checkpoints SQLite's write-ahead log.
 *
 * SQLite appends commits to a log beside the database file, and copies the log into the file now and then (a checkpoint):
 * by default on the committing thread, after the commit that makes the log 1,000 pages long. Here another thread copies
 * it, over its own connection, while the broker goes on accepting orders.
 *
 * 1. Every few commits the thread receives a message to copy what is in the log (`PRAGMA wal_checkpoint(PASSIVE)`, which
 *    waits for nobody and blocks nobody); no further message is sent while it copies.
 * 2. SQLite restarts the log only when all of it has been copied, which is never the case under load while the thread
 *    looks. So the committing connection still checkpoints beyond `wal_autocheckpoint` pages, and then has only the last
 *    few to copy.
 *
 * The thread starts with the first checkpoint. Without it (it failed to start, or died) SQLite works as in 2.
 */
export class CheckpointThread {
  #worker: Worker | undefined;
  #commits = 0;
  #busy = false;
  /** Whether the thread has ended, for whatever reason; it is not started again. */
  #ended = false;

  /** @param file of the database */
  constructor(private readonly file: string) {}

  /** To be called after every commit. */
  committed(): void {
    this.#commits += 1;
    if (this.#commits < COMMITS || this.#busy || this.#ended) return;
    this.#commits = 0;
    this.#busy = true;
    this.#worker ??= this.#start();
    this.#worker.postMessage('checkpoint');
  }

  /** Ends the thread. The last connection to be closed copies what is left of the log. */
  async end(): Promise<void> {
    const worker = this.#worker;
    this.#ended = true;
    if (worker === undefined) return;
    const exited = new Promise((resolve) => {
      worker.once('exit', resolve);
    });
    worker.ref();
    worker.postMessage('end');
    await exited;
  }

  #start(): Worker {
    const worker = new Worker(WORKER, { workerData: this.file });
    const onEnd = (): void => {
      this.#ended = true;
      this.#worker = undefined;
    };
    // 'exit' always follows 'error', but an 'error' event without a listener would end the process.
    worker
      .on('message', () => {
        this.#busy = false;
      })
      .on('error', onEnd)
      .on('exit', onEnd)
      .unref();
    return worker;
  }
}

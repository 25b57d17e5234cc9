import type { Registry } from 'prom-client';
import { Gauge } from 'prom-client';
import { HttpRefusalError } from './refusal.js';

/**
 * Admission control: an overloaded server keeps doing what it can and rejects the rest.
 *
 * 1. At most `concurrent` messages are processed at once. More would not finish sooner: they would queue inside, for the
 *    processor and the database, where they can no longer be rejected.
 * 2. The others queue in arrival order, at most `waiting` of them and for at most `waitMs`. After that a message is rejected:
 *    its caller is about to give up, and work that nobody waits for delays everybody else.
 * 3. A queue that has not been empty for `waitMs` is no burst but a sustained overload. From then on the maximum wait is a
 *    tenth; otherwise the queue would stay as long as the longest wait, and every message served would have waited that
 *    long. The first empty queue ends it.
 *
 * Rule 3 is the controlled delay of B. Maurer, "Fail at Scale" (ACM Queue, 2015), after CoDel (RFC 8289). Rejected: a limit
 * that adapts to latency, because it mistakes long operations for overload; last in, first out, which the same paper
 * combines with it, because orders of one caller would overtake each other; a limit of requests per second, because nobody
 * knows the right number for a machine.
 *
 * 4. While messages wait, each starts several event-loop turns after the one before, so that messages that have arrived
 *    meanwhile are read and queued first. On SQLite operations run without yielding: without this rule the queue would be
 *    the operating system's sockets, which nobody counts, and nothing would ever be rejected (measured: none of 800
 *    messages at three times capacity). Probes get their turn between two messages as well. It takes several turns because
 *    libuv accepts one connection per turn, and where callers do not keep theirs open, more arrive than messages complete;
 *    left in the operating system's backlog they would retry after whole seconds. While nothing waits, a message starts at
 *    once: messages that arrive together are committed together (platform/db/sqlite/group-commit.ts), and one per turn made
 *    groups of two out of possible ten.
 *
 * Admission comes after a body is read and before it is parsed: a caller that sends slowly occupies no slot.
 */
export class Admission {
  #working = 0;
  readonly #queue: Waiting[] = [];
  /** When the queue was last empty. */
  #emptyAt = 0;
  #timer: NodeJS.Timeout | undefined;
  /** Resolves when the most recently admitted message may start. */
  #lastStart: Promise<void> = Promise.resolve();

  constructor(private readonly limits: AdmissionLimits) {}

  /** Messages being processed and messages queued. */
  get load(): { readonly working: number; readonly waiting: number } {
    return { working: this.#working, waiting: this.#queue.length };
  }

  /** Whether the queue has no room for another message. Checked before a body is read. */
  get full(): boolean {
    return this.#queue.length >= this.limits.waiting;
  }

  /**
   * Waits for a slot. Every successful call needs a matching `leave`.
   * @returns whether the caller had to wait
   * @throws {HttpRefusalError} overloaded
   */
  async enter(): Promise<boolean> {
    if (this.#working < this.limits.concurrent) {
      this.#working += 1;
      return false;
    }
    if (this.full) throw new HttpRefusalError('overloaded');
    const now = performance.now();
    if (this.#queue.length === 0) this.#emptyAt = now;
    await new Promise<void>((resolve, reject) => {
      this.#queue.push({
        since: now,
        admit: resolve,
        reject: () => {
          reject(new HttpRefusalError('overloaded'));
        },
      });
      this.#timer ??= setTimeout(() => {
        this.#expire();
      }, this.#maxWait(now));
    });
    await this.#nextStart();
    return true;
  }

  /** Releases a slot. It goes to the message that has waited longest and not yet too long. */
  leave(): void {
    this.#expire();
    const next = this.#queue.shift();
    if (next === undefined) this.#working -= 1;
    else next.admit();
  }

  /** Rejects messages that have waited too long. The timer runs late when the event loop does, so `leave` checks as well. */
  #expire(): void {
    const now = performance.now();
    const maxWait = this.#maxWait(now);
    while (this.#queue[0] !== undefined && now - this.#queue[0].since >= maxWait) this.#queue.shift()?.reject();
    clearTimeout(this.#timer);
    const [first] = this.#queue;
    this.#timer =
      first === undefined
        ? undefined
        : setTimeout(
            () => {
              this.#expire();
            },
            Math.ceil(first.since + maxWait - now),
          );
  }

  #nextStart(): Promise<void> {
    this.#lastStart = this.#lastStart.then(async () => {
      for (let turns = this.#queue.length > 0 ? TURNS : 1; turns > 0; turns -= 1)
        await new Promise((resolve) => {
          setImmediate(resolve);
        });
    });
    return this.#lastStart;
  }

  #maxWait(now: number): number {
    return now - this.#emptyAt < this.limits.waitMs ? this.limits.waitMs : this.limits.waitMs / OVERLOAD_DIVISOR;
  }
}

export interface AdmissionLimits {
  /** Messages processed at once. */
  readonly concurrent: number;
  /** Messages that may wait for a slot. */
  readonly waiting: number;
  /** Longest wait for a slot, in milliseconds. */
  readonly waitMs: number;
}

/** A few seconds of work for one machine: about as long as clients wait before giving up. */
export const DEFAULT_ADMISSION: AdmissionLimits = { concurrent: 32, waiting: 500, waitMs: 5_000 };

/** What `waitMs` is divided by during a sustained overload. */
const OVERLOAD_DIVISOR = 10;

/** Event-loop turns before a message starts while others wait: one accepted connection per turn. A turn costs some microseconds. */
const TURNS = 8;

interface Waiting {
  readonly since: number;
  readonly admit: () => void;
  readonly reject: () => void;
}

/** Exports the load as a gauge. Rejected messages are counted as exchanges with the outcome `overloaded`. */
export function registerAdmissionMetrics(registry: Registry, admission: Admission): void {
  new Gauge({
    name: 'order_broker_soap_messages',
    help: 'SOAP messages in progress and queued',
    labelNames: ['state'],
    registers: [registry],
    collect() {
      const { working, waiting } = admission.load;
      this.set({ state: 'working' }, working);
      this.set({ state: 'waiting' }, waiting);
    },
  });
}

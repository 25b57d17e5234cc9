import type { Registry } from 'prom-client';
import { Gauge } from 'prom-client';
import { SoapFaultError } from '../soap/faults.js';

/**
 * Who is let in, so that a server that is asked for more than it can do still does what it can.
 *
 * 1. At most `concurrent` messages are worked on at once. More would not be done sooner: they would wait inside, for the
 *    processor and the database, where nobody can turn them away any more.
 * 2. The others wait in the order they came, at most `waiting` of them and at most `waitMs`. Who waits longer is turned
 *    away with a fault: its caller has given up soon, and work for nobody makes everybody late.
 * 3. When the queue has not been empty for `waitMs`, this is no burst that passes but an overload that lasts. From then on
 *    a tenth of it is all that anyone waits: else the queue would stay as long as the longest wait, and everyone who is
 *    served would have waited just as long. The first time that the queue is empty ends it.
 *
 * The third is the controlled delay of B. Maurer, "Fail at Scale" (ACM Queue, 2015), after CoDel (RFC 8289). Rejected: a
 * limit that adapts itself to latency, which takes long operations for overload; last come, first served, which in the same
 * paper goes with it, because orders of one caller would overtake each other; a limit of requests a second, since nobody
 * knows the right number for a machine.
 *
 * 4. While somebody waits, a message begins some turns of the event loop after the one before, so that those that have arrived
 *    meanwhile are read and stand in the queue first. On SQLite operations run without a pause: without this the queue would be
 *    the operating system's sockets, where no one is counted, and nobody would ever be turned away (measured: none of 800
 *    messages at three times capacity). The probes get their turn between two messages as well. It is several turns because libuv
 *    accepts one connection in each, and where callers do not keep theirs, more come than messages are done; left to the
 *    operating system, they would try again after whole seconds. While nobody waits a message begins at once: those that came
 *    together are stored together (platform/db/group-commit.ts), and one a turn made groups of two where ten could be one.
 *
 * It stands behind the reading of a body and before its parsing: a caller that sends slowly takes nobody's place.
 */
export class Admission {
  #working = 0;
  readonly #queue: Waiting[] = [];
  /** When the queue was last empty. */
  #emptyAt = 0;
  #timer: NodeJS.Timeout | undefined;
  /** When the last one that was let in may begin. */
  #turn: Promise<void> = Promise.resolve();

  constructor(private readonly limits: AdmissionLimits) {}

  get figures(): { readonly working: number; readonly waiting: number } {
    return { working: this.#working, waiting: this.#queue.length };
  }

  /** Whether one more could not even wait; asked before a body is read. */
  get full(): boolean {
    return this.#queue.length >= this.limits.waiting;
  }

  /**
   * Waits to be let in; whoever is let in must `leave`.
   * @returns whether there was a wait
   * @throws {SoapFaultError} overloaded
   */
  async enter(): Promise<boolean> {
    if (this.#working < this.limits.concurrent) {
      this.#working += 1;
      return false;
    }
    if (this.full) throw new SoapFaultError('overloaded');
    const now = performance.now();
    if (this.#queue.length === 0) this.#emptyAt = now;
    await new Promise<void>((resolve, reject) => {
      this.#queue.push({
        since: now,
        admit: resolve,
        refuse: () => {
          reject(new SoapFaultError('overloaded'));
        },
      });
      this.#timer ??= setTimeout(() => {
        this.#expire();
      }, this.#patience(now));
    });
    await this.#nextTurn();
    return true;
  }

  /** The place goes to whoever has waited longest, and not too long. */
  leave(): void {
    this.#expire();
    const next = this.#queue.shift();
    if (next === undefined) this.#working -= 1;
    else next.admit();
  }

  /** Turns away who has waited too long. The timer may be late when the event loop is, so those who leave look as well. */
  #expire(): void {
    const now = performance.now();
    const patience = this.#patience(now);
    while (this.#queue[0] !== undefined && now - this.#queue[0].since >= patience) this.#queue.shift()?.refuse();
    clearTimeout(this.#timer);
    const [first] = this.#queue;
    this.#timer =
      first === undefined
        ? undefined
        : setTimeout(
            () => {
              this.#expire();
            },
            Math.ceil(first.since + patience - now),
          );
  }

  #nextTurn(): Promise<void> {
    this.#turn = this.#turn.then(async () => {
      for (let turns = this.#queue.length > 0 ? TURNS : 1; turns > 0; turns -= 1)
        await new Promise((resolve) => {
          setImmediate(resolve);
        });
    });
    return this.#turn;
  }

  #patience(now: number): number {
    return now - this.#emptyAt < this.limits.waitMs ? this.limits.waitMs : this.limits.waitMs / LASTING;
  }
}

export interface AdmissionLimits {
  /** Messages that are worked on at once. */
  readonly concurrent: number;
  /** Messages that wait for it. */
  readonly waiting: number;
  /** How long one waits at the most, in milliseconds. */
  readonly waitMs: number;
}

/** What one machine does in a few seconds, and no more: a caller waits about so long before it takes us for dead. */
export const DEFAULT_ADMISSION: AdmissionLimits = { concurrent: 32, waiting: 500, waitMs: 5_000 };

/** The part of the longest wait that is left in an overload that lasts. */
const LASTING = 10;

/** Turns of the event loop before a message while others wait: for as many connections a message. A turn costs some microseconds. */
const TURNS = 8;

interface Waiting {
  readonly since: number;
  readonly admit: () => void;
  readonly refuse: () => void;
}

/** Shows on `/metrics` how many messages are worked on and how many wait for it; those turned away are exchanges with the outcome `overloaded`. */
export function registerAdmissionMetrics(registry: Registry, admission: Admission): void {
  new Gauge({
    name: 'order_broker_soap_messages',
    help: 'Messages that are worked on (working), and that wait to be (waiting)',
    labelNames: ['state'],
    registers: [registry],
    collect() {
      const { working, waiting } = admission.figures;
      this.set({ state: 'working' }, working);
      this.set({ state: 'waiting' }, waiting);
    },
  });
}

import { setTimeout as sleep } from 'node:timers/promises';
import { ClientError } from '../../client/client-error.js';
import type { Server } from '../../client/http.js';
import { companies } from '../oms/file/oms-file.js';
import { countOpenOutgoing } from '../oms/file/outgoing.js';
import { putDailyDone } from '../oms/file/processes.js';
import { openRecords } from '../oms/file/records.js';
import { omsOn } from '../oms/oms.js';
import type { Oms } from '../oms/oms.js';
import { locationText } from '../oms/orders/order.js';
import { runDue } from '../oms/process/run.js';
import { Store } from '../store/store.js';
import type { Dialect, Partner } from '../partner/partner.js';
import { Desk } from './desk.js';
import { cutRun, dropEvents, endRun, lastEntered, lastRun, putRanMs } from './file/run-file.js';
import type { Run } from './file/run-file.js';
import type { RetailerFiles } from './file/open-files.js';
import { StoreWork } from './file/store-work.js';
import { Latencies } from './latencies.js';
import { LookUp } from './look-up.js';
import { makeOms } from './make-oms.js';
import type { Network } from './network.js';
import { prove } from './proof.js';
import type { Proof } from './proof.js';

/**
 * A whole retailer at work against a broker: an OMS with its people, stores, and partners, each of which waits for the broker only.
 *
 * 1. Orders are entered at an even pace. The OMS's processes run every second, and everybody else does one step of everything in a turn.
 * 2. At the end no order is entered, nothing is canceled any more, and holds are released; all go on until nothing is open.
 * 3. A line that the broker says a store has fetched, and that the store never saw, is looked up by the store: its answer got lost.
 * 4. Then it is proven that OMS and broker agree.
 *
 * Whatever is to be remembered is in two files, so that it goes on where it was killed.
 */

export interface RetailerOptions {
  readonly server: Server;
  readonly files: RetailerFiles;
  readonly network: Network;
  /** Dialects that the broker answers in. */
  readonly dialects: readonly Dialect[];
  /** Percent of lines that stores reject. */
  readonly rejectPercent: number;
  /** Time between two turns, in milliseconds. */
  readonly paceMs: number;
  /** How long it may take until nothing is open, in milliseconds. */
  readonly drainMs: number;
  /** Called twice a second. */
  readonly onProgress: (progress: Progress) => void;
}

export interface Progress {
  readonly phase: 'running' | 'draining' | 'proving';
  readonly entered: number;
  readonly orders: number;
  readonly ranMs: number;
  /** Records that have not come to an end. */
  readonly open: number;
  readonly rejects: number;
  readonly messages: number;
  readonly unanswered: number;
}

/** What happened in this process. */
export interface Tally {
  readonly latencies: Latencies;
  /** Steps that stores reported. */
  steps: number;
  rejects: number;
  /** Steps that were put off for a review. */
  putOff: number;
  partnerSteps: number;
  /** Lines whose poll got lost, that stores looked up. */
  lookedUp: number;
}

export interface Outcome {
  readonly run: Run;
  readonly tally: Tally;
  readonly proof: Proof;
  /** Messages of the OMS that never had an answer. */
  readonly unsent: number;
  /** Lines that stores had not finished. */
  readonly unfinished: number;
}

const TICK_MS = 200;
const PROGRESS_MS = 500;
/** A day of the OMS, in which slow letters are asked about once. */
const DAY_MS = 20_000;
/** A line that was fetched is looked up after so long, in milliseconds: until then its store may be about to work on it. */
const LOST_AFTER_MS = 4000;

export class Retailer {
  readonly tally: Tally = { latencies: new Latencies(), steps: 0, rejects: 0, putOff: 0, partnerSteps: 0, lookedUp: 0 };
  readonly #server: Server;
  readonly #oms: Oms;
  readonly #desk: Desk;
  readonly #stores: ReadonlyMap<string, Store>;
  readonly #partners: readonly Partner[];
  #phase: Progress['phase'] = 'running';
  #isStopped = false;
  #isOver = false;

  constructor(private readonly options: RetailerOptions) {
    const { server, network } = options;
    const { omsFile, file } = options.files;
    this.#server = {
      ...server,
      observe: ({ milliseconds, isAnswered }) => {
        this.tally.latencies.add(milliseconds, isAnswered);
      },
    };
    this.#oms = omsOn(omsFile, this.#server);
    this.#desk = new Desk(this.#oms, file, network);
    const seed = this.#run.seed;
    makeOms(omsFile, network, seed);
    this.#stores = new Map(
      network.stores.map(({ system, store }) => {
        const at = locationText(system, store);
        const known = {
          server: this.#server,
          account: network.account,
          at: { system, location: store },
          rejectPercent: options.rejectPercent,
          seed,
        };
        return [at, new Store(known, new StoreWork(file, at))];
      }),
    );
    this.#partners = options.dialects.flatMap((dialect) =>
      dialect.partnersAt(
        this.#server,
        network.partners.filter(({ channel }) => channel === dialect.channel),
      ),
    );
  }

  /** Lets it come to its end early: no order is entered any more. A second call leaves open what is open. */
  stop(): void {
    if (this.#isStopped) this.#isOver = true;
    this.#isStopped = true;
  }

  /** Runs until everything has come to an end, and proves it. @throws {Error} of the file or the program */
  async work(): Promise<Outcome> {
    const { paceMs, onProgress } = this.options;
    const { file, omsFile } = this.options.files;
    const progress = setInterval(() => {
      onProgress(this.#progress());
    }, PROGRESS_MS);
    try {
      // One that fails ends all of them.
      const loops = [
        this.#workOms(),
        ...[...this.#stores.values()].map((store) => this.#repeat(paceMs, () => this.#turnStore(store))),
        ...this.#partners.map((partner) =>
          this.#repeat(paceMs, async () => {
            this.tally.partnerSteps += await partner.turn();
          }),
        ),
      ];
      await Promise.all(loops.map((loop) => loop.finally(() => (this.#isOver = true))));
      this.#phase = 'proving';
      const proof = await prove(this.#oms, file, new Set(this.#stores.keys()));
      endRun(file, this.#run.id);
      return {
        run: this.#run,
        tally: this.tally,
        proof,
        unsent: countOpenOutgoing(omsFile),
        unfinished: this.#unfinished,
      };
    } finally {
      clearInterval(progress);
    }
  }

  get #run(): Run {
    const run = lastRun(this.options.files.file);
    if (run === undefined) throw new Error('the file has no run');
    return run;
  }

  get #unfinished(): number {
    return [...this.#stores.values()].reduce((sum, { open }) => sum + open, 0);
  }

  #progress(): Progress {
    const run = this.#run;
    return {
      phase: this.#phase,
      entered: lastEntered(this.options.files.file, run.id)?.n ?? 0,
      orders: run.orders,
      ranMs: run.ranMs,
      open: openRecords(this.#oms.file).length,
      rejects: this.tally.rejects,
      messages: this.tally.latencies.count,
      unanswered: this.tally.latencies.unanswered,
    };
  }

  async #workOms(): Promise<void> {
    let [last, nextWork, nextDay] = [performance.now(), 0, performance.now() + DAY_MS];
    while (!this.#isOver && !this.#isEntered()) {
      const now = performance.now();
      const { id, ranMs } = this.#run;
      putRanMs(this.options.files.file, id, ranMs + now - last);
      last = now;
      const run = this.#run;
      await this.#desk.enter(
        run,
        Math.min(run.orders, 1 + Math.floor((run.ranMs / 60_000 / run.minutes) * run.orders)),
      );
      await this.#desk.maintain(run);
      if (now >= nextDay) {
        nextDay = now + DAY_MS;
        this.#beginDay();
      }
      if (now >= nextWork) {
        nextWork = now + this.options.paceMs;
        await this.#desk.work(run.seed);
      }
      await runDue(this.#oms);
      await sleep(TICK_MS);
    }
    await this.#drain();
  }

  /** Whether there is nothing more to enter: the time is over, or the run was stopped, now or before it was killed. */
  #isEntered(): boolean {
    const { id, ranMs, minutes, orders } = this.#run;
    const isLast = (lastEntered(this.options.files.file, id)?.n ?? 0) >= orders;
    return this.#isStopped || isLast || ranMs >= minutes * 60_000;
  }

  async #drain(): Promise<void> {
    const { paceMs, drainMs } = this.options;
    const { file } = this.options.files;
    this.#phase = 'draining';
    const run = this.#run;
    if (this.#isStopped) cutRun(file, run.id);
    else await this.#desk.enter(run, run.orders);
    dropEvents(file, run.id);
    const end = performance.now() + drainMs;
    const lookUp = new LookUp(this.#oms.file, file, this.#stores, LOST_AFTER_MS);
    while (!this.#isOver && performance.now() < end && !this.#isDone()) {
      await this.#desk.maintain({ ...run, ranMs: Number.MAX_SAFE_INTEGER });
      await this.#desk.work(run.seed);
      this.#beginDay();
      await runDue(this.#oms);
      this.tally.lookedUp += lookUp.run();
      await sleep(Math.min(paceMs, 1000));
    }
    this.#isOver = true;
  }

  #isDone(): boolean {
    return (
      openRecords(this.#oms.file).length === 0 && countOpenOutgoing(this.#oms.file) === 0 && this.#unfinished === 0
    );
  }

  /** Has the OMS ask about slow letters at its next run. */
  #beginDay(): void {
    for (const { number } of companies(this.#oms.file)) putDailyDone(this.#oms.file, number, '');
  }

  async #turnStore(store: Store): Promise<void> {
    for await (const { status, code, isPutOff } of store.turn()) {
      this.tally.steps += 1;
      if (isPutOff) this.tally.putOff += 1;
      if (status === 'rejected' && code === 0) this.tally.rejects += 1;
    }
  }

  /** Takes turns until all is over. A broker that does not answer costs a turn: everything is sent again. */
  async #repeat(paceMs: number, turn: () => Promise<void>): Promise<void> {
    // Not all at the same moment.
    await sleep(Math.random() * paceMs);
    while (!this.#isOver) {
      try {
        await turn();
      } catch (error) {
        if (!(error instanceof ClientError)) throw error;
      }
      await sleep(paceMs);
    }
  }
}

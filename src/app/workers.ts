import cluster from 'node:cluster';
import type { Worker } from 'node:cluster';
import { once } from 'node:events';
import type { Logger } from 'pino';
import { AggregatorRegistry } from 'prom-client';
import type { Registry } from 'prom-client';
import type { Siblings } from '../broker/access/authenticator.js';

/**
 * Several processes behind one port. Each worker is an instance like any other: what instances share is in the database, and
 * nothing passes between workers but this:
 *
 * - the first one starts alone, so that migrations and demo data are done once and a wrong setting is told once;
 * - the supervisor listens and hands connections round; it never looks at them;
 * - a worker that dies is started again, after a pause that grows while it keeps dying;
 * - `/metrics`, asked at any worker, shows the sum over all;
 * - what each has let through of the rates of users and addresses is told to the others, several times a second;
 * - a stop is passed on to all, and so are signals that they know what to do with. When the supervisor dies, its workers end too.
 */

/** Milliseconds until a worker is started again: doubled each time, and short again once one has lived for long. */
const PAUSE = { shortest: 250, longest: 30_000, forgottenAfter: 60_000 };
/** Longer than prom-client gives the other workers. */
const METRICS_MS = 6_000;

/** How long a worker gathers what it has let through, in milliseconds. */
const SPENT_MS = 100;

type WorkerMessage =
  { readonly kind: 'ready'; readonly url: string } | { readonly kind: 'metrics'; readonly id: number } | Spent;
/** So many requests of each key were let through, `[by, key, requests]`. */
interface Spent {
  readonly kind: 'spent';
  readonly requests: readonly (readonly ['address' | 'user', string, number])[];
}
interface MetricsAnswer {
  readonly kind: 'metrics';
  readonly id: number;
  /** Absent when they could not be had. */
  readonly text?: string;
}

/**
 * Starts so many workers of this same program, and keeps them alive until it is told to stop (SIGTERM, SIGINT).
 * @param passOn signals that workers know what to do with, beside those that end them
 * @param onReady told the address when the last one answers
 * @throws {Error} when the first one cannot start; it has said why on standard error
 */
export async function superviseWorkers(
  count: number,
  log: Logger,
  passOn: readonly NodeJS.Signals[],
  onReady: (url: string) => void,
): Promise<void> {
  const supervisor = new Supervisor(log);
  for (const signal of passOn)
    process.on(signal, () => {
      supervisor.signal(signal);
    });
  const stop = new Promise<NodeJS.Signals>((resolve) => {
    process.once('SIGTERM', resolve);
    process.once('SIGINT', resolve);
  });
  const started = (async () => {
    const url = await supervisor.start(1);
    await Promise.all(Array.from({ length: count - 1 }, (_, index) => supervisor.start(index + 2)));
    onReady(url);
    return 'started' as const;
  })();
  const first = await Promise.race([started, stop]);
  const signal = first === 'started' ? await stop : first;
  started.catch(() => undefined);
  log.info({ signal }, 'stopping the workers');
  await supervisor.stop();
  log.info('stopped');
}

class Supervisor {
  #stopping = false;
  readonly #pauses = new Set<NodeJS.Timeout>();
  readonly #ready = new Set<Worker>();

  constructor(private readonly log: Logger) {
    const metrics = new AggregatorRegistry();
    cluster.on('message', (worker: Worker, message: WorkerMessage) => {
      if (message.kind === 'spent')
        for (const other of this.#ready) if (other !== worker && other.isConnected()) other.send(message);
      if (message.kind !== 'metrics') return;
      const answer = (text?: string): void => {
        if (worker.isConnected())
          worker.send({
            kind: 'metrics',
            id: message.id,
            ...(text === undefined ? {} : { text }),
          } satisfies MetricsAnswer);
      };
      metrics.clusterMetrics().then(answer, () => {
        answer();
      });
    });
  }

  /** Starts a worker, and keeps its place from its first answer on. @throws {Error} when it ends before that */
  async start(place: number): Promise<string> {
    return new Promise((resolve, reject) => {
      this.#fork(place, 0, resolve, () => {
        reject(new Error(`worker ${String(place)} did not start`));
      });
    });
  }

  /** @param deaths how often the place's workers have died in a row */
  #fork(place: number, deaths: number, onReady: (url: string) => void, onFailure?: () => void): void {
    const born = performance.now();
    const worker = cluster.fork({ ORDER_BROKER_WORKER: String(place) });
    let ready = false;
    worker.on('message', (message: WorkerMessage) => {
      if (message.kind !== 'ready') return;
      ready = true;
      this.#ready.add(worker);
      this.log.info({ worker: place, pid: worker.process.pid }, 'a worker answers');
      onReady(message.url);
    });
    worker.once('exit', (code: number, signal: string) => {
      this.#ready.delete(worker);
      if (this.#stopping) return;
      if (!ready && onFailure !== undefined) {
        onFailure();
        return;
      }
      const inARow = performance.now() - born > PAUSE.forgottenAfter ? 0 : deaths;
      const pauseMs = Math.min(PAUSE.longest, PAUSE.shortest * 2 ** inARow);
      this.log.error(
        { worker: place, pid: worker.process.pid, code, signal, pauseMs },
        'a worker died; it is started again',
      );
      const pause = setTimeout(() => {
        this.#pauses.delete(pause);
        this.#fork(place, inARow + 1, () => undefined);
      }, pauseMs);
      this.#pauses.add(pause);
    });
  }

  /** Passes a signal on. Not to a worker that is still starting: before it listens for it, the signal would end it. */
  signal(signal: NodeJS.Signals): void {
    for (const worker of this.#ready) worker.process.kill(signal);
  }

  /** Tells all workers to stop, and waits until they have: each of them bounds how long that takes. */
  async stop(): Promise<void> {
    this.#stopping = true;
    for (const pause of this.#pauses) clearTimeout(pause);
    await Promise.all(
      Object.values(cluster.workers ?? {}).map(async (worker) => {
        if (worker === undefined) return;
        const ended = once(worker, 'exit');
        worker.process.kill('SIGTERM');
        await ended;
      }),
    );
  }
}

/** The number of this worker among its siblings, from 1; undefined in a process that has none. */
export const workerPlace = (): number | undefined =>
  cluster.isWorker ? Number(process.env.ORDER_BROKER_WORKER) : undefined;

/** Tells the supervisor that this worker answers. */
export function tellReady(url: string): void {
  process.send?.({ kind: 'ready', url } satisfies WorkerMessage);
}

/** Lets go of the supervisor: until then this worker does not end. */
export function leave(): void {
  cluster.worker?.disconnect();
}

/** The way to the other workers, for what they count together. */
export function siblingWorkers(): Siblings {
  let spent = new Map<string, [by: 'address' | 'user', key: string, requests: number]>();
  let timer: NodeJS.Timeout | undefined;
  const send = (): void => {
    timer = undefined;
    if (process.connected) process.send?.({ kind: 'spent', requests: [...spent.values()] } satisfies Spent);
    spent = new Map();
  };
  return {
    publish(by, key) {
      const known = spent.get(`${by} ${key}`);
      if (known === undefined) spent.set(`${by} ${key}`, [by, key, 1]);
      else known[2] += 1;
      timer ??= setTimeout(send, SPENT_MS).unref();
    },
    subscribe(listener) {
      process.on('message', (message: Partial<Spent>) => {
        if (message.kind === 'spent')
          for (const [by, key, requests] of message.requests ?? []) listener(by, key, requests);
      });
    },
  };
}

/**
 * What `/metrics` of a worker shows: the figures of all of them.
 * @param registry this worker's own, which is what the others are told
 */
export function metricsOfAll(registry: Registry): () => Promise<string> {
  AggregatorRegistry.setRegistries(registry);
  // What answers the supervisor's question is part of this.
  new AggregatorRegistry();
  const waiting = new Map<number, (text: string | undefined) => void>();
  let asked = 0;
  process.on('message', (message: Partial<MetricsAnswer>) => {
    if (message.id !== undefined) waiting.get(message.id)?.(message.text);
  });
  return async () => {
    const id = (asked += 1);
    let timer: NodeJS.Timeout | undefined;
    try {
      const text = await new Promise<string | undefined>((resolve) => {
        waiting.set(id, resolve);
        timer = setTimeout(() => {
          resolve(undefined);
        }, METRICS_MS);
        process.send?.({ kind: 'metrics', id } satisfies WorkerMessage);
      });
      if (text === undefined) throw new Error('the other workers did not tell their figures in time');
      return text;
    } finally {
      clearTimeout(timer);
      waiting.delete(id);
    }
  };
}

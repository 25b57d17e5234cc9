import cluster from 'node:cluster';
import type { Worker } from 'node:cluster';
import { once } from 'node:events';
import type { Logger } from 'pino';
import { AggregatorRegistry } from 'prom-client';
import type { Registry } from 'prom-client';
import type { Siblings } from '../../broker/access/authenticator.js';
import { stopSignal } from './stop-signal.js';

/**
 * Several processes behind one port. Each worker is an instance like any other: shared state is in the database, and workers
 * have nothing else in common but this:
 *
 * - the first one starts alone, so that migrations and demo data run once and an invalid setting is reported once;
 * - the supervisor listens and distributes connections; it never reads from them;
 * - a worker that dies is restarted, after a delay that grows while it keeps dying;
 * - `/metrics` of any worker shows the sum over all;
 * - requests counted against rate limits are reported to the other workers several times a second;
 * - a shutdown is forwarded to all, and so are signals that workers handle. When the supervisor dies, its workers end too.
 */

/** Milliseconds until a worker is restarted: doubled each time, and reset once a worker has lived for `resetAfter`. */
const RESTART_DELAY = { shortest: 250, longest: 30_000, resetAfter: 60_000 };
/** Longer than prom-client waits for the other workers. */
const METRICS_MS = 6_000;

/** How long a worker collects counted requests before it reports them, in milliseconds. */
const SPENT_MS = 100;

type WorkerMessage =
  | { readonly kind: 'ready'; readonly url: string }
  | { readonly kind: 'failed'; readonly reason: string }
  | { readonly kind: 'metrics'; readonly id: number }
  | Spent;
/** Number of requests accepted for each key, as `[by, key, requests]`. */
interface Spent {
  readonly kind: 'spent';
  readonly requests: readonly (readonly ['address' | 'user', string, number])[];
}
interface MetricsAnswer {
  readonly kind: 'metrics';
  readonly id: number;
  /** Absent when the metrics could not be collected. */
  readonly text?: string;
}

/**
 * Starts workers that run this same program, and keeps them alive until SIGTERM or SIGINT.
 * @param forwarded signals that workers handle, beside those that end them
 * @param onReady receives the address when the last worker is ready
 * @throws {Error} when one cannot start, with its reason
 */
export async function superviseWorkers(
  count: number,
  log: Logger,
  forwarded: readonly NodeJS.Signals[],
  onReady: (url: string) => void,
): Promise<void> {
  const supervisor = new Supervisor(log);
  for (const signal of forwarded)
    process.on(signal, () => {
      supervisor.signal(signal);
    });
  const stop = stopSignal().received;
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

  /** Starts a worker, and restarts it from the time it has been ready once. @throws {Error} when it ends before that */
  async start(number: number): Promise<string> {
    return new Promise((resolve, reject) => {
      this.#fork(number, 0, resolve, (reason) => {
        reject(new Error(reason ?? `worker ${String(number)} did not start`));
      });
    });
  }

  /** @param deaths how often workers of this number have died in a row */
  #fork(
    number: number,
    deaths: number,
    onReady: (url: string) => void,
    onFailure?: (reason: string | undefined) => void,
  ): void {
    const born = performance.now();
    const worker = cluster.fork({ ORDER_BROKER_WORKER: String(number) });
    let ready = false;
    let reason: string | undefined;
    worker.on('message', (message: WorkerMessage) => {
      if (message.kind === 'failed') ({ reason } = message);
      if (message.kind !== 'ready') return;
      ready = true;
      this.#ready.add(worker);
      this.log.info({ worker: number, pid: worker.process.pid }, 'worker ready');
      onReady(message.url);
    });
    worker.once('exit', (code: number, signal: string) => {
      this.#ready.delete(worker);
      if (this.#stopping) return;
      if (!ready && onFailure !== undefined) {
        onFailure(reason);
        return;
      }
      const inARow = performance.now() - born > RESTART_DELAY.resetAfter ? 0 : deaths;
      const pauseMs = Math.min(RESTART_DELAY.longest, RESTART_DELAY.shortest * 2 ** inARow);
      this.log.error(
        { worker: number, pid: worker.process.pid, code, signal, reason, pauseMs },
        'worker died and will be restarted',
      );
      const pause = setTimeout(() => {
        this.#pauses.delete(pause);
        this.#fork(number, inARow + 1, () => undefined);
      }, pauseMs);
      this.#pauses.add(pause);
    });
  }

  /** Forwards a signal, but not to workers that are still starting: before they handle it, the signal would end them. */
  signal(signal: NodeJS.Signals): void {
    for (const worker of this.#ready) worker.process.kill(signal);
  }

  /** Stops all workers and waits for them; each bounds the time it takes. */
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

/** This worker's number among its siblings, from 1; undefined in a process without siblings. */
export const workerNumber = (): number | undefined =>
  cluster.isWorker ? Number(process.env.ORDER_BROKER_WORKER) : undefined;

/** Reports to the supervisor that this worker is ready. */
export function reportReady(url: string): void {
  process.send?.({ kind: 'ready', url } satisfies WorkerMessage);
}

/** Tells the supervisor why this worker cannot start, so that it is said once. Resolves when it was sent. */
export async function reportFailure(reason: string): Promise<void> {
  await new Promise((resolve) => process.send?.({ kind: 'failed', reason } satisfies WorkerMessage, resolve));
}

/** Disconnects from the supervisor; until then this process does not end. */
export function leave(): void {
  cluster.worker?.disconnect();
}

/** The channel to the other workers, for rate limits that they share. */
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
 * What `/metrics` of a worker shows: the metrics of all workers together.
 * @param registry this worker's own, which the others receive
 */
export function metricsOfAll(registry: Registry): () => Promise<string> {
  AggregatorRegistry.setRegistries(registry);
  // Its constructor installs the handler for the supervisor's requests.
  new AggregatorRegistry();
  const waiting = new Map<number, (text: string | undefined) => void>();
  let requests = 0;
  process.on('message', (message: Partial<MetricsAnswer>) => {
    if (message.id !== undefined) waiting.get(message.id)?.(message.text);
  });
  return async () => {
    const id = (requests += 1);
    let timer: NodeJS.Timeout | undefined;
    try {
      const text = await new Promise<string | undefined>((resolve) => {
        waiting.set(id, resolve);
        timer = setTimeout(() => {
          resolve(undefined);
        }, METRICS_MS);
        process.send?.({ kind: 'metrics', id } satisfies WorkerMessage);
      });
      if (text === undefined) throw new Error('the other workers did not report their metrics in time');
      return text;
    } finally {
      clearTimeout(timer);
      waiting.delete(id);
    }
  };
}

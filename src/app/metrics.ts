import type { Registry } from 'prom-client';
import { collectDefaultMetrics, Counter, Gauge } from 'prom-client';
import type { AuthenticatorOptions } from '../broker/access/authenticator.js';
import type { Statistics } from '../broker/jobs/statistics.js';
import type { MessageLog } from '../broker/messages/message-log.js';
import type { Database } from '../store/database.js';

/**
 * What `/metrics` tells beside the exchanges (platform/http/exchange.ts): one gauge or counter for each thing an operator watches.
 * docs/operations.md has a query and what to do for each of them; further ones are added here and there.
 *
 * 1. what the process knows is read when somebody looks;
 * 2. what the database knows is counted once for several looks, and nobody waits long for it: while it does not answer,
 *    these figures are missing and all others are there;
 *    Every process counts the same orders, so where several answer as one the highest count is shown, not their sum;
 * 3. the process's own figures, the delay of its event loop among them (`nodejs_eventloop_lag_seconds`), are prom-client's.
 */
export interface MetricSources {
  readonly database: Pick<Database, 'connections'>;
  readonly messages: Pick<MessageLog, 'counts'>;
  /** Counts in the database. */
  readonly figures: () => Promise<Statistics>;
}

/** How long a count holds, and how long a look waits for a new one, in milliseconds. */
const KEPT_MS = 5_000;
const PATIENCE_MS = 1_000;

/** Adds the broker's metrics to a registry. */
export function registerMetrics(registry: Registry, { database, messages, figures }: MetricSources): void {
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  const counted = keptFor(figures);

  new Gauge({
    name: 'order_broker_database_connections',
    help: 'Connections to the database: open to use at most (size), in use, and units of work that wait for one',
    labelNames: ['state'],
    registers,
    collect() {
      const { size, inUse, waiting } = database.connections;
      this.set({ state: 'size' }, size);
      this.set({ state: 'in_use' }, inUse);
      this.set({ state: 'waiting' }, waiting);
    },
  });
  new Gauge({
    name: 'order_broker_open_orders',
    aggregator: 'max',
    help: 'Orders that are not final, by status; counted up to 10000 and for 5 seconds',
    labelNames: ['status'],
    registers,
    async collect() {
      this.reset();
      for (const [status, count] of (await counted())?.openOrders ?? []) this.set({ status }, count);
    },
  });
  // A gauge without labels that is reset shows 0, which would be a lie; one that is removed shows nothing.
  new Gauge({
    name: 'order_broker_brokering_jobs',
    aggregator: 'max',
    help: 'Acknowledged orders that are still to be brokered; counted up to 10000',
    registers,
    async collect() {
      const known = await counted();
      if (known === undefined) this.remove();
      else this.set(known.brokeringJobs);
    },
  });
  new Gauge({
    name: 'order_broker_brokering_oldest_job_seconds',
    aggregator: 'max',
    help: 'How long the oldest acknowledged order has been waiting to be brokered; 0 when none is',
    registers,
    async collect() {
      const known = await counted();
      if (known === undefined) this.remove();
      else this.set(known.oldestBrokeringJobSeconds);
    },
  });
  new Gauge({
    name: 'order_broker_late_pollers',
    help: 'Locations that should have polled and have not',
    registers,
    async collect() {
      const known = await counted();
      if (known === undefined) this.remove();
      else this.set(known.latePollers);
    },
  });
  new Gauge({
    name: 'order_broker_job_overdue_seconds',
    help: 'For how long a job has been due without anybody running it',
    labelNames: ['job'],
    registers,
    async collect() {
      this.reset();
      for (const [job, { overdueSeconds }] of (await counted())?.jobs ?? []) this.set({ job }, overdueSeconds);
    },
  });
  new Gauge({
    name: 'order_broker_job_healthy',
    help: '1 when the last run of a job got through, 0 when it failed or was lost',
    labelNames: ['job'],
    registers,
    async collect() {
      this.reset();
      for (const [job, { healthy }] of (await counted())?.jobs ?? []) this.set({ job }, healthy ? 1 : 0);
    },
  });
  new Gauge({
    name: 'order_broker_message_log_waiting',
    help: 'Exchanges that wait to be written to the message log',
    registers,
    collect() {
      this.set(messages.counts.waiting);
    },
  });
  counterOf(
    'order_broker_message_log_written_total',
    'Exchanges written to the message log',
    () => messages.counts.written,
  );
  counterOf(
    'order_broker_message_log_dropped_total',
    'Exchanges that the message log lost, because it could not keep up or the database refused them',
    () => messages.counts.dropped,
  );

  /** A counter whose value is kept elsewhere. */
  function counterOf(name: string, help: string, value: () => number): void {
    new Counter({
      name,
      help,
      registers,
      collect() {
        this.reset();
        this.inc(value());
      },
    });
  }
}

/** Counts who was let in and who was not. */
export function accessCounters(registry: Registry): AuthenticatorOptions['count'] {
  const signIns = new Counter({
    name: 'order_broker_sign_ins_total',
    help: 'Sign-ins of users (basic, text, digest) and administrators (token), by outcome; let-in is the good one',
    labelNames: ['kind', 'outcome'],
    registers: [registry],
  });
  const limited = new Counter({
    name: 'order_broker_rate_limited_total',
    help: 'Requests that were turned away because there were too many, by what was counted: address or user',
    labelNames: ['by'],
    registers: [registry],
  });
  return {
    signIn(kind, outcome) {
      signIns.inc({ kind, outcome });
    },
    limited(by) {
      limited.inc({ by });
    },
  };
}

/**
 * Asks at most once in KEPT_MS, whoever looks meanwhile, and never twice at once.
 * @returns undefined while there is no answer that is new enough
 */
function keptFor<T>(ask: () => Promise<T>): () => Promise<T | undefined> {
  let kept: { readonly value: T; readonly until: number } | undefined;
  let asking: Promise<T | undefined> | undefined;
  const renew = async (): Promise<T | undefined> => {
    try {
      const value = await ask();
      kept = { value, until: performance.now() + KEPT_MS };
      return value;
    } catch {
      // That the database does not answer is told by /readyz and by the exchanges.
      return undefined;
    } finally {
      asking = undefined;
    }
  };
  return async () => {
    if (kept !== undefined && performance.now() < kept.until) return kept.value;
    asking ??= renew();
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<undefined>((resolve) => {
      timer = setTimeout(() => {
        resolve(undefined);
      }, PATIENCE_MS);
    });
    try {
      return await Promise.race([asking, late]);
    } finally {
      clearTimeout(timer);
    }
  };
}

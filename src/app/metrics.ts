import type { Registry } from 'prom-client';
import { collectDefaultMetrics, Counter, Gauge } from 'prom-client';
import type { AuthenticatorOptions } from '../broker/access/authenticator.js';
import type { Statistics } from '../broker/jobs/statistics.js';
import type { MessageLog } from '../broker/messages/message-log.js';
import type { Database } from '../store/database.js';
import { registerRequestGauges } from './parts/request-gauges.js';

/**
 * The metrics beside those of exchanges (platform/http/exchange.ts): a gauge or counter for each thing an operator watches.
 * docs/operations.md has a query and a remedy for each; to add one, add it here and there.
 *
 * 1. values of the process are read on each scrape;
 * 2. values from the database are cached across scrapes, and a scrape does not wait long for them: while the database does
 *    not respond they are missing, and all others are there. Every process counts the same orders, so where several answer
 *    as one the maximum is shown, not the sum;
 * 3. metrics of the process itself, event-loop lag among them (`nodejs_eventloop_lag_seconds`), come from prom-client.
 */
export interface MetricSources {
  readonly database: Pick<Database, 'connections'>;
  readonly messages: Pick<MessageLog, 'counts'>;
  /** Counts in the database. */
  readonly statistics: () => Promise<Statistics>;
  /** Attempts to deliver webhooks, by how they ended. */
  readonly webhookAttempts: () => ReadonlyMap<string, number>;
}

/** How long statistics are cached, and how long a scrape waits for new ones, in milliseconds. */
const CACHE_MS = 5_000;
const TIMEOUT_MS = 1_000;

/** Adds the broker's metrics to a registry. */
export function registerMetrics(
  registry: Registry,
  { database, messages, statistics, webhookAttempts }: MetricSources,
): void {
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  const cached = memoize(statistics);

  new Gauge({
    name: 'order_broker_database_connections',
    help: 'Database connections: pool size, in use, and transactions waiting for one',
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
    help: 'Orders that are not final, by status; counted up to 10000, cached for 5 seconds',
    labelNames: ['status'],
    registers,
    async collect() {
      this.reset();
      for (const [status, count] of (await cached())?.openOrders ?? []) this.set({ status }, count);
    },
  });
  // A reset gauge without labels shows 0, which would be wrong; a removed one shows nothing.
  new Gauge({
    name: 'order_broker_brokering_jobs',
    aggregator: 'max',
    help: 'Acknowledged orders still waiting to be brokered; counted up to 10000',
    registers,
    async collect() {
      const known = await cached();
      if (known === undefined) this.remove();
      else this.set(known.brokeringJobs);
    },
  });
  new Gauge({
    name: 'order_broker_brokering_oldest_job_seconds',
    aggregator: 'max',
    help: 'How long the oldest acknowledged order has been waiting to be brokered; 0 without one',
    registers,
    async collect() {
      const known = await cached();
      if (known === undefined) this.remove();
      else this.set(known.oldestBrokeringJobSeconds);
    },
  });
  new Gauge({
    name: 'order_broker_late_pollers',
    help: 'Locations that have not polled when they should have',
    registers,
    async collect() {
      const known = await cached();
      if (known === undefined) this.remove();
      else this.set(known.latePollers);
    },
  });
  new Gauge({
    name: 'order_broker_job_overdue_seconds',
    help: 'How long a job has been due without being run',
    labelNames: ['job'],
    registers,
    async collect() {
      this.reset();
      for (const [job, { overdueSeconds }] of (await cached())?.jobs ?? []) this.set({ job }, overdueSeconds);
    },
  });
  new Gauge({
    name: 'order_broker_job_healthy',
    help: '1 when the last run of a job succeeded, 0 when it failed or was lost',
    labelNames: ['job'],
    registers,
    async collect() {
      this.reset();
      for (const [job, { healthy }] of (await cached())?.jobs ?? []) this.set({ job }, healthy ? 1 : 0);
    },
  });
  new Gauge({
    name: 'order_broker_feed_orders_waiting',
    aggregator: 'max',
    help: 'Orders that changed since the last snapshot of a consumer of the change feed; counted up to 10000',
    labelNames: ['consumer'],
    registers,
    async collect() {
      this.reset();
      for (const [consumer, { marks }] of (await cached())?.feeds ?? []) this.set({ consumer }, marks);
    },
  });
  new Gauge({
    name: 'order_broker_feed_unread_seconds',
    aggregator: 'max',
    help: 'How long the last snapshot of a consumer of the change feed has not been acknowledged; 0 when none waits',
    labelNames: ['consumer'],
    registers,
    async collect() {
      this.reset();
      for (const [consumer, { unreadSeconds }] of (await cached())?.feeds ?? []) this.set({ consumer }, unreadSeconds);
    },
  });
  registerRequestGauges(registers, async () => (await cached())?.requests ?? new Map());
  new Gauge({
    name: 'order_broker_webhook_deliveries',
    aggregator: 'max',
    help: 'Webhook deliveries of an endpoint that wait, or that were given up (dead); counted up to 10000',
    labelNames: ['endpoint', 'state'],
    registers,
    async collect() {
      this.reset();
      for (const [endpoint, { waiting, dead }] of (await cached())?.endpoints ?? []) {
        this.set({ endpoint, state: 'waiting' }, waiting);
        this.set({ endpoint, state: 'dead' }, dead);
      }
    },
  });
  new Gauge({
    name: 'order_broker_webhook_oldest_seconds',
    aggregator: 'max',
    help: 'How long ago the event happened that waits longest for a webhook endpoint; 0 without one',
    labelNames: ['endpoint'],
    registers,
    async collect() {
      this.reset();
      for (const [endpoint, { oldestSeconds }] of (await cached())?.endpoints ?? [])
        this.set({ endpoint }, oldestSeconds);
    },
  });
  new Gauge({
    name: 'order_broker_webhook_enabled',
    aggregator: 'max',
    help: '1 when a webhook endpoint gets events, 0 when it is paused or disabled',
    labelNames: ['endpoint'],
    registers,
    async collect() {
      this.reset();
      for (const [endpoint, { enabled }] of (await cached())?.endpoints ?? []) this.set({ endpoint }, enabled ? 1 : 0);
    },
  });
  new Counter({
    name: 'order_broker_webhook_attempts_total',
    help: 'Attempts to deliver webhooks, by how they ended: delivered, failed, dead, or released by a stopping instance',
    labelNames: ['outcome'],
    registers,
    collect() {
      this.reset();
      for (const [outcome, count] of webhookAttempts()) this.inc({ outcome }, count);
    },
  });
  new Gauge({
    name: 'order_broker_message_log_waiting',
    help: 'Exchanges waiting to be written to the message log',
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
    'Exchanges dropped by the message log because it could not keep up or the database refused them',
    () => messages.counts.dropped,
  );

  /** A counter whose value is maintained elsewhere. */
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

/** Counts sign-ins and rate-limited requests. */
export function accessCounters(registry: Registry): AuthenticatorOptions['count'] {
  const signIns = new Counter({
    name: 'order_broker_sign_ins_total',
    help: 'Sign-ins of users (basic, text, digest) and administrators (token), by outcome; let-in is success',
    labelNames: ['kind', 'outcome'],
    registers: [registry],
  });
  const limited = new Counter({
    name: 'order_broker_rate_limited_total',
    help: 'Requests rejected by a rate limit, by what the limit applies to: address or user',
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
 * Caches a result for CACHE_MS. Never runs the function twice at once.
 * @returns undefined while there is no result that is recent enough
 */
function memoize<T>(read: () => Promise<T>): () => Promise<T | undefined> {
  let cache: { readonly value: T; readonly until: number } | undefined;
  let reading: Promise<T | undefined> | undefined;
  const renew = async (): Promise<T | undefined> => {
    try {
      const value = await read();
      cache = { value, until: performance.now() + CACHE_MS };
      return value;
    } catch {
      // /readyz and the exchanges report that the database does not respond.
      return undefined;
    } finally {
      reading = undefined;
    }
  };
  return async () => {
    if (cache !== undefined && performance.now() < cache.until) return cache.value;
    reading ??= renew();
    let timer: NodeJS.Timeout | undefined;
    const timeout = new Promise<undefined>((resolve) => {
      timer = setTimeout(() => {
        resolve(undefined);
      }, TIMEOUT_MS);
    });
    try {
      return await Promise.race([reading, timeout]);
    } finally {
      clearTimeout(timer);
    }
  };
}

import type { IncomingMessage } from 'node:http';
import { setFlagsFromString } from 'node:v8';
import type { Logger } from 'pino';
import { Registry } from 'prom-client';
import { adminRouter } from '../admin/router.js';
import { removeAbandonedUploads } from '../admin/resources/uploads.js';
import { requireRole } from '../admin/sign-in.js';
import { Authenticator } from '../broker/access/authenticator.js';
import type { BrokerContext } from '../broker/context.js';
import { FeedRefresher } from '../broker/feed/refresher.js';
import { JobRunner } from '../broker/jobs/job-runner.js';
import { jobTable } from '../broker/jobs/job-table.js';
import { Scheduler } from '../broker/jobs/scheduler.js';
import { readStatistics } from '../broker/jobs/statistics.js';
import { MessageLog } from '../broker/messages/message-log.js';
import { NetworkCache } from '../broker/network-cache.js';
import type { DeliveryWorker } from '../broker/webhooks/delivery-worker.js';
import { classify, DatabaseUnavailableError } from '../platform/db/database-error.js';
import { readOrder } from '../services/locate/read-order.js';
import type { Database } from '../store/database.js';
import { hasEnabledUser } from '../store/access/users.js';
import { explainUnusable } from '../store/unusable-database.js';
import { banner } from './banner.js';
import { clientAddress } from './client-address.js';
import { isLoopback, readConfig } from './config.js';
import type { Config } from './config.js';
import { loadDemoData } from './demo-data.js';
import { crossOriginCheck } from './gateway/cross-origin.js';
import type { Readiness } from './gateway/readiness.js';
import { faultInjection } from './parts/faults.js';
import { jobSettings } from './parts/job-settings.js';
import { messageLimits } from './parts/message-limits.js';
import { startPollWorkers } from './parts/poll-workers.js';
import { startGateway } from './listen.js';
import type { ListenOptions, RunningGateway } from './listen.js';
import { createLog } from './log.js';
import { logisticsMount } from './parts/logistics-mount.js';
import { accessCounters, registerMetrics } from './metrics.js';
import { openDatabase } from './offline.js';
import { openServices } from './services.js';
import { startDeliveries, webhookTools } from './parts/webhooks.js';
import { stopSignal } from './process/stop-signal.js';
import {
  leave,
  metricsOfAll,
  reportFailure,
  reportReady,
  siblingWorkers,
  superviseWorkers,
  workerNumber,
} from './process/workers.js';
import type { RecordExchange } from '../platform/http/exchange.js';
import { ownCall } from '../platform/program-call.js';

/**
 * The composition root: configuration -> database -> broker -> gateway -> listen. Only this file and app/offline.ts, for
 * commands that need no server, connect the layers.
 */

/** A running broker, and how to stop it. */
export interface RunningBroker {
  readonly gateway: RunningGateway;
  readonly broker: BrokerContext;
  /** Answers accepted messages, then closes the database. */
  stop(): Promise<void>;
}

/**
 * @param observe receives each finished exchange of a service, whatever MESSAGE_LOG says; must return at once and never throw
 * @throws {DatabaseUnavailableError} when the database cannot be reached; the socket's error when the port is in use; an Error
 * for a service that does not exist
 */
export async function startBroker(config: Config, log: Logger, observe?: RecordExchange): Promise<RunningBroker> {
  const mounts = openServices(config);
  const database = await openDatabase(config, { serving: true });
  try {
    const running: { deliveries?: DeliveryWorker } = {};
    const broker: BrokerContext = {
      database,
      networks: new NetworkCache(),
      clock: () => new Date(),
      log,
      onAnnounced: () => running.deliveries?.wake(),
    };
    const webhooks = webhookTools(config);
    if (config.DEMO_DATA) await loadDemoData(broker);
    const uploads = await removeAbandonedUploads(broker.clock());
    if (uploads > 0) log.info({ uploads }, 'uploads of processes that were killed removed');
    // Before anything starts that would have to be stopped again.
    const registry = new Registry();
    const authenticator = config.AUTH === 'none' ? undefined : await createAuthenticator(broker, config, registry);
    const jobs = new JobRunner(broker, jobTable(jobSettings(config)));
    await jobs.register();
    const messages = new MessageLog(broker, {
      level: config.MESSAGE_LOG,
      personalData: config.MESSAGE_LOG_PERSONAL_DATA,
    });
    registerMetrics(registry, {
      database,
      messages,
      statistics: () => readStatistics(broker, jobs.jobs),
      webhookAttempts: () => running.deliveries?.counts ?? new Map(),
    });
    const faults = faultInjection(broker, config, registry);
    await faults?.refresh();
    const injected = faults === undefined ? {} : { faults };
    const adminAccess =
      authenticator === undefined
        ? undefined
        : {
            control: authenticator,
            addressOf: (request: IncomingMessage) => clientAddress(request, config.TRUST_PROXY),
          };
    const feeds = new FeedRefresher();
    const gateway = await startGateway({
      ...listenOptions(config),
      services: mounts.flatMap((mountOf) => mountOf(broker, config, authenticator)),
      log,
      registry,
      ...(workerNumber() === undefined ? {} : { metrics: metricsOfAll(registry) }),
      record: (exchange) => {
        messages.record(exchange);
        observe?.(exchange);
      },
      ready: () => databaseReadiness(database),
      ...injected,
      ...(authenticator === undefined ? {} : { checkRate: (address) => authenticator.checkRate(address) }),
      ...(adminAccess === undefined ? {} : { guard: requireRole(adminAccess, 'read', log) }),
      admin: adminRouter(broker, {
        ...(adminAccess === undefined ? {} : { access: adminAccess }),
        jobs,
        feeds,
        webhooks,
        ...injected,
        readOrder: (xml) => readOrder(xml, messageLimits(config).xml, config.VALIDATION),
        resend: (envelope, user) => gateway.resend(envelope, user),
        crossOrigin: crossOriginCheck(config.PUBLIC_URL === '' ? undefined : config.PUBLIC_URL, config.TRUST_PROXY),
        isTemporary: (error) => classify(error) === 'unavailable',
      }),
    });
    // Works only once the gateway listens: a start that fails leaves nothing running.
    const workers = startPollWorkers(broker, mounts.includes(logisticsMount));
    running.deliveries = await startDeliveries(broker, webhooks);
    faults?.start();
    const scheduler = config.JOBS ? new Scheduler(broker, jobs) : undefined;
    return {
      gateway,
      broker,
      stop: async () => {
        await scheduler?.stop();
        const stopped = Promise.all([jobs.stop(), feeds.stop()]);
        await gateway.close();
        // A manual run may have been requested until the gateway closed.
        await Promise.all([stopped, jobs.stop(), feeds.stop()]);
        await Promise.all([...workers.map((worker) => worker.stop()), running.deliveries?.stop()]);
        await messages.stop();
        await faults?.stop();
        await database.close();
      },
    };
  } catch (error) {
    await database.close();
    throw explainUnusable(config.DATABASE_URL, error);
  }
}

/** The settings of the HTTP server. */
function listenOptions(config: Config): Omit<ListenOptions, 'services' | 'log' | 'registry' | 'ready' | 'admin'> {
  return {
    host: config.HOST,
    port: config.PORT,
    ...(config.TLS_CERT === ''
      ? {}
      : {
          tls: {
            cert: config.TLS_CERT,
            key: config.TLS_KEY,
            ...(config.TLS_CLIENT_CA === '' ? {} : { clientCa: config.TLS_CLIENT_CA }),
          },
        }),
    ...(config.PUBLIC_URL === '' ? {} : { publicUrl: config.PUBLIC_URL }),
    proxies: config.TRUST_PROXY,
    limits: messageLimits(config),
    admission: {
      concurrent: config.MAX_CONCURRENT_MESSAGES,
      waiting: config.MAX_QUEUED_MESSAGES,
      waitMs: config.MAX_QUEUED_MS,
    },
    connections: { total: config.MAX_CONNECTIONS, perAddress: config.MAX_CONNECTIONS_ADDRESS },
    bodyBytes: config.MAX_BODY_BYTES,
    answerBytes: config.MAX_ANSWER_BYTES,
    times: { requestMs: config.REQUEST_TIMEOUT_MS, drainMs: config.SHUTDOWN_TIMEOUT_MS },
  };
}

async function databaseReadiness(database: Database): Promise<Readiness> {
  try {
    await database.ping();
    return { ready: true, reasons: [] };
  } catch (error) {
    const reason =
      error instanceof DatabaseUnavailableError
        ? error.message
        : 'the database is not responding or does not accept writes';
    return { ready: false, reasons: [reason] };
  }
}

/** @throws {Error} when there is no user: nobody could sign in, and a broker that refuses everybody must not appear to work */
async function createAuthenticator(broker: BrokerContext, config: Config, registry: Registry): Promise<Authenticator> {
  if (!(await broker.database.transaction(hasEnabledUser))) {
    throw new Error(
      `AUTH=users, but the database has no user who could sign in: create one with \`${ownCall()} user add\``,
    );
  }
  return new Authenticator(broker, {
    digestKey: config.DIGEST_KEY,
    perAddress: config.RATE_LIMIT_ADDRESS,
    perUser: config.RATE_LIMIT_USER,
    count: accessCounters(registry),
    ...(workerNumber() === undefined ? {} : { siblings: siblingWorkers() }),
  });
}

/**
 * Runs the broker until SIGTERM or SIGINT, then answers accepted messages and stops; during the start, as soon as it is
 * complete. A second signal ends the process at once.
 * @throws {Error} when it cannot start; the message says what to do
 */
export async function serve(): Promise<void> {
  const config = readConfig(process.env);
  const worker = workerNumber();
  const log = createLog(config.LOG_LEVEL, worker);
  const greet = (url: string): void => {
    process.stderr.write(banner(url, config));
  };
  if (config.WORKERS > 1 && worker === undefined) {
    // Without TLS files, workers have no handler for SIGHUP, and it would end them.
    await superviseWorkers(config.WORKERS, log, config.TLS_CERT === '' ? [] : ['SIGHUP'], greet);
    return;
  }
  // V8 takes objects that survived a few collections for long-lived ones, and from then on allocates their kind in the old
  // generation. A message's objects die with it; in the old generation they retained others, 16 KB per order, until the next
  // full collection. Measured: 1,700 orders a second with pretenuring, 2,200 without (docs/performance.md).
  setFlagsFromString('--no-allocation-site-pretenuring');
  // By default the heap may grow to several times what is alive before it is collected as a whole: hostile documents took the
  // process to 494 MB resident, of which 60 MB were alive, and 360 MB with this.
  setFlagsFromString('--heap-growing-percent=30');
  const stop = stopSignal();
  const running = await startBroker(config, log).catch(async (error: unknown) => {
    if (worker === undefined) throw error;
    await reportFailure(error instanceof Error ? error.message : String(error));
  });
  if (running === undefined) {
    leave();
    return;
  }
  if (worker !== undefined) reportReady(running.gateway.url);
  else if (!stop.isReceived()) greet(running.gateway.url);
  if (!isLoopback(config.HOST) && config.TLS_CERT === '' && config.TRUST_PROXY === 0)
    log.warn('passwords and tokens are sent unencrypted: set TLS_CERT and TLS_KEY, or use a proxy with TLS');
  const signal = await stop.received;
  log.info({ signal }, 'stopping');
  await running.stop();
  log.info('stopped');
  leave();
}

import { readFile } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { setFlagsFromString } from 'node:v8';
import type { Logger } from 'pino';
import { Registry } from 'prom-client';
import { adminRouter } from '../admin/router.js';
import { requireRole } from '../admin/sign-in.js';
import { Authenticator } from '../broker/access/authenticator.js';
import { BrokeringWorker } from '../broker/orders/broker-later.js';
import { NetworkCache } from '../broker/network-cache.js';
import type { BrokerContext } from '../broker/context.js';
import { readStatistics } from '../broker/jobs/statistics.js';
import { JobRunner } from '../broker/jobs/job-runner.js';
import { jobTable } from '../broker/jobs/job-table.js';
import { Scheduler } from '../broker/jobs/scheduler.js';
import { loadCatalog } from '../broker/network/load-catalog.js';
import { MessageLog } from '../broker/messages/message-log.js';
import { clientAddress } from './client-address.js';
import { isLoopback, readConfig } from './config.js';
import type { Config } from './config.js';
import type { CatalogDocument } from '../domain/network/catalog-document.js';
import { DEFAULT_PATH } from './gateway.js';
import { startGateway } from './listen.js';
import type { RunningGateway } from './listen.js';
import { wsdl } from '../services/locate/contract.js';
import { maskCredentials, maskPersonalData } from '../services/locate/personal-data.js';
import { readOrder } from '../services/locate/read-order.js';
import { locateService } from '../services/locate/service.js';
import { createLog } from './log.js';
import { accessCounters, registerMetrics } from './metrics.js';
import { openDatabase } from './offline.js';
import { catalogRevision } from '../store/network/catalog.js';
import { classify, DatabaseUnavailableError } from '../platform/db/database-error.js';
import { hasEnabledUser } from '../store/access/users.js';
import { leave, metricsOfAll, siblingWorkers, superviseWorkers, tellReady, workerPlace } from './workers.js';

/**
 * The composition root: configuration -> database -> broker -> gateway -> listen. Only this and app/offline.ts, for commands
 * that need no server, put rooms together.
 */

/** `samples/catalogs/demo.yaml`, checked and written as JSON by the build: reading YAML took 0.15 s of the first start. */
const DEMO_CATALOG = new URL('../../dist/demo-catalog.json', import.meta.url);

/** How long acknowledged orders wait at the most until somebody looks for them, in milliseconds. */
const BROKERING_IDLE = 500;

/** A broker that answers, and how to stop it. */
export interface RunningBroker {
  readonly gateway: RunningGateway;
  readonly broker: BrokerContext;
  /** Answers what was taken, then lets go of the database. */
  stop(): Promise<void>;
}

/** @throws {DatabaseUnavailableError} when the database cannot be reached; the socket's error when the port is taken */
export async function startBroker(config: Config, log: Logger): Promise<RunningBroker> {
  const database = await openDatabase(config, { serving: true });
  try {
    const broker: BrokerContext = { database, networks: new NetworkCache(), clock: () => new Date(), log };
    if (config.DEMO_DATA) await fillWithDemo(broker);
    // Before anything runs that would have to be stopped again.
    const registry = new Registry();
    const gatekeeper = config.AUTH === 'none' ? undefined : await keepGates(broker, config, registry);
    const jobs = new JobRunner(
      broker,
      jobTable({
        autoCancel: config.JOB_AUTO_CANCEL,
        anonymize: config.JOB_PURGE,
        releaseLeases: config.JOB_RELEASE_LEASES,
        deleteTraces: config.JOB_FORGET_TRACES,
        deleteMessages: config.JOB_FORGET_MESSAGES,
        deleteNonces: config.JOB_FORGET_NONCES,
        privateDataRetentionDays: config.PRIVATE_DATA_RETENTION_DAYS,
        traceRetentionDays: config.TRACE_RETENTION_DAYS,
        messageRetention: { days: config.MESSAGE_LOG_RETENTION_DAYS, bytes: config.MESSAGE_LOG_MAX_MB * 1_000_000 },
      }),
    );
    await jobs.register();
    const messages = new MessageLog(broker, {
      level: config.MESSAGE_LOG,
      personalData: config.MESSAGE_LOG_PERSONAL_DATA,
      mask: config.MESSAGE_LOG_PERSONAL_DATA === 'plain' ? maskCredentials : maskPersonalData,
    });
    const worker = new BrokeringWorker(broker, BROKERING_IDLE);
    const xmlLimits = {
      depth: config.MAX_XML_DEPTH,
      elements: config.MAX_XML_ELEMENTS,
      attributes: config.MAX_XML_ATTRIBUTES,
      nameLength: config.MAX_XML_NAME_LENGTH,
      textLength: config.MAX_XML_TEXT_LENGTH,
    };
    const adminAccess =
      gatekeeper === undefined
        ? undefined
        : { control: gatekeeper, addressOf: (request: IncomingMessage) => clientAddress(request, config.TRUST_PROXY) };
    registerMetrics(registry, { database, messages, figures: () => readStatistics(broker, jobs.jobs) });
    const gateway = await startGateway({
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
      service: locateService(
        {
          broker,
          orderTypeNumbers: config.NUMERIC_ORDER_TYPES,
          maxVersion: config.MAX_MESSAGE_VERSION,
          search: {
            responses: config.ORDER_SEARCH_RESPONSES,
            mostResponses: config.MAX_ORDER_SEARCH_RESPONSES,
            window: config.ORDER_SEARCH_WINDOW,
          },
          isTemporary: (error) => ['unavailable', 'conflict'].includes(classify(error)),
        },
        config.VALIDATION,
      ),
      wsdl: wsdl(),
      ...(config.PUBLIC_URL === '' ? {} : { publicUrl: config.PUBLIC_URL }),
      proxies: config.TRUST_PROXY,
      ...(gatekeeper === undefined ? {} : { access: gatekeeper }),
      limits: {
        body: { bytes: config.MAX_MESSAGE_BYTES, inflatedBytes: config.MAX_INFLATED_BYTES },
        xml: xmlLimits,
      },
      admission: {
        concurrent: config.MAX_CONCURRENT_MESSAGES,
        waiting: config.MAX_QUEUED_MESSAGES,
        waitMs: config.MAX_QUEUED_MS,
      },
      times: { requestMs: config.REQUEST_TIMEOUT_MS, drainMs: config.SHUTDOWN_TIMEOUT_MS },
      log,
      registry,
      ...(workerPlace() === undefined ? {} : { metrics: metricsOfAll(registry) }),
      record: (exchange) => {
        messages.record(exchange);
      },
      ready: async () => {
        try {
          await database.ping();
          return { ready: true, reasons: [] };
        } catch (error) {
          return {
            ready: false,
            reasons: [
              error instanceof DatabaseUnavailableError
                ? error.message
                : 'the database does not answer, or takes nothing that is written',
            ],
          };
        }
      },
      ...(adminAccess === undefined ? {} : { guard: requireRole(adminAccess, 'read', log) }),
      admin: adminRouter(broker, {
        ...(adminAccess === undefined ? {} : { access: adminAccess }),
        jobs,
        readOrder: (xml) => readOrder(xml, xmlLimits, config.VALIDATION),
        resend: (envelope, user) => gateway.resend(envelope, user),
        ...(config.PUBLIC_URL === '' ? {} : { publicUrl: config.PUBLIC_URL }),
        isTemporary: (error) => classify(error) === 'unavailable',
      }),
    });
    const scheduler = config.JOBS ? new Scheduler(broker, jobs) : undefined;
    return {
      gateway,
      broker,
      stop: async () => {
        await scheduler?.stop();
        const ended = jobs.stop();
        await gateway.close();
        // One by hand may have been asked for until the gateway closed.
        await Promise.all([ended, jobs.stop()]);
        await worker.stop();
        await messages.stop();
        await database.close();
      },
    };
  } catch (error) {
    await database.close();
    throw error;
  }
}

/**
 * Who asks everybody who they are.
 * @throws when there is no user: nobody could be let in, and a broker that was meant to be closed must not be taken for one that works
 */
async function keepGates(broker: BrokerContext, config: Config, registry: Registry): Promise<Authenticator> {
  if (!(await broker.database.transaction(hasEnabledUser))) {
    throw new Error(
      'AUTH=users, but the database has no user that could sign in: make one with `npx order-broker user add`',
    );
  }
  return new Authenticator(broker, {
    digestKey: config.DIGEST_KEY,
    perAddress: config.RATE_LIMIT_ADDRESS,
    perUser: config.RATE_LIMIT_USER,
    count: accessCounters(registry),
    ...(workerPlace() === undefined ? {} : { siblings: siblingWorkers() }),
  });
}

/**
 * Runs the broker until it is told to stop (SIGTERM, SIGINT): then it answers what it took and lets go. A second signal
 * ends it at once.
 * @throws what keeps it from starting, as an error whose message says what to do
 */
export async function serve(): Promise<void> {
  const config = readConfig(process.env);
  const place = workerPlace();
  const log = createLog(config.LOG_LEVEL, place);
  const greet = (url: string): void => {
    process.stderr.write(welcome(url, config));
  };
  if (config.WORKERS > 1 && place === undefined) {
    // Workers that read no files again would be ended by it.
    await superviseWorkers(config.WORKERS, log, config.TLS_CERT === '' ? [] : ['SIGHUP'], greet);
    return;
  }
  // V8 takes objects that were alive at a few collections for such as live long, and makes them old from then on. Those of a
  // message are not: they die with it, and as old ones they kept others, 16 KB an order, until all memory was gone through.
  // Measured: 1,700 orders a second with it, 2,200 without (docs/performance.md).
  setFlagsFromString('--no-allocation-site-pretenuring');
  const running = await startBroker(config, log);
  if (place === undefined) greet(running.gateway.url);
  else tellReady(running.gateway.url);
  if (!isLoopback(config.HOST) && config.TLS_CERT === '' && config.TRUST_PROXY === 0)
    log.warn('passwords and tokens cross the network unencrypted: set TLS_CERT and TLS_KEY, or put a proxy in front');
  const signal = await new Promise<NodeJS.Signals>((resolve) => {
    process.once('SIGTERM', resolve);
    process.once('SIGINT', resolve);
  });
  log.info({ signal }, 'stopping');
  await running.stop();
  log.info('stopped');
  leave();
}

/** Fills a database that has no catalog at all; one that has is left alone. */
async function fillWithDemo(broker: BrokerContext): Promise<void> {
  const revision = await broker.database.transaction(catalogRevision);
  if (revision > 0) return;
  const result = await loadCatalog(broker, JSON.parse(await readFile(DEMO_CATALOG, 'utf8')) as CatalogDocument);
  if ('faults' in result)
    throw new Error(`the demo retailer: ${result.faults.map((fault) => `${fault.path}: ${fault.reason}`).join('; ')}`);
  broker.log.info({ changes: result.changes }, 'the empty database was filled with the demo retailer');
}

function welcome(url: string, config: Config): string {
  // The commands find the default address by themselves.
  const at = url === 'http://127.0.0.1:8080' ? '' : ` --url ${url}`;
  return [
    '',
    `Order Broker answers at ${url}${DEFAULT_PATH}`,
    `  contract   ${url}${DEFAULT_PATH}?wsdl`,
    `  store      ${config.DATABASE_URL.replace(/(:\/\/[^:/@]*:)[^@]*@/, '$1***@')}`,
    `  try        npx order-broker replay samples/locate${at}`,
    `             npx order-broker locate PENCIL:2 --postal 01602${at}`,
    ...(config.AUTH === 'none' ? ['  note       nobody is asked who they are (AUTH=none)'] : []),
    '',
    '',
  ].join('\n');
}

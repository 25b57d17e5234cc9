import { readFile } from 'node:fs/promises';
import { describeSettings, readConfig } from '../app/config.js';
import { createLog } from '../app/log.js';
import { startBroker as startApp } from '../app/main.js';
import { AdminRejectionError } from '../client/admin/admin-client.js';
import { downloadCatalog, uploadCatalog } from '../client/admin/catalog.js';
import type { CatalogDocument } from '../domain/network/catalog-document.js';
import type { ExchangeRecord } from '../platform/exchange-record.js';
import { Snapshot } from '../store/snapshot.js';
import type { StartBroker, TestBrokerOptions, TestMessage } from './surface.js';
import { Messages } from './messages.js';
import { InProcessBroker } from './in-process-broker.js';
import { TestBrokerError } from './test-broker-error.js';

/** Time limit of one exchange with the broker, in milliseconds. */
const TIMEOUT_MS = 30_000;

/** Settings that the options decide, and why. */
const FIXED: ReadonlyMap<string, string> = new Map([
  ['DATABASE_URL', 'the database of a test is in memory'],
  ['DEMO_DATA', 'the option catalog says what is loaded'],
  ['HOST', 'a broker of a test listens on 127.0.0.1'],
  ['PORT', 'use the option port'],
  ['WORKERS', 'a broker of a test has one process: the test itself'],
  ['AUTH', 'its database has no users; for authentication, start `order-broker serve` instead'],
  ['TLS_CERT', 'for TLS, start `order-broker serve` instead'],
  ['TLS_KEY', 'for TLS, start `order-broker serve` instead'],
]);

/** See `StartBroker`. */
export const startBroker: StartBroker = async (options: TestBrokerOptions = {}) => {
  const config = readConfig(environmentOf(options));
  const catalog = options.catalog === undefined ? undefined : await catalogText(options.catalog);
  const messages = new Messages();
  const app = await startApp(config, createLog(config.LOG_LEVEL), (exchange) => messages.add(messageOf(exchange)));
  try {
    const server = { url: app.gateway.url, timeoutMs: TIMEOUT_MS };
    if (catalog !== undefined) await upload(server, catalog);
    const { organization, systems = [] } = (await downloadCatalog(server, false)) as CatalogDocument;
    const system = systems.find(({ system_cd: code }) => code === organization?.default_system);
    const location = system?.locations?.[0];
    return new InProcessBroker({
      server,
      messages,
      account: organization?.account ?? '',
      placedAt:
        system === undefined || location === undefined ? undefined : `${system.system_cd}/${location.location_cd}`,
      snapshot: await Snapshot.take(app.broker.database),
      stop: () => app.stop(),
    });
  } catch (error) {
    await app.stop();
    throw error;
  }
};

/** The settings of the broker. @throws {TestBrokerError} for one that does not exist or is not the test's to choose */
function environmentOf({ catalog, settings = {}, port = 0 }: TestBrokerOptions): Record<string, string> {
  const known = new Set(describeSettings({}).map(({ name }) => name));
  for (const name of Object.keys(settings)) {
    const reason = FIXED.get(name);
    if (reason !== undefined)
      throw new TestBrokerError('options-invalid', `settings: found ${name}, which is fixed: ${reason}`);
    if (!known.has(name))
      throw new TestBrokerError(
        'options-invalid',
        `settings: found ${name}, expected the name of a setting; \`order-broker config\` lists them`,
      );
  }
  return {
    JOBS: 'false',
    LOG_LEVEL: 'silent',
    MESSAGE_LOG: 'none',
    ...settings,
    HOST: '127.0.0.1',
    PORT: String(port),
    DATABASE_URL: 'sqlite::memory:',
    DEMO_DATA: String(catalog === undefined),
  };
}

interface CatalogText {
  /** What messages call it. */
  readonly name: string;
  readonly text: string;
  readonly format: 'yaml' | 'json';
}

async function catalogText(catalog: object | string | URL): Promise<CatalogText> {
  if (typeof catalog === 'object' && !(catalog instanceof URL))
    return { name: 'the catalog', text: JSON.stringify(catalog), format: 'json' };
  const name = String(catalog);
  try {
    return { name, text: await readFile(catalog, 'utf8'), format: name.endsWith('.json') ? 'json' : 'yaml' };
  } catch (error) {
    throw new TestBrokerError(
      'catalog-invalid',
      `catalog: ${name} cannot be read (${(error as Error).message}); expected the path of a YAML or JSON file, ` +
        `relative to ${process.cwd()}, or an object`,
      { cause: error },
    );
  }
}

async function upload(server: Parameters<typeof uploadCatalog>[0], catalog: CatalogText): Promise<void> {
  try {
    await uploadCatalog(server, catalog.text, catalog.format);
  } catch (error) {
    if (!(error instanceof AdminRejectionError)) throw error;
    throw new TestBrokerError(
      'catalog-invalid',
      `${catalog.name} has errors; docs/configuring/catalog.md explains every key:\n${error.message.replace(/^/gm, '  ')}`,
      { cause: error },
    );
  }
}

const messageOf = (exchange: ExchangeRecord): TestMessage => ({
  at: exchange.at,
  operation: exchange.operation ?? '',
  httpStatus: exchange.status,
  responseCode: exchange.responseCode,
  requestId: exchange.requestId,
  request: exchange.request,
  response: exchange.response,
});

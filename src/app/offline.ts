import { existsSync } from 'node:fs';
import type { ParsedCatalog } from '../formats/catalog/catalog-document.js';
import { loadDocument } from '../formats/catalog/load-document.js';
import type { ImportKind } from '../formats/import/columns.js';
import type { Encoding } from '../formats/import/lines.js';
import { runImport } from '../formats/import/run-import.js';
import type { ImportEvent } from '../formats/import/run-import.js';
import { addKey, extendKey, listKeys, revokeKey } from '../broker/access/api-keys.js';
import type { CreatedKey, KeyView, NewKey } from '../broker/access/api-keys.js';
import { addToken, listTokens, revokeToken } from '../broker/access/tokens.js';
import { addUser, enableUser, listUsers, rotatePassword } from '../broker/access/users.js';
import type { NewUser } from '../broker/access/users.js';
import { exportCatalog } from '../broker/network/export-catalog.js';
import { NetworkCache } from '../broker/network-cache.js';
import type { LoadCatalogResult } from '../domain/network/catalog-changes.js';
import { reconcile } from '../broker/inventory/reconcile.js';
import type { Discrepancy } from '../broker/inventory/reconcile.js';
import { repairStatus, repairStock } from '../broker/inventory/repair.js';
import { reconcileStatuses } from '../broker/orders/reconcile-statuses.js';
import type { StatusDiscrepancy } from '../broker/orders/reconcile-statuses.js';
import { verifyRequests } from '../broker/partners/inquiry/verify-requests.js';
import type { RequestFault } from '../broker/partners/inquiry/verify-requests.js';
import { verifyServices } from '../broker/partners/inquiry/verify-services.js';
import { readConfig } from './config.js';
import type { Config } from './config.js';
import { verifyFeed } from '../store/feed/verify-feed.js';
import type { FeedFault } from '../store/feed/verify-feed.js';
import type { ServiceFault } from '../store/verification/service-check.js';
import { catalogRevision } from '../store/network/catalog.js';
import { Database } from '../store/database.js';

/** What commands do directly on a database, whether a server runs on it or not. */

/**
 * Opens the database of a configuration. The caller closes it.
 * @param serving whether it is opened for a server rather than for a single command
 * @throws {DatabaseUnavailableError}
 */
export function openDatabase(config: Config, { serving = false } = {}): Promise<Database> {
  return Database.open({
    url: config.DATABASE_URL,
    pool: config.DATABASE_POOL,
    acquireTimeout: config.DATABASE_ACQUIRE_TIMEOUT_MS,
    statementTimeout: config.DATABASE_STATEMENT_TIMEOUT_MS,
    synchronous: config.SQLITE_SYNCHRONOUS,
    checkpointThread: serving,
  });
}

/**
 * Opens a database that must exist: in a wrong folder, a command would make an empty one and report on that.
 * @throws {Error} when its file does not exist
 */
function openExisting(config: Config): Promise<Database> {
  const file = /^sqlite:(?!:memory:)(.+)$/.exec(config.DATABASE_URL)?.[1];
  if (file !== undefined && !existsSync(file))
    throw new Error(
      `there is no database file ${file}: run this in the folder of the broker, or set DATABASE_URL; ` +
        'for a new one, start the broker or load a catalog first',
    );
  return openDatabase(config);
}

/** Loads a catalog into a database without a server. */
export async function loadCatalogInto(databaseUrl: string, parsed: ParsedCatalog): Promise<LoadCatalogResult> {
  const database = await openDatabase({ ...readConfig(process.env), DATABASE_URL: databaseUrl });
  try {
    return await loadDocument({ database, clock: () => new Date() }, parsed);
  } finally {
    await database.close();
  }
}

/** The catalog of a database as a document in JSON, without a server. @param inventory whether with the stock */
export async function exportCatalogOf(databaseUrl: string, inventory: boolean): Promise<string> {
  const database = await openExisting({ ...readConfig(process.env), DATABASE_URL: databaseUrl });
  try {
    return await exportCatalog({ database }, { inventory });
  } finally {
    await database.close();
  }
}

/** Imports rows from a file into a database without a server. */
export async function* importInto(
  databaseUrl: string,
  kind: ImportKind,
  source: AsyncIterable<Buffer>,
  encoding: Encoding,
): AsyncGenerator<ImportEvent> {
  const database = await openDatabase({ ...readConfig(process.env), DATABASE_URL: databaseUrl });
  try {
    yield* runImport({ database, clock: () => new Date() }, kind, source, { encoding });
  } finally {
    await database.close();
  }
}

/** What is stored and does not follow from the order lines, or belongs to nothing. */
export interface Disagreements {
  readonly stock: readonly Discrepancy[];
  readonly orders: readonly StatusDiscrepancy[];
  readonly feed: readonly FeedFault[];
  readonly requests: readonly RequestFault[];
  readonly services: readonly ServiceFault[];
}

/**
 * Compares reserved stock, the status of orders, fulfillment requests and what the services of partners keep with order lines,
 * and the change feed with orders, without a server; one may be running on the same database.
 * @param repair whether to write what follows from the lines; what the change feed lacks does not
 * @returns what disagreed
 * @throws {Error} when the database has no catalog: a mistyped DATABASE_URL must not count as verified
 */
export async function verifyDatabase(databaseUrl: string, { repair = false } = {}): Promise<Disagreements> {
  const database = await openExisting({ ...readConfig(process.env), DATABASE_URL: databaseUrl });
  try {
    if ((await database.transaction(catalogRevision)) === 0)
      throw new Error('the database has no catalog, so there is nothing to verify: check DATABASE_URL');
    const context = { database, networks: new NetworkCache(), clock: () => new Date() };
    const found = {
      stock: await reconcile(context),
      orders: await reconcileStatuses(context),
      feed: await database.transaction(verifyFeed),
      requests: await verifyRequests(context),
      services: await verifyServices(context),
    };
    if (repair) {
      for (const one of found.stock) await repairStock(context, one);
      for (const one of found.orders) await repairStatus(context, one);
    }
    return found;
  } finally {
    await database.close();
  }
}

/** Manages users, tokens and API keys without a server; one may be running on the same database. */
export interface AccessAdministration {
  addUser(user: NewUser): Promise<string>;
  listUsers(): ReturnType<typeof listUsers>;
  enableUser(name: string, enabled: boolean): Promise<void>;
  rotatePassword(name: string, chosen: string | undefined): Promise<string>;
  addToken(name: string, role: string): Promise<string>;
  listTokens(): ReturnType<typeof listTokens>;
  revokeToken(name: string): Promise<void>;
  addKey(key: NewKey): Promise<CreatedKey>;
  listKeys(): Promise<readonly KeyView[]>;
  extendKey(name: string, validDays: number): Promise<KeyView>;
  revokeKey(name: string): Promise<KeyView>;
}

/** Keys that a list shows: more than anybody has. */
const MOST_KEYS = 100_000;

/** Runs work on the users, tokens and keys of a database. @param env the settings, of which DATABASE_URL and DIGEST_KEY matter */
export async function withAccess<T>(
  env: Readonly<Record<string, string | undefined>>,
  work: (access: AccessAdministration) => Promise<T>,
): Promise<T> {
  const config = readConfig(env);
  const database = await openExisting(config);
  const context = { database, clock: () => new Date() };
  try {
    return await work({
      addUser: (user) => addUser(context, user, config.DIGEST_KEY),
      listUsers: () => listUsers(context),
      enableUser: (name, enabled) => enableUser(context, name, enabled),
      rotatePassword: (name, chosen) => rotatePassword(context, name, chosen, config.DIGEST_KEY),
      addToken: (name, role) => addToken(context, name, role),
      listTokens: () => listTokens(context),
      revokeToken: (name) => revokeToken(context, name),
      addKey: async (key) => (await addKey(context, key)).body,
      listKeys: async () => (await listKeys(context, { limit: MOST_KEYS, after: '' })).items,
      extendKey: (name, validDays) => extendKey(context, name, validDays),
      revokeKey: (name) => revokeKey(context, name),
    });
  } finally {
    await database.close();
  }
}

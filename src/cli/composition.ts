import type { ImportKind } from '../formats/import/columns.js';
import type { Encoding } from '../formats/import/lines.js';
import type { ImportEvent } from '../formats/import/run-import.js';
import type { LoadCatalogResult } from '../domain/network/catalog-changes.js';
import type { Discrepancy } from '../broker/inventory/reconcile.js';
import type { CatalogDocument } from '../domain/network/catalog-document.js';
import { describeSettings } from '../app/config.js';
import type { AccessAdministration } from '../app/offline.js';
import type { Terminal } from './terminal.js';

/**
 * The one place where the command line reaches the rest of the house. The composition roots are imported only by
 * the commands that need them: they pull in the database drivers, which would slow the start of every other command.
 */

/** Starts the broker; settles when it has stopped. */
export async function serve(): Promise<void> {
  const main = await import('../app/main.js');
  await main.serve();
}

/** Puts a catalog into a database without a server. */
export async function loadCatalogInto(databaseUrl: string, document: CatalogDocument): Promise<LoadCatalogResult> {
  const offline = await import('../app/offline.js');
  return offline.loadCatalogInto(databaseUrl, document);
}

/** Imports a file of rows into a database without a server. */
export async function* importInto(
  databaseUrl: string,
  kind: ImportKind,
  source: AsyncIterable<Buffer>,
  encoding: Encoding,
): AsyncGenerator<ImportEvent> {
  const offline = await import('../app/offline.js');
  yield* offline.importInto(databaseUrl, kind, source, encoding);
}

/** Compares reserved stock with order lines, without a server. */
export async function verifyDatabase(databaseUrl: string): Promise<Discrepancy[]> {
  const offline = await import('../app/offline.js');
  return offline.verifyDatabase(databaseUrl);
}

/** Manages users and tokens, without a server. */
export async function withAccess<T>(
  env: Terminal['env'],
  work: (access: AccessAdministration) => Promise<T>,
): Promise<T> {
  const offline = await import('../app/offline.js');
  return offline.withAccess(env, work);
}

export { describeSettings };

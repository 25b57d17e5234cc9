import type { ImportKind } from '../admin/import/columns.js';
import type { Encoding } from '../admin/import/lines.js';
import type { ImportEvent } from '../admin/import/run-import.js';
import type { LoadCatalogResult } from '../broker/load-catalog.js';
import type { Disagreement } from '../broker/verify.js';
import type { CatalogDocument } from '../domain/catalog-document.js';
import { describeSettings } from '../config.js';
import type { AccessAdministration } from '../main.js';
import type { Terminal } from './terminal.js';

/**
 * The one place where the command line reaches the rest of the house. The composition root is imported only by the
 * commands that need it: it pulls in the database drivers, which would slow the start of every other command.
 */

/** Starts the broker; settles when it has stopped. */
export async function serve(): Promise<void> {
  const main = await import('../main.js');
  await main.serve();
}

/** Puts a catalogue into a database without a server. */
export async function loadCatalogInto(databaseUrl: string, document: CatalogDocument): Promise<LoadCatalogResult> {
  const main = await import('../main.js');
  return main.loadCatalogInto(databaseUrl, document);
}

/** Imports a file of rows into a database without a server. */
export async function* importInto(
  databaseUrl: string, kind: ImportKind, source: AsyncIterable<Buffer>, encoding: Encoding,
): AsyncGenerator<ImportEvent> {
  const main = await import('../main.js');
  yield* main.importInto(databaseUrl, kind, source, encoding);
}

/** Compares reserved stock with order lines, without a server. */
export async function verifyDatabase(databaseUrl: string): Promise<Disagreement[]> {
  const main = await import('../main.js');
  return main.verifyDatabase(databaseUrl);
}

/** Manages users and tokens, without a server. */
export async function withAccess<T>(env: Terminal['env'], work: (access: AccessAdministration) => Promise<T>): Promise<T> {
  const main = await import('../main.js');
  return main.withAccess(env, work);
}

export { describeSettings };

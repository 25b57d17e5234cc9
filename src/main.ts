import type { CatalogChanges } from './admin/catalog-changes.js';
import type { CatalogDocument } from './domain/catalog-document.js';

/** Starts the broker; settles when it has stopped. */
export function serve(): Promise<void> {
  return Promise.reject(new Error('This build has no server.'));
}

/** Puts a catalogue into a database without a server. */
export function loadCatalogInto(databaseUrl: string, document: CatalogDocument): Promise<CatalogChanges> {
  return Promise.reject(new Error(`This build has no store: ${databaseUrl} stays without ${Object.keys(document).join(', ')}.`));
}

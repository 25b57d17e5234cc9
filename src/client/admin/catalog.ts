import type { Server } from '../http.js';
import { callAdmin } from './admin-client.js';

/** Numbers of created and updated entries, by collection of the catalog. */
export type CatalogChanges = Readonly<Record<string, { readonly created: number; readonly updated: number }>>;

/** The stored catalog as a document. @param inventory whether with the stock */
export const downloadCatalog = (server: Server, inventory: boolean): Promise<object> =>
  callAdmin(server, `/catalog?inventory=${String(inventory)}`);

/**
 * Uploads a catalog file, which the server applies as a whole or not at all.
 * @throws {AdminRejectionError} with one fault for each error in the file
 */
export const uploadCatalog = (
  server: Server,
  text: string,
  format: 'yaml' | 'json',
): Promise<{ readonly changes: CatalogChanges }> =>
  callAdmin(server, '/catalog', { method: 'PUT', contentType: `application/${format}`, body: text });

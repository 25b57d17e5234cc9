import { BackgroundThread } from '../../platform/background-thread.js';
import { parseCatalogDocument } from './catalog-document.js';
import type { CatalogFormat, ParsedCatalog } from './catalog-document.js';

/** The longest YAML document that is parsed here: a second a megabyte makes it 20 ms. */
const SMALL = 20_000;

/** The worker always runs the compiled file, even if this one is transpiled on the fly, as in the tests. */
const CODE = new URL('../../../dist/formats/catalog/catalog-worker.js', import.meta.url);

/**
 * `parseCatalogDocument` that does not block the event loop: JSON is read in slices, and a large YAML document in a worker
 * thread, because its parser cannot be interrupted. Here, the result of the thread costs only JSON.parse, 10 ms a megabyte.
 *
 * Rejected: returning the result as it is. Cloning objects takes longer than parsing their JSON.
 *
 * @throws {Error} if the thread dies
 */
export async function parseCatalogOffThread(text: string, format: CatalogFormat): Promise<ParsedCatalog> {
  if (format === 'json' || text.length <= SMALL) return parseCatalogDocument.yielding(text, format);
  return JSON.parse(await thread.ask(text)) as ParsedCatalog;
}

const thread = new BackgroundThread<string, string>('the catalog could not be parsed', CODE);

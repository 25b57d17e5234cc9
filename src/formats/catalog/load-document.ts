import type { BrokerContext } from '../../broker/context.js';
import { findReferenceFaults, loadCatalog } from '../../broker/network/load-catalog.js';
import type { LoadCatalogResult } from '../../domain/network/catalog-changes.js';
import { firstPerPath } from './catalog-document.js';
import type { ParsedCatalog } from './catalog-document.js';

/**
 * Merges a parsed catalog document into the database: all of it, or nothing, with every fault in one pass, those of its form and
 * those of what it refers to.
 */
export async function loadDocument(
  context: Pick<BrokerContext, 'database' | 'clock'>,
  parsed: ParsedCatalog,
): Promise<LoadCatalogResult> {
  if ('document' in parsed) return loadCatalog(context, parsed.document);
  const { faults, readable } = parsed;
  if (readable === undefined) return { faults };
  return { faults: firstPerPath([...faults, ...(await findReferenceFaults(context, readable))]) };
}

import type { BrokerContext } from '../../broker/context.js';
import { findReferenceFaults, loadCatalog } from '../../broker/network/load-catalog.js';
import type { LoadCatalogResult } from '../../domain/network/catalog-changes.js';
import { checkCatalog } from './catalog-checks.js';
import { firstPerPath } from './catalog-document.js';
import type { ParsedCatalog } from './catalog-document.js';
import { checkForm } from './check-form.js';
import { yielding } from '../../platform/event-loop.js';
import { readableParts } from './readable-parts.js';
import type { CatalogFault } from '../../domain/network/catalog-fault.js';

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

/** What is wrong with a part of a catalog document beside its form: values that contradict each other, and what it refers to. */
export async function findFaultsBeside(
  context: Pick<BrokerContext, 'database'>,
  document: unknown,
): Promise<readonly CatalogFault[]> {
  const readable = await readablePartsOf(document);
  const others = readable === undefined ? [] : await findReferenceFaults(context, readable);
  return firstPerPath([...(await checkCatalog.yielding(document)), ...others]);
}

const readablePartsOf = yielding(function* (document: unknown) {
  const { issues } = yield* checkForm(document);
  return yield* readableParts(document, issues, () => undefined);
});

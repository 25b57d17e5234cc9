import type { BrokerContext } from '../../broker/context.js';
import type { CatalogChanges, LoadCatalogResult } from '../../domain/network/catalog-changes.js';
import type { CatalogDocument } from '../../domain/network/catalog-document.js';
import type { CatalogFault } from '../../domain/network/catalog-fault.js';
import { checkCatalog } from '../../formats/catalog/catalog-checks.js';
import { findFaultsBeside, loadDocument } from '../../formats/catalog/load-document.js';
import { InvalidRequestError } from './invalid-request-error.js';

/**
 * Resources are checked and written as fragments of a catalog document, by the same code. The paths of faults are
 * translated from the fragment to the resource.
 */

/** A body as a part of a catalog document. */
export interface Fragment {
  readonly document: unknown;
  /** Path of the body in the document; `''` if it is the document. */
  readonly prefix: string;
}

/**
 * Checks a fragment whose values may contradict each other, and that is written by other means than `loadFragment`.
 * @throws {InvalidRequestError} when they do, with what it refers to and is unknown
 */
export async function checkFragment(
  context: BrokerContext,
  document: Fragment['document'],
  prefix: string,
): Promise<void> {
  if (checkCatalog(document).length > 0) rejectFaults(await findFaultsBeside(context, document), prefix);
}

/** Writes a fragment. @throws {InvalidRequestError} with every fault: contradictions, and what it refers to */
export async function loadFragment(
  context: BrokerContext,
  fragment: CatalogDocument,
  prefix: string,
): Promise<CatalogChanges> {
  const faults = checkCatalog(fragment);
  const parsed = faults.length === 0 ? { document: fragment } : { faults, readable: fragment };
  return changesOf(await loadDocument(context, parsed), prefix);
}

/** What is wrong with a body beside its form, which is told together with the faults of its form. */
export async function faultsBeside(context: BrokerContext, { document, prefix }: Fragment): Promise<CatalogFault[]> {
  return translated(await findFaultsBeside(context, document), prefix);
}

/** @throws {InvalidRequestError} when the load found faults, and so wrote nothing */
export function changesOf(result: LoadCatalogResult, prefix: string): CatalogChanges {
  if ('changes' in result) return result.changes;
  rejectFaults(result.faults, prefix);
  throw new Error('a catalog load returned neither changes nor faults');
}

function rejectFaults(faults: readonly CatalogFault[], prefix: string): void {
  if (faults.length > 0) throw new InvalidRequestError(translated(faults, prefix));
}

/** @param prefix path of the resource in the fragment */
function translated(faults: readonly CatalogFault[], prefix: string): CatalogFault[] {
  return faults.map(({ path, reason }) => ({
    path: path === prefix ? '' : path.startsWith(`${prefix}.`) ? path.slice(prefix.length + 1) : path,
    reason,
  }));
}

/**
 * Adds the key in the address to the body of a PUT; a key that the body has is kept, for `sameKey` to compare.
 * @param key the fields of the body that make up the key
 */
export function withKey(body: unknown, key: object): unknown {
  return typeof body === 'object' && body !== null && !Array.isArray(body) ? { ...key, ...body } : body;
}

/** @throws {InvalidRequestError} when body and address name different keys */
export function sameKey(path: string, inBody: string, inAddress: string): void {
  if (inBody !== inAddress)
    throw new InvalidRequestError([
      { path, reason: `found ${JSON.stringify(inBody)}, expected ${JSON.stringify(inAddress)} as in the address` },
    ]);
}

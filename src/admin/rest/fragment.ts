import type { CatalogChanges, LoadCatalogResult } from '../../domain/network/catalog-changes.js';
import type { CatalogFault } from '../../domain/network/catalog-fault.js';
import type { CatalogDocument } from '../../domain/network/catalog-document.js';
import { checkCatalog } from '../../formats/catalog/catalog-checks.js';
import { RefusedError } from './route.js';

/**
 * A resource as the piece of a catalog document that says the same: so there is one way to check and to write. Places
 * of faults are told as they are in the resource.
 */

/** @throws {RefusedError} when the values of the fragment do not go together */
export function checkedFragment<T extends CatalogDocument>(fragment: T, prefix: string): T {
  refuse(checkCatalog(fragment), prefix);
  return fragment;
}

/** @throws {RefusedError} when the fragment was not written */
export function changesOf(result: LoadCatalogResult, prefix: string): CatalogChanges {
  if ('changes' in result) return result.changes;
  refuse(result.faults, prefix);
  throw new Error('a catalog was refused without a fault');
}

function refuse(faults: readonly CatalogFault[], prefix: string): void {
  if (faults.length === 0) return;
  throw new RefusedError(
    faults.map(({ path, reason }) => ({
      path: path === prefix ? '' : path.startsWith(`${prefix}.`) ? path.slice(prefix.length + 1) : path,
      reason,
    })),
  );
}

/** The body of a PUT with the key that its address names; one that says another is told so by `sameKey`. */
export function withKey(body: unknown, key: string, value: string): unknown {
  return typeof body === 'object' && body !== null && !Array.isArray(body) ? { [key]: value, ...body } : body;
}

/** @throws {RefusedError} when body and address name different things */
export function sameKey(path: string, inBody: string, inAddress: string): void {
  if (inBody !== inAddress)
    throw new RefusedError([
      { path, reason: `found ${JSON.stringify(inBody)}, expected ${JSON.stringify(inAddress)} as in the address` },
    ]);
}

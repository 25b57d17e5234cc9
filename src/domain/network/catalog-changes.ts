import type { CatalogDocument } from './catalog-document.js';
import type { CatalogFault } from './catalog-fault.js';

/** Number of entries that a load created and updated. */
export interface ChangeCount {
  readonly created: number;
  readonly updated: number;
}

/** Result of loading a catalog document, per collection. `locations` counts those of all systems. */
export type CatalogChanges = Readonly<
  Record<Exclude<keyof CatalogDocument, 'organization' | 'preferences'> | 'locations', ChangeCount>
>;

/** A load changes everything that the document says, or nothing. */
export type LoadCatalogResult = { readonly changes: CatalogChanges } | { readonly faults: readonly CatalogFault[] };

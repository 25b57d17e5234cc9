import type { Catalog } from '../domain/catalog.js';
import { catalogRevision, readCatalog } from '../store/catalog.js';
import type { Session } from '../store/session.js';

/**
 * The catalogue's snapshot in memory. Every operation asks for it inside its own transaction: one read of the revision
 * tells whether the snapshot is still true, also after another instance has changed the catalogue.
 */
export class CatalogCache {
  #snapshot: Catalog | undefined;

  async current(session: Session): Promise<Catalog> {
    const revision = await catalogRevision(session);
    if (this.#snapshot?.revision !== revision) this.#snapshot = await readCatalog(session);
    return this.#snapshot;
  }
}

import type { Catalog } from '../domain/network/catalog.js';
import { compileRuleBook } from '../routing/probability/rule-book.js';
import type { RuleBook } from '../routing/probability/rule-book.js';
import { catalogRevision, readCatalog } from '../store/network/catalog.js';
import type { Database } from '../store/database.js';
import type { Session } from '../platform/db/session.js';

/**
 * The catalogue's snapshot in memory. Every operation asks for it inside its own transaction: one read of the revision
 * tells whether the snapshot is still true, also after another instance has changed the catalogue.
 */
export class CatalogCache {
  #snapshot: Catalog | undefined;
  #rules: { readonly catalog: Catalog; readonly book: RuleBook | undefined } | undefined;

  async current(session: Session): Promise<Catalog> {
    const revision = await catalogRevision(session);
    if (this.#snapshot?.revision !== revision) this.#snapshot = await readCatalog(session);
    return this.#snapshot;
  }

  /** The probability rules of a catalogue, compiled once for each of its revisions; undefined while none is assigned. */
  ruleBook(catalog: Catalog): RuleBook | undefined {
    if (this.#rules?.catalog !== catalog) {
      const { rules, ruleAssignments } = catalog.content;
      this.#rules = {
        catalog,
        book: ruleAssignments.length === 0 ? undefined : compileRuleBook(rules, ruleAssignments),
      };
    }
    return this.#rules.book;
  }

  /**
   * Whether a message's destination is the organisation's account; upper and lower case do not matter. The account
   * hardly ever changes, so the snapshot is believed when it says yes, and read again before anyone is turned away.
   */
  async isAccount(destination: string, database: Database): Promise<boolean> {
    const same = (catalog: Catalog | undefined): boolean =>
      catalog !== undefined &&
      catalog.content.account !== '' &&
      catalog.content.account.toUpperCase() === destination.trim().toUpperCase();
    return same(this.#snapshot) || same(await database.transaction((session) => this.current(session)));
  }
}

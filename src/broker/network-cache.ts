import type { Network } from '../domain/network/network.js';
import { compileRuleBook } from '../routing/probability/rule-book.js';
import type { RuleBook } from '../routing/probability/rule-book.js';
import { catalogRevision, readCatalog } from '../store/network/catalog.js';
import type { Database } from '../store/database.js';
import type { Session } from '../platform/db/session.js';

/**
 * The catalog's snapshot in memory. Every operation asks for it inside its own transaction: one read of the revision
 * tells whether the snapshot is still true, also after another instance has changed the catalog.
 */
export class NetworkCache {
  #snapshot: Network | undefined;
  #rules: { readonly network: Network; readonly book: RuleBook | undefined } | undefined;

  async current(session: Session): Promise<Network> {
    const revision = await catalogRevision(session);
    if (this.#snapshot?.revision !== revision) this.#snapshot = await readCatalog(session);
    return this.#snapshot;
  }

  /** The probability rules of a catalog, compiled once for each of its revisions; undefined while none is assigned. */
  ruleBook(network: Network): RuleBook | undefined {
    if (this.#rules?.network !== network) {
      const { rules, ruleAssignments } = network.content;
      this.#rules = {
        network,
        book: ruleAssignments.length === 0 ? undefined : compileRuleBook(rules, ruleAssignments),
      };
    }
    return this.#rules.book;
  }

  /**
   * Whether a message's destination is the organization's account; upper and lower case do not matter. The account
   * hardly ever changes, so the snapshot is believed when it says yes, and read again before anyone is turned away.
   */
  async isAccount(destination: string, database: Database): Promise<boolean> {
    const same = (network: Network | undefined): boolean =>
      network !== undefined &&
      network.content.account !== '' &&
      network.content.account.toUpperCase() === destination.trim().toUpperCase();
    return same(this.#snapshot) || same(await database.transaction((session) => this.current(session)));
  }
}

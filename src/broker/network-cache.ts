import type { Network } from '../domain/network/network.js';
import { compileRuleBook } from '../routing/probability/rule-book.js';
import type { RuleBook } from '../routing/probability/rule-book.js';
import { catalogRevision, readCatalog } from '../store/network/catalog.js';
import type { Database } from '../store/database.js';
import type { Session } from '../platform/db/session.js';

/**
 * Caches the network and what is compiled from it. Every operation gets it inside its own transaction: one read of the
 * catalog's revision shows whether the cached network is current, also after another instance changed the catalog.
 */
export class NetworkCache {
  #cached: Network | undefined;
  #rules: { readonly network: Network; readonly book: RuleBook | undefined } | undefined;

  /** The network as the last transaction of this instance saw it; undefined before the first. */
  get known(): Network | undefined {
    return this.#cached;
  }

  /** The network as the transaction of the session sees it. */
  async current(session: Session): Promise<Network> {
    const revision = await catalogRevision(session);
    if (this.#cached?.revision !== revision) this.#cached = await readCatalog(session);
    return this.#cached;
  }

  /** The probability rules of a network, compiled once per revision; undefined while none is assigned. */
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
   * Whether a message's destination is the organization's account, ignoring case. The account hardly ever changes, so a
   * match with the cached network is trusted; the database is read only before a message is rejected.
   */
  async isAccount(destination: string, database: Database): Promise<boolean> {
    const isAccountOf = (network: Network | undefined): boolean =>
      network !== undefined &&
      network.content.account !== '' &&
      network.content.account.toUpperCase() === destination.trim().toUpperCase();
    return isAccountOf(this.#cached) || isAccountOf(await database.transaction((session) => this.current(session)));
  }
}

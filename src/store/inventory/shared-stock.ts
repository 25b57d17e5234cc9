import type { ProcessCache, TransactionState } from '../../platform/db/cache.js';
import type { StockReader, StockSnapshot } from './stock-snapshot.js';

/** Maximum number of products whose last read is kept for transactions that began before it, at 20 bytes a location. */
const MAX_PRODUCTS = 50;

/**
 * MariaDB and MySQL: a read of stock that concurrent transactions of this process share.
 *
 * A transaction may use any state of the stock that was committed since it began: a read of its own returns one of those
 * too, and which one is chance. So a query that another transaction sends after this one has begun is as good as a SELECT
 * of its own:
 *
 * 1. one logical clock of this process orders the begins of transactions and the queries for stock;
 * 2. a transaction uses the result of a query that was sent after it began. Isolation is READ COMMITTED, where each SELECT
 *    sees what is committed when it runs; so a commit that was known before a transaction began is in what that transaction
 *    reads;
 * 3. a transaction that has written reads by itself, and nobody else uses the result: it sees what is not committed;
 * 4. a transaction that is run again, because the stock it had chosen was taken, begins again and uses nothing older.
 *
 * Others' changes are not reported to this cache, and no entry is used for longer than a transaction takes. With ten
 * concurrent orders for one product, about one in three reads its thousand rows, half a millisecond of CPU time on both
 * sides (docs/performance.md). Rejected: a version number per product that every change of its stock increments. Stock
 * could then be cached for as long as nobody changes it, but the row of the number would make all orders for a product
 * wait for each other's COMMIT, and an instance of an older release, which does not increment, would make the others
 * decide by stale stock.
 */
export class SharedStock implements ProcessCache<StockReader> {
  readonly #reads = new Map<number, { readonly sentAt: number; readonly stock: Promise<StockSnapshot> }>();

  /** @param tick advances the logical clock */
  constructor(private readonly tick: () => number) {}

  viewOf(transaction: TransactionState): StockReader {
    return {
      read: (productId, query) => {
        if (transaction.hasWritten) return query();
        const last = this.#reads.get(productId);
        if (last === undefined || last.sentAt <= transaction.began) return this.#share(productId, query());
        // A query that failed for another transaction says nothing about this one's connection.
        return last.stock.catch(query);
      },
    };
  }

  /** @param stock of a query that has yet to be sent */
  #share(productId: number, stock: Promise<StockSnapshot>): Promise<StockSnapshot> {
    this.#reads.delete(productId);
    this.#reads.set(productId, { sentAt: this.tick(), stock });
    const [oldest] = this.#reads.keys();
    if (this.#reads.size > MAX_PRODUCTS && oldest !== undefined) this.#reads.delete(oldest);
    return stock;
  }
}

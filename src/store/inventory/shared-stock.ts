import type { KnownStock, StockColumns } from './stock-columns.js';

/** Products whose last read is kept for units that began before it: 20 bytes a location. */
const KEPT = 50;

/**
 * The stock that units on MariaDB and MySQL have just read, for others of this process that were begun before that.
 *
 * A unit may go by any committed state of the stock since it began: reading by itself, it finds one of those too, and which
 * one is chance. So what another unit asked the database for after this one had begun is as good as a SELECT of its own:
 *
 * 1. beginning a unit and asking for stock are counted by one clock of this process;
 * 2. a unit takes over what was asked for later than it began. Its isolation is READ COMMITTED, where each SELECT sees
 *    what is committed when it runs; whoever knows of a commit before a unit begins finds it in what that unit goes by;
 * 3. a unit that has written reads by itself, and nobody takes that over: it sees what is not committed;
 * 4. a unit that is run again, because the stock it had decided for was taken, begins anew and finds nothing older.
 *
 * Nothing here tells of others' changes, and nothing is believed for longer than a unit takes. When ten orders at a time
 * ask for one product, about one of three reads its thousand rows, half a millisecond of both processors (docs/performance.md).
 * Rejected: a number of each product's state that every change of its stock counts up. It would let stock be remembered
 * for as long as nobody changes it, but the row that holds it would make all orders for a product wait for each other's
 * COMMIT, and an instance of an older release, which does not count, would make the others decide by figures of the past.
 */
export class SharedStock {
  #clock = 0;
  readonly #reads = new Map<number, { readonly at: number; readonly columns: Promise<StockColumns> }>();

  /** To be called when a unit begins, before anything is done for it. */
  begin(): TransactionStock {
    return new TransactionStock(this, (this.#clock += 1));
  }

  /** What was asked for after that time, if anything was. */
  since(time: number, productId: number): Promise<StockColumns> | undefined {
    const last = this.#reads.get(productId);
    return last !== undefined && last.at > time ? last.columns : undefined;
  }

  /** @param columns of a SELECT that is yet to be sent */
  asked(productId: number, columns: Promise<StockColumns>): Promise<StockColumns> {
    this.#reads.delete(productId);
    this.#reads.set(productId, { at: (this.#clock += 1), columns });
    const [oldest] = this.#reads.keys();
    if (this.#reads.size > KEPT && oldest !== undefined) this.#reads.delete(oldest);
    return columns;
  }
}

/** What one unit may go by. */
export class TransactionStock implements KnownStock {
  /** Whether the unit has written anything. */
  wrote = false;

  constructor(
    private readonly shared: SharedStock,
    private readonly began: number,
  ) {}

  columns(productId: number, read: () => Promise<StockColumns>): Promise<StockColumns> {
    if (this.wrote) return read();
    // What another unit failed to read says nothing about this one's connection.
    return this.shared.since(this.began, productId)?.catch(read) ?? this.shared.asked(productId, read());
  }
}

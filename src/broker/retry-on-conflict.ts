import { classify } from '../platform/db/database-error.js';
import { LocationFullError } from '../store/inventory/location-load.js';
import { StockTakenError } from '../store/inventory/stock.js';

const MAX_ATTEMPTS = 50;

/**
 * Runs a unit of work again after an optimistic conflict that only a fresh read can resolve: another order took the stock
 * that it had decided for, a location reached its maximum of orders, or another instance stored the same message.
 *
 * Every lost attempt is one that another unit won, so that real traffic never reaches the limit. The limit keeps a bug
 * of ours from looping forever.
 */
export async function retryOnConflict<T>(unit: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await unit();
    } catch (error) {
      const isConflict =
        error instanceof StockTakenError || error instanceof LocationFullError || classify(error) === 'duplicate';
      if (!isConflict || attempt === MAX_ATTEMPTS) throw error;
    }
  }
}

import { classify } from '../platform/db/database-error.js';
import { LocationFullError } from '../store/inventory/location-load.js';
import { StockTakenError } from '../store/inventory/stock.js';

const ATTEMPTS = 50;

/**
 * Runs a unit again that lost a race which only a fresh look can settle: the stock it had decided for was taken, or the
 * same message was stored by another instance meanwhile. Each round lost is a round somebody else won, so the bound is
 * never met by honest traffic; it keeps a fault of ours from going round for ever.
 */
export async function retryOnConflict<T>(unit: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await unit();
    } catch (error) {
      const lostRace =
        error instanceof StockTakenError || error instanceof LocationFullError || classify(error) === 'duplicate';
      if (!lostRace || attempt === ATTEMPTS) throw error;
    }
  }
}

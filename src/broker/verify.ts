import { RESERVING_STATUSES } from '../domain/status.js';
import { verifyStock } from '../store/stock.js';
import type { BrokerContext } from './context.js';

/** A stock record whose reserved figure is not what the lines at it add up to. */
export interface Disagreement {
  readonly systemCd: string;
  readonly locationCd: string;
  readonly productId: number;
  /** Units the record says are reserved. */
  readonly recorded: number;
  /** Units of the lines that hold stock there. */
  readonly held: number;
}

/** Proves that reserved stock and order lines agree; an empty answer is the proof. */
export async function verify(context: BrokerContext): Promise<Disagreement[]> {
  return context.database.transaction(async (session) => {
    const catalog = await context.catalogs.current(session);
    return (await verifyStock(session, RESERVING_STATUSES)).map((row) => {
      const location = catalog.locationById(row.locationId);
      return {
        systemCd: location.system.systemCd, locationCd: location.locationCd, productId: row.productId,
        recorded: row.recorded, held: row.quantity,
      };
    });
  });
}

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
    const found: Disagreement[] = [];
    for (const system of catalog.content.systems) {
      for (const row of await verifyStock(session, system.systemCd, [...system.reservedStatuses])) {
        found.push({
          systemCd: system.systemCd, locationCd: catalog.locationById(row.locationId).locationCd, productId: row.productId,
          recorded: row.recorded, held: row.quantity,
        });
      }
    }
    return found;
  });
}

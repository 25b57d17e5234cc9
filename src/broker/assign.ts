import type { Catalog, Location } from '../domain/catalog.js';
import type { CandidateStock, Candidate, RoutingRequest } from '../routing/request.js';
import { route } from '../routing/route.js';
import type { CandidateFate } from '../routing/route.js';
import { readStock, reserveStock } from '../store/stock.js';
import type { StockRow } from '../store/stock.js';
import type { Session } from '../store/session.js';

/** Where brokered lines went. */
export interface Placement {
  /** Undefined when no location can take them. */
  readonly location: Location | undefined;
  readonly trace: RoutingTrace;
}

/** What a pass of the routing is remembered by. */
export interface RoutingTrace {
  readonly flow: string;
  readonly unit: string;
  readonly radius: number;
  readonly candidates: readonly CandidateFate[];
}

/**
 * Finds the location for lines that go together and reserves their stock there.
 * @throws {StockTaken} when another order was faster; the whole unit is then run again
 */
export async function assign(session: Session, catalog: Catalog, request: RoutingRequest): Promise<Placement> {
  const stock = await readStock(session, request.lines.map((line) => line.productId));
  const { eligible, trace } = route(request, candidatesOf(catalog, stock));
  const location = eligible[0]?.candidate.location;
  if (location !== undefined) {
    await reserveStock(
      session,
      request.lines.map((line) => ({ ...line, locationId: location.id })),
      () => location.preferences.backupQuantity,
    );
  }
  return { location, trace: { flow: request.flow, unit: request.unit, radius: request.radius, candidates: trace } };
}

/** The locations that have a stock record of a wanted product, with all of their records. */
export function candidatesOf(catalog: Catalog, stock: readonly StockRow[]): Candidate[] {
  const byLocation = new Map<number, Map<number, CandidateStock>>();
  for (const row of stock) {
    const held = byLocation.get(row.locationId);
    if (held === undefined) byLocation.set(row.locationId, new Map([[row.productId, row]]));
    else held.set(row.productId, row);
  }
  return [...byLocation].map(([id, held]) => ({ location: catalog.locationById(id), stock: held }));
}

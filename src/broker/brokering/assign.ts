import type { Network } from '../../domain/network/network.js';
import type { RankingPolicy } from '../../domain/network/preferences.js';
import { routeFast } from '../../routing/fast-path/fast-path.js';
import type { CandidateStock, Candidate, RoutingRequest } from '../../routing/request.js';
import { route } from '../../routing/route.js';
import type { Proposal } from '../../routing/route.js';
import { storeTrace } from '../../routing/trace.js';
import type { StoredTrace } from '../../routing/trace.js';
import { countAssigned, readLoads } from '../../store/inventory/location-load.js';
import type { LocationLoad } from '../../store/inventory/location-load.js';
import { readStock, reserveStock } from '../../store/inventory/stock.js';
import { stockColumns } from '../../store/inventory/stock-columns.js';
import type { Demand, StockRow } from '../../store/inventory/stock.js';
import { concurrently } from '../../platform/db/session.js';
import type { Session } from '../../platform/db/session.js';
import { reservedBy } from '../reserved-stock.js';

/** A decision that is not carried out yet. */
export interface Decision {
  readonly proposal: Proposal;
  readonly trace: StoredTrace;
}

/**
 * Decides where lines go, on what is stored now, and changes nothing: also what a preview is.
 *
 * Only locations the radius can reach are looked at; the others are counted as too far. How many orders a location had
 * today is read only where somebody goes by it.
 */
export async function decide(session: Session, network: Network, request: RoutingRequest): Promise<Decision> {
  const reach = network.index.within(request.destination, request.radius, request.unit);
  const stock = await readStock(
    session,
    request.lines.map((line) => line.productId),
    {
      locationIds: reach.ids,
      locations: network.content.locations.length,
      figures: goesByFigures(network, request),
    },
  );
  const locationIds = [...new Set(stock.map((row) => row.locationId))];
  const loads = goesByLoad(network, request.brokering)
    ? await readLoads(session, request.now.toISOString().slice(0, 10), locationIds)
    : new Map<number, LocationLoad>();
  const proposal = route(request, candidatesOf(network, stock, loads));
  return {
    proposal,
    trace: storeTrace(request, proposal, { tooFar: reach.tooFar, noRecord: reach.ids.length - locationIds.length }),
  };
}

/** A decision that is carried out. */
export type Assigned = Pick<Proposal, 'parts' | 'unfulfillable'> & { readonly trace: StoredTrace };

/**
 * Decides where lines go, and reserves their stock there.
 * @throws {StockTaken} @throws {LocationFull} when another order was faster; the whole unit is then run again
 */
export async function assign(session: Session, network: Network, request: RoutingRequest): Promise<Assigned> {
  const { kept, ...assigned } =
    (await decideDirectly(session, network, request)) ?? (await decideByRoute(session, network, request));
  await reserveStock(
    session,
    reservedBy(
      network,
      assigned.parts.map((part) => ({
        productId: request.lines[part.line]?.productId ?? 0,
        locationId: part.locationId,
        quantity: part.quantity,
        status: 'new_order',
      })),
    ),
    kept,
  );
  if (goesByLoad(network, request.brokering)) {
    // A location that already has the order does not get another one with it.
    const others = assigned.parts.map((part) => part.locationId).filter((id) => !request.preferred.has(id));
    await countAssigned(
      session,
      request.now.toISOString(),
      others,
      (id) => network.locationById(id).preferences.maxOrdersPerDay,
    );
  }
  return assigned;
}

/** What is to be carried out, and how many free units of a product location must stay. */
type Choice = Assigned & { readonly kept: (demand: Demand) => number };

/** By the routing's direct way; undefined where it does not go. */
async function decideDirectly(
  session: Session,
  network: Network,
  request: RoutingRequest,
): Promise<Choice | undefined> {
  if (goesByFigures(network, request) || goesByLoad(network, request.brokering)) return undefined;
  const stock = await concurrently(
    ...[...new Set(request.lines.map((line) => line.productId))].map((productId) => stockColumns(session, productId)),
  );
  const proposal = routeFast(request, network.columns, stock);
  return proposal && { ...proposal, kept: () => proposal.kept };
}

async function decideByRoute(session: Session, network: Network, request: RoutingRequest): Promise<Choice> {
  const { proposal, trace } = await decide(session, network, request);
  const calculated = new Map(proposal.eligible.map(({ judged }) => [judged.candidate.location.id, judged]));
  return {
    parts: proposal.parts,
    unfulfillable: proposal.unfulfillable,
    trace,
    // What a rule added to the stored figure, the condition must not ask for; what it took away, it must keep back.
    kept: ({ productId, locationId }) => {
      const judged = calculated.get(locationId);
      const row = judged?.candidate.stock.get(productId);
      return (row?.available ?? 0) - (row?.reserved ?? 0) - (judged?.promises.get(productId)?.units ?? 0);
    },
  };
}

/** Whether anything that decides looks at more than what is available and reserved. */
function goesByFigures(network: Network, { rules, brokering }: RoutingRequest): boolean {
  return (
    rules !== undefined ||
    brokering.weights !== undefined ||
    brokering.criteria.includes('sales_velocity') ||
    network.columns.limits.age
  );
}

/** Whether anything that decides looks at how many orders a location had. */
export function goesByLoad(network: Network, brokering: RankingPolicy): boolean {
  return brokering.criteria.includes('last_order_assigned') || network.columns.limits.orders;
}

/** The locations that have a stock record of a wanted product, with all of their records. */
export function candidatesOf(
  network: Network,
  stock: readonly StockRow[],
  loads: ReadonlyMap<number, LocationLoad> = new Map(),
): Candidate[] {
  const byLocation = new Map<number, Map<number, CandidateStock>>();
  for (const row of stock) {
    const held = byLocation.get(row.locationId);
    if (held === undefined) byLocation.set(row.locationId, new Map([[row.productId, row]]));
    else held.set(row.productId, row);
  }
  return [...byLocation].map(([id, held]) => ({
    location: network.locationById(id),
    stock: held,
    ordersToday: loads.get(id)?.ordersToday ?? 0,
    lastAssignedAt: loads.get(id)?.lastAssignedAt ?? '',
  }));
}

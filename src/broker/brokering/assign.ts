import type { Network } from '../../domain/network/network.js';
import { dayIn } from '../../domain/time/day.js';
import { locationIndexOf } from '../../geo/location-index.js';
import { concurrently } from '../../platform/db/session.js';
import type { Session } from '../../platform/db/session.js';
import { demandOf } from '../../routing/demand.js';
import { fastPathFor } from '../../routing/fast-path/fast-path.js';
import { needsOf } from '../../routing/needs.js';
import type { Candidate, CandidateStock, RoutingRequest } from '../../routing/request.js';
import { route } from '../../routing/route.js';
import type { AllocatedPart } from '../../routing/allocation-problem.js';
import type { Proposal } from '../../routing/route.js';
import { storeTrace } from '../../routing/trace.js';
import type { StoredTrace } from '../../routing/trace.js';
import { countAssigned, readLoads } from '../../store/inventory/location-load.js';
import type { DayOf, LocationLoad } from '../../store/inventory/location-load.js';
import { stockColumns } from '../../store/inventory/stock-columns.js';
import { readStock, reserveStock } from '../../store/inventory/stock.js';
import type { Demand, StockRow } from '../../store/inventory/stock.js';
import { reservedBy } from '../reserved-stock.js';

/** A decision that is not applied yet. */
export interface Decision {
  readonly proposal: Proposal;
  readonly trace: StoredTrace;
}

/**
 * Decides where lines go on the stored state and changes nothing: a preview is exactly this.
 *
 * Only locations that the radius can reach are read; the others are counted as too far. Stock attributes and order
 * counts are read only if something that decides needs them.
 * @param taken units that are not reserved yet and that the decision may not promise again
 */
export async function decide(
  session: Session,
  network: Network,
  request: RoutingRequest,
  taken: readonly Demand[] = [],
): Promise<Decision> {
  const needs = needsOf(network, request);
  const reach = locationIndexOf(network).within(request.destination, request.radius, request.unit);
  const stock = await readStock(session, [...demandOf(request.lines).keys()], {
    locationIds: reach.ids,
    locations: network.content.locations.length,
    figures: needs.has('stock attributes'),
  });
  const locationIds = [...new Set(stock.map((row) => row.locationId))];
  const loads = needs.has('order counts')
    ? await readLoads(session, locationIds, dayAt(network, request.now))
    : new Map<number, LocationLoad>();
  const proposal = route(request, candidatesOf(network, withTaken(stock, taken), loads));
  return {
    proposal,
    trace: storeTrace(request, proposal, { tooFar: reach.tooFar, noRecord: reach.ids.length - locationIds.length }),
  };
}

/** A decision that is applied. */
export type Assigned = Pick<Proposal, 'parts' | 'unfulfillable'> & { readonly trace: StoredTrace };

/**
 * Decides where lines go, and reserves their stock there.
 * @throws {StockTakenError} @throws {LocationFullError} when another order was faster; the whole transaction is then run
 *   again
 */
export async function assign(session: Session, network: Network, request: RoutingRequest): Promise<Assigned> {
  const { withheld, ...assigned } =
    (await chooseFast(session, network, request)) ?? (await chooseGenerally(session, network, request));
  await reserveStock(session, reservationsOf(network, request, assigned.parts), withheld);
  if (needsOf(network, request).has('order counts')) {
    // An order counts once at each location, so one that already ships for it is not counted again.
    const added = assigned.parts.map((part) => part.locationId).filter((id) => !request.exemptFromMaximum.has(id));
    await countAssigned(
      session,
      request.now.toISOString(),
      added,
      dayAt(network, request.now),
      (id) => network.locationById(id).preferences.maxOrdersPerDay,
    );
  }
  return assigned;
}

/** The stock that the parts of a decision reserve. */
export function reservationsOf(network: Network, request: RoutingRequest, parts: readonly AllocatedPart[]): Demand[] {
  return reservedBy(
    network,
    parts.map((part) => ({
      productId: request.lines[part.line]?.productId ?? 0,
      locationId: part.locationId,
      quantity: part.quantity,
      status: 'new_order',
    })),
  );
}

function withTaken(stock: readonly StockRow[], taken: readonly Demand[]): readonly StockRow[] {
  return taken.length === 0
    ? stock
    : stock.map((row) => {
        const ofRow = taken.filter((one) => one.productId === row.productId && one.locationId === row.locationId);
        return { ...row, reserved: ofRow.reduce((sum, one) => sum + one.quantity, row.reserved) };
      });
}

/** A decision to apply, and how many unreserved units of a product location must remain. */
type Choice = Assigned & { readonly withheld: (demand: Demand) => number };

/** The decision of the fast path; undefined when the general way must decide. */
async function chooseFast(session: Session, network: Network, request: RoutingRequest): Promise<Choice | undefined> {
  const decideFast = fastPathFor(network, request);
  if (decideFast === undefined) return undefined;
  const productIds = [...demandOf(request.lines).keys()];
  const stock = await concurrently(...productIds.map((productId) => stockColumns(session, productId)));
  const proposal = decideFast(stock);
  if (proposal === undefined) return undefined;
  const { safetyStock, ...decided } = proposal;
  return { ...decided, withheld: () => safetyStock };
}

async function chooseGenerally(session: Session, network: Network, request: RoutingRequest): Promise<Choice> {
  const { proposal, trace } = await decide(session, network, request);
  const evaluatedAt = new Map(
    proposal.eligible.map(({ evaluated }) => [evaluated.candidate.location.id, evaluated] as const),
  );
  return {
    parts: proposal.parts,
    unfulfillable: proposal.unfulfillable,
    trace,
    // The reservation must not require units that a rule added to the stored quantity, and must leave those it removed.
    withheld: ({ productId, locationId }) => {
      const evaluated = evaluatedAt.get(locationId);
      const row = evaluated?.candidate.stock.get(productId);
      return (row?.available ?? 0) - (row?.reserved ?? 0) - (evaluated?.atp.get(productId)?.units ?? 0);
    },
  };
}

/** The day of each location at an instant, by its time zone. */
export function dayAt(network: Network, now: Date): DayOf {
  return (locationId) => dayIn(network.locationById(locationId).timeZone, now);
}

/** The locations that have a stock record of a requested product, with all of their records. */
export function candidatesOf(
  network: Network,
  stock: readonly StockRow[],
  loads: ReadonlyMap<number, LocationLoad> = new Map(),
): Candidate[] {
  const byLocation = new Map<number, Map<number, CandidateStock>>();
  for (const row of stock) {
    const ofLocation = byLocation.get(row.locationId);
    if (ofLocation === undefined) byLocation.set(row.locationId, new Map([[row.productId, row]]));
    else ofLocation.set(row.productId, row);
  }
  return [...byLocation].map(([id, stockByProduct]) => ({
    location: network.locationById(id),
    stock: stockByProduct,
    ordersToday: loads.get(id)?.ordersToday ?? 0,
    lastAssignedAt: loads.get(id)?.lastAssignedAt ?? '',
  }));
}

import { LocationIndex } from '../../src/geo/location-index.js';
import type { ProductColumns } from '../../src/routing/fast-path/candidate-rows.js';
import type { FastProposal } from '../../src/routing/fast-path/columnar-router.js';
import { fastPathFor } from '../../src/routing/fast-path/fast-path.js';
import type { Candidate, RoutingRequest } from '../../src/routing/request.js';
import { route } from '../../src/routing/route.js';
import type { Proposal } from '../../src/routing/route.js';
import { storeTrace } from '../../src/routing/trace.js';
import { networkOf } from './support.js';

/** The stock of a product as the store returns it to the fast path. */
export function productColumns(all: readonly Candidate[], productId: number): ProductColumns {
  const rows = all
    .flatMap(({ location, stock }) => {
      const row = stock.get(productId);
      return row === undefined ? [] : [{ id: location.id, ...row }];
    })
    .sort((a, b) => a.id - b.id);
  return {
    locationIds: Int32Array.from(rows, (row) => row.id),
    available: Float64Array.from(rows, (row) => row.available),
    reserved: Float64Array.from(rows, (row) => row.reserved),
  };
}

/** What the fast path decides; undefined when it leaves the request to the general way. */
export function decideFast(request: RoutingRequest, all: readonly Candidate[]): FastProposal | undefined {
  const products = [...new Set(request.lines.map((one) => one.productId))];
  return fastPathFor(networkOf(all), request)?.(products.map((productId) => productColumns(all, productId)));
}

/** What the general way decides, on the candidates that the broker would read from the store. */
export function decideGenerally(
  request: RoutingRequest,
  all: readonly Candidate[],
): {
  proposal: Proposal;
  comparable: Omit<FastProposal, 'safetyStock' | 'unfulfillable'> & Pick<Proposal, 'unfulfillable'>;
} {
  const locations = all.map((candidate) => candidate.location);
  const reach = new LocationIndex(locations).within(request.destination, request.radius, request.unit);
  const stocked = all.filter(
    ({ location, stock }) =>
      reach.ids.includes(location.id) && request.lines.some(({ productId }) => stock.has(productId)),
  );
  const proposal = route(request, stocked);
  const trace = storeTrace(request, proposal, { tooFar: reach.tooFar, noRecord: reach.ids.length - stocked.length });
  return { proposal, comparable: { parts: proposal.parts, unfulfillable: proposal.unfulfillable, trace } };
}

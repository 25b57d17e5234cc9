import { IN_PROCESS } from '../../../domain/network/in-process.js';
import type { Location } from '../../../domain/network/location.js';
import type { Network } from '../../../domain/network/network.js';
import type { OrderLine } from '../../../domain/order/order.js';
import type { Status } from '../../../domain/values/status.js';
import type { StoredTrace } from '../../../routing/trace.js';
import { adjustReserved } from '../../../store/inventory/stock.js';
import { brokeringPasses } from '../../brokering/brokering-request.js';
import { assignPasses } from '../../brokering/passes.js';
import type { RoutingPass } from '../../brokering/passes.js';
import { placeLines } from '../../brokering/place-lines.js';
import type { PlacedLine } from '../../brokering/place-lines.js';
import { reserveNamed } from '../../reserve-named.js';
import { reservedBy } from '../../reserved-stock.js';
import type { Unit } from '../../unit.js';
import type { LineDraft, OrderDraft } from './draft-order.js';

/** The lines of a new order with their locations. */
export interface AssignedLines {
  readonly lines: readonly OrderLine[];
  /** The trace of each pass of the routing; none if it decided about no line. */
  readonly traces: readonly StoredTrace[];
  /** Whether the lines are still to be routed, by the worker of broker-later.ts. */
  readonly isPending: boolean;
}

/**
 * Whether the lines of an order are routed after the response: where the organization acknowledges first, for a delivery
 * that names no location.
 */
export function isBrokeredLater(network: Network, draft: OrderDraft): boolean {
  return (
    network.preferences.acknowledgeBeforeBrokering &&
    draft.type === 'DELIVERY' &&
    draft.lines.every((line) => line.named === undefined)
  );
}

/** Assigns the lines to the virtual IN PROCESS location. */
export function assignLater(unit: Unit, draft: OrderDraft): AssignedLines {
  return {
    lines: draft.lines.map((line, index) => newLine(unit, draft, line, index + 1, IN_PROCESS, 'new_order')),
    traces: [],
    isPending: true,
  };
}

/**
 * Assigns the lines to locations and reserves their stock.
 *
 * - A line that names a location goes there and reserves stock whatever the available quantity is, because the caller
 *   answers for it, unless `named_location_checks_quantity` is on.
 * - The others are routed together, in a pass for each destination. A line that was split becomes several lines.
 * - What no location can fulfill goes to the unfulfillable location; without one it stays at the originating location.
 *
 * @throws {StockTakenError} @throws {LocationFullError} if another order was faster; the unit then runs again
 */
export async function assignDraft(unit: Unit, draft: OrderDraft): Promise<AssignedLines> {
  const { session, network } = unit;
  await reserveNamed(
    session,
    network,
    draft.lines.flatMap((line) => (line.named === undefined ? [] : [{ ...line, locationId: line.named.id }])),
  );
  const open = openLines(draft);
  const decision = open.length === 0 ? undefined : await assignPasses(session, network, draftPasses(unit, draft));
  const routed = decision === undefined ? [] : placeLines(network, decision, open);
  const fallback = network.unfulfillableLocation ?? draft.originating;
  const parts = draft.lines.flatMap((line): Pick<PlacedLine<LineDraft>, 'line' | 'location'>[] =>
    line.named !== undefined
      ? [{ line, location: line.named }]
      : routed.filter((part) => part.line.requestingLineNo === line.requestingLineNo),
  );
  const lines = parts.map(({ line, location }, index) =>
    location === undefined
      ? newLine(unit, draft, line, index + 1, fallback, 'unfulfillable')
      : newLine(unit, draft, line, index + 1, location, 'new_order'),
  );
  const unfulfillable = lines.filter((line) => line.status === 'unfulfillable');
  await adjustReserved(session, reservedBy(network, unfulfillable));
  return { lines, traces: decision?.traces ?? [], isPending: false };
}

/** The lines of a draft that the routing decides about, in the order of `draftPasses`. */
export function openLines(draft: OrderDraft): LineDraft[] {
  return draft.lines.filter((line) => line.named === undefined);
}

/** The passes of the routing for the open lines of a draft. */
export function draftPasses(unit: Unit, draft: OrderDraft): RoutingPass[] {
  return brokeringPasses(
    unit.network,
    unit.rules,
    {
      type: draft.type,
      originating: draft.originating,
      pickup: draft.pickup,
      shipVia: draft.details.shipVia,
      shipComplete: draft.details.shipComplete,
      lines: openLines(draft).map((line) => ({ ...line, rejecters: new Set<number>() })),
      shipping: draft.lines.flatMap((line) =>
        line.named === undefined ? [] : [{ ...line, locationId: line.named.id }],
      ),
      rejecters: new Set(),
    },
    unit.now,
  );
}

function newLine(
  unit: Unit,
  order: OrderDraft,
  draft: LineDraft,
  lineNo: number,
  location: Location,
  status: Status,
): OrderLine {
  return {
    lineNo,
    requestingLineNo: draft.requestingLineNo,
    itemId: draft.itemId,
    productId: draft.productId,
    quantity: draft.quantity,
    unitPrice: draft.unitPrice,
    tax: draft.tax,
    status,
    statusDate: unit.timestamp,
    locationId: location.id,
    brokered: draft.named === undefined,
    pickupLocationId: (order.type === 'PICKUP' ? draft.named : order.pickup)?.id ?? null,
    pollCount: 0,
    shippingAgent: '',
    trackingNumber: '',
    shipmentDate: '',
    retries: 0,
    details: draft.details,
  };
}

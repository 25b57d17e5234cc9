import { RefusedError } from '../../domain/partner/refusal.js';
import type { Shipment, ShippedLine } from '../../domain/partner/shipment.js';
import { flowOf } from '../../domain/values/order-type.js';
import { hasLeft } from '../../domain/values/status.js';
import { findShipment, insertShipment, readShipment } from '../../store/partners/shipments.js';
import type { BrokerContext } from '../context.js';
import type { LineChange } from '../orders/update/line-change.js';
import { inUnit } from '../unit.js';
import { lineNumbers } from './answer-request.js';
import { OpenRequest } from './open-request.js';
import type { RequestActor } from './open-request.js';

/** A partner's report of parcels that left. */
export interface ShipmentReport {
  readonly sourceReference: string | null;
  readonly carrier: string;
  readonly method: string;
  readonly trackingNumbers: readonly string[];
  /** ISO 8601, UTC; absent: now. */
  readonly shippedAt?: string;
  /** By the broker's line numbers; absent: every open line, as a whole. */
  readonly lines?: readonly ShippedLine[];
  /**
   * In place of `lines`: finds them once nobody else can change the request. The source reference must then tell reports of
   * other lines apart, since a repeat is recognized by it alone.
   */
  readonly findLines?: (open: OpenRequest) => Promise<readonly ShippedLine[]>;
}

/** A shipment, and whether it had been reported before. */
export interface ReportedShipment {
  readonly shipment: Shipment;
  readonly repeated: boolean;
}

/**
 * Records parcels of a fulfillment request, and moves their units on: to the customer (`fulfilled`), or to the store where
 * the customer collects them (`intransit`). Units of a line that leave before the others become a line of their own.
 *
 * A report with a source reference that the location used before is a repeat if it says the same, and is refused if it
 * does not: tracking numbers are added by further shipments and never overwritten.
 * @throws {RefusedError}
 */
export function shipRequest(
  context: BrokerContext,
  id: number,
  actor: RequestActor,
  report: ShipmentReport,
): Promise<ReportedShipment> {
  return inUnit(context, { retryOnConflict: true }, async (unit) =>
    shipOpen(await OpenRequest.read(unit, id, actor), report),
  );
}

/** Records parcels of a request that is open in the caller's transaction. */
export async function shipOpen(open: OpenRequest, report: ShipmentReport): Promise<ReportedShipment> {
  const { unit, request } = open;
  const { sourceReference } = report;
  const before =
    sourceReference === null ? undefined : await findShipment(unit.session, open.location.id, sourceReference);
  if (before !== undefined) return { shipment: requireSame(open, report, before), repeated: true };
  open.act('ship');
  const lines = (await report.findLines?.(open)) ?? report.lines ?? wholeLines(open);
  requireUnits(open, lines);
  const changes = await leave(open, report, lines);
  const shipmentId = await insertShipment(unit.session, {
    requestId: open.order.requestId,
    locationId: open.location.id,
    fulfillmentRequestId: request.id,
    sourceReference,
    carrier: report.carrier,
    method: report.method,
    shippedAt: report.shippedAt ?? unit.timestamp,
    recordedAt: unit.timestamp,
    trackingNumbers: report.trackingNumbers,
    lines: lines.map((line) => ({ ...line, lineNo: numberAfter(changes, line.lineNo) })),
  });
  await open.log('shipped', `${unitsIn(lines)} units, ${report.trackingNumbers.join(', ') || 'no tracking number'}`);
  unit.announce({
    type: 'shipment.created',
    requestId: open.order.requestId,
    facts: { shipment: shipmentId, fulfillment_request: request.id },
  });
  const shipment = await readShipment(unit.session, shipmentId);
  if (shipment === undefined) throw new RefusedError('shipment_unknown', { id: shipmentId });
  return { shipment, repeated: false };
}

const unitsIn = (lines: readonly ShippedLine[]): number => lines.reduce((sum, { quantity }) => sum + quantity, 0);

/** Every line that the partner still has to ship. */
function wholeLines(open: OpenRequest): ShippedLine[] {
  return open.openLines
    .filter(({ status }) => !hasLeft(status))
    .map(({ lineNo, quantity }) => ({ lineNo, quantity, serialNo: '', batchNo: '' }));
}

/** Moves the units on, one change for each line. */
async function leave(
  open: OpenRequest,
  { carrier, trackingNumbers, shippedAt }: ShipmentReport,
  lines: readonly ShippedLine[],
): Promise<readonly LineChange[]> {
  const quantities = new Map<number, number>();
  for (const { lineNo, quantity } of lines) quantities.set(lineNo, (quantities.get(lineNo) ?? 0) + quantity);
  const status = flowOf(open.order.type) === 'delivery' ? 'fulfilled' : 'intransit';
  return open.changeLines(
    [...quantities].map(([lineNo, quantity]) => ({ lineNo, quantity, status })),
    'partner',
    { shippingAgent: carrier, trackingNumber: trackingNumbers[0] ?? '', statusDate: shippedAt ?? '' },
  );
}

/** The number of the line that units have after they left. */
function numberAfter(changes: readonly LineChange[], lineNo: number): number {
  return changes.find(({ after, rest }) => (rest ?? after).lineNo === lineNo)?.after.lineNo ?? lineNo;
}

/** @throws {RefusedError} for no lines, lines that the partner does not have, or more units than are left */
function requireUnits(open: OpenRequest, lines: readonly ShippedLine[]): void {
  const { number } = open.request;
  if (lines.length === 0) throw new RefusedError('nothing_to_ship', { number });
  const waiting = open.openLines.filter(({ status }) => !hasLeft(status));
  for (const lineNo of new Set(lines.map((line) => line.lineNo))) {
    const line = waiting.find((one) => one.lineNo === lineNo);
    if (line === undefined)
      throw new RefusedError('line_not_requested', { line: lineNo, number, open: lineNumbers(waiting) });
    const quantity = unitsIn(lines.filter((one) => one.lineNo === lineNo));
    if (quantity > line.quantity)
      throw new RefusedError('too_many_units', { line: lineNo, number, open: line.quantity, quantity });
  }
}

/** @throws {RefusedError} if a report says something else than the shipment of its reference */
function requireSame(open: OpenRequest, report: ShipmentReport, shipment: Shipment): Shipment {
  const isSame =
    shipment.fulfillmentRequestId === open.request.id &&
    shipment.carrier === report.carrier &&
    shipment.trackingNumbers.join('\n') === report.trackingNumbers.join('\n') &&
    (report.lines === undefined || contentOf(open, report.lines) === contentOf(open, shipment.lines));
  if (isSame) return shipment;
  throw new RefusedError('reference_differs', {
    reference: report.sourceReference ?? '',
    shipment: shipment.id,
    request: shipment.requestId,
  });
}

/**
 * What shipped lines hold, in a form that can be compared: units that left have a line number of their own by now, so a line
 * is named by the number that its parts share.
 */
function contentOf({ order }: OpenRequest, lines: readonly ShippedLine[]): string {
  const named = lines.map(({ lineNo, quantity, serialNo, batchNo }) => {
    const requestingLineNo = order.lines.find((line) => line.lineNo === lineNo)?.requestingLineNo ?? 0;
    return JSON.stringify([requestingLineNo, quantity, serialNo, batchNo]);
  });
  return named.sort().join();
}

import { RefusedError } from '../../domain/partner/refusal.js';
import type { Shipment } from '../../domain/partner/shipment.js';
import { addParcels, insertShipment } from '../../store/partners/shipments.js';
import type { OpenRequest } from './open-request.js';

/** The most tracking numbers of a shipment. */
const MAX_PARCELS = 50;

/** Tracking numbers that come after the goods have left. */
export interface LateParcels {
  /** The shipment that they belong to; undefined where the goods left without one. */
  readonly shipment: Shipment | undefined;
  /** Those that the shipment does not have. */
  readonly added: readonly string[];
  /** What a new shipment says; ISO 8601, UTC. */
  readonly carrier: string;
  readonly method: string;
  readonly shippedAt: string;
  /** The lines that get a tracking number, which answers of Locate show. */
  readonly lineNos: readonly number[];
  readonly trackingNumber: string;
}

/**
 * Adds tracking numbers to what has left: parcels are added to their shipment and never replaced.
 * @throws {RefusedError} for more than a shipment has room for
 */
export async function addLateParcels(open: OpenRequest, late: LateParcels): Promise<void> {
  const { unit, request, order, location } = open;
  const { shipment, added, carrier, method, shippedAt, lineNos, trackingNumber } = late;
  const known = shipment?.trackingNumbers.length ?? 0;
  if (known + added.length > MAX_PARCELS)
    throw new RefusedError('too_many_parcels', {
      number: request.number,
      known,
      more: added.length,
      limit: MAX_PARCELS,
    });
  if (shipment !== undefined) await addParcels(unit.session, shipment, added);
  else
    await insertShipment(unit.session, {
      requestId: order.requestId,
      locationId: location.id,
      fulfillmentRequestId: request.id,
      sourceReference: null,
      carrier,
      method,
      shippedAt,
      recordedAt: unit.timestamp,
      trackingNumbers: added,
      lines: [],
    });
  if (added.length > 0) await open.log('shipped', `tracking numbers ${added.join(', ')}`);
  await open.changeLines(
    order.lines
      .filter(({ lineNo }) => lineNos.includes(lineNo))
      .map(({ lineNo, status }) => ({ lineNo, quantity: 0, status })),
    'partner',
    { shippingAgent: carrier, trackingNumber },
  );
}

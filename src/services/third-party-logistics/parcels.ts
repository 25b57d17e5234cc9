import type { NoteChange } from '../../domain/partner/partner-note.js';
import { FailureError } from './failures.js';
import type { OrderBatchDetailRequest } from './messages.js';
import { readTimeOf } from './times.js';

/** What shipments store of a tracking number. */
const LONGEST_TRACKING = 50;

type Tracking = Omit<OrderBatchDetailRequest, 'OrderID'>;

/** The tracking numbers and the time of shipping of a request. @throws {FailureError} */
export function parcelsIn(request: Tracking): NoteChange {
  const trackingNumbers = [
    request.TrackingNumber1,
    request.TrackingNumber2,
    request.TrackingNumber3,
    request.TrackingNumber4,
    request.TrackingNumber5,
  ].map((number, place) => atMost(`TrackingNumber${String(place + 1)}`, number ?? '', LONGEST_TRACKING));
  return { trackingNumbers, shippedAt: readTimeOf('ShippedDate', request.ShippedDate) };
}

/** @throws {FailureError} for a longer text: nothing is cut */
export function atMost(field: string, text: string, most: number): string {
  if (text.length > most) throw new FailureError('too_long', { field, found: text.length, most });
  return text;
}

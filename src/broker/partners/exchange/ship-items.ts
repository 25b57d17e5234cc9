import { createHash } from 'node:crypto';
import type { ShippedLine } from '../../../domain/partner/shipment.js';
import { RefusedError } from '../../../domain/partner/refusal.js';
import type { BrokerContext } from '../../context.js';
import type { OpenRequest, RequestActor } from '../open-request.js';
import { shipRequest } from '../ship-request.js';
import type { ReportedShipment } from '../ship-request.js';
import { itemsNamed, readNamedItems } from './request-lines.js';
import type { ItemName } from './request-lines.js';

/** Units of an item in a parcel. */
export interface ShippedItem {
  readonly name: ItemName;
  readonly quantity: number;
}

/** A parcel as partners report it: by items instead of the broker's lines. */
export interface ParcelReport {
  readonly trackingNumber: string;
  readonly carrier: string;
  readonly method: string;
  /** ISO 8601, UTC; absent: now. */
  readonly shippedAt?: string;
  /** Absent: everything that is left. */
  readonly items?: readonly ShippedItem[];
}

/**
 * Records a parcel of a fulfillment request. A report with the same tracking number and the same items is a repeat, since clients
 * that had no answer send it again; without a tracking number only an idempotency key can tell.
 * @throws {RefusedError}
 */
export function shipItems(
  context: BrokerContext,
  id: number,
  actor: RequestActor,
  { trackingNumber, carrier, method, shippedAt, items }: ParcelReport,
): Promise<ReportedShipment> {
  return shipRequest(context, id, actor, {
    sourceReference: trackingNumber === '' ? null : referenceOf(id, trackingNumber, items),
    carrier,
    method,
    trackingNumbers: trackingNumber === '' ? [] : [trackingNumber],
    ...(shippedAt === undefined ? {} : { shippedAt }),
    ...(items === undefined ? {} : { findLines: (open: OpenRequest) => linesOf(open, items) }),
  });
}

/** A reference that the same report has again. It fits into its column whatever the report says. */
function referenceOf(id: number, trackingNumber: string, items: readonly ShippedItem[] | undefined): string {
  const content = items
    ?.map(({ name, quantity }) => JSON.stringify([name.lineNo ?? 0, name.sku ?? '', quantity]))
    .sort();
  const digest = createHash('sha256')
    .update(JSON.stringify([trackingNumber, content ?? 'all']))
    .digest('hex');
  return `request ${String(id)} ${digest}`;
}

/** The lines that items stand for: open ones of the item, in their order. @throws {RefusedError} */
async function linesOf(open: OpenRequest, shipped: readonly ShippedItem[]): Promise<ShippedLine[]> {
  const items = await readNamedItems(open);
  const taken = new Map<number, number>();
  return shipped.flatMap(({ name, quantity }) => {
    const named = itemsNamed(open, items, name);
    const parts = named.flatMap((item) => item.open);
    const lines: ShippedLine[] = [];
    let left = quantity;
    for (const part of parts) {
      const units = Math.min(left, part.quantity - (taken.get(part.lineNo) ?? 0));
      if (units === 0) continue;
      taken.set(part.lineNo, (taken.get(part.lineNo) ?? 0) + units);
      lines.push({ lineNo: part.lineNo, quantity: units, serialNo: '', batchNo: '' });
      left -= units;
    }
    if (left === 0) return lines;
    throw new RefusedError('too_many_item_units', {
      number: open.request.number,
      item: named.map((item) => `${String(item.lineNo)} (${JSON.stringify(item.sku)})`).join(', '),
      open: parts.reduce((sum, part) => sum + part.quantity, 0),
      quantity,
    });
  });
}

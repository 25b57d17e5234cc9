import { RefusedError } from '../../domain/partner/refusal.js';
import type { Shipment } from '../../domain/partner/shipment.js';
import { hasLeft } from '../../domain/values/status.js';
import type { Session } from '../../platform/db/session.js';
import { changeSupplierLine } from '../../store/direct-fulfillment/line-keys.js';
import { listShipments } from '../../store/partners/shipments.js';
import { MAX_SHIPMENTS } from '../partners/inquiry/list-requests.js';
import { addLateParcels } from '../partners/late-parcels.js';
import { OpenRequest } from '../partners/open-request.js';
import type { Unit } from '../unit.js';
import { confirmStates } from './confirm-line.js';
import type { LineReport } from './line-report.js';
import type { SupplierCaller } from './supplier-access.js';
import type { LineAtSupplier } from './supplier-lines.js';

/**
 * A supplier reports FUS of a line that he has sent before.
 *
 * 1. What the line lacks is added: tracking numbers, the supplier's invoice number.
 * 2. What says the same is a repeat, whatever key of the line it came with.
 * 3. What says something else is refused with both values: another parcel, another invoice, a number of a serial or batch. The
 *    time of the shipment stays as it was reported first.
 *
 * A report of fewer or more units than the line has is about other units, and not one of these.
 */

/** Whether a report is about units that have left. */
export function isLate({ status, quantity }: LineReport, { line, isHis }: LineAtSupplier): boolean {
  return status === 'FUS' && isHis && hasLeft(line.status) && (quantity === undefined || quantity === line.quantity);
}

/** What a late report adds to its line. */
export interface LateAddition {
  /** Tracking numbers that no parcel of its shipment has. */
  readonly parcels: readonly string[];
  /** Whether the line has no tracking number yet. */
  readonly isFirst: boolean;
  /** `''` for none. */
  readonly invoice: string;
}

/** The shipments of orders, for `judgeLate`. */
export async function readSent(session: Session, requestIds: readonly number[]): Promise<Shipment[]> {
  return requestIds.length === 0 ? [] : listShipments(session, { requestIds, after: 0, limit: MAX_SHIPMENTS });
}

/** What a late report adds; undefined for a repeat. @param sent the shipments of the order */
export function judgeLate(
  report: LineReport,
  { line, order, beside }: LineAtSupplier,
  sent: readonly Shipment[],
): LateAddition | RefusedError | undefined {
  const { key, trackingNumbers, externalInvoice, serialNo, batchNo } = report;
  const differs = (field: string, found: string, stored: string, hint: string): RefusedError =>
    new RefusedError('sent_differs', { key, field, found, stored: stored === '' ? 'none' : stored, hint });
  const shipment = shipmentOf(order.requestId, line.lineNo, sent);
  const isAlone = shipment?.lines.length === 1;
  const own = isAlone ? shipment.trackingNumbers : [line.trackingNumber].filter((number) => number !== '');
  const isKnown = trackingNumbers.every((number) => own.includes(number));
  if (!isKnown && own.length > 0 && !trackingNumbers.includes(line.trackingNumber))
    return differs(
      'TrackingID',
      trackingNumbers.join(','),
      own.join(','),
      'If it left in several parcels, send all of their numbers.',
    );
  const invoice = beside?.externalInvoice ?? '';
  if (externalInvoice !== '' && invoice !== '' && externalInvoice !== invoice)
    return differs('InvoiceNrExternal', externalInvoice, invoice, 'Tell the merchant which one is right.');
  const shipped = shipment?.lines.find(({ lineNo }) => lineNo === line.lineNo);
  for (const [field, found, stored] of [
    ['SerialNumber', serialNo, shipped?.serialNo ?? ''],
    ['BatchNumber', batchNo, shipped?.batchNo ?? ''],
  ] as const)
    if (found !== '' && found !== stored)
      return differs(field, found, stored, 'It is taken with the report of the shipment only: tell the merchant.');
  const known = shipment?.trackingNumbers ?? [];
  const addition: LateAddition = {
    parcels: isKnown ? [] : trackingNumbers.filter((number) => !known.includes(number)),
    isFirst: trackingNumbers.length > 0 && line.trackingNumber === '',
    invoice: invoice === '' ? externalInvoice : '',
  };
  return addition.parcels.length > 0 || addition.isFirst || addition.invoice !== '' ? addition : undefined;
}

const shipmentOf = (requestId: number, lineNo: number, sent: readonly Shipment[]): Shipment | undefined =>
  sent.findLast((one) => one.requestId === requestId && one.lines.some((line) => line.lineNo === lineNo));

/** Adds what a late report says to its line. @throws {RefusedError} if another report of the same call contradicts it */
export async function addLate(
  unit: Unit,
  { name }: SupplierCaller,
  report: LineReport & { readonly found: LineAtSupplier },
): Promise<void> {
  const { found, trackingNumbers, shippedAt } = report;
  const open = await OpenRequest.read(unit, found.request.id, { name });
  const { requestId, lines } = open.order;
  const line = lines.find(({ lineNo }) => lineNo === found.line.lineNo) ?? found.line;
  const sent = await readSent(unit.session, [requestId]);
  const addition = judgeLate(report, { ...found, line }, sent);
  if (addition instanceof RefusedError) throw addition;
  if (addition === undefined) return;
  const { parcels, isFirst, invoice } = addition;
  if (parcels.length > 0 || isFirst)
    await addLateParcels(open, {
      shipment: shipmentOf(requestId, line.lineNo, sent),
      added: parcels,
      carrier: '',
      method: '',
      shippedAt: shippedAt ?? unit.timestamp,
      lineNos: isFirst ? [line.lineNo] : [],
      trackingNumber: trackingNumbers[0] ?? '',
    });
  if (invoice !== '')
    await changeSupplierLine(unit.session, requestId, line.lineNo, () => ({ externalInvoice: invoice }));
  // His own words need no confirmation.
  await confirmStates(unit, requestId, open.location.id, [line.lineNo]);
}

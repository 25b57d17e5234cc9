import { RefusedError } from '../../domain/partner/refusal.js';
import { changeSupplierLine, findKeyedLines } from '../../store/direct-fulfillment/line-keys.js';
import { insertInvoice } from '../../store/direct-fulfillment/invoices.js';
import { findUninvoicedOrders } from '../../store/direct-fulfillment/supplier-orders.js';
import { lockOrder } from '../../store/orders/orders.js';
import { listShipments } from '../../store/partners/shipments.js';
import type { BrokerContext } from '../context.js';
import { OpenRequest } from '../partners/open-request.js';
import { shipOpen } from '../partners/ship-request.js';
import { inUnit } from '../unit.js';
import type { Unit } from '../unit.js';
import type { SupplierCaller } from './supplier-access.js';
import { readLinesAtSuppliers } from './supplier-lines.js';
import type { LineAtSupplier } from './supplier-lines.js';

/** What an invoice is to say of a line that is named by a key. */
export interface InvoiceOrder {
  /** OrderlineRef, or the key of any state of the line. */
  readonly key: number;
  readonly shipVendor: string;
  readonly trackingNumbers: readonly string[];
  readonly returnTrackingNumbers: readonly string[];
}

/** Longest list of tracking numbers of an invoice, in characters. */
export const MOST_TRACKING = 512;

/** Orders that are looked for at a time. */
const BATCH = 100;

/**
 * Makes invoices of what suppliers sent: one for each order and supplier. Of several carriers the first one counts, of equal
 * tracking numbers one, and where none is given those of the shipments.
 * @param named absent: every line that was sent and is on no invoice
 * @returns their numbers
 * @throws {RefusedError} for a key of no line, or a line that was not sent
 */
export async function createInvoices(
  context: BrokerContext,
  caller: SupplierCaller,
  named?: readonly InvoiceOrder[],
): Promise<readonly number[]> {
  if (named !== undefined)
    return inUnit(context, { retryOnConflict: true }, (unit) => invoiceNamed(unit, caller, named));
  const made: number[] = [];
  for (let after = 0; ;) {
    const from = after;
    const ids = await context.database.transaction((session) =>
      findUninvoicedOrders(session, [...caller.locationIds], from, BATCH),
    );
    for (const requestId of ids)
      made.push(
        ...(await inUnit(context, { retryOnConflict: true }, (unit) =>
          invoiceOrder(unit, requestId, caller.locationIds, { createdBy: caller.name }),
        )),
      );
    after = ids.at(-1) ?? after;
    if (ids.length < BATCH) return made;
  }
}

async function invoiceNamed(
  unit: Unit,
  { locationIds, name }: SupplierCaller,
  named: readonly InvoiceOrder[],
): Promise<readonly number[]> {
  const keyed = (await findKeyedLines(unit.session, [...new Set(named.map(({ key }) => key))])).filter((one) =>
    locationIds.has(one.locationId),
  );
  const missing = named.find(({ key }) => !keyed.some((one) => one.key === key));
  if (missing !== undefined) throw new RefusedError('key_unknown', { key: missing.key });
  const made: number[] = [];
  for (const requestId of [...new Set(keyed.map((one) => one.requestId))].sort((a, b) => a - b)) {
    await lockOrder(unit.session, requestId);
    const lines = await readLinesAtSuppliers(unit, [requestId], locationIds);
    const chosen = new Set<LineAtSupplier>();
    const before = new Set<number>();
    const orders = named.filter(({ key }) => keyed.some((one) => one.key === key && one.requestId === requestId));
    for (const { key } of orders) {
      const lineNo = keyed.find((one) => one.key === key)?.lineNo;
      const own = lines.find(({ line }) => line.lineNo === lineNo);
      if (own === undefined) throw new RefusedError('key_unknown', { key });
      // Units that left before others have lines of their own: they are meant too.
      const family = lines.filter(({ line }) => line.requestingLineNo === own.line.requestingLineNo);
      const sent = family.filter(({ status }) => status === 'FUS');
      if (sent.length === 0 && own.status === 'AUS') before.add(own.beside?.invoiceId ?? 0);
      else if (sent.length === 0)
        await sendNow(unit, own, key, name, orders.find((one) => one.key === key)?.trackingNumbers ?? []);
      for (const one of sent.length === 0 ? [own] : sent) chosen.add(one);
    }
    // A repeat is answered with the invoice that there is.
    made.push(...before);
    made.push(
      ...(await invoiceOrder(unit, requestId, locationIds, {
        createdBy: name,
        lineNos: new Set([...chosen].map(({ line }) => line.lineNo)),
        shipVendor: orders.find(({ shipVendor }) => shipVendor !== '')?.shipVendor ?? '',
        trackingNumbers: orders.flatMap(({ trackingNumbers }) => trackingNumbers),
        returnTrackingNumbers: orders.flatMap(({ returnTrackingNumbers }) => returnTrackingNumbers),
      })),
    );
  }
  return made;
}

/** Where the organization wants it, an invoice says that the goods were sent. @throws {RefusedError} */
async function sendNow(
  unit: Unit,
  { request, line, status, isOpen, type }: LineAtSupplier,
  key: number,
  name: string,
  trackingNumbers: readonly string[],
): Promise<void> {
  if (!unit.network.preferences.directFulfillment.sendsByInvoice || !isOpen || type === 2)
    throw new RefusedError('invoice_not_sent', { key, state: status });
  const open = await OpenRequest.read(unit, request.id, { name });
  if (line.status === 'new_order')
    await open.changeLines([{ lineNo: line.lineNo, quantity: 0, status: 'polled' }], 'partner');
  await shipOpen(await OpenRequest.read(unit, request.id, { name }), {
    sourceReference: null,
    carrier: '',
    method: '',
    trackingNumbers,
    lines: [{ lineNo: line.lineNo, quantity: line.quantity, serialNo: '', batchNo: '' }],
  });
}

/** What an invoice of an order is to say, and which of its lines it has; absent: all that were sent. */
interface InvoiceContent {
  readonly createdBy: string;
  readonly lineNos?: ReadonlySet<number>;
  readonly shipVendor?: string;
  readonly trackingNumbers?: readonly string[];
  readonly returnTrackingNumbers?: readonly string[];
}

/** Makes the invoices of one order, in the caller's transaction. @returns their numbers; none if nothing waits for one */
export async function invoiceOrder(
  unit: Unit,
  requestId: number,
  locationIds: ReadonlySet<number>,
  { createdBy, lineNos, shipVendor = '', trackingNumbers = [], returnTrackingNumbers = [] }: InvoiceContent,
): Promise<readonly number[]> {
  const { session, timestamp: createdAt } = unit;
  await lockOrder(session, requestId);
  const sent = (await readLinesAtSuppliers(unit, [requestId], locationIds)).filter(
    ({ status, line }) => status === 'FUS' && (lineNos?.has(line.lineNo) ?? true),
  );
  const shipments = await listShipments(session, { requestId, after: 0, limit: 1000 });
  const made: number[] = [];
  for (const locationId of new Set(sent.map(({ request }) => request.locationId))) {
    const own = sent.filter(({ request }) => request.locationId === locationId);
    const shipped = shipments.filter(({ lines }) =>
      lines.some(({ lineNo }) => own.some(({ line }) => line.lineNo === lineNo)),
    );
    const known = shipped.flatMap((shipment) => shipment.trackingNumbers);
    const number = await insertInvoice(
      session,
      {
        requestId,
        locationId,
        createdAt,
        shipVendor: shipVendor || (shipped.find(({ carrier }) => carrier !== '' && carrier.length <= 3)?.carrier ?? ''),
        tracking: joined(trackingNumbers.length === 0 ? known : trackingNumbers),
        returnTracking: joined(returnTrackingNumbers),
        createdBy,
      },
      own.map(({ line: { lineNo, quantity } }) => ({ lineNo, quantity })),
    );
    for (const { line } of own)
      await changeSupplierLine(session, requestId, line.lineNo, () => ({ invoiceId: number }));
    made.push(number);
  }
  return made;
}

/** Each number once, as many as an invoice has room for. */
function joined(numbers: readonly string[]): string {
  let text = '';
  for (const number of new Set(numbers)) {
    const longer = text === '' ? number : `${text};${number}`;
    if (longer.length > MOST_TRACKING) break;
    text = longer;
  }
  return text;
}

import { RefusedError } from '../../domain/partner/refusal.js';
import { changeSupplierLine } from '../../store/direct-fulfillment/line-keys.js';
import { recordPartialUpdate } from '../../store/orders/history.js';
import { readOrders } from '../../store/orders/orders.js';
import type { BrokerContext } from '../context.js';
import { refusalStatus } from '../partners/answer-request.js';
import { OpenRequest } from '../partners/open-request.js';
import { shipOpen } from '../partners/ship-request.js';
import { inUnit } from '../unit.js';
import type { Unit } from '../unit.js';
import { checkReports } from './check-reports.js';
import type { CheckedReport } from './check-reports.js';
import { addLate } from './late-report.js';
import type { LineReport } from './line-report.js';
import { confirmStates } from './confirm-line.js';
import { invoiceOrder } from './create-invoices.js';
import type { SupplierCaller } from './supplier-access.js';

/** Most lines of one report. */
export const MOST_REPORTS = 1000;

/**
 * Does what a supplier reports of lines, all of it or nothing: every report is checked before anything is done, and one error
 * names every fault. What was reported before in the same words is left out, so that a repeat after a lost answer is a success
 * that changes nothing.
 *
 * - FUS ships units: those with the same tracking number and time are one shipment; of what was sent before it adds what is
 *   missing, such as a tracking number;
 * - BES marks units as ordered; they stay with the supplier;
 * - STO gives units back: they are routed again or canceled (`on_partner_cancel`).
 *
 * @returns the numbers of the invoices that were made
 * @throws {RefusedError} with every fault
 */
export function reportLines(
  context: BrokerContext,
  caller: SupplierCaller,
  reports: readonly LineReport[],
  { createInvoices }: { readonly createInvoices: boolean },
): Promise<readonly number[]> {
  return inUnit(context, { retryOnConflict: true }, async (unit) => {
    const checked = await checkReports(unit, caller, reports);
    if (checked.faults.length > 0)
      throw new RefusedError('refused', { reasons: checked.faults.map(({ message }) => message).join(' ') });
    for (const group of groupsOf(checked.reports)) await doGroup(unit, caller, group);
    for (const report of checked.late) await addLate(unit, caller, report);
    await record(unit, [...checked.reports, ...checked.late]);
    if (!createInvoices) return [];
    const made: number[] = [];
    for (const requestId of checked.requestIds)
      made.push(...(await invoiceOrder(unit, requestId, caller.locationIds, { createdBy: caller.name })));
    return made;
  });
}

/** Reports of one request that are one act: the same status, parcel and time. */
function groupsOf(reports: readonly CheckedReport[]): CheckedReport[][] {
  const groups = new Map<string, CheckedReport[]>();
  for (const report of reports) {
    const { found, status, shippedAt, trackingNumbers } = report;
    const key = JSON.stringify([found.request.id, status, shippedAt, trackingNumbers]);
    groups.set(key, [...(groups.get(key) ?? []), report]);
  }
  return [...groups.values()];
}

async function doGroup(unit: Unit, { name }: SupplierCaller, group: readonly CheckedReport[]): Promise<void> {
  const [first] = group;
  if (first === undefined) return;
  const { found, status } = first;
  const open = await OpenRequest.read(unit, found.request.id, { name });
  const before = new Set(open.order.lines.map(({ lineNo }) => lineNo));
  const quantityNow = (lineNo: number): number =>
    open.order.lines.find((line) => line.lineNo === lineNo)?.quantity ?? 0;
  if (status === 'FUS') await ship(open, group, quantityNow);
  else
    await open.changeLines(
      group.map((report) => ({
        lineNo: report.found.line.lineNo,
        quantity: report.quantity ?? 0,
        status:
          status === 'BES' ? 'accepted' : open.request.cancelRequestedAt === null ? refusalStatus(open) : 'rejected',
      })),
      'partner',
      {},
      status === 'STO' && open.request.cancelRequestedAt !== null ? 'hold' : 'reshop',
    );
  const [after] = await readOrders(unit.session, [open.order.requestId]);
  const added = (after?.lines ?? []).map(({ lineNo }) => lineNo).filter((lineNo) => !before.has(lineNo));
  const touched = [...new Set([...group.map((report) => report.found.line.lineNo), ...added])];
  await confirmStates(unit, open.order.requestId, open.location.id, touched);
}

/** A parcel, or several under one tracking number each, with the units of each report. */
async function ship(
  open: OpenRequest,
  group: readonly CheckedReport[],
  quantityNow: (lineNo: number) => number,
): Promise<void> {
  const [first] = group;
  // A supplier who sends what he has not confirmed has it all the same.
  if (open.request.state === 'processing') await takeLines(open, group);
  const fresh = await OpenRequest.read(open.unit, open.request.id, open.actor);
  const { shipment } = await shipOpen(fresh, {
    sourceReference: null,
    carrier: '',
    method: '',
    trackingNumbers: first?.trackingNumbers ?? [],
    ...(first?.shippedAt === undefined ? {} : { shippedAt: first.shippedAt }),
    lines: group.map(({ found, quantity, serialNo, batchNo }) => ({
      lineNo: found.line.lineNo,
      quantity: quantity ?? quantityNow(found.line.lineNo),
      serialNo,
      batchNo,
    })),
  });
  const invoice = group.find(({ externalInvoice }) => externalInvoice !== '')?.externalInvoice;
  if (invoice === undefined) return;
  for (const { lineNo } of shipment.lines)
    await changeSupplierLine(open.unit.session, open.order.requestId, lineNo, () => ({ externalInvoice: invoice }));
}

function takeLines(open: OpenRequest, group: readonly CheckedReport[]): Promise<unknown> {
  const fresh = new Set(open.openLines.filter(({ status }) => status === 'new_order').map(({ lineNo }) => lineNo));
  return open.changeLines(
    [...new Set(group.map(({ found }) => found.line.lineNo))]
      .filter((lineNo) => fresh.has(lineNo))
      .map((lineNo) => ({ lineNo, quantity: 0, status: 'polled' })),
    'partner',
  );
}

/** Remembers reports, so that a repeat is recognized. */
async function record({ session, timestamp }: Unit, reports: readonly CheckedReport[]): Promise<void> {
  for (const requestId of new Set(reports.map(({ found }) => found.order.requestId))) {
    const own = reports.filter(({ found }) => found.order.requestId === requestId);
    await recordPartialUpdate(session, requestId, [...new Set(own.map(({ fingerprint }) => fingerprint))], timestamp);
  }
}

import { createHash } from 'node:crypto';
import { reportsOf } from '../../domain/direct-fulfillment/df-type.js';
import { RefusedError } from '../../domain/partner/refusal.js';
import { findKeyedLines } from '../../store/direct-fulfillment/line-keys.js';
import type { KeyedLine } from '../../store/direct-fulfillment/line-keys.js';
import { findPartialUpdates } from '../../store/orders/history.js';
import { lockOrder } from '../../store/orders/orders.js';
import type { Unit } from '../unit.js';
import { isLate, judgeLate, readSent } from './late-report.js';
import type { LineReport } from './line-report.js';
import type { SupplierCaller } from './supplier-access.js';
import { readLinesAtSuppliers } from './supplier-lines.js';
import type { LineAtSupplier } from './supplier-lines.js';

/** A report that can be done, with its line as it is stored. */
export interface CheckedReport extends LineReport {
  readonly found: LineAtSupplier;
  /** Recognizes a repeat. */
  readonly fingerprint: string;
}

/** Reports of lines that were checked against what is stored. */
export interface CheckedReports {
  /** What is to be done; repeats, and what is so already, are left out. */
  readonly reports: readonly CheckedReport[];
  /** What is added to lines that were sent before. */
  readonly late: readonly CheckedReport[];
  /** What is wrong; nothing may be done unless this is empty. */
  readonly faults: readonly RefusedError[];
  /** The orders, locked, by ascending request id. */
  readonly requestIds: readonly number[];
}

/** Locks the orders that reports are about, and checks every report before anything is done. */
export async function checkReports(
  unit: Unit,
  { locationIds }: SupplierCaller,
  reports: readonly LineReport[],
): Promise<CheckedReports> {
  const { session } = unit;
  const keys = [...new Set(reports.flatMap(({ key, reference = key }) => [key, reference]))];
  const keyed = (await findKeyedLines(session, keys)).filter((one) => locationIds.has(one.locationId));
  const requestIds = [...new Set(keyed.map(({ requestId }) => requestId))].sort((a, b) => a - b);
  // By ascending id, so that two suppliers who report at once never wait for each other.
  for (const requestId of requestIds) await lockOrder(session, requestId);
  const lines = await readLinesAtSuppliers(unit, requestIds, locationIds);
  const applied = await readApplied(unit, requestIds, reports);
  const sent = lines.some((line) => reports.some((report) => isLate(report, line)))
    ? await readSent(session, requestIds)
    : [];
  const faults: RefusedError[] = [];
  const open: CheckedReport[] = [];
  const late: CheckedReport[] = [];
  for (const report of reports) {
    const named = keyed.find(({ key }) => key === report.key);
    const found = lines.findLast((one) => isOf(named, one));
    const fingerprint = fingerprintOf(report);
    if (found === undefined) faults.push(new RefusedError('key_unknown', { key: report.key }));
    else if (!applied.has(fingerprint)) {
      const checked = { ...report, found, fingerprint };
      const added = isLate(report, found) ? judgeLate(report, found, sent) : undefined;
      const fault =
        referenceFault(checked, keyed) ?? stateFault(checked) ?? (added instanceof RefusedError ? added : undefined);
      if (fault !== undefined) faults.push(fault);
      else if (added !== undefined) late.push(checked);
      else if (!isDone(checked)) open.push(checked);
    }
  }
  return { reports: open, late, faults: [...faults, ...quantityFaults(open)], requestIds };
}

function isOf(named: KeyedLine | undefined, { order, line, request }: LineAtSupplier): boolean {
  if (named === undefined) return false;
  const { requestId, lineNo, locationId } = named;
  return order.requestId === requestId && line.lineNo === lineNo && request.locationId === locationId;
}

async function readApplied(
  { session }: Unit,
  requestIds: readonly number[],
  reports: readonly LineReport[],
): Promise<ReadonlySet<string>> {
  const fingerprints = [...new Set(reports.map(fingerprintOf))];
  const found = new Set<string>();
  for (const requestId of requestIds)
    for (const one of await findPartialUpdates(session, requestId, fingerprints)) found.add(one);
  return found;
}

/** A report that says the same of the same key is the same report, which a supplier sends again when its answer was lost. */
function fingerprintOf(report: LineReport): string {
  const said = JSON.stringify({ ...report, reference: undefined });
  return createHash('sha256').update(`df ${said}`).digest('hex');
}

function referenceFault(
  { key, reference, found }: CheckedReport,
  keyed: readonly KeyedLine[],
): RefusedError | undefined {
  const named = keyed.find((one) => one.key === reference);
  if (reference === undefined || isOf(named, found)) return undefined;
  return new RefusedError('line_reference_differs', { key, line: found.reference, found: reference });
}

/** Whether a report says what is stored: a line that is no longer his is canceled, one that was ordered or sent is. */
function isDone(report: CheckedReport): boolean {
  const { status, quantity, found } = report;
  if (isLate(report, found)) return true;
  if (status === 'STO') return !found.isHis;
  return status === 'BES' && quantity === undefined && found.status === 'BES';
}

function stateFault(report: CheckedReport): RefusedError | undefined {
  const { key, status, found } = report;
  const allowed = reportsOf(found.type);
  if (!allowed.includes(status))
    return new RefusedError('report_not_allowed', {
      key,
      found: status,
      type: found.type ?? 3,
      allowed: allowed.join(' or '),
    });
  if (isDone(report)) return undefined;
  if (found.isOpen && !found.order.underReview) return undefined;
  return new RefusedError('report_too_late', { key, state: found.status, found: status, hint: hintFor(found) });
}

function hintFor({ status, line, isHis }: LineAtSupplier): string {
  if (!isHis) return 'Do not ship it: confirm the change that pixiDFGetChanges returns.';
  if (status === 'HAL') return 'Wait until the merchant releases the order.';
  return line.trackingNumber === ''
    ? 'It was sent before.'
    : `It was sent with tracking number ${line.trackingNumber}.`;
}

/** What reports of one line ask of its units together. */
function quantityFaults(reports: readonly CheckedReport[]): RefusedError[] {
  const faults: RefusedError[] = [];
  for (const report of reports) {
    const { key, found } = report;
    const own = reports.filter((one) => one.found === found);
    if (own[0] !== report) continue;
    const units = own.reduce((sum, { quantity = found.line.quantity }) => sum + quantity, 0);
    if (own.length > 1 && own.some(({ quantity }) => quantity === undefined))
      faults.push(new RefusedError('report_twice', { key }));
    else if (units > found.line.quantity || own.some(({ quantity }) => quantity !== undefined && quantity < 1))
      faults.push(new RefusedError('report_quantity', { key, found: units, open: found.line.quantity }));
  }
  return faults;
}

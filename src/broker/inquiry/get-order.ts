import { readMaskedAt } from '../../store/orders/masking.js';
import { readAssignments, readChanges } from '../../store/orders/order-history.js';
import { readOrders } from '../../store/orders/orders.js';
import { readPickupDeadlines } from '../../store/orders/pickup-deadlines.js';
import { readReviewChanges } from '../../store/orders/reviews.js';
import { traceOrder } from '../brokering/order-trace.js';
import type { TracedPass } from '../brokering/order-trace.js';
import type { BrokerContext } from '../context.js';
import { recordPartners } from '../partners/inquiry/order-partners.js';
import type { OrderPartners } from '../partners/inquiry/order-partners.js';
import { inUnit } from '../unit.js';
import { OmsHistory, viewingSystem } from './oms-view.js';
import {
  masked,
  recordAssignment,
  recordChange,
  recordLine,
  recordOrder,
  viewCustomer,
  withoutStaff,
} from './order-record.js';
import type { OrderRecord } from './order-record.js';
import { viewOrders } from './order-view.js';
import { readPartnerAssignments } from './partner-assignments.js';

/** The system whose letters should be shown is not in the catalog. */
export class UnknownViewerError extends Error {
  override readonly name = 'UnknownViewerError';
  readonly code = 'unknown-viewer';

  constructor(readonly systemCd = '') {
    super(`unknown system ${JSON.stringify(systemCd)}`);
  }
}

/**
 * Gets one order with its lines, history, assignments, routing, fulfillment requests, shipments and comments.
 * @param options.systemCd the system whose letters are shown; by default the default system
 * @param options.customer whether to show names and towns; streets, phone numbers, e-mail addresses, messages and accounts
 *   are never shown
 * @param options.hideStaff whether employees and the notes that callers wrote become `***`
 * @returns undefined if there is no such order
 * @throws {UnknownViewerError}
 */
export async function getOrder(
  context: BrokerContext,
  requestId: number,
  options: { readonly systemCd?: string | undefined; readonly customer: boolean; readonly hideStaff?: boolean },
): Promise<(OrderRecord & OrderPartners) | undefined> {
  const record = await inUnit(context, async (unit) => {
    const { session, network } = unit;
    const [order] = await readOrders(session, [requestId]);
    if (order === undefined) return undefined;
    const viewer = viewingSystem(network, options.systemCd);
    if (viewer === undefined) throw new UnknownViewerError(options.systemCd);
    const [view] = await viewOrders(unit, [order], viewer);
    const dates = new Map((await readPickupDeadlines(session, [requestId])).map((one) => [one.lineNo, one.pickupBy]));
    const assignments = await readAssignments(session, requestId);
    const partnerOf = await readPartnerAssignments(unit, order, assignments);
    const changes = await readChanges(session, requestId);
    const history = await OmsHistory.read(session, [order], viewer);
    const reviews = await readReviewChanges(session, requestId);
    return {
      ...recordOrder(network, order, viewer, history),
      masked_at: (await readMaskedAt(session, requestId)) ?? null,
      ...(options.customer ? { sold_to: viewCustomer(order.details.soldTo) } : {}),
      lines: (view?.lines ?? []).map((line) => ({
        ...recordLine(network, order, line, viewer, history),
        pickup_by: dates.get(line.line.lineNo) ?? null,
        ...(options.customer ? { ship_to: viewCustomer(line.line.details.shipTo) } : {}),
        assignments: assignments
          .filter((one) => one.lineNo === line.line.lineNo)
          .map((one) => ({ ...recordAssignment(network, one), partner: partnerOf(one) })),
      })),
      history: changes.map((change) =>
        recordChange(network, options.hideStaff === true ? withoutStaff(change) : change),
      ),
      reviews: reviews.map(({ at, underReview, systemCd, locationCd, employeeId }) => ({
        at,
        under_review: underReview,
        system_cd: systemCd,
        location_cd: locationCd,
        employee_id: options.hideStaff === true ? masked(employeeId) : employeeId,
      })),
      ...(await recordPartners(unit, requestId, options.hideStaff === true)),
    };
  });
  if (record === undefined) return undefined;
  const passes = (await traceOrder(context, requestId)) ?? [];
  return {
    ...record,
    routing: passes.map(withoutCandidates),
    trace_at: `/admin/v1/orders/${String(requestId)}/trace`,
  };
}

function withoutCandidates(traced: TracedPass): OrderRecord['routing'][number] {
  const { pass, at, flow, radius, unit, method, decided_by, parts, too_far, no_stock_record, failed_rules } = traced;
  return { pass, at, flow, radius, unit, method, decided_by, parts, too_far, no_stock_record, failed_rules };
}

import type { Network } from '../../domain/network/network.js';
import type { Order, OrderLine } from '../../domain/order/order.js';
import { flowOf } from '../../domain/values/order-type.js';
import { waitsForCustomer } from '../../domain/order/pickup-by.js';
import type { Schedule } from '../../domain/values/job-schedule.js';
import { lockOrder } from '../../store/orders/orders.js';
import { findOverduePickups, readPickupDeadlines, removePickupDeadlines } from '../../store/orders/pickup-deadlines.js';
import type { Session } from '../../platform/db/session.js';
import { applyChanges } from '../orders/update/apply-changes.js';
import type { LineChange } from '../orders/update/line-change.js';
import { storeProgress } from '../orders/store-progress.js';
import { inUnit } from '../unit.js';
import type { Unit } from '../unit.js';
import { forEachOrder } from './each-order.js';
import type { Job } from './job.js';

/** Orders looked up at a time. */
const BATCH = 100;

/** A line that the job canceled, or would cancel in a dry run. */
interface OverdueLine {
  readonly request_id: number;
  readonly line_no: number;
  /** The pickup location, `system/location`. */
  readonly location: string;
  readonly pickup_by: string;
}

/**
 * The job that cancels lines that the customer did not collect by their pickup-by date, whether or not the order is
 * under review. docs/reference/routing-engine.md 6.5.
 *
 * One transaction per order: it locks the order and checks it again, since the customer may have come meanwhile;
 * cancels the lines that still wait, with the organization's reason; and removes deadlines that no longer apply. An
 * order that cannot be canceled is logged and counted, and the next run retries it.
 */
export function autoCancel(schedule: Schedule): Job {
  return {
    name: 'auto-cancel',
    does: 'cancels pickups that nobody collected in time',
    schedule,
    takesOptions: true,
    run: async (context, run) => {
      const { options, tally } = run;
      for (const name of ['orders', 'lines', 'failed']) tally.count(name, 0);
      const network = await context.database.transaction((session) => context.networks.current(session));
      if (network.preferences.autoCancelDays === null) {
        if (options.requestId === undefined) return;
        throw new Error(
          'unclaimed pickups are not canceled: auto_cancel_days_of_unclaimed_pickups is not set, or orders are not split',
        );
      }
      const today = options.asOf ?? context.clock().toISOString().slice(0, 10);
      const batches = {
        start: 0,
        size: BATCH,
        find: (session: Session, after: number) => findOverduePickups(session, today, after, BATCH),
        requestIdOf: (requestId: number) => requestId,
        failure: 'canceling an unclaimed pickup failed; the next run retries it',
      };
      await forEachOrder(context, run, batches, async (requestId) => {
        const lines = await inUnit(
          context,
          { retryOnConflict: true, prefetch: (session) => lockOrder(session, requestId) },
          async (unit, order) => {
            if (order === undefined) throw new Error(`there is no order with request id ${String(requestId)}`);
            return cancelOverdue(unit, order, today, options.dryRun === true);
          },
        );
        if (lines.length > 0) tally.count('orders');
        tally.count('lines', lines.length);
        for (const line of lines) tally.keep({ ...line });
      });
    },
  };
}

/**
 * @param order locked
 * @param today `YYYY-MM-DD`
 * @returns the lines that were canceled, or would be in a dry run
 */
async function cancelOverdue(unit: Unit, order: Order, today: string, dryRun: boolean): Promise<OverdueLine[]> {
  const { session, network } = unit;
  const { requestId } = order;
  const deadlines = new Map(
    (await readPickupDeadlines(session, [requestId]))
      .filter(({ pickupBy }) => pickupBy < today)
      .map((one) => [one.lineNo, one.pickupBy]),
  );
  const flow = flowOf(order.type);
  const overdue = order.lines.filter(
    (line) =>
      deadlines.has(line.lineNo) &&
      waitsForCustomer({ flow, atSource: line.locationId === line.pickupLocationId, status: line.status }),
  );
  if (!dryRun && deadlines.size > 0) {
    const lines = await applyChanges(unit, order, cancellations(unit, overdue), {
      systemCd: '',
      locationCd: '',
      employeeId: 'SYSTEM',
    });
    await removePickupDeadlines(session, requestId, [...deadlines.keys()]);
    if (overdue.length > 0) await storeProgress(unit, order, lines);
  }
  return overdue.map((line) => ({
    request_id: requestId,
    line_no: line.lineNo,
    location: pickupLocation(network, line),
    pickup_by: deadlines.get(line.lineNo) ?? '',
  }));
}

function cancellations({ network, timestamp }: Unit, lines: readonly OrderLine[]): LineChange[] {
  const reason = { code: network.preferences.autoCancelReason, note: 'not collected in time' };
  return lines.map((line) => ({
    before: line,
    after: { ...line, status: 'canceled', statusDate: timestamp, pollCount: 0 },
    rest: undefined,
    reason,
  }));
}

function pickupLocation(network: Network, line: OrderLine): string {
  const { system, locationCd } = network.locationById(line.pickupLocationId ?? line.locationId);
  return `${system.systemCd}/${locationCd}`;
}

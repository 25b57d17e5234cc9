import { IN_PROCESS } from '../../domain/network/in-process.js';
import type { Location } from '../../domain/network/location.js';
import type { Network } from '../../domain/network/network.js';
import type { Order, OrderLine } from '../../domain/order/order.js';
import { dayIn } from '../../domain/time/day.js';
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
      const now = context.clock();
      const today = ({ timeZone }: Pick<Location, 'timeZone'>): string => options.asOf ?? dayIn(timeZone, now);
      // Where the day is the latest, dates pass first; each line is then checked by the day at its own location.
      const latest = network.content.locations.map(today).reduce((a, b) => (a > b ? a : b), today(IN_PROCESS));
      const batches = {
        start: 0,
        size: BATCH,
        find: (session: Session, after: number) => findOverduePickups(session, latest, after, BATCH),
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
 * @param today the day at a location, `YYYY-MM-DD`; lines whose last day is today are not overdue
 * @returns the lines that were canceled, or would be in a dry run
 */
async function cancelOverdue(
  unit: Unit,
  order: Order,
  today: (location: Location) => string,
  dryRun: boolean,
): Promise<OverdueLine[]> {
  const { session, network } = unit;
  const { requestId } = order;
  const deadlines = new Map((await readPickupDeadlines(session, [requestId])).map((one) => [one.lineNo, one.pickupBy]));
  const passed = order.lines.filter((line) => {
    const deadline = deadlines.get(line.lineNo);
    return deadline !== undefined && deadline < today(pickupLocation(network, line));
  });
  const flow = flowOf(order.type);
  const overdue = passed.filter((line) =>
    waitsForCustomer({ flow, atSource: line.locationId === line.pickupLocationId, status: line.status }),
  );
  if (!dryRun && passed.length > 0) {
    const lines = await applyChanges(unit, order, cancellations(unit, overdue), {
      systemCd: '',
      locationCd: '',
      employeeId: 'SYSTEM',
    });
    await removePickupDeadlines(
      session,
      requestId,
      passed.map(({ lineNo }) => lineNo),
    );
    if (overdue.length > 0) await storeProgress(unit, order, lines);
  }
  return overdue.map((line) => {
    const { system, locationCd } = pickupLocation(network, line);
    return {
      request_id: requestId,
      line_no: line.lineNo,
      location: `${system.systemCd}/${locationCd}`,
      pickup_by: deadlines.get(line.lineNo) ?? '',
    };
  });
}

function cancellations({ network, timestamp }: Unit, lines: readonly OrderLine[]): LineChange[] {
  const reason = { code: network.preferences.autoCancelReason, note: 'not collected in time' };
  return lines.map((line) => ({
    before: line,
    after: { ...line, status: 'canceled', statusDate: timestamp, pollCount: 0 },
    rest: undefined,
    reason,
    isAlong: false,
  }));
}

function pickupLocation(network: Network, line: OrderLine): Location {
  return network.locationById(line.pickupLocationId ?? line.locationId);
}

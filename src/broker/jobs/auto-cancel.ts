import type { Network } from '../../domain/network/network.js';
import type { OrderLine } from '../../domain/order/order.js';
import { flowOf } from '../../domain/values/order-type.js';
import { waitsForCustomer } from '../../domain/order/pickup-by.js';
import type { Schedule } from '../../domain/values/job-schedule.js';
import { lockOrder } from '../../store/orders/orders.js';
import { findOverduePickups, readPickupDeadlines, removePickupDeadlines } from '../../store/orders/pickup-deadlines.js';
import type { Session } from '../../platform/db/session.js';
import { retryOnConflict } from '../retry-on-conflict.js';
import type { BrokerContext } from '../context.js';
import { moveLines } from '../orders/move-lines.js';
import type { Move } from '../orders/move-plan.js';
import { storeProgress } from '../brokering/reshop.js';
import type { Job } from './job.js';

/** Orders looked up at once. */
const BATCH = 100;

/** A line that was called off, or would be. */
interface OverdueLine {
  readonly request_id: number;
  readonly line_no: number;
  /** Where it was to be collected, `system/location`. */
  readonly location: string;
  readonly pickup_by: string;
}

/**
 * Cancels lines that their customers did not collect by their pickup-by date, whether or not the order is under review.
 * docs/reference/routing-engine.md 6.5.
 *
 * One transaction an order: the order is locked and looked at again, for the customer may have come meanwhile; the lines
 * that still wait are canceled with the organization's reason; dates that were left behind are removed. An order that
 * cannot be canceled is logged, counted, and looked at again by the next run.
 */
export function autoCancel(schedule: Schedule): Job {
  return {
    name: 'auto-cancel',
    does: 'cancels pickups that nobody collected in time',
    schedule,
    takesOptions: true,
    run: async (context, { options, stopping, tally }) => {
      for (const figure of ['orders', 'lines', 'failed']) tally.count(figure, 0);
      const network = await context.database.transaction((session) => context.networks.current(session));
      if (network.preferences.autoCancelDays === null) {
        if (options.requestId === undefined) return;
        throw new Error(
          'unclaimed pickups are not canceled: auto_cancel_days_of_unclaimed_pickups is not set, or orders are not split',
        );
      }
      const today = options.asOf ?? context.clock().toISOString().slice(0, 10);
      const cancel = async (requestId: number): Promise<void> => {
        const lines = await retryOnConflict(() =>
          context.database.transaction((session) =>
            cancelOverdue(session, context, requestId, today, options.dryRun === true),
          ),
        );
        if (lines === undefined) throw new Error(`there is no order with request id ${String(requestId)}`);
        if (lines.length > 0) tally.count('orders');
        tally.count('lines', lines.length);
        for (const line of lines) tally.keep({ ...line });
      };
      if (options.requestId !== undefined) {
        await cancel(options.requestId);
        return;
      }
      for (let after = 0; !stopping();) {
        const from = after;
        const requestIds = await context.database.transaction((session) =>
          findOverduePickups(session, today, from, BATCH),
        );
        for (const requestId of requestIds) {
          if (stopping()) return;
          await cancel(requestId).catch((error: unknown) => {
            tally.count('failed');
            context.log.error(
              { err: error, requestId },
              'an unclaimed pickup could not be canceled; the next run tries again',
            );
          });
          after = requestId;
        }
        if (requestIds.length < BATCH) return;
      }
    },
  };
}

/** @returns the lines that were canceled, or would be; undefined when there is no such order */
async function cancelOverdue(
  session: Session,
  context: BrokerContext,
  requestId: number,
  today: string,
  dryRun: boolean,
): Promise<OverdueLine[] | undefined> {
  const order = await lockOrder(session, requestId);
  if (order === undefined) return undefined;
  const network = await context.networks.current(session);
  const flow = flowOf(order.type);
  const dates = new Map(
    (await readPickupDeadlines(session, [requestId]))
      .filter(({ pickupBy }) => pickupBy < today)
      .map((one) => [one.lineNo, one.pickupBy]),
  );
  const waits = (line: OrderLine): boolean =>
    waitsForCustomer({ flow, atSource: line.locationId === line.pickupLocationId, status: line.status });
  const overdue = order.lines.filter((line) => dates.has(line.lineNo) && waits(line));
  if (!dryRun && dates.size > 0) {
    const now = context.clock();
    const reason = { code: network.preferences.autoCancelReason, note: 'not collected in time' };
    const moves = overdue.map((line): Move => ({
      before: line,
      after: { ...line, status: 'canceled', statusDate: now.toISOString(), pollCount: 0 },
      rest: undefined,
      reason,
    }));
    const lines = await moveLines(session, network, order, moves, {
      systemCd: '',
      locationCd: '',
      employeeId: 'SYSTEM',
    });
    await removePickupDeadlines(session, requestId, [...dates.keys()]);
    if (moves.length > 0) await storeProgress(session, order, lines);
  }
  return overdue.map((line) => ({
    request_id: requestId,
    line_no: line.lineNo,
    location: pickupPlace(network, line),
    pickup_by: dates.get(line.lineNo) ?? '',
  }));
}

function pickupPlace(network: Network, line: OrderLine): string {
  const { system, locationCd } = network.locationById(line.pickupLocationId ?? line.locationId);
  return `${system.systemCd}/${locationCd}`;
}

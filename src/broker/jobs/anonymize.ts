import type { Schedule } from '../../domain/values/job-schedule.js';
import { maskLine, maskOrder } from '../../domain/order/mask-order.js';
import { isFinal } from '../../domain/values/status.js';
import { insertChanges, NO_SHIPMENT } from '../../store/orders/history.js';
import { findOrdersToMask, hasOpenOrder, readMaskedAt, storeMasked } from '../../store/orders/masking.js';
import { forgetCustomers } from '../../store/orders/order-customers.js';
import { lockOrder } from '../../store/orders/orders.js';
import { maskComments } from '../../store/partners/comments.js';
import { maskRequestTexts } from '../../store/partners/fulfillment-requests.js';
import type { Session } from '../../platform/db/session.js';
import { forEachOrder } from './each-order.js';
import { inUnit } from '../unit.js';
import type { Unit } from '../unit.js';
import type { Job } from './job.js';

/** Orders looked up at a time. */
const BATCH = 200;
const MS_PER_DAY = 86_400_000;

/** Deletes or masks the personal data of orders in a table of its own, in the transaction that masks the order. */
type DeletePersonalData = (session: Session, requestIds: readonly number[]) => Promise<void>;

/** One function for the tables that copy personal data of orders, or have what people wrote about them. */
const COPIES: readonly DeletePersonalData[] = [forgetCustomers, maskComments, maskRequestTexts];

type Result = 'masked' | 'kept' | 'unknown';

/**
 * The job `purge`: masks the personal data of old orders and deletes nothing. An order is due when all of its lines are
 * final, it is older than the retention period, and no other order with the same system and number is open, because
 * that customer is still being served. docs/reference/routing-engine.md 6.6.
 *
 * One transaction per order. A masked order is marked, so it is masked once and its history records it once.
 *
 * @param retentionDays 0 disables masking by age. A manual run for one order masks it only if it is old enough on the
 *   day that the run names.
 */
export function anonymize(schedule: Schedule, retentionDays: number): Job {
  return {
    name: 'purge',
    does: 'masks the personal data of old orders',
    schedule,
    takesOptions: true,
    run: async (context, run) => {
      const { options, tally } = run;
      for (const name of ['masked', 'kept', 'failed']) tally.count(name, 0);
      if (retentionDays === 0) {
        if (options.requestId === undefined) return;
        throw new Error('personal data is never masked: PRIVATE_DATA_RETENTION_DAYS is 0');
      }
      const today = options.asOf === undefined ? context.clock() : new Date(`${options.asOf}T23:59:59.999Z`);
      const before = new Date(today.getTime() - retentionDays * MS_PER_DAY).toISOString();
      const batches = {
        start: { orderDate: '', requestId: 0 },
        size: BATCH,
        find: (session: Session, after: { orderDate: string; requestId: number }) =>
          findOrdersToMask(session, before, after, BATCH),
        requestIdOf: ({ requestId }: { requestId: number }) => requestId,
        failure: 'masking the personal data of an order failed; the next run retries it',
      };
      await forEachOrder(context, run, batches, async (requestId) => {
        const result = await inUnit(context, (unit) =>
          maskOne(unit, requestId, { before, dryRun: options.dryRun === true }),
        );
        if (result === 'unknown') throw new Error(`there is no order with request id ${String(requestId)}`);
        tally.count(result);
        if (result === 'masked') tally.keep({ request_id: requestId });
      });
    },
  };
}

interface Masking {
  /** ISO 8601, UTC: only older orders are masked. */
  readonly before: string;
  readonly dryRun: boolean;
}

async function maskOne(unit: Unit, requestId: number, { before, dryRun }: Masking): Promise<Result> {
  const { session } = unit;
  const order = await lockOrder(session, requestId);
  if (order === undefined) return 'unknown';
  const isDue =
    order.orderDate < before &&
    order.lines.every((line) => isFinal(line.status)) &&
    (await readMaskedAt(session, requestId)) === undefined &&
    !(await hasOpenOrder(session, order.systemCd, order.orderId));
  if (!isDue) return 'kept';
  if (dryRun) return 'masked';
  const at = unit.timestamp;
  await storeMasked(
    session,
    requestId,
    at,
    maskOrder(order.details),
    order.lines.map(({ lineNo, details }) => ({ lineNo, details: maskLine(details) })),
  );
  for (const deleteCopy of COPIES) await deleteCopy(session, [requestId]);
  await insertChanges(session, [
    {
      requestId,
      lineNo: 0,
      at,
      systemCd: '',
      locationCd: '',
      employeeId: 'SYSTEM',
      from: order.status,
      to: order.status,
      quantity: 0,
      locationId: order.originatingLocationId,
      reasonCode: '',
      reasonNote: 'personal data masked',
      ...NO_SHIPMENT,
    },
  ]);
  unit.announce({ type: 'order.masked', requestId, facts: {} });
  return 'masked';
}

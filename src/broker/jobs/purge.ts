import type { Schedule } from '../../domain/values/job-schedule.js';
import { maskLine, maskOrder } from '../../domain/order/mask-order.js';
import { isFinal } from '../../domain/values/status.js';
import { recordChanges } from '../../store/orders/history.js';
import { findOrdersToMask, hasOpenOrder, readMaskedAt, storeMasked } from '../../store/orders/masking.js';
import { forgetCustomers } from '../../store/orders/order-customers.js';
import { lockOrder } from '../../store/orders/orders.js';
import type { Session } from '../../platform/db/session.js';
import type { BrokerContext } from '../context.js';
import type { Job } from './job.js';

/** Orders looked up at once. */
const BATCH = 200;
const DAY = 86_400_000;

/** Forgets what a table of its own keeps of the customers of orders. */
type Forget = (session: Session, requestIds: readonly number[]) => Promise<void>;

/**
 * Whoever keeps personal data of orders in another table names here the function that forgets it; it runs in the
 * transaction that masks the order.
 */
const ELSEWHERE: readonly Forget[] = [forgetCustomers];

type Fate = 'masked' | 'kept' | 'unknown';

/**
 * Masks the personal data of old orders: those whose lines are all final, placed longer ago than the retention, as long as
 * no other order of the same system and number is open, for that customer is still being served. docs/reference/routing-engine.md 6.6.
 *
 * One transaction an order; what is masked is marked, so it is done once and the history tells of it once.
 *
 * @param retentionDays 0 never masks by age; an order that is named is masked only when it is old enough by the day that
 *   is named with it
 */
export function purge(schedule: Schedule, retentionDays: number): Job {
  return {
    name: 'purge',
    does: 'masks the personal data of old orders',
    schedule,
    takesOptions: true,
    run: async (context, { options, stopping, tally }) => {
      for (const figure of ['masked', 'kept', 'failed']) tally.count(figure, 0);
      if (retentionDays === 0) {
        if (options.requestId === undefined) return;
        throw new Error('personal data is never masked: PRIVATE_DATA_RETENTION_DAYS is 0');
      }
      const today = options.asOf === undefined ? context.clock() : new Date(`${options.asOf}T23:59:59.999Z`);
      const before = new Date(today.getTime() - retentionDays * DAY).toISOString();
      const mask = async (requestId: number): Promise<void> => {
        const fate = await context.database.transaction((session) =>
          maskOne(session, context, requestId, before, options.dryRun === true),
        );
        if (fate === 'unknown') throw new Error(`there is no order with request id ${String(requestId)}`);
        tally.count(fate);
        if (fate === 'masked') tally.keep({ request_id: requestId });
      };
      if (options.requestId !== undefined) {
        await mask(options.requestId);
        return;
      }
      for (let after = { orderDate: '', requestId: 0 }; !stopping();) {
        const from = after;
        const found = await context.database.transaction((session) => findOrdersToMask(session, before, from, BATCH));
        for (const position of found) {
          if (stopping()) return;
          await mask(position.requestId).catch((error: unknown) => {
            tally.count('failed');
            context.log.error(
              { err: error, requestId: position.requestId },
              'personal data of an order could not be masked; the next run tries again',
            );
          });
          after = position;
        }
        if (found.length < BATCH) return;
      }
    },
  };
}

async function maskOne(
  session: Session,
  context: BrokerContext,
  requestId: number,
  before: string,
  dryRun: boolean,
): Promise<Fate> {
  const order = await lockOrder(session, requestId);
  if (order === undefined) return 'unknown';
  const due =
    order.orderDate < before &&
    order.lines.every((line) => isFinal(line.status)) &&
    (await readMaskedAt(session, requestId)) === undefined &&
    !(await hasOpenOrder(session, order.systemCd, order.orderId));
  if (!due) return 'kept';
  if (dryRun) return 'masked';
  const at = context.clock().toISOString();
  await storeMasked(
    session,
    requestId,
    at,
    maskOrder(order.details),
    order.lines.map(({ lineNo, details }) => ({ lineNo, details: maskLine(details) })),
  );
  for (const forget of ELSEWHERE) await forget(session, [requestId]);
  await recordChanges(session, [
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
    },
  ]);
  return 'masked';
}

import { requestNumbered } from '../../broker/partners/inquiry/partner-locations.js';
import { reportProgress } from '../../broker/partners/report-progress.js';
import type { ProgressReport } from '../../broker/partners/report-progress.js';
import { orderStatusOf } from '../../domain/partner/order-status.js';
import type { ShownOrderStatus } from '../../domain/partner/order-status.js';
import { PROGRESS_STAGES } from '../../domain/partner/progress.js';
import { RefusedError } from '../../domain/partner/refusal.js';
import { FailureError } from './failures.js';
import type { PartnerCall } from './operation.js';

/** How an order is named: by its number, or by its key, which is the number of the fulfillment request. */
interface NamedOrder {
  readonly OrderID?: number | null | undefined;
  readonly OrderKey?: string | null | undefined;
}

/** The number of the order that a request names. @throws {FailureError} */
export async function namedOrder({ OrderID, OrderKey }: NamedOrder, call: PartnerCall): Promise<number> {
  const key = OrderKey ?? '';
  const isNumbered = OrderID !== null && OrderID !== undefined;
  if (isNumbered && key !== '') throw new FailureError('order_named_twice', { id: OrderID });
  if (isNumbered) return OrderID;
  if (key === '') throw new FailureError('order_missing');
  const { broker, warehouses } = call;
  const id = await requestNumbered(broker, warehouses.locationIds, key);
  if (id === undefined) throw new FailureError('order_key_unknown', { key, warehouses: warehouses.list });
  return id;
}

/** Reports progress of an order. @throws {FailureError} @throws {RefusedError} */
export async function report(id: number, progress: ProgressReport, call: PartnerCall): Promise<void> {
  try {
    await reportProgress(call.broker, id, call.actor, progress);
  } catch (error) {
    throw (RefusedError.is(error) ? inOwnWords(error, id, call) : undefined) ?? error;
  }
}

/** What the warehouse can do with an order that it had set further than it says now. */
const NEXT: Partial<Record<ShownOrderStatus, string>> = {
  Printed: 'Print it again from GetOrders, set Shipped when it leaves, or Canceled to give it back.',
  Shipped: 'Its fulfillment is complete: send what is missing of its tracking numbers by UpdateOrder.',
};

/** A refusal in the words of the contract: orders and their statuses; undefined for one that has none of ours. */
function inOwnWords({ code, values }: RefusedError, id: number, call: PartnerCall): FailureError | undefined {
  switch (code) {
    case 'request_unknown':
      return unknownOrder(id, call);
    case 'stage_passed': {
      if (!('stage' in values)) return undefined;
      const [found, wanted] = [shownAs(values.stage), shownAs(values.wanted)];
      return new FailureError('status_passed', { id, found, wanted, next: NEXT[found] ?? '' });
    }
    case 'request_ended':
      return 'at' in values ? new FailureError('order_ended', { id, at: values.at }) : undefined;
    case 'nothing_to_cancel':
      return 'shipped' in values ? new FailureError('order_shipped', { id, shipped: values.shipped }) : undefined;
    case 'too_many_parcels':
      return new FailureError('too_many_parcels', { ...values, id });
    default:
      return undefined;
  }
}

const shownAs = (stage: string | number): ShownOrderStatus =>
  orderStatusOf(PROGRESS_STAGES.find((one) => one === stage) ?? 'released');

export function unknownOrder(id: number, { warehouses }: PartnerCall): FailureError {
  return new FailureError('order_unknown', { id, warehouses: warehouses.list });
}

import { requestNumbered } from '../../broker/partners/inquiry/partner-locations.js';
import { reportProgress } from '../../broker/partners/report-progress.js';
import type { ProgressReport } from '../../broker/partners/report-progress.js';
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
    if (error instanceof RefusedError && error.code === 'request_unknown') throw unknownOrder(id, call);
    throw error;
  }
}

export function unknownOrder(id: number, { warehouses }: PartnerCall): FailureError {
  return new FailureError('order_unknown', { id, warehouses: warehouses.list });
}

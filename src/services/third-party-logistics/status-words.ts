import type { ReportedStage } from '../../broker/partners/report-progress.js';
import { FailureError } from './failures.js';
import type { OrderStatusType } from './messages.js';

/** The stage that a partner reports by each status that is its to set. */
const REPORTED: Partial<Record<OrderStatusType, ReportedStage>> = {
  Accepted: 'released',
  Printed: 'picked',
  Shipped: 'shipped',
  Canceled: 'ended',
};

/** The statuses by their numbers, which UpdateOrder and the REST form take. */
export const STATUS_NUMBERS: readonly OrderStatusType[] = [
  'Incomplete',
  'Pending',
  'CCDeclined',
  'ACHDeclined',
  'Canceled',
  'CCPending',
  'ACHPending',
  'Accepted',
  'Printed',
  'Shipped',
  'PendingInventory',
];

/** The stage that a partner reports by a status. @throws {FailureError} for one that is not the partner's to set */
export function stageReportedBy(status: OrderStatusType): ReportedStage {
  const stage = REPORTED[status];
  if (stage === undefined) throw new FailureError('status_unsettable', { status });
  return stage;
}

/** The status of a number. @throws {FailureError} */
export function statusNumbered(number: number): OrderStatusType {
  const status = STATUS_NUMBERS[number];
  if (status === undefined) throw new FailureError('status_number', { found: number, most: STATUS_NUMBERS.length - 1 });
  return status;
}

import type { SupplierReport } from '../../domain/direct-fulfillment/df-type.js';

/** What a supplier reports of one line. */
export interface LineReport {
  /** OrderHistKey: of any state of the line. */
  readonly key: number;
  /** OrderLineRef, where one was sent. */
  readonly reference: number | undefined;
  readonly status: SupplierReport;
  /** Absent: every open unit. */
  readonly quantity: number | undefined;
  /** ISO 8601, UTC; absent: now. */
  readonly shippedAt: string | undefined;
  readonly trackingNumbers: readonly string[];
  /** At most 20 characters; empty for none. */
  readonly externalInvoice: string;
  readonly serialNo: string;
  readonly batchNo: string;
}

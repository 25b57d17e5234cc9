import type { OutboundCode } from '../../domain/outbound/outbound-status.js';
import type { SkuUnits } from './sku-lines.js';

/** A warehouse's word on how far an outbound or a return is. */
export interface StatusReport {
  readonly number: string;
  readonly code: OutboundCode;
  /** The units that it concerns; empty for all that are left. */
  readonly units: readonly SkuUnits[];
  readonly note: string;
}

/** A warehouse's post goods issue (PGI). */
export interface GoodsIssue {
  readonly number: string;
  /** The carrier's waybill: the parcel's number. */
  readonly deliveryNo: string;
  readonly carrier: string;
  /** ISO 8601, UTC; absent: now. */
  readonly issuedAt?: string;
  /** What left; empty for all that is left. */
  readonly units: readonly SkuUnits[];
}

import type { OmsOrderType } from '../../../domain/order/oms-letter.js';
import type { Status } from '../../../domain/values/status.js';
import type { RecordLetter } from './letter.js';

/** What the OMS keeps of one line that a broker has or is to get; of a split line, one for each part. */
export interface BrokerRecord {
  readonly id: number;
  readonly company: number;
  readonly orderNumber: number;
  /** The order line's sequence. */
  readonly line: number;
  readonly kind: OmsOrderType;
  letter: RecordLetter;
  /** The letter before a cancel: it comes back when the broker refuses the cancel. */
  before: RecordLetter | '';
  requestId: string;
  /** The broker's line number; empty before an answer told it. */
  brokerLine: string;
  readonly item: string;
  quantity: number;
  /** Locations as `system/location`. */
  originating: string;
  fulfilling: string;
  pickup: string;
  via: string;
  tracking: string;
  /** The status told last. */
  told: Status | '';
  /** When the broker was asked last, ISO 8601; empty before. */
  askedAt: string;
  /** Reason code of a cancel or reject. */
  reason: string;
  /** What the broker refused last, to be looked into; empty for nothing. */
  refused: string;
  /** Number of the invoice; 0 before. */
  invoice: number;
}

type Known = Pick<
  BrokerRecord,
  'company' | 'orderNumber' | 'line' | 'kind' | 'letter' | 'item' | 'quantity' | 'originating'
>;

/** A record of which nothing but this is known. */
export const newRecord = (known: Known & Partial<BrokerRecord>): Omit<BrokerRecord, 'id'> => ({
  before: '',
  requestId: '',
  brokerLine: '',
  fulfilling: '',
  pickup: '',
  via: '',
  tracking: '',
  told: '',
  askedAt: '',
  reason: '',
  refused: '',
  invoice: 0,
  ...known,
});

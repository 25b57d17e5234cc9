/** Parcels of one order that left one location together. Never overwritten: a correction is another shipment. */
export interface Shipment {
  readonly id: number;
  readonly requestId: number;
  readonly locationId: number;
  readonly fulfillmentRequestId: number | null;
  /** What the location calls it; a report with the same reference is a repeat. Null if it gave none. */
  readonly sourceReference: string | null;
  readonly carrier: string;
  readonly method: string;
  /** ISO 8601, UTC. */
  readonly shippedAt: string;
  readonly recordedAt: string;
  /** In the order of the report; the first one is that of Locate's answers. */
  readonly trackingNumbers: readonly string[];
  readonly lines: readonly ShippedLine[];
}

/** Units of a line in a shipment. */
export interface ShippedLine {
  /** The broker's line number; units that left before others have one of their own. */
  readonly lineNo: number;
  readonly quantity: number;
  /** Empty where none was given. */
  readonly serialNo: string;
  readonly batchNo: string;
}

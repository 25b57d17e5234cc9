/**
 * The columnar forms of policies and criteria: the same rules over typed arrays (location-columns.ts), where a location
 * is a row number. What has no columnar form is decided by the general way.
 */

/** What one decision of the fast path knows of a row beyond the columns. */
export interface RowView {
  /** Units of all requested products together that the location can promise. */
  onHand(row: number): number;
  /** From the destination, in the request's unit, exactly as the general way computes it; 0 where distance is ignored. */
  distance(row: number): number;
  /**
   * Half the chord from the destination on the unit sphere, 0 to 1: it grows with the distance and needs no
   * trigonometry. It is approximate: rows whose distances differ in the last bits only may come in the wrong order.
   */
  halfChord(row: number): number;
  isWithinRadius(row: number): boolean;
}

/** Whether a policy eliminates a row. */
export type RowTest = (row: number, view: RowView) => boolean;

/** How a criterion orders rows. */
export interface RowOrder {
  /** A whole number from 0 to below 2^36; smaller comes first. */
  readonly key: (row: number, view: RowView) => number;
  /** Below 0 when the first row comes before the second, 0 when the criterion cannot tell them apart. */
  readonly difference: (a: number, b: number, view: RowView) => number;
  /** Whether rows with equal keys always have difference 0. Otherwise the difference decides among them. */
  readonly exact: boolean;
}

import type { RecordLetter } from './letter.js';

/** What a move changes beside its record. The processes carry the effects out, in the transaction of the move. */
export type Effect =
  /** Bill the line; once for every record. */
  | 'bill'
  /** The line is an ordinary backorder again: neither the broker's nor printed. */
  | 'back to backorder'
  /** The whole order is canceled with the reason for rejected store pickups (G11). */
  | 'cancel order'
  /** The line is canceled with that reason. */
  | 'cancel line'
  /** The holds of the order are removed. */
  | 'release holds'
  /** The order is held, for an order that the broker refused (L10). */
  | 'hold as refused'
  /** The record is deleted: the broker has nothing that it stands for. */
  | 'delete record';

/** Codes of the broker history: a request was sent, its response came, or a status was told. */
export type BrokerHistoryCode = 'A' | 'B' | 'D';

/** A record's change, with what is written about it. */
export interface Move {
  readonly letter: RecordLetter;
  /** Lines of the order transaction history that are written once for an order, whatever the number of its lines. */
  readonly heading?: readonly string[];
  /** Lines of the order transaction history about this record's line. */
  readonly history: readonly string[];
  /** The entry of the record's broker history, if any. */
  readonly broker?: { readonly code: BrokerHistoryCode; readonly text: string };
  readonly effects: readonly Effect[];
}

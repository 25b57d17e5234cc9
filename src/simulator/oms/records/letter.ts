import { OMS_LETTERS } from '../../../domain/order/oms-letter.js';
import type { OmsLetter, OmsOrderType } from '../../../domain/order/oms-letter.js';

/**
 * The letters of an OMS's broker records. Sixteen follow from the broker's status (`domain/order/oms-letter.ts`); the six here
 * only the OMS knows, because they tell what it has not sent yet or what nobody answered.
 */

/** Letters without a status of the broker behind them. */
type OwnLetter = 'C' | 'G' | 'H' | 'R' | 'W' | 'Y';
export type RecordLetter = OmsLetter | OwnLetter;

/** The OMS's word for every letter. */
export const RECORD_LETTERS: Readonly<Record<RecordLetter, string>> = {
  ...OMS_LETTERS,
  C: 'Closed',
  G: 'Resend Fulfilled',
  H: 'Resend Intransit',
  R: 'Ready',
  W: 'Waiting',
  Y: 'Pending Cancel',
};

/** Letters after which nothing happens to a backorder or a store pickup any more. */
const CLOSED: ReadonlySet<RecordLetter> = new Set(['C', 'E', 'J', 'U', 'X', 'Z']);

export const isClosed = (letter: RecordLetter): boolean => CLOSED.has(letter);

/** Kinds of orders that the OMS builds from what it polled. */
const FULFILLING: ReadonlySet<OmsOrderType> = new Set(['delivery', 'retail pickup']);

/** Whether the OMS ships such a record's goods for an order that it was given by the broker. */
export const isFulfilling = (kind: OmsOrderType): boolean => FULFILLING.has(kind);

/** Kinds whose line the broker sources, so that it can come back to the OMS as a backorder. */
export const isBackorder = (kind: OmsOrderType): boolean => kind.startsWith('brokered backorder');

/** Kinds that the OMS ships to a store itself: their record shows X from then on, whatever happens at the store. */
export const isShippedToStore = (kind: OmsOrderType): boolean => kind === 'retail pickup' || kind === 'ship-for-pickup';

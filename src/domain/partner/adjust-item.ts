import type { OpenPart, RequestItem } from './request-item.js';

/** What a partner says about an item, as totals: the same again changes nothing. Absent numbers stay as they are. */
export interface ItemTotals {
  readonly acknowledged?: number;
  readonly canceled?: number;
}

/** What a line of the broker is told then, in units. */
export interface LineAnswer {
  readonly lineNo: number;
  readonly acknowledged: number;
  readonly canceled: number;
}

/** Why totals contradict what is stored, with the units that it is about. */
export type AdjustmentFault =
  | { readonly kind: 'too_many_item_units'; readonly open: number; readonly quantity: number }
  | { readonly kind: 'acknowledged_before'; readonly acknowledged: number; readonly quantity: number }
  | { readonly kind: 'canceled_before'; readonly canceled: number; readonly quantity: number };

/**
 * The answers that bring an item to its totals.
 *
 * 1. New canceled units are taken from those that nobody acknowledged. Where the acknowledged total is smaller than before, the
 *    difference is taken from acknowledged ones, and must be among the canceled.
 * 2. With `cancelRest`, what is not acknowledged afterwards is canceled as well.
 */
export function adjustItem(
  item: RequestItem,
  totals: ItemTotals,
  cancelRest: boolean,
): readonly LineAnswer[] | AdjustmentFault {
  const waiting = unitsOf(item.open, false);
  const confirmed = unitsOf(item.open, true);
  const { acknowledged = item.acknowledged, canceled = item.canceled } = totals;
  const more = Math.max(0, acknowledged - item.acknowledged);
  const fewer = Math.max(0, item.acknowledged - acknowledged);
  const newlyCanceled = canceled - item.canceled;
  if (newlyCanceled < 0) return { kind: 'canceled_before', canceled: item.canceled, quantity: canceled };
  if (more > waiting) return { kind: 'too_many_item_units', open: item.acknowledged + waiting, quantity: acknowledged };
  if (fewer > Math.min(newlyCanceled, confirmed))
    return { kind: 'acknowledged_before', acknowledged: item.acknowledged, quantity: acknowledged };
  const fromWaiting = Math.min(newlyCanceled - fewer, waiting - more);
  const fromConfirmed = newlyCanceled - fromWaiting;
  // Units that are said to be acknowledged cannot be canceled by the same word.
  if (fromConfirmed > (totals.acknowledged === undefined ? confirmed : fewer))
    return {
      kind: 'too_many_item_units',
      open: item.canceled + waiting - more + (totals.acknowledged === undefined ? confirmed : fewer),
      quantity: canceled,
    };
  return spread(item.open, more, cancelRest ? waiting - more : fromWaiting, fromConfirmed);
}

const unitsOf = (parts: readonly OpenPart[], acknowledged: boolean): number =>
  parts.reduce((sum, part) => sum + (part.acknowledged === acknowledged ? part.quantity : 0), 0);

/** Spreads units over lines in their order; lines of which nothing is said are left out. */
function spread(
  parts: readonly OpenPart[],
  acknowledge: number,
  cancelWaiting: number,
  cancelConfirmed: number,
): LineAnswer[] {
  const left = { acknowledge, cancelWaiting, cancelConfirmed };
  const answers = parts.map(({ lineNo, quantity, acknowledged }): LineAnswer => {
    if (acknowledged) {
      const canceled = Math.min(quantity, left.cancelConfirmed);
      left.cancelConfirmed -= canceled;
      return { lineNo, acknowledged: 0, canceled };
    }
    const confirmed = Math.min(quantity, left.acknowledge);
    left.acknowledge -= confirmed;
    const canceled = Math.min(quantity - confirmed, left.cancelWaiting);
    left.cancelWaiting -= canceled;
    return { lineNo, acknowledged: confirmed, canceled };
  });
  return answers.filter(({ acknowledged, canceled }) => acknowledged + canceled > 0);
}

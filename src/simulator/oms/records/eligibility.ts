import type { Controls } from '../settings/controls.js';

/**
 * Which lines of an order are sent to the broker as backorders (Rules for Submitting Backorders). With fulfillment assignment
 * (M31, or M34 = ALWAYS for ship-for-pickup) stock in the OMS's own warehouse does not matter.
 */

/** What is asked of an order. */
export interface EligibleOrder {
  readonly isShipForPickup: boolean;
  readonly isHeld: boolean;
  readonly isPaid: boolean;
  readonly isGift: boolean;
  readonly shipComplete: boolean;
  /** Whether lines must be shipped together by a coordinate group. */
  readonly isGrouped: boolean;
  /** Whether the OMS got the order from the broker. */
  readonly isFulfilling: boolean;
}

/** What is asked of a line. */
export interface EligibleLine {
  /** Whether the item may be brokered. */
  readonly isEligible: boolean;
  readonly isBackordered: boolean;
  readonly isDropShip: boolean;
  /** Gift wrap or special handling. */
  readonly isHandled: boolean;
  /** Days until an open purchase order is due; absent without one. */
  readonly dueInDays?: number | undefined;
}

/** The first reason why a line is not brokered, with the code that decides; undefined when it is. */
export function whyNotBrokered(order: EligibleOrder, line: EligibleLine, controls: Controls): string | undefined {
  const isAssigned = order.isShipForPickup ? controls.text('M34') === 'ALWAYS' : controls.isOn('M31');
  const reasons: readonly (readonly [applies: boolean, reason: string])[] = [
    [!controls.isOn('K08'), 'backorders are not sent (K08)'],
    [order.isFulfilling, 'the order came from the broker'],
    [order.isShipForPickup && !isAssigned, 'ship-for-pickup is sent with the pick slip (M34)'],
    [!line.isEligible, 'the item is not eligible'],
    [line.isDropShip, 'the item is shipped by its vendor'],
    [!line.isBackordered && !isAssigned, 'the line is not backordered (M31)'],
    [order.isHeld && !controls.isOn('M18'), 'the order is held (M18)'],
    // A payment at the store is authorized for 1.00 only.
    [!order.isPaid && !(order.isShipForPickup && controls.isOn('L60')), 'the order is not paid'],
    [line.isHandled && !isAssigned, 'the line is gift wrapped or specially handled (M31)'],
    [order.shipComplete && !controls.isOn('K12'), 'the order ships complete (K12)'],
    [order.isGrouped && !controls.isOn('K13'), 'the order has coordinate groups (K13)'],
    [order.isGift && !controls.isOn('K14'), 'the order is a gift (K14)'],
    [
      line.dueInDays !== undefined && line.dueInDays <= controls.number('K11'),
      'a purchase order is due soon enough (K11)',
    ],
  ];
  return reasons.find(([applies]) => applies)?.[1];
}

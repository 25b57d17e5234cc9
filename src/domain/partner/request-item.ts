import type { OrderLine } from '../order/order.js';
import { hasLeft } from '../values/status.js';
import { isAcknowledged } from './fulfillment-request.js';
import type { RequestedLine } from './fulfillment-request.js';

/** A line of a fulfillment request, and the line of the order that it is or was. */
export interface LineOfRequest {
  readonly assigned: RequestedLine & { readonly lineNo: number };
  readonly line: OrderLine;
}

/** A part of an item that its partner still has to ship. */
export interface OpenPart {
  readonly lineNo: number;
  readonly quantity: number;
  readonly acknowledged: boolean;
}

/**
 * An item of a fulfillment request as its partner knows it: what the order asked for on one line. The broker divides lines when
 * some of their units leave, are acknowledged or given back before others; for the partner they stay one item.
 */
export interface RequestItem {
  /** The number that the order's system gave the line. */
  readonly lineNo: number;
  readonly line: OrderLine;
  /** Units: all that were asked for, and of these. */
  readonly quantity: number;
  /** Acknowledged and not given back since; those that were shipped among them. */
  readonly acknowledged: number;
  readonly shipped: number;
  /** Rejected, canceled or voided. */
  readonly canceled: number;
  readonly open: readonly OpenPart[];
}

/** The items of a fulfillment request, by ascending line number. */
export function itemsOf(lines: readonly LineOfRequest[]): RequestItem[] {
  const byNumber = new Map<number, [LineOfRequest, ...LineOfRequest[]]>();
  for (const one of lines) {
    const known = byNumber.get(one.line.requestingLineNo);
    if (known === undefined) byNumber.set(one.line.requestingLineNo, [one]);
    else known.push(one);
  }
  return [...byNumber].sort(([one], [other]) => one - other).map(([lineNo, parts]) => itemOf(lineNo, parts));
}

function itemOf(lineNo: number, parts: readonly [LineOfRequest, ...LineOfRequest[]]): RequestItem {
  const units = (counts: (one: RequestedLine) => boolean): number =>
    parts.reduce((sum, { assigned }) => sum + (counts(assigned) ? assigned.quantity : 0), 0);
  return {
    lineNo,
    line: parts[0].line,
    quantity: units(() => true),
    acknowledged: units(
      ({ status, outcome }) => isLive(outcome) && (outcome === 'fulfilled' || isAcknowledged(status)),
    ),
    shipped: units(({ status, outcome }) => outcome === 'fulfilled' || (outcome === null && hasLeft(status))),
    canceled: units(({ outcome }) => !isLive(outcome)),
    open: parts
      .filter(({ assigned }) => assigned.outcome === null && !hasLeft(assigned.status))
      .map(({ assigned: { lineNo: number, quantity, status } }) => ({
        lineNo: number,
        quantity,
        acknowledged: isAcknowledged(status),
      })),
  };
}

const isLive = (outcome: RequestedLine['outcome']): boolean => outcome === null || outcome === 'fulfilled';

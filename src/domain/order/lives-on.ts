import type { BriefOrder } from './order.js';

/**
 * Whether an order still stands for the line of the caller that became some of its lines, so that the same line is a duplicate.
 * It does not if every part of the line was canceled, or if the order ended without anything of it being fulfilled.
 */
export function livesOn({ lines }: Pick<BriefOrder, 'lines'>, requestingLineNo: number): boolean {
  const parts = lines.filter((line) => line.requestingLineNo === requestingLineNo);
  const isCanceled = parts.every((line) => line.status === 'canceled');
  const isOrderOver = lines.every((line) => line.status === 'canceled' || line.status === 'unfulfillable');
  return !isCanceled && !isOrderOver;
}

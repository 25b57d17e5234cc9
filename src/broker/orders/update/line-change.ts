import type { OrderLine } from '../../../domain/order/order.js';
import { needsSourcing } from '../../../domain/order/transition.js';
import type { Reason } from '../update-status-command.js';

/** An allowed status change of a line, or of some of its units. */
export interface LineChange {
  /** The line before the change; for a part, its units under its own line number. */
  readonly before: OrderLine;
  readonly after: OrderLine;
  /** The line that a part was split from, with the units that stay; undefined if the whole line changes. */
  readonly rest: OrderLine | undefined;
  readonly reason: Reason;
  /** Whether the line is rejected only because another line of an order that is shipped complete is. Its goods are there. */
  readonly isAlong: boolean;
}

/** Whether a change leaves its line without a location, so that the broker must source it again. */
export function leavesUnassigned({ before, after }: LineChange): boolean {
  return needsSourcing(before.status, after.status);
}

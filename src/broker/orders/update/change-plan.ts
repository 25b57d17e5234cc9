import { IN_PROCESS } from '../../../domain/network/in-process.js';
import type { Network } from '../../../domain/network/network.js';
import type { OrganizationPreferences } from '../../../domain/network/effective-preferences.js';
import type { Order, OrderLine } from '../../../domain/order/order.js';
import { splitLine } from '../../../domain/order/split-line.js';
import type { Role } from '../../../domain/order/transition-table.js';
import { checkTransition, ships } from '../../../domain/order/transition.js';
import type { TransitionRefusal } from '../../../domain/order/transition.js';
import { Rejection } from '../../../domain/response-code.js';
import { parseStatus } from '../../../domain/values/status.js';
import type { Status } from '../../../domain/values/status.js';
import { dateOf } from '../../../domain/values/wire-date.js';
import { leavesUnassigned } from './line-change.js';
import type { LineChange } from './line-change.js';
import { rolesOf } from '../roles.js';
import type { ItemUpdate, UpdateStatusCommand } from '../update-status-command.js';

/** The facts beside the message and the order that decide about status changes. */
export interface ChangeContext {
  readonly network: Network;
  /** ISO 8601, UTC: the time of the changes. */
  readonly now: string;
  /** Whether this caller's last update of the line was its reject, and no poll has returned the line since. */
  readonly isRepeatedReject: (line: OrderLine) => boolean;
}

/** The changes of a message, without anything having been stored. */
export interface PlannedChanges {
  /** In the order in which they are applied. Empty without rejections: a repeat, nothing to do. */
  readonly changes: readonly LineChange[];
  /** Lines that already have the requested status. */
  readonly repeated: readonly OrderLine[];
  readonly rejections: readonly Rejection[];
}

/** Collects the status changes of one message. Each is checked against the lines as the earlier ones leave them. */
export class ChangePlan {
  readonly #lines: Map<number, OrderLine>;
  readonly #changes: LineChange[] = [];
  readonly #rejected: { readonly rejection: Rejection; readonly refusal: TransitionRefusal | undefined }[] = [];
  readonly #repeated: OrderLine[] = [];
  #lastLineNo: number;

  constructor(
    private readonly command: UpdateStatusCommand,
    private readonly order: Order,
    private readonly context: ChangeContext,
  ) {
    this.#lines = new Map(order.lines.map((line) => [line.lineNo, line]));
    this.#lastLineNo = Math.max(...this.#lines.keys());
  }

  /** @returns whether the item is settled: its change will be made, or the line already has the status */
  changeLine(item: ItemUpdate): boolean {
    const line = this.#lines.get(item.lineNo);
    const word = item.status.trim() || this.command.status;
    const to = parseStatus(word);
    if (line === undefined)
      this.reject(new Rejection('line_unknown', { line: item.lineNo, request: this.order.requestId }));
    if (to === undefined) this.reject(new Rejection('status_unknown', { status: word }));
    if (line === undefined || to === undefined) return false;
    const refusal = this.#check(line, to);
    if (this.#isRepeat(refusal, to) || (to === 'rejected' && this.context.isRepeatedReject(line))) {
      this.#repeated.push(line);
      return true;
    }
    if (refusal === undefined) return this.#change(line, item, to);
    const system = this.command.caller?.systemCd ?? '';
    this.reject(Rejection.oneOf(refusal, { line: line.lineNo, from: line.status, to, status: to, system }), refusal);
    return false;
  }

  reject(rejection: Rejection, refusal?: TransitionRefusal): void {
    this.#rejected.push({ rejection, refusal });
  }

  /** @param isWholeOrder whether the message is for the whole order, which may pass over some of its lines */
  result(isWholeOrder: boolean): PlannedChanges {
    const ignorable = new Set<TransitionRefusal | undefined>(isWholeOrder ? ['already', 'final', 'not_yours'] : []);
    const serious = this.#rejected.filter(({ refusal }) => !ignorable.has(refusal));
    const isAllOrNothing = isWholeOrder || this.#preferences.lineUpdatesAllOrNothing;
    const changes = serious.length > 0 && isAllOrNothing ? [] : this.#changes;
    const rejected = changes.length > 0 || this.#repeated.length > 0 ? serious : this.#rejected;
    return { changes, repeated: this.#repeated, rejections: rejected.map(({ rejection }) => rejection) };
  }

  #check(line: OrderLine, to: Status): TransitionRefusal | undefined {
    // A line that has to be sourced first cannot change again in the same message.
    if (this.#changes.some((change) => change.after === line && leavesUnassigned(change))) return 'not_a_step';
    const { type, underReview } = this.order;
    const { status: from, brokered } = line;
    return checkTransition({ type, underReview, from, to, brokered }, this.#rolesFor(line), this.#preferences);
  }

  #change(line: OrderLine, item: ItemUpdate, to: Status): boolean {
    const quantity = this.#preferences.allowPartialUpdates && item.quantity !== 0 ? item.quantity : line.quantity;
    if (quantity < 0 || quantity > line.quantity) {
      this.reject(new Rejection('too_many', { line: line.lineNo, units: line.quantity, quantity, to }));
      return false;
    }
    const [rest, part] =
      quantity === line.quantity ? [undefined, line] : splitLine(line, [line.quantity - quantity, quantity]);
    const before = rest === undefined ? part : { ...part, lineNo: (this.#lastLineNo += 1) };
    const after = changed(before, item, to, this.context.now);
    if (rest !== undefined) this.#lines.set(rest.lineNo, rest);
    this.#lines.set(after.lineNo, after);
    this.#changes.push({ before, after, rest, reason: item.reason });
    return true;
  }

  get #preferences(): OrganizationPreferences {
    return this.context.network.preferences;
  }

  #isRepeat(refusal: TransitionRefusal | undefined, to: Status): boolean {
    const { repeatedStatusUpdate } = this.#preferences;
    return (
      refusal === 'already' &&
      (repeatedStatusUpdate === 'accept' || (repeatedStatusUpdate === 'refuse_cancel' && to !== 'canceled'))
    );
  }

  #rolesFor(line: OrderLine): ReadonlySet<Role> {
    const { caller } = this.command;
    return caller === undefined ? assumedRoles(line) : rolesOf(caller.systemCd, this.order, line, this.context.network);
  }
}

const ALL_ROLES: ReadonlySet<Role> = new Set<Role>(['originating', 'fulfilling', 'pickup']);
const WITHOUT_FULFILLING: ReadonlySet<Role> = new Set<Role>(['originating', 'pickup']);

/**
 * The roles that are assumed if the message names no caller. A line at IN PROCESS has no fulfilling location yet, so that
 * only the originating and pickup systems can change it.
 */
function assumedRoles(line: OrderLine): ReadonlySet<Role> {
  return line.locationId === IN_PROCESS.id ? WITHOUT_FULFILLING : ALL_ROLES;
}

/** A line after a change. Shipment data that the message leaves out stays. */
function changed(line: OrderLine, item: ItemUpdate, to: Status, now: string): OrderLine {
  return {
    ...line,
    status: to,
    statusDate: now,
    shippingAgent: item.shippingAgent.trim() || line.shippingAgent,
    trackingNumber: item.trackingNumber.trim() || line.trackingNumber,
    shipmentDate: ships(to, line.shipmentDate) ? dateOf(item.statusDate.trim() || now) : line.shipmentDate,
    // A canceled line is not offered any more.
    pollCount: to === 'canceled' ? 0 : line.pollCount,
  };
}

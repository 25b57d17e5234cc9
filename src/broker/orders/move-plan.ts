import { IN_PROCESS } from '../../domain/network/in-process.js';
import type { Network } from '../../domain/network/network.js';
import type { Order, OrderLine } from '../../domain/order/order.js';
import type { OrganizationPreferences } from '../../domain/network/effective-preferences.js';
import { Rejection } from '../../domain/response-code.js';
import { splitLine } from '../../domain/order/split-line.js';
import { parseStatus } from '../../domain/values/status.js';
import type { Status } from '../../domain/values/status.js';
import type { Party } from '../../domain/order/transition-table.js';
import { refuseMove } from '../../domain/order/transition.js';
import type { Refusal } from '../../domain/order/transition.js';
import { partiesOf } from './parties.js';
import type { ItemUpdate, Reason, RequestedMoves, UpdateStatusCommand } from './requested-moves.js';

/** A move of a line, or of some of its units, that is going to be made. */
export interface Move {
  /** Of a part: its units, under its own number. */
  readonly before: OrderLine;
  readonly after: OrderLine;
  /** The line that the part was taken from, with the units that stay; undefined when the whole line moves. */
  readonly rest: OrderLine | undefined;
  readonly reason: Reason;
}

/** Whether a move leaves its line without a place: somebody must look for one. */
export function isUndecided({ before, after }: Move): boolean {
  return after.status === 'rejected' || before.status === 'canceled';
}

/** What there is to know beside message and order. */
export interface MoveContext {
  readonly network: Network;
  /** ISO 8601: when the moves are made. */
  readonly now: string;
  /** Whether a line's reject was this caller's last word on it, and nobody has fetched the line since. */
  readonly isRepeatedReject: (line: OrderLine) => boolean;
  /** Whether the item at this place of the message was made when the message came before. */
  readonly isCarriedOut: (item: number) => boolean;
}

/** The moves of one message as they come together, each judged by what the earlier ones of the message made of the lines. */
export class MovePlan {
  readonly #lines: Map<number, OrderLine>;
  readonly #moves: Move[] = [];
  readonly #faults: { readonly refusal: Refusal | undefined; readonly fault: Rejection }[] = [];
  readonly #repeats: OrderLine[] = [];
  #lastLineNo: number;

  constructor(
    private readonly command: UpdateStatusCommand,
    private readonly order: Order,
    private readonly context: MoveContext,
  ) {
    this.#lines = new Map(order.lines.map((line) => [line.lineNo, line]));
    this.#lastLineNo = Math.max(...this.#lines.keys());
  }

  /** @returns whether the item is done with: its move is going to be made, or the line is so already */
  moveLine(item: ItemUpdate): boolean {
    const line = this.#lines.get(item.lineNo);
    const word = item.status.trim() || this.command.status;
    const to = parseStatus(word);
    if (line === undefined)
      this.refuse(new Rejection('line_unknown', { line: item.lineNo, request: this.order.requestId }));
    if (to === undefined) this.refuse(new Rejection('status_unknown', { status: word }));
    if (line === undefined || to === undefined) return false;
    const { type, underReview } = this.order;
    const { status: from, brokered } = line;
    // What has to be brokered first goes no further in the same message.
    const refusal = this.#moves.some((move) => move.after === line && isUndecided(move))
      ? 'not_a_step'
      : refuseMove({ type, underReview, from, to, brokered }, this.#partiesTo(line), this.#preferences);
    if (this.#isRepeat(refusal, to) || (to === 'rejected' && this.context.isRepeatedReject(line))) {
      this.#repeats.push(line);
      return true;
    }
    if (refusal === undefined) return this.#make(line, item, to);
    this.refuse(
      Rejection.oneOf(refusal, {
        line: line.lineNo,
        from,
        to,
        status: to,
        system: this.command.caller?.systemCd ?? '',
      }),
      refusal,
    );
    return false;
  }

  refuse(fault: Rejection, refusal?: Refusal): void {
    this.#faults.push({ fault, refusal });
  }

  outcome(whole: boolean): Omit<RequestedMoves, 'lineNo' | 'settled'> {
    const passable = new Set<Refusal | undefined>(whole ? ['already', 'final', 'not_yours'] : []);
    const grave = this.#faults.filter(({ refusal }) => !passable.has(refusal));
    const moves = grave.length > 0 && (whole || this.#preferences.lineUpdatesAllOrNothing) ? [] : this.#moves;
    const passed = moves.length > 0 || this.#repeats.length > 0;
    return { moves, repeated: this.#repeats, faults: (passed ? grave : this.#faults).map(({ fault }) => fault) };
  }

  #make(line: OrderLine, item: ItemUpdate, to: Status): boolean {
    const quantity = this.#preferences.allowPartialUpdates && item.quantity !== 0 ? item.quantity : line.quantity;
    if (quantity < 0 || quantity > line.quantity) {
      this.refuse(new Rejection('too_many', { line: line.lineNo, units: line.quantity, quantity, to }));
      return false;
    }
    const [rest, part] =
      quantity === line.quantity ? [undefined, line] : splitLine(line, [line.quantity - quantity, quantity]);
    const before = rest === undefined ? part : { ...part, lineNo: (this.#lastLineNo += 1) };
    const after = moved(before, item, to, this.context.now);
    if (rest !== undefined) this.#lines.set(rest.lineNo, rest);
    this.#lines.set(after.lineNo, after);
    this.#moves.push({ before, after, rest, reason: item.reason });
    return true;
  }

  get #preferences(): OrganizationPreferences {
    return this.context.network.preferences;
  }

  #isRepeat(refusal: Refusal | undefined, to: Status): boolean {
    const { repeatedStatusUpdate } = this.#preferences;
    return (
      refusal === 'already' &&
      (repeatedStatusUpdate === 'accept' || (repeatedStatusUpdate === 'refuse_cancel' && to !== 'canceled'))
    );
  }

  #partiesTo(line: OrderLine): ReadonlySet<Party> {
    const { caller } = this.command;
    return caller === undefined ? anyoneWith(line) : partiesOf(caller.systemCd, this.order, line, this.context.network);
  }
}

const EVERYONE: ReadonlySet<Party> = new Set<Party>(['placed', 'sourced', 'pickup']);
const CUSTOMERS_SIDE: ReadonlySet<Party> = new Set<Party>(['placed', 'pickup']);

/** Whoever there is to move a line: nobody sources one that is not brokered yet, and what nobody accepted must still be. */
function anyoneWith(line: OrderLine): ReadonlySet<Party> {
  return line.locationId === IN_PROCESS.id ? CUSTOMERS_SIDE : EVERYONE;
}

/** A line as it is after a move; what the message does not say of its shipment stays. */
function moved(line: OrderLine, item: ItemUpdate, to: Status, now: string): OrderLine {
  // Goods leave with `intransit`, or with `fulfilled` where they were not in transit before.
  const leaves = to === 'intransit' || (to === 'fulfilled' && line.shipmentDate === '');
  return {
    ...line,
    status: to,
    statusDate: now,
    shippingAgent: item.shippingAgent.trim() || line.shippingAgent,
    trackingNumber: item.trackingNumber.trim() || line.trackingNumber,
    shipmentDate: leaves ? dateOf(item.statusDate.trim() || now) : line.shipmentDate,
    // What is called off is not offered any more.
    pollCount: to === 'canceled' ? 0 : line.pollCount,
  };
}

/** Of a time stamp the date; another form stays as it was written. */
export function dateOf(text: string): string {
  return /^\d{4}-\d{2}-\d{2}(?=T|$)/.exec(text)?.[0] ?? text;
}

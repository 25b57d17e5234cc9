import type { Network } from '../../../domain/network/network.js';
import type { OrganizationPreferences } from '../../../domain/network/effective-preferences.js';
import type { Order, OrderLine } from '../../../domain/order/order.js';
import { splitLine } from '../../../domain/order/split-line.js';
import { checkTransition, ships } from '../../../domain/order/transition.js';
import type { TransitionRefusal } from '../../../domain/order/transition.js';
import { Rejection } from '../../../domain/response-code.js';
import { parseStatus } from '../../../domain/values/status.js';
import type { Status } from '../../../domain/values/status.js';
import { dayOf } from '../../../domain/time/wire-date.js';
import { leavesUnassigned } from './line-change.js';
import type { LineChange } from './line-change.js';
import { rolesFor, speakerName } from '../speaker.js';
import type { Speaker } from '../speaker.js';
import type { ItemUpdate, UpdateStatusCommand } from '../update-status-command.js';
import type { PastUpdates } from './past-updates.js';
import { isShippedComplete, linesBeside, rejectsWhole } from './ship-complete.js';

/** The facts beside the message and the order that decide about status changes. */
export interface ChangeContext {
  readonly network: Network;
  /** ISO 8601, UTC: the time of the changes. */
  readonly now: string;
  readonly speaker: Speaker;
  readonly past: PastUpdates;
  /** Whether some units of a line may change. */
  readonly allowsParts: boolean;
  /** Whether this caller's last update of the line was its reject, and no poll has returned the line since. */
  readonly isRepeatedReject: (line: OrderLine) => boolean;
}

/** The changes of a message, without anything having been stored. */
export interface PlannedChanges {
  /** In the order in which they are applied. Empty without rejections: a repeat, nothing to do. */
  readonly changes: readonly LineChange[];
  /** Lines that already have the requested status. */
  readonly repeated: readonly OrderLine[];
  /** Lines that keep their status and get another carrier or tracking number. */
  readonly corrected: readonly OrderLine[];
  readonly rejections: readonly Rejection[];
}

/** Why a change of a line is refused; `lost`: the line was at a location of the caller and is not any more. */
type ChangeRefusal = TransitionRefusal | 'lost' | 'kept_together';

/** What an update of the whole order passes over, as long as it does something. */
const PASSED_BY_WHOLE_ORDER: ReadonlySet<ChangeRefusal | undefined> = new Set([
  'already',
  'final',
  'not_yours',
  'lost',
] as const);
/** What an update of lines passes over: a line that is there already is no reason to leave the others undone. */
const PASSED_BY_LINES: ReadonlySet<ChangeRefusal | undefined> = new Set(['already'] as const);

/** Collects the status changes of one message. Each is checked against the lines as the earlier ones leave them. */
export class ChangePlan {
  readonly #lines: Map<number, OrderLine>;
  readonly #changes: LineChange[] = [];
  readonly #rejected: { readonly rejection: Rejection; readonly refusal: ChangeRefusal | undefined }[] = [];
  readonly #repeated: OrderLine[] = [];
  readonly #corrected: OrderLine[] = [];
  #hasRepeats = false;
  #lastLineNo: number;

  constructor(
    private readonly command: UpdateStatusCommand,
    private readonly order: Order,
    private readonly context: ChangeContext,
  ) {
    this.#lines = new Map(order.lines.map((line) => [line.lineNo, line]));
    this.#lastLineNo = Math.max(...this.#lines.keys());
  }

  /**
   * @param isApplied whether an earlier delivery of the same message applied the item
   * @returns whether the item is settled: its change will be made, or was made before
   */
  changeLine(item: ItemUpdate, isApplied: boolean): boolean {
    const line = this.#lines.get(item.lineNo);
    const word = item.status.trim() || this.command.status;
    const to = parseStatus(word);
    if (line === undefined)
      this.reject(new Rejection('line_unknown', { line: item.lineNo, request: this.order.requestId }));
    if (to === undefined) this.reject(new Rejection('status_unknown', { status: word }));
    if (line === undefined || to === undefined) return false;
    const refusal = this.#check(line, to) ?? this.#breaksUp(line, item, to);
    if (this.#isRepeat(line, refusal, to, isApplied)) {
      this.#hasRepeats = true;
      if (line.status === to) this.#repeated.push(line);
      if (!isApplied && refusal !== 'lost' && to !== 'rejected') this.#correct(line, item);
      return true;
    }
    if (refusal === undefined) return this.#change(line, item, to, false);
    const system = speakerName(this.context.speaker);
    const values = { line: line.lineNo, from: line.status, to, status: to, system, request: this.order.requestId };
    this.reject(Rejection.oneOf(refusal, values), refusal);
    return false;
  }

  /** A tracking number that comes after the shipment, or replaces a mistyped one. */
  #correct(line: OrderLine, item: ItemUpdate): void {
    const corrected = { ...line, ...shipmentOf(line, item) };
    if (corrected.shippingAgent === line.shippingAgent && corrected.trackingNumber === line.trackingNumber) return;
    this.#lines.set(line.lineNo, corrected);
    this.#corrected.push(corrected);
  }

  /** Rejects what must stay together with the rejected lines of an order that is shipped complete. */
  rejectAlong(): void {
    if (this.#preferences.shipCompleteReject !== 'together' || !isShippedComplete(this.order, this.#preferences))
      return;
    for (const { before, after } of this.#changes.filter((change) => change.after.status === 'rejected')) {
      const note = `Rejected with line ${after.lineNo}: the order is to be shipped complete.`;
      for (const { lineNo } of linesBeside(after, before.status, this.#lines.values())) {
        const line = this.#lines.get(lineNo);
        const item = { ...NOTHING_SAID, lineNo, status: 'rejected', reason: { code: '', note } };
        if (line !== undefined && this.#check(line, 'rejected') === undefined)
          this.#change(line, item, 'rejected', true);
      }
    }
  }

  reject(rejection: Rejection, refusal?: ChangeRefusal): void {
    this.#rejected.push({ rejection, refusal });
  }

  /** @param isWholeOrder whether the message is for the whole order, which may pass over some of its lines */
  result(isWholeOrder: boolean): PlannedChanges {
    const ignorable = isWholeOrder ? PASSED_BY_WHOLE_ORDER : PASSED_BY_LINES;
    const serious = this.#rejected.filter(({ refusal }) => !ignorable.has(refusal));
    const isAllOrNothing = isWholeOrder || this.#preferences.lineUpdatesAllOrNothing;
    const changes = serious.length > 0 && isAllOrNothing ? [] : this.#changes;
    const rejected = changes.length > 0 || this.#hasRepeats ? serious : this.#rejected;
    // An update of the whole order that changes some lines has the tracking number of those.
    const keepsOthers = serious.length > 0 ? isAllOrNothing : isWholeOrder && changes.length > 0;
    const corrected = keepsOthers ? [] : this.#corrected;
    return { changes, repeated: this.#repeated, corrected, rejections: rejected.map(({ rejection }) => rejection) };
  }

  #check(line: OrderLine, to: Status): ChangeRefusal | undefined {
    // A line that has to be sourced first cannot change again in the same message.
    if (this.#changes.some((change) => change.after === line && leavesUnassigned(change))) return 'not_a_step';
    const { type, underReview } = this.order;
    const { status: from, brokered } = line;
    const roles = rolesFor(this.context.speaker, this.order, line, this.context.network);
    const refusal = checkTransition({ type, underReview, from, to, brokered }, roles, this.#preferences);
    return refusal === 'not_yours' && this.#isLost(line) ? 'lost' : refusal;
  }

  /** Whether a reject separates a line from others that the order keeps together, and is refused for it. */
  #breaksUp(line: OrderLine, { quantity }: ItemUpdate, to: Status): ChangeRefusal | undefined {
    const preferences = this.#preferences;
    if (to !== 'rejected' || preferences.shipCompleteReject !== 'refuse') return undefined;
    if (!isShippedComplete(this.order, preferences)) return undefined;
    const isPart = this.context.allowsParts && quantity !== 0 && quantity < line.quantity;
    const left = linesBeside(line, line.status, this.#lines.values()).filter(
      (other) => !rejectsWhole(this.command, other, this.context.allowsParts),
    );
    return left.length > 0 || (isPart && linesBeside(line, line.status, [{ ...line, lineNo: 0 }]).length > 0)
      ? 'kept_together'
      : undefined;
  }

  /** Whether the line was at a location that the message speaks for, and is not any more. */
  #isLost(line: OrderLine): boolean {
    const { network, past, speaker } = this.context;
    const isSpokenFor = (locationId: number): boolean =>
      speaker.kind === 'location'
        ? speaker.location.id === locationId
        : speaker.kind === 'system' && network.locationById(locationId).system.systemCd === speaker.systemCd;
    return !isSpokenFor(line.locationId) && [...past.holdersOf(line)].some(isSpokenFor);
  }

  #change(line: OrderLine, item: ItemUpdate, to: Status, isAlong: boolean): boolean {
    const quantity = this.context.allowsParts && item.quantity !== 0 ? item.quantity : line.quantity;
    if (quantity < 0 || quantity > line.quantity) {
      this.reject(new Rejection('too_many', { line: line.lineNo, units: line.quantity, quantity, to }));
      return false;
    }
    const shipmentDate = this.#shipmentDate(line, item, to);
    if (shipmentDate === undefined) {
      this.reject(new Rejection('status_date', { line: line.lineNo, value: item.statusDate }));
      return false;
    }
    const [rest, part] =
      quantity === line.quantity ? [undefined, line] : splitLine(line, [line.quantity - quantity, quantity]);
    const before = rest === undefined ? part : { ...part, lineNo: (this.#lastLineNo += 1) };
    const after = { ...changed(before, item, to, this.context.now), shipmentDate };
    if (rest !== undefined) this.#lines.set(rest.lineNo, rest);
    this.#lines.set(after.lineNo, after);
    this.#changes.push({ before, after, rest, reason: item.reason, isAlong });
    return true;
  }

  /** The day that the message names for a shipment, otherwise today at the location; undefined if it names something else. */
  #shipmentDate(line: OrderLine, item: ItemUpdate, to: Status): string | undefined {
    if (!ships(to, line.shipmentDate)) return line.shipmentDate;
    const { network, now } = this.context;
    const { timeZone } = network.locationById(line.locationId);
    const unreadable = this.#preferences.unreadableStatusDatesAreRejected ? undefined : '';
    const named = dayOf(item.statusDate, timeZone) ?? unreadable;
    return named === '' ? dayOf(now, timeZone) : named;
  }

  get #preferences(): OrganizationPreferences {
    return this.context.network.preferences;
  }

  /**
   * Whether a change repeats an earlier one: the line has the status; or the same message made the change before; or the caller
   * made it and the line has gone on since, to another status or to another location.
   */
  #isRepeat(line: OrderLine, refusal: ChangeRefusal | undefined, to: Status, isApplied: boolean): boolean {
    const { repeatedStatusUpdate } = this.#preferences;
    if (refusal === 'already')
      return repeatedStatusUpdate === 'accept' || (repeatedStatusUpdate === 'refuse_cancel' && to !== 'canceled');
    if (isApplied || (to === 'rejected' && this.context.isRepeatedReject(line))) return true;
    const acceptsRepeats = repeatedStatusUpdate !== 'refuse' || to === 'rejected';
    return refusal !== undefined && acceptsRepeats && this.context.past.made(line, to);
  }
}

/** An update that leaves shipment data as they are. */
const NOTHING_SAID = { quantity: 0, shippingAgent: '', trackingNumber: '', statusDate: '' };

/** Carrier and tracking number of a line after an update; what the message leaves out stays. */
function shipmentOf(line: OrderLine, item: ItemUpdate): Pick<OrderLine, 'shippingAgent' | 'trackingNumber'> {
  return {
    shippingAgent: item.shippingAgent.trim() || line.shippingAgent,
    trackingNumber: item.trackingNumber.trim() || line.trackingNumber,
  };
}

/** A line after a change. Shipment data that the message leaves out stays. */
function changed(line: OrderLine, item: ItemUpdate, to: Status, now: string): OrderLine {
  return {
    ...line,
    status: to,
    statusDate: now,
    ...shipmentOf(line, item),
    // A canceled line is not offered any more.
    pollCount: to === 'canceled' ? 0 : line.pollCount,
  };
}

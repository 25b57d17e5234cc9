import { PARTIES, SHARED_ITEM } from '../../support/server/five-parties.js';

/**
 * Where the units of each order are, and how far: lines as the broker numbers them (the units that move on get the next number),
 * and what each fulfillment request asked and lost. Small, and written without the broker's code.
 */

export interface Line {
  no: number;
  /** The number that the order's system gave it; parts share it. */
  readonly family: number;
  readonly item: string;
  quantity: number;
  /** `?` until the broker says what became of units that were given back. */
  status: string;
  place: string;
  /** The fulfillment request that asks for it; 0 for none. */
  request: number;
  /** Who gave it back. */
  readonly refusedBy: ReadonlySet<string>;
  /** The key by which its supplier knows its present state; undefined until it is fetched. */
  key: string | undefined;
}

export interface Order {
  readonly id: number;
  readonly number: string;
  readonly type: 'DELIVERY' | 'SHIPFORPICKUP';
  /** Who placed it. */
  readonly from: string;
  underReview: boolean;
  readonly lines: Line[];
}

/** What one order asks of one party: units that were asked, and that it gave back or lost. */
export interface Asked {
  readonly order: number;
  readonly place: string;
  asked: number;
  /** By line number of the order's system. */
  readonly canceled: Map<number, number>;
  /** Whether the party has had a line of it. */
  isTaken: boolean;
}

export class Model {
  readonly orders = new Map<number, Order>();
  readonly asked = new Map<number, Asked>();

  constructor(readonly onPartnerCancel: 'reshop' | 'cancel') {}

  /** The lines that a party still has to ship. */
  open(place: string): { readonly order: Order; readonly line: Line }[] {
    return [...this.orders.values()].flatMap((order) =>
      order.lines.filter((line) => line.place === place && isOpen(line)).map((line) => ({ order, line })),
    );
  }

  /** Units of a line that move on: the line itself, or a part that gets the next number. */
  part(order: Order, line: Line, quantity: number): Line {
    if (quantity === line.quantity) return line;
    line.quantity -= quantity;
    line.key = undefined;
    const part = { ...line, no: order.lines.length + 1, quantity };
    order.lines.push(part);
    return part;
  }

  /** Units come to another status. */
  move(line: Line, status: string): void {
    line.status = status;
    line.key = undefined;
    const asked = this.asked.get(line.request);
    if (asked !== undefined && status !== 'canceled' && status !== 'unfulfillable') asked.isTaken = true;
  }

  /** Units leave for the customer, or for the store where they are collected. */
  leave(order: Order, line: Line): void {
    this.move(line, order.type === 'DELIVERY' ? 'fulfilled' : 'intransit');
  }

  /** Units are no longer with whoever had them. */
  lose(order: Order, line: Line, how: 'canceled' | 'refused'): void {
    const asked = this.asked.get(line.request);
    if (asked !== undefined) asked.canceled.set(line.family, (asked.canceled.get(line.family) ?? 0) + line.quantity);
    const index = order.lines.indexOf(line);
    const lost: Line = { ...line, status: 'canceled', request: 0, key: undefined };
    order.lines[index] =
      how === 'canceled' ? lost : { ...lost, status: '?', refusedBy: new Set([...line.refusedBy, line.place]) };
  }

  /** A party gives units back. */
  giveBack(order: Order, line: Line): void {
    this.lose(order, line, this.onPartnerCancel === 'cancel' ? 'canceled' : 'refused');
  }
}

const OPEN = ['new_order', 'polled', 'posted', 'accepted', 'picked'];
export const isOpen = ({ status }: Line): boolean => OPEN.includes(status);
/** Whether nobody at its place has said anything of it. */
export const isWaiting = ({ status }: Line): boolean => OPEN.slice(0, 3).includes(status);
export const hasLeft = ({ status }: Line): boolean =>
  ['intransit', 'intransit_polled', 'received', 'fulfilled'].includes(status);
/** Whether a status may follow another one. */
export const isForward = (from: string, to: string): boolean =>
  OPEN.indexOf(to) > Math.max(OPEN.indexOf(from), to === 'accepted' ? 0 : -1);

/** The places that have an item. */
export const placesWith = (item: string): string[] =>
  Object.entries(PARTIES)
    .filter(([, own]) => own === item || item === SHARED_ITEM)
    .map(([place]) => place);

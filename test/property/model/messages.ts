import type { OrderType, Place, PollKind } from './order.js';

/** What may happen to the broker: messages, the clock, and its own jobs. A place that is empty was left out. */

export interface Submit {
  readonly kind: 'submit';
  readonly from: Place;
  readonly number: string;
  /** `MAIL` is none. */
  readonly type: OrderType | 'MAIL';
  readonly pickup: Place;
  readonly review: boolean;
  readonly together: boolean;
  readonly lines: readonly {
    readonly family: number;
    readonly item: string;
    readonly quantity: number;
    readonly at: Place;
  }[];
}

export interface Update {
  readonly kind: 'update';
  readonly request: number;
  readonly from: Place;
  readonly sentAt: string;
  readonly status: string;
  readonly items: readonly { readonly line: number; readonly quantity: number; readonly status: string }[];
}

export interface Review {
  readonly kind: 'review';
  /** 0 leaves it to the order's number. */
  readonly request: number;
  readonly number: string;
  readonly from: Place;
  readonly flag: string;
}

export interface Poll {
  readonly kind: 'poll';
  readonly what: PollKind;
  readonly at: Place;
  /** What became of the answer: sent whole, cut off by the caller, or nobody knows. */
  readonly fate: 'sent' | 'cut' | 'lost';
}

export interface Ask {
  readonly kind: 'ask';
  readonly request: number;
  readonly from: Place;
}

export interface Tick {
  readonly kind: 'tick';
  readonly seconds: number;
}

export interface Job {
  readonly kind: 'job';
  readonly name: 'auto-cancel' | 'release-leases' | 'broker';
}

export type Message = Submit | Update | Review | Poll | Ask | Tick | Job;

/** An answer, as far as it is looked at. Orders are told as `request/line quantity item status place`. */
export interface Heard {
  readonly ok: boolean;
  readonly code?: number;
  readonly request?: number;
  readonly line?: number;
  readonly lines?: readonly string[];
}

/** What the model expects to hear; several codes where the documents do not say which of some faults comes first. */
export interface Told {
  readonly ok: boolean;
  readonly codes?: ReadonlySet<number>;
  readonly request?: number;
  readonly line?: number;
  readonly lines?: readonly string[];
}

export const done = (more: Partial<Told> = {}): Told => ({ ok: true, codes: new Set([0]), ...more });
export const refused = (codes: readonly number[], more: Partial<Told> = {}): Told => ({
  ok: false,
  codes: new Set(codes),
  ...more,
});

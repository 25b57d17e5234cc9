import type { OrderType, LocationKey, PollKind } from './order.js';

/** The events of the broker: messages, the clock, and its own jobs. An empty location was omitted in the message. */

export interface Submit {
  readonly kind: 'submit';
  readonly from: LocationKey;
  readonly number: string;
  /** `MAIL` means no pickup. */
  readonly type: OrderType | 'MAIL';
  readonly pickup: LocationKey;
  readonly review: boolean;
  readonly together: boolean;
  readonly lines: readonly {
    readonly family: number;
    readonly item: string;
    readonly quantity: number;
    readonly at: LocationKey;
  }[];
}

export interface Update {
  readonly kind: 'update';
  readonly request: number;
  readonly from: LocationKey;
  readonly sentAt: string;
  readonly status: string;
  readonly items: readonly { readonly line: number; readonly quantity: number; readonly status: string }[];
}

export interface Review {
  readonly kind: 'review';
  /** 0 identifies the order by its own number only. */
  readonly request: number;
  readonly number: string;
  readonly from: LocationKey;
  readonly flag: string;
}

export interface Poll {
  readonly kind: 'poll';
  readonly what: PollKind;
  readonly at: LocationKey;
  /** Whether the response was sent completely, cut off by the caller, or unknown. */
  readonly fate: 'sent' | 'cut' | 'lost';
}

export interface Ask {
  readonly kind: 'ask';
  readonly request: number;
  readonly from: LocationKey;
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

/** The compared parts of a response. Order lines are written as `request/line quantity item status location`. */
export interface GatewayResponse {
  readonly ok: boolean;
  readonly code?: number;
  readonly request?: number;
  readonly line?: number;
  readonly lines?: readonly string[];
}

/** The expected response; several codes if the documents do not specify which of several errors is reported first. */
export interface ExpectedResponse {
  readonly ok: boolean;
  readonly codes?: ReadonlySet<number>;
  readonly request?: number;
  readonly line?: number;
  readonly lines?: readonly string[];
}

export const done = (more: Partial<ExpectedResponse> = {}): ExpectedResponse => ({
  ok: true,
  codes: new Set([0]),
  ...more,
});
export const rejected = (codes: readonly number[], more: Partial<ExpectedResponse> = {}): ExpectedResponse => ({
  ok: false,
  codes: new Set(codes),
  ...more,
});

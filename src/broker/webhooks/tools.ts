import type { OutboundRules } from '../../platform/auth/outbound-address.js';
import type { SealingKeys } from '../../platform/auth/sealed-text.js';

/** What webhooks need beside the broker's context; created once, by the composition root. */
export interface WebhookTools {
  /**
   * The keys that seal secrets; undefined while there are none.
   * @param create whether to make one where the settings say so, because a secret is about to be sealed
   */
  readonly keys: (create: boolean) => SealingKeys | undefined;
  /** Which addresses may be called. */
  readonly rules: OutboundRules;
  /** Sends a message; never throws. */
  readonly post: (message: OutgoingMessage, signal?: AbortSignal) => Promise<PostOutcome>;
  /** From 0 to 1. */
  readonly random: () => number;
  /** Whether deliveries can be run as of another time than now: for trying out, and for tests. */
  readonly movedClock: boolean;
}

/** A message to an endpoint. */
export interface OutgoingMessage {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** How sending went. */
export interface PostOutcome {
  /** HTTP status; absent when no answer came. */
  readonly status?: number;
  /** Why there is no status. */
  readonly error?: string;
  /** The header of the answer. */
  readonly retryAfter?: string;
  readonly milliseconds: number;
}

/** What each kind of sealed text is bound to. */
export const PURPOSE = { secret: 'webhook secret', headers: 'webhook headers' } as const;

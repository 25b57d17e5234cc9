import type { Server } from '../../client/http.js';
import type { PartnerLocation } from '../retailer/network.js';

/**
 * A simulated partner: it asks in its own dialect what it is to do, and does the next step of everything. It keeps nothing: what it
 * asks for next follows from what the broker knows that it did, so that it may be killed at any moment.
 */
export interface Partner {
  /** Does the next step of everything. @returns how many steps it did @throws {ClientError} without an answer */
  turn(): Promise<number>;
}

/** How partners of a channel are played. */
export interface Dialect {
  readonly channel: string;
  /** The service's word for it, for people. */
  readonly name: string;
  /** Whether the broker answers in this dialect. */
  isSpoken(server: Server): Promise<boolean>;
  /** Whether a partner of the channel can be played without people. */
  speaksFor(location: PartnerLocation): boolean;
  /** The partners at these locations, of all of which `speaksFor` is true. */
  partnersAt(server: Server, locations: readonly PartnerLocation[]): Partner[];
}

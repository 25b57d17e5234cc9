import { reservedAt } from '../support/house-rules.js';
import type { HouseRules } from '../support/house-rules.js';
import type { Line, Order, LocationKey, Status } from './order.js';

/** The state of the model: plain data, so that it can be copied to try both orders of two concurrent messages. */
export interface World {
  readonly rules: HouseRules;
  now: number;
  /** Polls so far. */
  polls: number;
  readonly orders: Map<number, Order>;
  /** Request ids by `system order line`. */
  readonly submitted: Map<string, number>;
  /** Available units by `location item`; a missing entry means no stock record. */
  readonly available: Map<string, number>;
  /** Acknowledged orders that are not yet routed, oldest first. */
  readonly toBroker: number[];
}

/** The gateway's tables after a message. The model takes only the routing decisions from them. */
export interface Snapshot {
  readonly orders: ReadonlyMap<number, SeenOrder>;
  readonly stock: ReadonlyMap<string, { readonly available: number; readonly reserved: number }>;
}

export interface SeenOrder {
  readonly id: number;
  readonly status: Status;
  readonly review: boolean;
  readonly lines: readonly SeenLine[];
  readonly attempts: readonly Attempt[];
}

export interface SeenLine {
  readonly no: number;
  readonly family: number;
  readonly item: string;
  readonly quantity: number;
  readonly status: Status;
  readonly at: LocationKey;
  readonly pickup: LocationKey | undefined;
  readonly retries: number;
  readonly polls: number;
  readonly pickupBy: string | undefined;
}

export interface Attempt {
  readonly line: number;
  readonly attempt: number;
  readonly at: LocationKey;
  readonly quantity: number;
  readonly outcome: string | undefined;
}

/** The input of the model while it applies a message. */
export interface Observation {
  readonly after: Snapshot;
  /** Whether another message was processed concurrently: the stock available in between is then unknown. */
  readonly concurrent: boolean;
  /** Collects routing decisions that violate an invariant. */
  readonly problems: string[];
}

export const stockKey = (location: LocationKey, item: string): string => `${location} ${item}`;

/** Reserved units by `location item`, derived from the lines. */
export function reservedUnits(world: World): Map<string, number> {
  const units = new Map<string, number>();
  for (const order of world.orders.values()) {
    for (const line of order.lines) {
      if (!holds(world.rules, line)) continue;
      const key = stockKey(line.at, line.item);
      units.set(key, (units.get(key) ?? 0) + line.quantity);
    }
  }
  return units;
}

function holds(rules: HouseRules, line: Line): boolean {
  return line.at !== '/IN PROCESS' && reservedAt(rules, line.at).includes(line.status);
}

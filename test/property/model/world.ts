import { reservedAt } from '../support/house-rules.js';
import type { HouseRules } from '../support/house-rules.js';
import type { Line, Order, Place, Status } from './order.js';

/** All that the model keeps. It is plain data, so that it can be copied and both orders of two messages be tried. */
export interface World {
  readonly rules: HouseRules;
  now: number;
  /** Polls so far. */
  polls: number;
  readonly orders: Map<number, Order>;
  /** Request ids by `system order line`. */
  readonly submitted: Map<string, number>;
  /** Units available by `place item`; what is not there has no stock record. */
  readonly available: Map<string, number>;
  /** Acknowledged orders that are still to be brokered, oldest first. */
  readonly toBroker: number[];
}

/** What the gateway's tables say after a message. The model takes from it where the routing sent a line, and nothing else. */
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
  readonly at: Place;
  readonly pickup: Place | undefined;
  readonly retries: number;
  readonly polls: number;
  readonly pickupBy: string | undefined;
}

export interface Attempt {
  readonly line: number;
  readonly attempt: number;
  readonly at: Place;
  readonly quantity: number;
  readonly outcome: string | undefined;
}

/** What the model is helped with while it works out a message. */
export interface Sight {
  readonly after: Snapshot;
  /** Whether another message was worked on at the same time: what could be promised in between is not known then. */
  readonly concurrent: boolean;
  /** Where routing decisions that cannot be right are written down. */
  readonly problems: string[];
}

export const stockKey = (place: Place, item: string): string => `${place} ${item}`;

/** Units reserved by `place item`, as the lines say it. */
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

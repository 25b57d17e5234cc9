import type { PickupRejectPolicy } from '../network/order-policies.js';
import type { OrderType } from '../values/order-type.js';
import { isFinal } from '../values/status.js';
import type { Status } from '../values/status.js';
import { readTransitions } from './transition-table.js';
import type { Condition, Grant, Party, TransitionTable } from './transition-table.js';

/**
 * Who may move a line of which type of order from which status to which: the tables below, which transition-table.ts
 * explains, reads and checks when the program starts. docs/reference/routing-engine.md 1.1 to 1.3; docs/statuses.md is made from them.
 *
 * A caller takes part in an order as the system that placed it (P), the one that sources the line (S), or the one where
 * it is collected (C); one system may be several of these at once, and may do what any of its parts may. Steps may be
 * skipped forward (an OMS goes from new_order to picked to intransit), never taken back.
 */
const DELIVERY = `
  from           new_order   polled  accepted  picked  fulfilled  rejected  canceled
  new_order      .           S       S         S       S          S         PS
  polled         .           .       S         S       S          S         PS
  posted         .           .       S         S       S          S         PS
  accepted       .           .       .         S       S          S         PS
  picked         .           .       .         .       S          S         PS
  unfulfillable  .           .       .         .       .          .         PS
  canceled       P:reassign  .       .         .       .          .         .`;

const PICKUP = `
  from               new_order   polled  accepted  picked  partial_fulfilled  fulfilled  rejected  canceled
  new_order          .           S       S         S       C                  C          S         PSC
  polled             .           .       S         S       C                  C          S         PSC
  posted             .           .       S         S       C                  C          S         PSC
  accepted           .           .       .         S       C                  C          S         PSC
  picked             .           .       .         .       C                  C          S         PSC
  partial_fulfilled  .           .       .         .       .                  C          .         PSC
  unfulfillable      .           .       .         .       .                  .          .         PSC
  canceled           P:reassign  .       .         .       .                  .          .         .`;

const SHIP_FOR_PICKUP = `
  from               new_order   polled  accepted  picked  intransit  intransit_polled  received  partial_fulfilled  fulfilled  rejected    canceled
  new_order          .           S       S         S       S          .                 .         C                  C          S           PSC
  polled             .           .       S         S       S          .                 .         C                  C          S           PSC
  posted             .           .       S         S       S          .                 .         C                  C          S           PSC
  accepted           .           .       .         S       S          .                 .         C                  C          S           PSC
  picked             .           .       .         .       S          .                 .         C                  C          S           PSC
  intransit          .           .       .         .       .          C                 C         C                  C          C:brokered  PSC:sent
  intransit_polled   .           .       .         .       .          .                 C         C                  C          C:brokered  PSC:sent
  received           .           .       .         .       .          .                 .         C                  C          C:brokered  C,PS:sent
  partial_fulfilled  .           .       .         .       .          .                 .         .                  C          .           C,PS:sent
  unfulfillable      .           .       .         .       .          .                 .         .                  .          .           PSC
  canceled           P:reassign  .       .         .       .          .                 .         .                  .          .           .`;

/** Retail pickup and ship-to-store: the store where it is collected may not send it back. */
const LEGACY = SHIP_FOR_PICKUP.replaceAll('C:brokered', '.         ');

export const TRANSITIONS: Readonly<Record<OrderType, TransitionTable>> = {
  DELIVERY: readTransitions('DELIVERY', DELIVERY),
  PICKUP: readTransitions('PICKUP', PICKUP),
  SHIPFORPICKUP: readTransitions('SHIPFORPICKUP', SHIP_FOR_PICKUP),
  RETAILPICKUP: readTransitions('RETAILPICKUP', LEGACY),
  SHIPTOSTORE: readTransitions('SHIPTOSTORE', LEGACY),
};

/** What a line may not do while its order is under review: it may be prepared, but not leave or be handed over. */
export const HELD_BACK: ReadonlySet<Status> = new Set<Status>(['intransit', 'partial_fulfilled', 'fulfilled']);

/** What the organization says of the moves that depend on it. */
export interface MovePolicy {
  readonly cancelAfterShipment: boolean;
  readonly pickupLocationMayReject: PickupRejectPolicy;
  readonly restrictReassignment: boolean;
}

/** A move that is asked for. */
export interface AskedMove {
  readonly type: OrderType;
  readonly from: Status;
  readonly to: Status;
  readonly underReview: boolean;
  /** Whether the routing chose where the line comes from. */
  readonly brokered: boolean;
}

export type Refusal =
  'already' | 'final' | 'not_a_step' | 'not_yours' | 'under_review' | 'sent' | 'named_source' | 'restricted';

/** Why a move whose condition does not hold is refused. */
const UNMET: Readonly<Record<Condition, Refusal>> = { brokered: 'named_source', sent: 'sent', reassign: 'restricted' };

/**
 * Whether a move is allowed.
 * @param parties what the caller is to this line
 * @returns undefined when it is, else why not; `already` only to who might have made the move
 */
export function refuseMove(move: AskedMove, parties: ReadonlySet<Party>, policy: MovePolicy): Refusal | undefined {
  const table = TRANSITIONS[move.type];
  const mine = (grant: Grant): boolean => [...grant.parties].some((party) => parties.has(party));
  const ways = [...table.values()].flatMap((row) => row.get(move.to) ?? []);
  if (ways.length === 0) return move.from === move.to ? 'already' : isFinal(move.from) ? 'final' : 'not_a_step';
  // Who may never make the move anywhere is told so, however far the line is: it is another party's.
  if (!ways.some(mine)) return 'not_yours';
  if (move.from === move.to) return 'already';
  const grants = table.get(move.from)?.get(move.to);
  if (grants === undefined) return isFinal(move.from) ? 'final' : 'not_a_step';
  const open = grants.filter(mine);
  if (open.length === 0) return 'not_yours';
  if (!open.some((grant) => grant.condition === undefined || holds(grant.condition, move, policy))) {
    return UNMET[open[0]?.condition ?? 'sent'];
  }
  return move.underReview && HELD_BACK.has(move.to) ? 'under_review' : undefined;
}

function holds(condition: Condition, move: AskedMove, policy: MovePolicy): boolean {
  switch (condition) {
    // The pickup store sends back what did not arrive or came damaged; not of what the order itself told to send.
    case 'brokered':
      return (
        policy.pickupLocationMayReject === 'always' || (policy.pickupLocationMayReject === 'brokered' && move.brokered)
      );
    // Goods on their way cannot be called back, unless the organization says they can.
    case 'sent':
      return policy.cancelAfterShipment;
    case 'reassign':
      return !policy.restrictReassignment;
  }
}

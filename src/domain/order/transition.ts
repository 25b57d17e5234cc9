import type { PickupRejectPolicy } from '../network/order-policies.js';
import type { OrderType } from '../values/order-type.js';
import { isFinal } from '../values/status.js';
import type { Status } from '../values/status.js';
import { readTransitions } from './transition-table.js';
import type { Condition, Grant, Role, TransitionTable } from './transition-table.js';

/**
 * Which role may change a line of which order type from which status to which. `readTransitions` explains the notation,
 * and validates the tables when the program starts. docs/statuses.md is generated from them.
 * docs/reference/routing-engine.md 1.1 to 1.3.
 *
 * A system with several roles may do what any of them may. Steps can be skipped (an OMS goes from new_order to picked to
 * intransit) but never undone.
 */
const DELIVERY = `
  from           new_order   polled  posted  accepted  picked  fulfilled  rejected  canceled
  new_order      .           S       B       S         S       S          SB        PS
  polled         .           .       .       S         S       S          SB        PS
  posted         .           .       .       S         S       S          SB        PS
  accepted       .           .       .       .         S       S          S         PS
  picked         .           .       .       .         .       S          S         PS
  unfulfillable  B           .       .       .         .       .          .         PS
  canceled       P:reassign  .       .       .         .       .          .         .`;

/** A store may say twice more how far it is: `verified` and `processed`, which the OMS passes over. */
const PICKUP = `
  from               new_order   polled  posted  accepted  verified  processed  picked  partial_fulfilled  fulfilled  rejected  canceled
  new_order          .           S       B       S         S         S          S       C                  C          SB        PSC
  polled             .           .       .       S         S         S          S       C                  C          SB        PSC
  posted             .           .       .       S         S         S          S       C                  C          SB        PSC
  accepted           .           .       .       .         S         S          S       C                  C          S         PSC
  verified           .           .       .       .         .         S          S       C                  C          S         PSC
  processed          .           .       .       .         .         .          S       C                  C          S         PSC
  picked             .           .       .       .         .         .          .       C                  C          S         PSC
  partial_fulfilled  .           .       .       .         .         .          .       .                  C          .         PSC
  unfulfillable      B           .       .       .         .         .          .       .                  .          .         PSC
  canceled           P:reassign  .       .       .         .         .          .       .                  .          .         .`;

const SHIP_FOR_PICKUP = `
  from               new_order   polled  posted  accepted  picked  intransit  intransit_polled  received  partial_fulfilled  fulfilled  rejected    canceled
  new_order          .           S       B       S         S       S          .                 .         C                  C          SB          PSC
  polled             .           .       .       S         S       S          .                 .         C                  C          SB          PSC
  posted             .           .       .       S         S       S          .                 .         C                  C          SB          PSC
  accepted           .           .       .       .         S       S          .                 .         C                  C          S           PSC
  picked             .           .       .       .         .       S          .                 .         C                  C          S           PSC
  intransit          .           .       .       .         .       .          C                 C         C                  C          C:brokered  PSC:sent
  intransit_polled   .           .       .       .         .       .          .                 C         C                  C          C:brokered  PSC:sent
  received           .           .       .       .         .       .          .                 .         C                  C          C:brokered  C,PS:sent
  partial_fulfilled  .           .       .       .         .       .          .                 .         .                  C          .           C,PS:sent
  unfulfillable      B           .       .       .         .       .          .                 .         .                  .          .           PSC
  canceled           P:reassign  .       .       .         .       .          .                 .         .                  .          .           .`;

/** Retail pickup and ship-to-store: the pickup store cannot reject what it receives. */
const LEGACY = SHIP_FOR_PICKUP.replaceAll('C:brokered', '.         ');

export const TRANSITIONS: Readonly<Record<OrderType, TransitionTable>> = {
  DELIVERY: readTransitions('DELIVERY', DELIVERY),
  PICKUP: readTransitions('PICKUP', PICKUP),
  SHIPFORPICKUP: readTransitions('SHIPFORPICKUP', SHIP_FOR_PICKUP),
  RETAILPICKUP: readTransitions('RETAILPICKUP', LEGACY),
  SHIPTOSTORE: readTransitions('SHIPTOSTORE', LEGACY),
};

/** The statuses that are blocked while an order is under review: goods can be prepared, but not shipped or handed over. */
export const BLOCKED_UNDER_REVIEW: ReadonlySet<Status> = new Set<Status>([
  'intransit',
  'partial_fulfilled',
  'fulfilled',
]);

/** The preferences of the organization that decide about status changes. */
export interface TransitionPolicy {
  readonly cancelAfterShipment: boolean;
  readonly pickupLocationMayReject: PickupRejectPolicy;
  readonly restrictReassignment: boolean;
}

/** A requested status change of a line. */
export interface Transition {
  readonly type: OrderType;
  readonly from: Status;
  readonly to: Status;
  readonly underReview: boolean;
  /** Whether the routing chose the fulfilling location. */
  readonly brokered: boolean;
}

/** Why a status change is not allowed; each is also the key of a response text. */
export type TransitionRefusal =
  'already' | 'final' | 'not_a_step' | 'not_yours' | 'under_review' | 'sent' | 'named_source' | 'restricted';

/** The refusal of a change whose condition does not hold. */
const UNMET: Readonly<Record<Condition, TransitionRefusal>> = {
  brokered: 'named_source',
  sent: 'sent',
  reassign: 'restricted',
};

/**
 * Checks whether the caller may make a status change.
 * @param roles the roles of the caller for this line
 * @returns undefined if it may, else the reason; `already` only if a role of the caller grants this status at all
 */
export function checkTransition(
  transition: Transition,
  roles: ReadonlySet<Role>,
  policy: TransitionPolicy,
): TransitionRefusal | undefined {
  const { type, from, to, underReview } = transition;
  const table = TRANSITIONS[type];
  const isMine = (grant: Grant): boolean => [...grant.roles].some((role) => roles.has(role));
  // What the broker alone may do is no step at all for the parties of an order.
  const isStep = (grant: Grant): boolean => isMine(grant) || [...grant.roles].some((role) => role !== 'broker');
  const grantsOfStatus = [...table.values()].flatMap((row) => row.get(to)?.filter(isStep) ?? []);
  if (grantsOfStatus.length === 0) return from === to ? 'already' : isFinal(from) ? 'final' : 'not_a_step';
  // If no row grants these roles the new status, answer `not_yours` whatever the current status is.
  if (!grantsOfStatus.some(isMine)) return 'not_yours';
  if (from === to) return 'already';
  const grants = table.get(from)?.get(to)?.filter(isStep) ?? [];
  if (grants.length === 0) return isFinal(from) ? 'final' : 'not_a_step';
  const mine = grants.filter(isMine);
  if (mine.length === 0) return 'not_yours';
  if (!mine.some((grant) => grant.condition === undefined || holds(grant.condition, transition, policy))) {
    return UNMET[mine[0]?.condition ?? 'sent'];
  }
  return underReview && BLOCKED_UNDER_REVIEW.has(to) ? 'under_review' : undefined;
}

function holds(condition: Condition, { brokered }: Transition, policy: TransitionPolicy): boolean {
  switch (condition) {
    // The pickup store rejects goods that were lost or damaged, but only where the caller did not name their source.
    case 'brokered':
      return policy.pickupLocationMayReject === 'always' || (policy.pickupLocationMayReject === 'brokered' && brokered);
    // Goods in transit cannot be canceled unless the organization allows it.
    case 'sent':
      return policy.cancelAfterShipment;
    case 'reassign':
      return !policy.restrictReassignment;
  }
}

/** Whether a status change leaves the line without a location, so that the broker must source it again. */
export function needsSourcing(from: Status, to: Status): boolean {
  return to === 'rejected' || from === 'canceled';
}

/** The statuses in which the goods have left the fulfilling location. */
const SHIPPED: ReadonlySet<Status> = new Set<Status>(['intransit', 'intransit_polled', 'received']);

/** Whether a reject says that the goods are missing at the fulfilling location; once they are shipped it does not. */
export function rejectsAtSource(from: Status, to: Status): boolean {
  return to === 'rejected' && !SHIPPED.has(from);
}

/** Whether goods leave their location with a status change: with `intransit`, or with `fulfilled` if not shipped before. */
export function ships(to: Status, shipmentDate: string): boolean {
  return to === 'intransit' || (to === 'fulfilled' && shipmentDate === '');
}

/** Whether an order has nothing left that a review could hold back. */
export function isPastReview(statuses: readonly Status[]): boolean {
  return statuses.every((status) => status === 'fulfilled' || status === 'canceled');
}

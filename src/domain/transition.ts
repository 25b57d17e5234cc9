import type { Flow } from './order-type.js';
import { isFinal } from './status.js';
import type { Status } from './status.js';

/**
 * Who may move a line from which status to which. routing-engine.md 1.2, 1.3.
 *
 * A caller takes part in an order as the system that placed it, the one that sources the line, or the one where it is
 * collected; one system may be several of these at once, and may do what any of its parts may.
 */
export type Party = 'placed' | 'sourced' | 'pickup';

/** One way of moving on: from any of these statuses to one, by any of these parties, in these flows. */
export interface Transition {
  readonly to: Status;
  readonly from: readonly Status[];
  readonly by: readonly Party[];
  readonly flows: readonly Flow[];
}

const ALL: readonly Flow[] = ['delivery', 'pickup', 'ship-for-pickup'];
const SHIPPED: readonly Flow[] = ['ship-for-pickup'];
const COLLECTED: readonly Flow[] = ['pickup', 'ship-for-pickup'];
const AT_SOURCE: readonly Status[] = ['new_order', 'polled', 'posted', 'accepted', 'picked'];
const UNDERWAY: readonly Status[] = ['intransit', 'intransit_polled'];

/**
 * Steps may be skipped forward (an OMS goes from new_order to picked to intransit), never taken back. docs/statuses.md is
 * made from it.
 */
export const TRANSITIONS: readonly Transition[] = [
  { to: 'polled', from: ['new_order'], by: ['sourced'], flows: ALL },
  { to: 'accepted', from: ['new_order', 'polled', 'posted'], by: ['sourced'], flows: ALL },
  { to: 'picked', from: ['new_order', 'polled', 'posted', 'accepted'], by: ['sourced'], flows: ALL },
  { to: 'rejected', from: AT_SOURCE, by: ['sourced'], flows: ALL },
  { to: 'intransit', from: AT_SOURCE, by: ['sourced'], flows: SHIPPED },
  { to: 'intransit_polled', from: ['intransit'], by: ['pickup'], flows: SHIPPED },
  { to: 'received', from: UNDERWAY, by: ['pickup'], flows: SHIPPED },
  { to: 'rejected', from: [...UNDERWAY, 'received'], by: ['pickup'], flows: SHIPPED },
  { to: 'fulfilled', from: AT_SOURCE, by: ['sourced'], flows: ['delivery'] },
  { to: 'partial_fulfilled', from: AT_SOURCE, by: ['pickup'], flows: COLLECTED },
  { to: 'fulfilled', from: [...AT_SOURCE, 'partial_fulfilled'], by: ['pickup'], flows: COLLECTED },
  { to: 'partial_fulfilled', from: [...UNDERWAY, 'received'], by: ['pickup'], flows: SHIPPED },
  { to: 'fulfilled', from: [...UNDERWAY, 'received'], by: ['pickup'], flows: SHIPPED },
  {
    to: 'canceled', from: [...AT_SOURCE, 'rejected', ...UNDERWAY, 'received', 'partial_fulfilled', 'unfulfillable'],
    by: ['placed', 'sourced', 'pickup'], flows: ALL,
  },
];

/** What a line may not do while its order is under review: it may be prepared, but not leave or be handed over. */
export const HELD_BACK: ReadonlySet<Status> = new Set<Status>(['intransit', 'partial_fulfilled', 'fulfilled']);

export type Refusal = 'already' | 'final' | 'not_a_step' | 'not_yours' | 'under_review';

/**
 * Whether a move is allowed.
 * @param parties what the caller is to this line
 * @returns undefined when it is, else why not
 */
export function refuseMove(
  move: { readonly from: Status; readonly to: Status; readonly flow: Flow; readonly underReview: boolean },
  parties: ReadonlySet<Party>,
): Refusal | undefined {
  if (move.from === move.to) return 'already';
  if (isFinal(move.from) && !(move.from === 'unfulfillable' && move.to === 'canceled')) return 'final';
  const ways = TRANSITIONS.filter((rule) => rule.to === move.to && rule.flows.includes(move.flow));
  if (ways.length === 0) return 'not_a_step';
  // Who may never move the line there is told so, however far it is: it is another party's line.
  const mine = (rule: Transition): boolean => rule.by.some((party) => parties.has(party));
  if (!ways.some(mine)) return 'not_yours';
  const steps = ways.filter((rule) => rule.from.includes(move.from));
  if (steps.length === 0) return 'not_a_step';
  if (!steps.some(mine)) return 'not_yours';
  if (move.underReview && HELD_BACK.has(move.to)) return 'under_review';
  return undefined;
}

import type { HouseRules } from '../support/house-rules.js';
import { FINAL } from './order.js';
import type { Line, Order, OrderType, Status } from './order.js';

/** Who may change a line's status, as code instead of a table: docs/statuses.md, "Who may move a line". */

export type Party = 'placed' | 'sourced' | 'pickup';

/** Response codes of rejections. docs/response-codes.md. */
export const REJECTIONS = {
  orderUnknown: 7101,
  lineUnknown: 7102,
  statusUnknown: 7103,
  already: 7104,
  final: 7105,
  notAStep: 7106,
  notYours: 7107,
  underReview: 7108,
  sent: 7109,
  namedSource: 7110,
  restricted: 7111,
  tooMany: 7112,
  partly: 7113,
  lost: 7115,
  keptTogether: 7117,
  notStocked: 7002,
} as const;
export type RejectionReason = keyof typeof REJECTIONS;

interface Grant {
  readonly to: readonly Party[];
  readonly when?: 'sent' | 'namedSource' | 'restricted';
}

/** Before the goods are shipped. */
const EARLY: readonly Status[] = ['new_order', 'polled', 'posted', 'accepted', 'picked'];
/** In transit to the store, or received there. */
const SENT: readonly Status[] = ['intransit', 'intransit_polled', 'received'];
const EVERYBODY: readonly Party[] = ['placed', 'sourced', 'pickup'];

const is = (from: Status, ...statuses: readonly Status[]): boolean => statuses.includes(from);

function grants(type: OrderType, from: Status, to: Status): Grant[] {
  const shipped = type !== 'DELIVERY' && type !== 'PICKUP';
  const sourced: Grant[] = [{ to: ['sourced'] }];
  const collecting: Grant[] = [{ to: ['pickup'] }];
  switch (to) {
    case 'polled':
      return from === 'new_order' ? sourced : [];
    case 'accepted':
      return is(from, 'new_order', 'polled', 'posted') ? sourced : [];
    case 'picked':
      return is(from, 'new_order', 'polled', 'posted', 'accepted') ? sourced : [];
    case 'intransit':
      return shipped && is(from, ...EARLY) ? sourced : [];
    case 'intransit_polled':
      return shipped && from === 'intransit' ? collecting : [];
    case 'received':
      return shipped && is(from, 'intransit', 'intransit_polled') ? collecting : [];
    case 'partial_fulfilled':
      if (type === 'DELIVERY') return [];
      return is(from, ...EARLY) || (shipped && is(from, ...SENT)) ? collecting : [];
    case 'fulfilled':
      if (type === 'DELIVERY') return is(from, ...EARLY) ? sourced : [];
      return is(from, ...EARLY, 'partial_fulfilled') || (shipped && is(from, ...SENT)) ? collecting : [];
    case 'rejected':
      if (is(from, ...EARLY)) return sourced;
      return type === 'SHIPFORPICKUP' && is(from, ...SENT) ? [{ to: ['pickup'], when: 'namedSource' }] : [];
    case 'canceled':
      if (is(from, ...EARLY, 'unfulfillable')) return [{ to: type === 'DELIVERY' ? ['placed', 'sourced'] : EVERYBODY }];
      if (type === 'PICKUP') return from === 'partial_fulfilled' ? [{ to: EVERYBODY }] : [];
      if (!shipped) return [];
      if (is(from, 'received', 'partial_fulfilled'))
        return [...collecting, { to: ['placed', 'sourced'], when: 'sent' }];
      return is(from, 'intransit', 'intransit_polled') ? [{ to: EVERYBODY, when: 'sent' }] : [];
    case 'new_order':
      return from === 'canceled' ? [{ to: ['placed'], when: 'restricted' }] : [];
    default:
      return [];
  }
}

const ALL: readonly Status[] = [...EARLY, ...SENT, 'partial_fulfilled', 'fulfilled', 'unfulfillable', 'canceled'];

/**
 * Why a status change is rejected; undefined if it is allowed. A change to the current status is `already`, whoever
 * requests it.
 */
export function rejectionOf(
  order: Order,
  line: Line,
  to: Status,
  parties: ReadonlySet<Party>,
  rules: HouseRules,
): RejectionReason | undefined {
  const from = line.status;
  const mine = (grant: Grant): boolean => grant.to.some((party) => parties.has(party));
  const anywhere = ALL.flatMap((start) => grants(order.type, start, to));
  if (anywhere.length > 0 && !anywhere.some(mine)) return 'notYours';
  if (from === to) return 'already';
  const here = grants(order.type, from, to);
  if (here.length === 0) return FINAL.has(from) ? 'final' : 'notAStep';
  const open = here.filter(mine);
  if (open.length === 0) return 'notYours';
  const unmet = open.find((grant) => grant.when !== undefined)?.when;
  if (!open.some((grant) => grant.when === undefined || holds(grant.when, line, rules))) return unmet;
  return order.review && is(to, 'intransit', 'partial_fulfilled', 'fulfilled') ? 'underReview' : undefined;
}

function holds(condition: 'sent' | 'namedSource' | 'restricted', line: Line, rules: HouseRules): boolean {
  switch (condition) {
    case 'sent':
      return rules.cancelAfterShipment;
    case 'namedSource':
      return rules.pickupMayReject === 'always' || (rules.pickupMayReject === 'brokered' && line.chosen);
    case 'restricted':
      return !rules.restrictReassignment;
  }
}

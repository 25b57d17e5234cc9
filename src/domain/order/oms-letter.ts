import { flowOf } from '../values/order-type.js';
import type { OrderType } from '../values/order-type.js';
import { STATUSES } from '../values/status.js';
import type { Status } from '../values/status.js';

/**
 * The letter that an order management system shows on its Order Broker screens for a line, as its own help tells it (Order
 * Broker Status Summary Table). The letters are of records that the OMS keeps, and which record it keeps of a line
 * depends on its part in it: the same line is a brokered backorder to the system that placed it and a delivery order to
 * the one that ships it. A system that does both has both records.
 */
export const OMS_ORDER_TYPES = [
  'brokered backorder, delivery',
  'brokered backorder, ship-for-pickup',
  'store pickup',
  'ship-for-pickup',
  'retail pickup',
  'delivery',
] as const;
export type OmsOrderType = (typeof OMS_ORDER_TYPES)[number];

export type OmsLetter = 'A' | 'F' | 'I' | 'K' | 'L' | 'N' | 'O' | 'P' | 'S' | 'T' | 'U' | 'V' | 'X' | 'Z';
/** What is shown where an OMS has no letter for a status. */
export const NO_LETTER = '-';
/** What stands for a line's letter. Of what it has polled, an OMS shows N when it could not make an order of it, P when it holds the order. */
export type OmsSign = OmsLetter | 'N/P' | typeof NO_LETTER;

/** Each letter with the OMS's word for it. */
export const OMS_LETTERS: Readonly<Record<OmsLetter, string>> = {
  A: 'Accepted',
  F: 'Picking',
  I: 'In Process',
  K: 'Acknowledged',
  L: 'Partial Fulfill',
  N: 'New',
  O: 'Posted',
  P: 'Polled',
  S: 'Received by Store',
  T: 'In Transit',
  U: 'Unfulfillable',
  V: 'In Transit Polled',
  X: 'Completed',
  Z: 'Canceled',
};

/** Signs by status; one for each of `OMS_ORDER_TYPES`, in their order. */
const TABLE: Readonly<Record<Status, readonly OmsSign[]>> = {
  new_order: ['K', 'K', 'K', 'F', 'F', 'F'],
  polled: ['P', 'P', 'P', 'P', 'N/P', 'N/P'],
  accepted: ['A', 'A', 'A', '-', 'I', 'I'],
  picked: ['A', 'A', 'A', 'F', 'F', 'F'],
  posted: ['O', 'O', 'O', 'O', '-', '-'],
  // An OMS that sent the goods itself calls its part completed, whatever becomes of them.
  intransit: ['-', 'T', '-', 'X', 'X', '-'],
  intransit_polled: ['-', 'V', '-', 'X', 'X', '-'],
  received: ['-', 'S', '-', 'X', 'X', '-'],
  partial_fulfilled: ['-', 'L', 'L', 'L', 'L', '-'],
  fulfilled: ['X', 'X', 'X', 'X', 'X', 'X'],
  // A store pickup that is rejected is unfulfillable; elsewhere a reject is never seen.
  rejected: ['-', '-', 'U', '-', '-', '-'],
  unfulfillable: ['U', 'U', 'U', '-', '-', '-'],
  canceled: ['Z', 'Z', 'Z', 'Z', 'Z', 'Z'],
};

export function omsLetter(type: OmsOrderType, status: Status): OmsSign {
  return TABLE[status][OMS_ORDER_TYPES.indexOf(type)] ?? NO_LETTER;
}

/** Whether an OMS may show a letter where a sign stands. */
export function mayShow(sign: OmsSign, letter: OmsLetter): boolean {
  return sign.split('/').includes(letter);
}

/** The statuses for which some record may show a letter. */
export function statusesOfLetter(letter: OmsLetter): Status[] {
  return STATUSES.filter((status) => TABLE[status].some((sign) => mayShow(sign, letter)));
}

/** What decides which records an OMS keeps of a line. */
export interface OmsPart {
  readonly type: OrderType;
  readonly status: Status;
  /** Whether the routing chose where the line is fulfilled; else the caller named the location. */
  readonly brokered: boolean;
  /** Whether the OMS placed the order. */
  readonly placed: boolean;
  /** Whether the line stands at one of the OMS's locations. */
  readonly sourced: boolean;
}

/**
 * The records an OMS keeps of a line, the one of the system that placed it first; none for a store that only waits for
 * goods, or sees its own customers' pickups.
 *
 * A ship-for-pickup order whose source the OMS named itself, one of its own locations, is one it sends with a pick slip
 * that is already printed: it has one record of it, not two.
 */
export function omsOrderTypes(part: OmsPart): OmsOrderType[] {
  const flow = flowOf(part.type);
  // What nobody can fulfill stands somewhere and is fulfilled nowhere.
  const sourced = part.sourced && part.status !== 'unfulfillable';
  if (flow === 'pickup') return part.placed ? ['store pickup'] : [];
  if (flow === 'delivery')
    return [
      ...(part.placed ? (['brokered backorder, delivery'] as const) : []),
      ...(sourced ? (['delivery'] as const) : []),
    ];
  if (part.placed && sourced && !part.brokered) return ['ship-for-pickup'];
  return [
    ...(part.placed ? (['brokered backorder, ship-for-pickup'] as const) : []),
    ...(sourced ? (['retail pickup'] as const) : []),
  ];
}

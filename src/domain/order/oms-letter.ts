import { flowOf } from '../values/order-type.js';
import type { OrderType } from '../values/order-type.js';
import { STATUSES } from '../values/status.js';
import type { Status } from '../values/status.js';

/**
 * The kinds of records that an order management system (OMS) keeps of a line. Its Order Broker screens show a status
 * letter for each record, as documented in the OMS's help (Order Broker Status Summary Table).
 *
 * The kind depends on the role of the system: the same line is a brokered backorder to the originating system and a
 * delivery order to the fulfilling one. A system with both roles has both records.
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

export type OmsLetter = 'A' | 'E' | 'F' | 'I' | 'J' | 'K' | 'L' | 'N' | 'O' | 'P' | 'S' | 'T' | 'U' | 'V' | 'X' | 'Z';
/** Shown where the OMS has no letter for a status. */
export const NO_LETTER = '-';
/**
 * What the broker shows as a line's letter, several where only the OMS knows which one it shows. For a polled line, that is N if it
 * could not create the order, P if it holds it.
 */
export type OmsSign = OmsLetter | 'N/P' | 'A/K/P' | typeof NO_LETTER;

/** The OMS's word for each letter. */
export const OMS_LETTERS: Readonly<Record<OmsLetter, string>> = {
  A: 'Accepted',
  E: 'Error',
  F: 'Picking',
  I: 'In Process',
  J: 'Rejected',
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

/** The signs of each status, in the order of `OMS_ORDER_TYPES`. */
const TABLE: Readonly<Record<Status, readonly OmsSign[]>> = {
  new_order: ['K', 'K', 'K', 'F', 'F', 'F'],
  polled: ['P', 'P', 'P', 'P', 'N/P', 'N/P'],
  accepted: ['A', 'A', 'A', '-', 'I', 'I'],
  // An OMS passes these over: its record of a store pickup keeps the letter that it had.
  verified: ['-', '-', 'A/K/P', '-', '-', '-'],
  processed: ['-', '-', 'A/K/P', '-', '-', '-'],
  picked: ['A', 'A', 'A', 'F', 'F', 'F'],
  posted: ['O', 'O', 'O', 'O', '-', '-'],
  // An OMS that shipped the goods itself shows its record as completed, whatever happens to them afterwards.
  intransit: ['-', 'T', '-', 'X', 'X', '-'],
  intransit_polled: ['-', 'V', '-', 'X', 'X', '-'],
  received: ['-', 'S', '-', 'X', 'X', '-'],
  partial_fulfilled: ['-', 'L', 'L', 'L', 'L', '-'],
  fulfilled: ['X', 'X', 'X', 'X', 'X', 'X'],
  // A rejected store pickup is unfulfillable. For the other types `rejected` is never visible.
  rejected: ['-', '-', 'U', '-', '-', '-'],
  unfulfillable: ['U', 'U', 'U', '-', '-', '-'],
  canceled: ['Z', 'Z', 'Z', 'Z', 'Z', 'Z'],
};

export function omsLetter(type: OmsOrderType, status: Status): OmsSign {
  return TABLE[status][OMS_ORDER_TYPES.indexOf(type)] ?? NO_LETTER;
}

/** Whether the OMS may show this letter for a sign. */
export function mayShow(sign: OmsSign, letter: OmsLetter): boolean {
  return sign.split('/').includes(letter);
}

/** The statuses for which some record may show this letter. */
export function statusesOfLetter(letter: OmsLetter): readonly Status[] {
  if (letter === 'E') return ['canceled'];
  // A record of a line that the OMS rejected keeps J, whatever becomes of the line elsewhere.
  if (letter === 'J') return STATUSES;
  return STATUSES.filter((status) => TABLE[status].some((sign) => mayShow(sign, letter)));
}

/** A line as an OMS sees it: everything that decides which records the OMS keeps of it. */
export interface OmsLine {
  readonly type: OrderType;
  readonly status: Status;
  /** Whether the routing chose the fulfilling location; otherwise the caller named it. */
  readonly brokered: boolean;
  /** Whether the OMS is the originating system. */
  readonly originating: boolean;
  /** Whether the line is assigned to one of the OMS's locations. */
  readonly fulfilling: boolean;
  /** Whether it is canceled, and not by the OMS. */
  readonly canceledByOther: boolean;
  /** Whether one of the OMS's locations rejected it. */
  readonly rejected: boolean;
}

/**
 * The records that an OMS keeps of a line, the one of its originating role first. A store that only waits for goods, or
 * hands over a pickup, has none.
 *
 * If the OMS named one of its own locations as the source of a ship-for-pickup order, the pick slip is already printed
 * when it sends the order: it has one record, not two.
 */
export function omsOrderTypes({
  type,
  status,
  brokered,
  originating,
  ...line
}: Omit<OmsLine, 'canceledByOther' | 'rejected'>): OmsOrderType[] {
  const flow = flowOf(type);
  // An unfulfillable line is assigned to a location that does not fulfill it.
  const fulfilling = line.fulfilling && status !== 'unfulfillable';
  if (flow === 'pickup') return originating ? ['store pickup'] : [];
  if (flow === 'delivery')
    return [
      ...(originating ? (['brokered backorder, delivery'] as const) : []),
      ...(fulfilling ? (['delivery'] as const) : []),
    ];
  if (originating && fulfilling && !brokered) return ['ship-for-pickup'];
  return [
    ...(originating ? (['brokered backorder, ship-for-pickup'] as const) : []),
    ...(fulfilling ? (['retail pickup'] as const) : []),
  ];
}

const BACKORDERS: ReadonlySet<OmsOrderType> = new Set([
  'brokered backorder, delivery',
  'brokered backorder, ship-for-pickup',
]);

/**
 * The records that an OMS keeps of a line, with the sign that each shows. Two signs depend on who did something: E for a backorder
 * that another system canceled, and J for what the OMS was to fulfill and rejected, wherever it is now.
 */
export function omsSigns(line: OmsLine): (readonly [type: OmsOrderType, sign: OmsSign])[] {
  const signs = omsOrderTypes(line).map((type): readonly [OmsOrderType, OmsSign] => [
    type,
    line.canceledByOther && BACKORDERS.has(type) ? 'E' : omsLetter(type, line.status),
  ]);
  const flow = flowOf(line.type);
  const isElsewhere = !line.fulfilling || line.status === 'unfulfillable';
  return line.rejected && isElsewhere && flow !== 'pickup'
    ? [...signs, [flow === 'delivery' ? 'delivery' : 'retail pickup', 'J']]
    : signs;
}

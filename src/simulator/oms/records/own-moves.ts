import { OMS_ORDER_TYPES } from '../../../domain/order/oms-letter.js';
import type { OmsOrderType } from '../../../domain/order/oms-letter.js';
import type { Status } from '../../../domain/values/status.js';
import { lineText } from './history-text.js';
import type { RecordLetter } from './letter.js';
import type { BrokerHistoryCode, Effect, Move } from './move.js';

/**
 * What a record makes of the OMS's own actions and of the answers to them: a table of kind, event and letter. An event that
 * has no row for the record's letter is not possible there.
 */

export type OwnEvent =
  | 'submit'
  | 'acknowledged'
  | 'unfulfillable'
  | 'refused'
  | 'unanswered'
  | 'cancel'
  | 'cancel answered'
  | 'correct'
  | 'print'
  | 'ship'
  | 'ship unanswered'
  | 'ship answered'
  | 'sell out'
  | 'reject'
  | 'void';

interface OwnRow {
  readonly kinds: readonly OmsOrderType[];
  readonly event: OwnEvent;
  readonly from: readonly RecordLetter[];
  /** Absent: the record keeps its letter. */
  readonly to?: RecordLetter;
  /** Written about the line. */
  readonly text?: string;
  readonly broker?: { readonly code: BrokerHistoryCode; readonly text: string };
  readonly effects?: readonly Effect[];
  /** The status that the broker is told. */
  readonly tells?: Status;
}

const BACKORDERS = OMS_ORDER_TYPES.filter((kind) => kind.startsWith('brokered backorder'));
const PICKUP: readonly OmsOrderType[] = ['store pickup'];
const PICK_SLIP: readonly OmsOrderType[] = ['ship-for-pickup'];
const DELIVERY: readonly OmsOrderType[] = ['delivery'];
const RETAIL: readonly OmsOrderType[] = ['retail pickup'];
const FULFILLING: readonly OmsOrderType[] = [...RETAIL, ...DELIVERY];

const SENT = { code: 'A', text: 'Send Order Request' } as const;
const ANSWERED = { code: 'B', text: 'Receive Order Response' } as const;
const ACKNOWLEDGED = 'Acknowledged by Broker';
const CANCELED = 'Cancel Acknowledged by Broker';
const REJECTED = 'Rejected for Fulfillment';

const TABLE: readonly OwnRow[] = [
  { kinds: BACKORDERS, event: 'submit', from: ['R', 'W'], to: 'W', broker: SENT },
  { kinds: BACKORDERS, event: 'acknowledged', from: ['W'], to: 'K', text: ACKNOWLEDGED, broker: ANSWERED },
  {
    kinds: BACKORDERS,
    event: 'unfulfillable',
    from: ['W'],
    to: 'U',
    text: 'Unfulfillable by Broker',
    broker: ANSWERED,
    effects: ['back to backorder'],
  },
  { kinds: BACKORDERS, event: 'refused', from: ['W'], to: 'E', effects: ['back to backorder'] },
  { kinds: BACKORDERS, event: 'unanswered', from: ['W'] },
  { kinds: BACKORDERS, event: 'cancel', from: ['R'], to: 'C', effects: ['back to backorder'] },
  { kinds: BACKORDERS, event: 'cancel', from: ['K', 'O', 'P', 'A', 'T', 'V', 'S', 'L'], to: 'Y', tells: 'canceled' },
  { kinds: BACKORDERS, event: 'cancel answered', from: ['Y'], to: 'Z', text: CANCELED, effects: ['back to backorder'] },

  { kinds: PICKUP, event: 'submit', from: ['R'], broker: SENT },
  { kinds: PICKUP, event: 'acknowledged', from: ['R'], to: 'K', text: ACKNOWLEDGED, broker: ANSWERED },
  { kinds: PICKUP, event: 'unfulfillable', from: ['R'], to: 'U', effects: ['cancel order'], broker: ANSWERED },
  { kinds: PICKUP, event: 'refused', from: ['R'], effects: ['delete record', 'cancel order'] },
  { kinds: PICKUP, event: 'unanswered', from: ['R'] },
  { kinds: PICKUP, event: 'cancel', from: ['K', 'O', 'P', 'A', 'L'], to: 'Y', tells: 'canceled' },
  { kinds: PICKUP, event: 'cancel answered', from: ['Y'], to: 'Z', text: CANCELED, effects: ['release holds'] },

  { kinds: PICK_SLIP, event: 'submit', from: ['I'], broker: SENT },
  {
    kinds: PICK_SLIP,
    event: 'acknowledged',
    from: ['I'],
    to: 'F',
    text: 'Selected for Fulfillment',
    broker: ANSWERED,
    tells: 'picked',
  },
  // A request whose source the OMS named is acknowledged at that location whatever its stock.
  { kinds: PICK_SLIP, event: 'unfulfillable', from: ['I'], effects: ['delete record', 'hold as refused'] },
  { kinds: PICK_SLIP, event: 'refused', from: ['I'], effects: ['delete record', 'hold as refused'] },
  { kinds: PICK_SLIP, event: 'unanswered', from: ['I'], effects: ['delete record'] },
  {
    kinds: PICK_SLIP,
    event: 'ship',
    from: ['F', 'O'],
    to: 'X',
    text: 'In Transit shipment',
    effects: ['bill'],
    tells: 'intransit',
  },
  { kinds: PICK_SLIP, event: 'ship unanswered', from: ['X', 'H'], to: 'H' },
  { kinds: PICK_SLIP, event: 'ship answered', from: ['X', 'H'], to: 'X' },
  { kinds: PICK_SLIP, event: 'cancel', from: ['F', 'O'], to: 'Y', tells: 'canceled' },
  { kinds: PICK_SLIP, event: 'cancel answered', from: ['Y'], to: 'Z', text: CANCELED },

  { kinds: FULFILLING, event: 'correct', from: ['N'], to: 'I', text: 'Ready for Fulfillment', tells: 'accepted' },
  { kinds: FULFILLING, event: 'print', from: ['I', 'P'], to: 'F', text: 'Selected for Fulfillment', tells: 'picked' },
  { kinds: DELIVERY, event: 'ship', from: ['F'], to: 'X', text: 'Fulfilled', effects: ['bill'], tells: 'fulfilled' },
  { kinds: RETAIL, event: 'ship', from: ['F'], to: 'X', text: 'In Transit', effects: ['bill'], tells: 'intransit' },
  { kinds: DELIVERY, event: 'ship unanswered', from: ['X', 'G'], to: 'G' },
  { kinds: DELIVERY, event: 'ship answered', from: ['X', 'G'], to: 'X' },
  { kinds: RETAIL, event: 'ship unanswered', from: ['X', 'H'], to: 'H' },
  { kinds: RETAIL, event: 'ship answered', from: ['X', 'H'], to: 'X' },
  { kinds: FULFILLING, event: 'sell out', from: ['I', 'P', 'N', 'F'], to: 'J', text: REJECTED, tells: 'rejected' },
  { kinds: FULFILLING, event: 'cancel', from: ['I', 'P', 'F'], to: 'Y', tells: 'rejected' },
  { kinds: FULFILLING, event: 'void', from: ['F'], to: 'Y', tells: 'rejected' },
  { kinds: FULFILLING, event: 'cancel answered', from: ['Y'], to: 'Z', text: CANCELED },
  { kinds: FULFILLING, event: 'reject', from: ['N'], tells: 'rejected', effects: ['delete record'] },
];

/** A move of the OMS's own, and the status that the broker is told of it. */
export interface OwnMove extends Move {
  readonly tells?: Status;
}

/** @returns undefined when the event is not possible for a record of that kind with that letter */
export function ownMove(
  { kind, letter, line }: { readonly kind: OmsOrderType; readonly letter: RecordLetter; readonly line: number },
  event: OwnEvent,
): OwnMove | undefined {
  const row = TABLE.find((one) => one.event === event && one.kinds.includes(kind) && one.from.includes(letter));
  if (row === undefined) return undefined;
  const { to = letter, text, broker, effects = [], tells } = row;
  return {
    letter: to,
    history: text === undefined ? [] : [lineText(line, text)],
    effects,
    ...(broker === undefined ? {} : { broker }),
    ...(tells === undefined ? {} : { tells }),
  };
}

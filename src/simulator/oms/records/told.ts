import type { OmsOrderType } from '../../../domain/order/oms-letter.js';
import type { Status } from '../../../domain/values/status.js';
import { lineText, MAINTAINED, shipmentTexts, SUBMIT_NOT_CANCELED, WEB_CANCEL } from './history-text.js';
import { isBackorder, isClosed } from './letter.js';
import type { RecordLetter } from './letter.js';
import type { Effect, Move } from './move.js';

/**
 * What a record makes of a status that the broker tells (Order Broker Status Summary Table; Updates to Order Broker and Order
 * Transaction History).
 *
 * 1. A closed record, and one that waits for the answer to its cancel, hear nothing but the confirmation of a cancel.
 * 2. A status that was told before changes nothing, unless the location changed: the line was routed again.
 * 3. The kind of the record decides: originating records follow the broker; of what the OMS ships itself, only what happens
 *    at the store after its own shipment is told.
 */

/** The record that is told. */
export interface ToldRecord {
  readonly kind: OmsOrderType;
  readonly letter: RecordLetter;
  /** The order line's sequence. */
  readonly line: number;
  /** The fulfilling location as `system/location`; empty before the first answer. */
  readonly fulfilling: string;
  /** The status told last; empty before the first. */
  readonly told: Status | '';
}

/** A line of a status answer. */
export interface ToldStatus {
  readonly status: Status;
  /** The fulfilling location as `system/location`. */
  readonly at: string;
  readonly agent: string;
  readonly tracking: string;
}

/** The settings that decide. */
export interface ToldSettings {
  /** K56 as `system/location`. */
  readonly unfulfillableAt: string;
  /** M73. */
  readonly billsIntransit: boolean;
  /** Whether G11 names a cancel reason. */
  readonly cancelsRejectedPickups: boolean;
  /** The letter of a store pickup that its store rejected. The two tables of the documentation differ. */
  readonly rejectedPickup: 'U' | 'J';
}

/** @returns undefined when nothing changes */
export function moveByStatus(record: ToldRecord, told: ToldStatus, settings: ToldSettings): Move | undefined {
  if (record.kind === 'ship-for-pickup') return shippedHere(record, told, 'Shipped by Broker order');
  if (record.kind === 'retail pickup') return shippedHere(record, told, 'Customer Picked Up');
  // The OMS reports a delivery's end itself, and nothing follows.
  if (record.kind === 'delivery') return undefined;
  if (record.letter === 'Y') return told.status === 'canceled' ? confirmedCancel(record) : undefined;
  if (isClosed(record.letter)) return undefined;
  return record.kind === 'store pickup' ? storePickup(record, told, settings) : backorder(record, told, settings);
}

/** A cancel that the broker tells before its answer arrived. */
const confirmedCancel = (record: ToldRecord): Move => ({
  letter: 'Z',
  history: [lineText(record.line, 'Cancel Acknowledged by Broker')],
  broker: { code: 'D', text: 'canceled' },
  effects: isBackorder(record.kind) ? ['back to backorder'] : [],
});

/** The letter and the text that each status brings; the statuses that are missing change nothing. */
const BACKORDER: Partial<Record<Status, readonly [letter: RecordLetter, text: string]>> = {
  new_order: ['K', 'Acknowledged by Broker'],
  polled: ['P', 'Polled by Broker'],
  accepted: ['A', 'Accepted by Broker'],
  picked: ['A', 'Accepted by Broker'],
  posted: ['O', 'Posted by Broker'],
  intransit: ['T', 'Store Shipped Order'],
  intransit_polled: ['V', 'Intransit Polled by Broker'],
  received: ['S', 'Store Received'],
  partial_fulfilled: ['L', 'Customer Partial Pick Up'],
  fulfilled: ['X', 'Store Shipped Order'],
};
/** Told of ship-for-pickup orders only. */
const AT_PICKUP: ReadonlySet<Status> = new Set(['intransit', 'intransit_polled', 'received', 'partial_fulfilled']);

function backorder(record: ToldRecord, told: ToldStatus, settings: ToldSettings): Move | undefined {
  const broker = { code: 'D' as const, text: told.status };
  if (told.status === 'unfulfillable' || told.at === settings.unfulfillableAt)
    return {
      letter: 'U',
      history: [lineText(record.line, 'Unfulfillable by Broker')],
      broker,
      effects: ['back to backorder'],
    };
  // Nobody here asked for it: a cancel of our own has the letter Y until it is confirmed.
  if (told.status === 'canceled')
    return { letter: 'E', history: [], broker: { code: 'D', text: 'Canceled by another system' }, effects: [] };
  const found = BACKORDER[told.status];
  if (found === undefined || (AT_PICKUP.has(told.status) && record.kind === 'brokered backorder, delivery'))
    return undefined;
  const [letter, text] = found;
  const isRouted = letter === 'K' && told.at !== record.fulfilling && record.fulfilling !== '';
  if (letter === record.letter && !isRouted) return undefined;
  const isShipped = told.status === 'fulfilled' || (AT_PICKUP.has(told.status) && settings.billsIntransit);
  return {
    letter,
    history: historyOf(record, told, text),
    broker,
    effects: isShipped ? ['bill'] : [],
  };
}

function historyOf({ line }: ToldRecord, told: ToldStatus, text: string): string[] {
  const plain = lineText(line, text);
  if (told.status === 'intransit') return shipmentTexts(told.agent, told.tracking, plain);
  return told.status === 'fulfilled'
    ? [plain, ...shipmentTexts(told.agent, told.tracking, '').filter(Boolean)]
    : [plain];
}

const STORE_PICKUP: Partial<Record<Status, readonly [letter: RecordLetter, text: string]>> = {
  new_order: ['K', 'Acknowledged by Broker'],
  polled: ['P', 'Polled by Broker'],
  accepted: ['A', 'Accepted by Broker'],
  picked: ['A', 'Accepted by Broker'],
  posted: ['O', 'Posted by Broker'],
  partial_fulfilled: ['L', 'Customer Partial Pick Up'],
  fulfilled: ['X', 'Shipped by Broker'],
};

function storePickup(record: ToldRecord, told: ToldStatus, settings: ToldSettings): Move | undefined {
  const broker = { code: 'D' as const, text: told.status };
  const canCancel = settings.cancelsRejectedPickups;
  if (told.status === 'unfulfillable' || told.status === 'rejected')
    return {
      letter: settings.rejectedPickup,
      // One rejected line ends the whole order.
      heading: canCancel ? [MAINTAINED, WEB_CANCEL] : [SUBMIT_NOT_CANCELED],
      history: canCancel ? [lineText(record.line, 'Rejected by Store')] : [],
      broker,
      effects: canCancel ? ['cancel order'] : [],
    };
  if (told.status === 'canceled')
    return {
      letter: 'Z',
      heading: canCancel ? [MAINTAINED, WEB_CANCEL] : [],
      history: [lineText(record.line, 'Canceled by Store')],
      broker,
      effects: canCancel ? ['cancel line'] : [],
    };
  // Verified and processed are passed over: the record keeps its letter.
  const found = STORE_PICKUP[told.status];
  if (found === undefined || found[0] === record.letter) return undefined;
  const effects: Effect[] = told.status === 'fulfilled' ? ['bill', 'release holds'] : [];
  return { letter: found[0], history: [lineText(record.line, found[1])], broker, effects };
}

/** Letters of a record whose goods have left for the store. */
const SENT: ReadonlySet<RecordLetter> = new Set(['X', 'L']);

function shippedHere(record: ToldRecord, told: ToldStatus, pickedUp: string): Move | undefined {
  const broker = { code: 'D' as const, text: told.status };
  const isOriginating = record.kind === 'ship-for-pickup';
  if (record.letter === 'Y' && told.status === 'canceled') return confirmedCancel(record);
  if (told.status === record.told) return undefined;
  // The store was notified; there is no letter for it.
  if (isOriginating && told.status === 'accepted' && (record.letter === 'F' || SENT.has(record.letter)))
    return { letter: record.letter, history: [lineText(record.line, 'Accepted by Broker')], broker, effects: [] };
  if (isOriginating && told.status === 'posted' && record.letter === 'F')
    return { letter: 'O', history: [lineText(record.line, 'Posted by Broker')], broker, effects: [] };
  if (told.status === 'canceled' && (SENT.has(record.letter) || (isOriginating && record.letter === 'F')))
    return { letter: 'E', history: [], broker: { code: 'D', text: 'Canceled by another system' }, effects: [] };
  if (!SENT.has(record.letter)) return undefined;
  switch (told.status) {
    case 'received':
      return { letter: 'X', history: [lineText(record.line, 'Store Received')], broker, effects: [] };
    case 'partial_fulfilled':
      return { letter: 'L', history: [lineText(record.line, 'Customer Partial Pick Up')], broker, effects: [] };
    case 'fulfilled':
      return { letter: 'X', history: [lineText(record.line, pickedUp)], broker, effects: [] };
    default:
      return undefined;
  }
}

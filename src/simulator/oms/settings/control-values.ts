import { SHOWN } from './shown-values.js';
import type { ControlForm, ControlRow } from './shown-values.js';

/**
 * The system control values and properties of an OMS that concern an order broker, with default and meaning. Codes are those
 * that users of the OMS know. `acts` says whether the simulator decides by a value; the others are listed because they belong
 * to the integration, and change nothing that a message shows.
 */

export interface ControlValue {
  readonly code: string;
  readonly name: string;
  readonly form: ControlForm;
  readonly choices?: readonly string[];
  /** The largest number. */
  readonly most?: number;
  readonly default: string;
  readonly meaning: string;
  readonly acts: boolean;
}

/** Values that the simulator decides by. */
const ACTING: readonly ControlRow[] = [
  ['K08', 'Send B/O to OROB', 'flag', 'Y', 'Backorders are sent to the broker'],
  [
    'K10',
    'Order Broker Status Update Interval',
    'number',
    '1',
    'Minutes between inquiries about a record in K, O, P or A',
  ],
  ['K11', 'Order Broker Due Date Threshold', 'number', '0', 'Days: a purchase order due within them keeps a line here'],
  ['K12', 'Order Broker Include Ship Complete Orders', 'flag', 'N', 'Orders that ship complete are brokered'],
  ['K13', 'Order Broker Include Coordinate Grouped Orders', 'flag', 'N', 'Orders with coordinate groups are brokered'],
  ['K14', 'Order Broker Include Gift Orders', 'flag', 'N', 'Gift orders are brokered'],
  ['K49', 'OROB Account', 'text', 'LOCATE', 'The destination of messages'],
  ['K50', 'OROB System', 'text', '6', "The OMS's system code at the broker"],
  ['K51', 'OROB Default Location', 'text', '1', 'The location that messages are sent for'],
  [
    'K56',
    'OROB Default Location Code for Unfulfillable Orders',
    'text',
    'UNF',
    'A line at this location is unfulfillable',
  ],
  [
    'K89',
    'Retain Backordered Lines Brokered to OROMS',
    'flag',
    'N',
    'Polled orders are kept although items are backordered',
  ],
  [
    'K91',
    'Order Type for Orders Brokered for Delivery',
    'text',
    'B',
    'With K92: polls are sent, and shipments to stores reported',
  ],
  [
    'K92',
    'Order Type for Retail Pickup Orders Brokered to OROMS',
    'text',
    'P',
    'With K91: polls are sent, and shipments to stores reported',
  ],
  [
    'L02',
    'Order Broker Hold Reason (Cancel)',
    'text',
    'BC',
    'Hold of a polled order that was canceled elsewhere; blank leaves AU',
  ],
  ['L04', 'Re-Polling for Orders Brokered to OROMS', 'flag', 'Y', 'Polled orders in error are reported as polled'],
  [
    'L06',
    'Send Inventory by Warehouse to OROB',
    'flag',
    'N',
    'Polls and pick slips name the location of the warehouse',
  ],
  [
    'L10',
    'Hold Reason for Errored Ship for Pickup Orders',
    'text',
    'SE',
    'Hold of an order whose pick slip the broker refused',
  ],
  ['L56', 'Use Split Order', 'flag', 'Y', 'One message for an order, and updates line by line'],
  ['L60', 'Payment at POS for Ship for Pickup Orders', 'flag', 'N', 'The balance is due at the store'],
  ['L86', 'Cancel Reason (Pick In)', 'text', '', 'A voided pick slip cancels the line with this reason'],
  ['L89', 'Create Separate Picks for Ship for Pickup Orders', 'flag', 'N', 'A pick slip and an order for each line'],
  [
    'M05',
    'Use OROB Status Inquiry List Web Service',
    'choice',
    'CANCELED',
    'How pick slips ask for canceled lines: NO, CANCELED or ALL',
  ],
  ['M16', 'Payment at POS for Store Pickup', 'flag', 'N', 'The balance is due at the store, and no hold is sent'],
  ['M18', 'Send Held Orders to OROB', 'flag', 'N', 'Held backorders are sent, under review'],
  ['M31', 'Use OROB for Fulfillment Assignment', 'flag', 'N', 'Every eligible line is brokered, backordered or not'],
  [
    'M32',
    'Originating Location to Pass to OROB',
    'text',
    '1',
    'Location that orders with M31 or ship-for-pickup are placed at',
  ],
  [
    'M33',
    'Order Type for Delivery Orders Originating in OROMS',
    'text',
    'D',
    'Order type of deliveries that the OMS itself placed',
  ],
  [
    'M34',
    'Use OROB for Ship for Pickup Fulfillment Assignment',
    'choice',
    'NEVER',
    'ALWAYS: ship-for-pickup is brokered; NEVER: sent with the pick slip',
  ],
  [
    'M35',
    'Order Type for Retail Pickup Orders Originating in OROMS',
    'text',
    'R',
    'Order type of retail pickups that the OMS itself placed',
  ],
  [
    'M73',
    'Invoice Ship For Pickup Order Once Intransit',
    'flag',
    'N',
    'Brokered ship-for-pickup is invoiced when it is in transit',
  ],
  [
    'G11',
    'Cancel Reason (Rejected Store Pickup Orders)',
    'text',
    'RJ',
    'Reason of cancels after a refusal; blank leaves the order open',
  ],
  ['C20', 'Auto Soldout Cancel Reason', 'text', 'SO', 'Reason of a reject of a line that is sold out'],
  ['OROB_MESSAGE_VERSION', 'Message version', 'text', '19.0', 'From 16.0 ship-for-pickup, from 19.0 shipment dates'],
  [
    'OROB_MAXIMUM_STATUS_LIST_REQUEST_ORDERS',
    'Orders in a list',
    'number',
    '500',
    'Request ids in one inquiry, at most 1000',
  ],
  ['OROB_LIMITED_STATUS_BEG_TIME', 'Daily window from', 'time', '00:00', 'Start of the daily inquiries, UTC'],
  ['OROB_LIMITED_STATUS_END_TIME', 'Daily window to', 'time', '23:59', 'End of the daily inquiries, UTC'],
  ['BROKER_DELAY', 'Outbound delay of BROKER', 'number', '60', 'Seconds between two runs'],
  ['BROKER_ORD_DELAY', 'Outbound delay of BROKER_ORD', 'number', '60', 'Seconds between two runs'],
  [
    'SIM_REJECTED_PICKUP',
    'Rejected store pickup',
    'choice',
    'U',
    'Letter of a store pickup that its store rejected: U or J',
  ],
  ['SIM_HOLD_PERCENT', 'Polled orders held', 'number', '0', 'Percent of polled orders that get on hold'],
  ['SIM_ERROR_PERCENT', 'Polled orders in error', 'number', '0', 'Percent of polled orders with an error'],
  ['SIM_BACKORDER_PERCENT', 'Polled orders backordered', 'number', '0', 'Percent of polled orders without stock'],
  ['SIM_SEED', 'Seed', 'number', '1', 'Decides which orders these are'],
];

const CHOICES: Readonly<Record<string, readonly string[]>> = {
  M05: ['NO', 'CANCELED', 'ALL'],
  M34: ['NEVER', 'ALWAYS'],
  I39: ['MI', 'KM'],
  SIM_REJECTED_PICKUP: ['U', 'J'],
};
const MOST: Readonly<Record<string, number>> = {
  OROB_MAXIMUM_STATUS_LIST_REQUEST_ORDERS: 1000,
  SIM_HOLD_PERCENT: 100,
  SIM_ERROR_PERCENT: 100,
  SIM_BACKORDER_PERCENT: 100,
};
/** No interval is longer than a year of seconds. */
export const LARGEST = 31_536_000;

const valueOf =
  (acts: boolean) =>
  ([code, name, form, fallback, meaning]: ControlRow): ControlValue => ({
    code,
    name,
    form,
    default: fallback,
    meaning,
    acts,
    ...(CHOICES[code] === undefined ? {} : { choices: CHOICES[code] }),
    ...(form === 'number' ? { most: MOST[code] ?? LARGEST } : {}),
  });

/** All of them, those that the simulator decides by first. */
export const CONTROL_VALUES: readonly ControlValue[] = [...ACTING.map(valueOf(true)), ...SHOWN.map(valueOf(false))];

export const CONTROL_BY_CODE: ReadonlyMap<string, ControlValue> = new Map(
  CONTROL_VALUES.map((value) => [value.code, value]),
);

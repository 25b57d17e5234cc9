/** What a value may be. */
export type ControlForm = 'flag' | 'number' | 'text' | 'choice' | 'time';

/** Code, name, form, default and meaning. */
export type ControlRow = readonly [code: string, name: string, form: ControlForm, fallback: string, meaning: string];

/** Values that no message of the simulator depends on. */
export const SHOWN: readonly ControlRow[] = [
  ['K90', 'Order Broker Error Batch Number', 'number', '1', 'Batch of polled orders in error'],
  ['K93', 'Order Broker Source Code', 'text', 'OROB', 'Source code of polled orders'],
  ['K94', 'Order Broker Ship Via', 'text', '1', 'Ship via of polled orders without one'],
  ['K95', 'Order Broker Price Override', 'text', 'B', 'Price override reason of polled lines'],
  [
    'K96',
    'Sold to Email Update for Orders Brokered to OROMS',
    'flag',
    'N',
    "A polled order updates the customer's e-mail address",
  ],
  [
    'K97',
    'Sold to Address Update for Orders Brokered to OROMS',
    'flag',
    'N',
    "A polled order updates the customer's address",
  ],
  ['K98', 'Order Broker Payment Type', 'text', '20', 'Pay type of polled orders'],
  ['L01', 'Ship Complete for Orders Brokered to OROMS', 'flag', 'N', 'Polled orders ship complete'],
  ['L03', 'Gift Flag for Orders Brokered to OROMS', 'flag', 'N', 'Polled orders are gifts'],
  ['A77', 'Default Ship Via', 'text', '1', 'Ship via where nothing else names one'],
  [
    'D67',
    'Evaluate Special Handling Charges by Order Line',
    'flag',
    'N',
    'Charges of customizations count for each unit',
  ],
  ['L15', 'Order Type for Special Orders', 'text', '', 'Order type of special ship-for-pickup orders'],
  ['L09', 'Name in OROB for Point of Sale', 'text', 'STC', 'System code of the stores without a cross reference'],
  ['L16', 'Pay Type for Special Orders', 'text', '', 'Pay type of special ship-for-pickup orders'],
  ['L33', 'Store Pickup Order Type', 'text', 'S', 'Order type of store pickups'],
  ['I38', 'Use Merchandise Locator', 'flag', 'Y', 'Stores are searched'],
  ['I39', 'Merchandise Locator Distance Measurement', 'choice', 'MI', 'Unit of a search: MI or KM'],
  ['I40', 'Default Search Within Radius', 'number', '50', 'Radius of a search'],
  ['L63', 'Use Streamlined Allocation', 'flag', 'N', 'Pick slips are allocated in one pass'],
  ['L88', 'Suppress Returns for Retail Pickup/Delivery', 'flag', 'Y', 'No returns against fulfilling orders'],
  ['M71', 'Send ORCE Customer ID to OROB', 'flag', 'N', 'The customer number sent is that of customer engagement'],
  [
    'M72',
    'ORCE Customer ID in OROB Fulfillment',
    'flag',
    'N',
    'The customer number received is that of customer engagement',
  ],
  ['L37', 'ORCE Customer Integration', 'flag', 'N', 'Customers are kept in customer engagement'],
  [
    'E39',
    'Create Item Transaction History for Non-Inventory Items',
    'flag',
    'N',
    'A brokered shipment writes an item transaction',
  ],
  ['B14', 'Tax on Freight', 'flag', 'N', 'Freight is taxed'],
  ['E55', 'Price Override Limit Percent', 'number', '0', 'Largest price override'],
  ['L32', 'Calculate Freight for Store Pickup Orders', 'flag', 'N', 'Store pickups have freight'],
  [
    'L48',
    'Store Pickup Confirmation Email Program',
    'text',
    '',
    'Program that tells a customer that a pickup is ready',
  ],
];

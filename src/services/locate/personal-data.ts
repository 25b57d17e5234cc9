import { maskXml } from '../../platform/xml/mask.js';
import type { MaskRule } from '../../platform/xml/mask.js';
import { SCHEMA } from './contract.js';

/**
 * Where personal data stands in the contract, said the safe way round: what is known to hold none may be shown, all
 * else may not. A field that is new in the schema is hidden until it is named here.
 *
 * 1. fields of text are shown when they are named below: codes, numbers of orders and goods, dates, statuses;
 * 2. fields that the schema types as numbers, if only in one place (request_id, qty), are shown as long as what stands
 *    in them is a number, for a message may be in the log because it was not valid;
 * 3. hidden are names, addresses, phones, e-mails, tender accounts, customer numbers and employees, and everything
 *    written for people to read (instructions, messages, notes, the texts of refusals, which quote what was sent);
 * 4. an envelope's header is hidden as a whole: credentials stand there.
 *
 * It goes by local names, so that it holds in both namespaces, with and without prefix, and for attributes alike.
 */
const SHOWN_TEXTS: ReadonlySet<string> = new Set([
  // message_header
  'datetime',
  'version',
  'source',
  'destination',
  'xaction_response',
  'xaction_type',
  'message_type',
  // places
  'system_cd',
  'location_cd',
  'system_code',
  'location_code',
  'request_system_cd',
  'request_location_cd',
  'originating_system_cd',
  'originating_location_cd',
  'originating_location_description',
  'fulfilling_system_cd',
  'fulfilling_location_cd',
  'fulfillment_system_cd',
  'fulfillment_location_cd',
  'response_fulfillment_system_cd',
  'response_fulfillment_location_cd',
  'locationname',
  // orders
  'original_request_id',
  'order_id',
  'transaction_no',
  'ref_transaction_no',
  'fulfillment_id',
  'transaction_type_id',
  'transaction_date',
  'order_date',
  'transaction_channel',
  'transaction_status',
  'order_status',
  'status',
  'source_code',
  'currency',
  'ship_via',
  'ship_via_description',
  'gift',
  'ship_complete',
  'split_order',
  'under_review',
  'order_action_response',
  // lines
  'line_item_status',
  'item_status',
  'status_date',
  'shipment_date',
  'shipping_agent',
  'tracking_number',
  'order_status_reason_code',
  'item_status_reason_code',
  'order_line_gift_wrap',
  'order_line_ship_alone',
  'customization_code',
  'tender_description',
  // goods and stock
  'item_id',
  'item_upc_cd',
  'item_ean_cd',
  'product_code',
  'system_product_code',
  'master_style_code',
  'item_description',
  'class',
  'department',
  'sub_class',
  'available_qty',
  'next_po_qty',
  'next_po_date',
  'po_dt',
  'maximum_available',
  'satisfied_request',
  // questions and answers
  'fulfillment_type',
  'type',
  'distance',
  'distance_unit',
  'range_distance',
  'range_unit',
  'unit',
  'response_type',
  'status_condition',
  'response_cd',
]);

/** What the edge itself writes into a fault, and nothing that a caller sent. */
const SHOWN_IN_FAULTS: ReadonlySet<string> = new Set(['faultcode', 'Value', 'key', 'correlationId', 'line', 'column']);

const NUMBER = /^\s*[-+]?[\d.]{1,30}(?:[Ee][-+]?\d{1,3})?\s*$/;

const numbers: ReadonlySet<string> = new Set(
  [...SCHEMA.types.values()]
    .flatMap((type) => [
      ...type.attributes.map(({ name, type: simple }) => ({ name, simple })),
      ...type.elements.flatMap(({ name, type: reference }) =>
        'simple' in reference ? [{ name, simple: reference.simple }] : [],
      ),
    ])
    .filter(({ simple }) => simple !== 'string')
    .map(({ name }) => name),
);

const inRequests: MaskRule = {
  shows: (name, value) => SHOWN_TEXTS.has(name) || (numbers.has(name) && NUMBER.test(value)),
  seals: (name, depth) => name === 'Header' && depth === 2,
};
const inResponses: MaskRule = {
  ...inRequests,
  shows: (name, value) => inRequests.shows(name, value) || SHOWN_IN_FAULTS.has(name),
};
const onlyHeaders: MaskRule = { ...inRequests, shows: () => true };

/**
 * A message without personal data, fit to be read.
 * @param text a whole message that was parsed: a caller's, or one that the broker wrote
 * @returns undefined when it cannot be masked for certain
 */
export function maskPersonalData(text: string, kind: 'request' | 'response'): string | undefined {
  return maskXml(text, kind === 'request' ? inRequests : inResponses);
}

/** A message as it was sent, but for the header of its envelope: credentials are never kept. */
export function maskCredentials(text: string): string | undefined {
  return maskXml(text, onlyHeaders);
}

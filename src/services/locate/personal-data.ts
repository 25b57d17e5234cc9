import { maskXml } from '../../platform/xml/mask.js';
import type { MaskRule } from '../../platform/xml/mask.js';
import { SCHEMA } from './contract.js';

/**
 * Which fields of the contract may be shown in logs, as an allowlist: fields known to contain no personal data are shown,
 * all others are masked. A field that is new in the schema is masked until it is named here.
 *
 * 1. text fields are shown when they are named below: codes, order and product numbers, dates, statuses;
 * 2. fields that the schema types as numbers, even if only in one type (request_id, qty), are shown when their value is a
 *    number: a message may be in the log because it was invalid;
 * 3. masked are names, addresses, phones, e-mails, tender accounts, customer numbers and employees, and all text written for
 *    people (instructions, messages, notes, and the descriptions of rejections, which quote the request);
 * 4. the SOAP header is masked as a whole, because it contains credentials.
 *
 * Fields are identified by local name, so the rules apply in both namespaces, with and without prefix, and to attributes too.
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
  // locations
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
  // products and stock
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
  // requests and responses
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

/** Elements and attributes of a fault whose values never come from the caller. */
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
  masksAll: (name, depth) => name === 'Header' && depth === 2,
};
const inResponses: MaskRule = {
  ...inRequests,
  shows: (name, value) => inRequests.shows(name, value) || SHOWN_IN_FAULTS.has(name),
};
const onlyHeaders: MaskRule = { ...inRequests, shows: () => true };

/**
 * Masks the personal data in a message.
 * @param text a whole message: a request that was parsed, or a response of the broker
 * @returns undefined when it cannot be masked reliably
 */
export function maskPersonalData(text: string, kind: 'request' | 'response'): string | undefined {
  return maskXml(text, kind === 'request' ? inRequests : inResponses);
}

/** A message as it was sent except for its SOAP header: credentials are never kept. */
export function maskCredentials(text: string): string | undefined {
  return maskXml(text, onlyHeaders);
}

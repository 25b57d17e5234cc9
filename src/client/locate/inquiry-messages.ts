import { locationPart, messageHeader } from './messages.js';
import type { AccountOptions, LocationRef, MessagePart, SenderOptions } from './messages.js';

/** The StatusRequest for one order. */
export const statusRequestMessage = (requestId: string, options: SenderOptions): MessagePart => ({
  status_request_message: {
    message_header: messageHeader('StatusRequest', options),
    message_body: {
      lookup_data: {
        attributes: { order_id: '', request_id: requestId },
        ref_transaction_no: '',
        employee_id: '',
        store_location: locationPart(options.as),
      },
    },
  },
});

/** The StatusListRequest for several orders, optionally limited to some statuses. */
export const statusListMessage = (
  requestIds: readonly string[],
  options: SenderOptions,
  statuses: readonly string[] = [],
): MessagePart => ({
  status_list_request_message: {
    message_header: messageHeader('StatusListRequest', options),
    message_body: {
      lookup_data: {
        attributes: { response_type: 'SUMMARY', status_condition: 'EQ' },
        ref_transaction_no: '',
        employee_id: '',
        store_location: locationPart(options.as),
        request_ids: { request_ids: requestIds.map((id) => ({ attributes: { request_id: id } })) },
        ...(statuses.length === 0
          ? {}
          : { statuses: { statuses: statuses.map((status) => ({ attributes: { status } })) } }),
      },
    },
  },
});

/** A poll by a location: Fulfillments for lines to fulfill, Intransit for lines in transit to it. */
export function pollMessage(
  operation: 'Fulfillments' | 'Intransit',
  location: LocationRef,
  options: AccountOptions,
): MessagePart {
  return {
    [operation === 'Intransit' ? 'intransit_request_message' : 'fulfillment_request_message']: {
      message_header: messageHeader(operation, options),
      message_body: { store_location: locationPart(location) },
    },
  };
}

const PERSON = ['company', 'first_name', 'last_name', 'province', 'postal', 'country', 'phone', 'email'];

/** The attributes that an OrderSearch can search by. */
export const SEARCH_CRITERIA: readonly string[] = [
  'order_id',
  'request_id',
  'order_date',
  ...['sold_to', 'ship_to'].flatMap((role) => PERSON.map((field) => `${role}_${field}`)),
];

/** What to search for. */
export interface OrderSearch {
  /** Values by the names in SEARCH_CRITERIA. */
  readonly criteria: Readonly<Record<string, string>>;
  readonly refTransactionNo: string;
  /** The largest number of orders to return; absent: the broker's limit. */
  readonly maxResponses?: string | undefined;
}

export const orderSearchMessage = (search: OrderSearch, options: SenderOptions): MessagePart => ({
  order_search_request_message: {
    message_header: messageHeader('OrderSearch', options),
    message_body: {
      lookup_data: {
        attributes: search.criteria,
        ref_transaction_no: search.refTransactionNo,
        employee_id: '',
        ...(search.maxResponses === undefined ? {} : { max_no_responses: search.maxResponses }),
        store_location: locationPart(options.as),
      },
    },
  },
});

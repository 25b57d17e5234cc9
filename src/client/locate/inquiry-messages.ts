import type { MessagePart } from './locate-client.js';
import { messageHeader, place } from './messages.js';
import type { AccountOptions, Place, SenderOptions } from './messages.js';

/** The StatusRequest for one order. */
export const statusRequestMessage = (requestId: string, options: SenderOptions): MessagePart => ({
  status_request_message: {
    message_header: messageHeader('StatusRequest', options),
    message_body: {
      lookup_data: {
        attributes: { order_id: '', request_id: requestId },
        ref_transaction_no: '',
        employee_id: '',
        store_location: place(options.as),
      },
    },
  },
});

/** The StatusListRequest for several orders, in any of the statuses if some are given. */
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
        store_location: place(options.as),
        request_ids: { request_ids: requestIds.map((id) => ({ attributes: { request_id: id } })) },
        ...(statuses.length === 0
          ? {}
          : { statuses: { statuses: statuses.map((status) => ({ attributes: { status } })) } }),
      },
    },
  },
});

/** A poll of a location: Fulfillments for what it is to fulfill, Intransit for what is on its way to it. */
export function pollMessage(
  operation: 'Fulfillments' | 'Intransit',
  asking: Place,
  options: AccountOptions,
): MessagePart {
  return {
    [operation === 'Intransit' ? 'intransit_request_message' : 'fulfillment_request_message']: {
      message_header: messageHeader(operation, options),
      message_body: { store_location: place(asking) },
    },
  };
}

import type { LocateOperation } from '../operation.js';
import { answerPoll } from './polled-orders.js';

/** Gives a polling location its new orders. docs/reference/locate-contract.md (b) Fulfillments. */
export const fulfillments: LocateOperation<'Fulfillments'> = {
  name: 'Fulfillments',
  group: 'Locate',
  header: (request) => request.fulfillment_request_message?.message_header,
  speaksFor: (request) => request.fulfillment_request_message?.message_body.store_location.system_cd,
  canSalvage: true,
  async answer(request, context) {
    const poll = request.fulfillment_request_message;
    if (poll === null || poll === undefined) return { payload: {} };
    const { message, ...outcome } = await answerPoll('fulfillments', poll, context);
    return { payload: { fulfillment_response_message: message }, ...outcome };
  },
};

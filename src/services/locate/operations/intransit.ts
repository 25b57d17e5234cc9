import type { LocateOperation } from '../operation.js';
import { answerPoll } from './polled-orders.js';

/** Gives a pickup location the orders in transit to it. Shaped like Fulfillments; introduced in message version 16.0, but older versions are answered too. */
export const intransit: LocateOperation<'Intransit'> = {
  name: 'Intransit',
  group: 'Locate',
  header: (request) => request.intransit_request_message?.message_header,
  speaksFor: (request) => request.intransit_request_message?.message_body.store_location.system_cd,
  canSalvage: true,
  async answer(request, context) {
    const poll = request.intransit_request_message;
    if (poll === null || poll === undefined) return { payload: {} };
    const { message, ...outcome } = await answerPoll('intransit', poll, context);
    return { payload: { intransit_response_message: message }, ...outcome };
  },
};

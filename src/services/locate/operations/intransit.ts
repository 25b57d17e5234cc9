import type { LocateOperation } from '../operation.js';
import { answerPoll } from './polled-orders.js';

/** Tells a pickup location what is on its way to it. Shaped like Fulfillments; came with message version 16.0, and older ones are answered all the same. */
export const intransit: LocateOperation<'Intransit'> = {
  name: 'Intransit',
  group: 'Locate',
  header: (request) => request.intransit_request_message?.message_header,
  speaksFor: (request) => request.intransit_request_message?.message_body.store_location.system_cd,
  async answer(request, { broker }) {
    const asked = request.intransit_request_message;
    if (asked === null || asked === undefined) return { payload: {} };
    const { message, ...outcome } = await answerPoll('intransit', asked, broker);
    return { payload: { intransit_response_message: message }, ...outcome };
  },
};

import { reviewOrder } from '../broker/review-order.js';
import { describeFaults, RESPONSE_CODES } from '../domain/response-code.js';
import { answerHeader } from './header.js';
import type { LocateOperation } from './operation.js';

/** Puts an order under review or releases it. locate-contract (b) OrderUpdate. A refused one is `FAILED`. */
export const orderUpdate: LocateOperation<'OrderUpdate'> = {
  name: 'OrderUpdate',
  header: (request) => request.order_update_request_message?.message_header,
  async answer(request, { broker }) {
    const message = request.order_update_request_message;
    if (message === null || message === undefined) return { payload: {} };
    const { order } = message.message_body;
    const caller = order.store_location;
    const result = await reviewOrder(broker, {
      requestId: order.request_id,
      orderId: order.order_id,
      caller: caller?.system_cd === undefined || caller.system_cd === '' ? undefined
        : { systemCd: caller.system_cd, locationCd: caller.location_cd ?? '' },
      employeeId: order.employee_id,
      underReview: order.under_review,
    });
    const { code, description } = result.updated
      ? { code: RESPONSE_CODES.reviewed.code, description: RESPONSE_CODES.reviewed.text } : describeFaults(result.faults);
    return {
      payload: {
        order_update_response_message: {
          message_header: answerHeader(message.message_header, result.updated, broker.clock()),
          message_body: { response: { request_id: result.requestId, response_code: code, response_description: description } },
        },
      },
      responseCode: code,
      requestId: result.requestId,
    };
  },
};

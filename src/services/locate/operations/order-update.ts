import { reviewOrder } from '../../../broker/orders/review-order.js';
import { describeRejections } from '../../../broker/describe-rejections.js';
import { RESPONSE_CODES } from '../../../domain/response-code.js';
import { callerOf } from '../caller.js';
import { answerHeader } from '../header.js';
import type { LocateOperation } from '../operation.js';

/** Puts an order under review or releases it. docs/reference/locate-contract.md (b) OrderUpdate. A rejected one is `FAILED`. */
export const orderUpdate: LocateOperation<'OrderUpdate'> = {
  name: 'OrderUpdate',
  group: 'Locate',
  header: (request) => request.order_update_request_message?.message_header,
  speaksFor: (request) => request.order_update_request_message?.message_body.order.store_location?.system_cd,
  async answer(request, { broker, speaksFor }) {
    const message = request.order_update_request_message;
    if (message === null || message === undefined) return { payload: {} };
    const { order } = message.message_body;
    const result = await reviewOrder(broker, {
      requestId: order.request_id,
      orderId: order.order_id,
      caller: callerOf(order.store_location, speaksFor),
      employeeId: order.employee_id,
      underReview: order.under_review,
    });
    const { code, description } = result.updated
      ? { code: RESPONSE_CODES.reviewed.code, description: RESPONSE_CODES.reviewed.text }
      : describeRejections(result.rejections);
    return {
      payload: {
        order_update_response_message: {
          message_header: answerHeader(message.message_header, result.updated, broker.clock()),
          message_body: {
            response: { request_id: result.requestId, response_code: code, response_description: description },
          },
        },
      },
      responseCode: code,
      requestId: result.requestId,
    };
  },
  refuse({ order_update_request_message: message }, { code, description }, now) {
    if (message === null || message === undefined) return {};
    const requestId = Number(message.message_body.order.request_id) || 0;
    return {
      order_update_response_message: {
        message_header: answerHeader(message.message_header, code === 0, now),
        message_body: { response: { request_id: requestId, response_code: code, response_description: description } },
      },
    };
  },
};

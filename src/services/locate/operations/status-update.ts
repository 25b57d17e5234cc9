import { updateStatus } from '../../../broker/orders/update-status.js';
import { describeRejections } from '../../../broker/describe-rejections.js';
import { RESPONSE_CODES } from '../../../domain/response-code.js';
import { asUtc } from '../../../domain/time/wire-date.js';
import type { ItemUpdate } from '../../../broker/orders/update-status-command.js';
import { callerOf } from '../caller.js';
import { answerHeader } from '../header.js';
import type { StatusUpdateRequestMessageItemTypeBean } from '../messages.js';
import type { LocateOperation } from '../operation.js';

/** Changes the status of an order or of some of its lines. docs/reference/locate-contract.md (b) StatusUpdate. A rejected one is `FAILED`. */
export const statusUpdate: LocateOperation<'StatusUpdate'> = {
  name: 'StatusUpdate',
  group: 'Locate',
  header: (request) => request.status_update_request_message?.message_header,
  speaksFor: (request) => request.status_update_request_message?.message_body.order.store_location?.system_cd,
  async answer(request, { broker, speaksFor, messageId }) {
    const message = request.status_update_request_message;
    if (message === null || message === undefined) return { payload: {} };
    const { order } = message.message_body;
    const result = await updateStatus(broker, {
      requestId: order.request_id,
      sentAt: message.message_header.datetime,
      caller: callerOf(order.store_location, speaksFor),
      employeeId: order.employee_id,
      status: order.order_status,
      reason: { code: order.order_status_reason_code ?? '', note: order.order_status_reason_note ?? '' },
      items: (order.items?.item ?? []).map((item) => ({
        lineNo: item.line_no,
        quantity: item.item_qty,
        status: item.item_status,
        reason: { code: item.item_status_reason_code ?? '', note: item.item_status_reason_note ?? '' },
        shippingAgent: item.shipping_agent,
        trackingNumber: item.tracking_number,
        statusDate: asUtc(item.status_date ?? ''),
        ...namedLine(item),
      })),
      ...(messageId === undefined ? {} : { messageId }),
    });
    const { code, description } = result.updated
      ? { code: RESPONSE_CODES.updated.code, description: RESPONSE_CODES.updated.text }
      : describeRejections(result.rejections);
    return {
      payload: {
        generic_response_message: {
          message_header: answerHeader(message.message_header, result.updated, broker.clock()),
          message_body: {
            response: {
              order_id: order.order_id,
              request_id: result.requestId,
              response_code: code,
              line_no: result.lineNo,
              response_description: description,
            },
          },
        },
      },
      responseCode: code,
      requestId: result.requestId,
      orderId: order.order_id,
    };
  },
  refuse({ status_update_request_message: message }, { code, description }, now) {
    if (message === null || message === undefined) return {};
    const { order_id, request_id } = message.message_body.order;
    const response = {
      order_id,
      request_id: Number(request_id) || 0,
      response_code: code,
      line_no: 0,
      response_description: description,
    };
    return {
      generic_response_message: {
        message_header: answerHeader(message.message_header, code === 0, now),
        message_body: { response },
      },
    };
  },
};

/** How an item without a line number names its line; an item with neither is for the whole order. */
function namedLine(item: StatusUpdateRequestMessageItemTypeBean): Pick<ItemUpdate, 'named'> {
  const { item_id: itemId, requesting_system_line_no: requestingLineNo } = item;
  const isNamed = item.line_no === 0 && (itemId.trim() !== '' || requestingLineNo !== 0);
  return isNamed ? { named: { itemId, requestingLineNo } } : {};
}

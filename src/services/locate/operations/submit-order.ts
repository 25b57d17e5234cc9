import type { SubmitLine, SubmitOrderCommand } from '../../../broker/orders/submit-order-command.js';
import { submitOrder as submit } from '../../../broker/orders/submit-order.js';
import type { SubmitOrderResult } from '../../../broker/orders/submit-order.js';
import { describeRejections } from '../../../broker/describe-rejections.js';
import { RESPONSE_CODES } from '../../../domain/response-code.js';
import { parseOrderType } from '../../../domain/values/order-type.js';
import { asUtc } from '../../../domain/time/wire-date.js';
import { answerHeader } from '../header.js';
import type {
  SubmitOrderRequestMessageTransactionHeaderTypeBean,
  SubmitOrderRequestTransactionDetailTypeBean,
  SubmitOrderResponseMessageResponseTypeBean,
} from '../messages.js';
import type { LocateOperation } from '../operation.js';
import { decodeCustomer } from '../shared-structures.js';

/** Accepts an order. docs/reference/locate-contract.md (b) SubmitOrder. */
export const submitOrder: LocateOperation<'SubmitOrder'> = {
  name: 'SubmitOrder',
  group: 'Locate',
  header: (request) => request.order_request_message?.message_header,
  speaksFor: (request) =>
    request.order_request_message?.message_body.transactions.transaction_header.store_location?.system_cd,
  async answer(request, { broker, speaksFor }) {
    const message = request.order_request_message;
    if (message === null || message === undefined) return { payload: {} };
    const transaction = message.message_body.transactions.transaction_header;
    const result = await submit(broker, decodeCommand(transaction, speaksFor));
    const response = encodeResponse(transaction.order_id, result);
    return {
      payload: {
        generic_response_message: {
          message_header: answerHeader(message.message_header, result.accepted, broker.clock()),
          message_body: { response },
        },
      },
      responseCode: response.response_code,
      requestId: response.request_id,
      orderId: transaction.order_id,
    };
  },
  refuse({ order_request_message: message }, { code, description }, now) {
    if (message === null || message === undefined) return {};
    const response = {
      order_id: message.message_body.transactions.transaction_header.order_id,
      request_id: 0,
      response_code: code,
      response_description: description,
      response_fulfillment_system_cd: '',
      response_fulfillment_location_cd: '',
    };
    return {
      generic_response_message: {
        message_header: answerHeader(message.message_header, code === 0, now),
        message_body: { response },
      },
    };
  },
};

/**
 * Decodes an order message into the broker's command.
 * @param speaksFor the system of a message that names none
 */
export function decodeCommand(
  header: SubmitOrderRequestMessageTransactionHeaderTypeBean,
  speaksFor = '',
): SubmitOrderCommand {
  const type = header.transaction_type_id;
  return {
    type,
    transactionNo: header.transaction_no,
    orderId: header.order_id,
    refTransactionNo: header.ref_transaction_no ?? '',
    underReview: header.under_review ?? '',
    requestingLocation: {
      systemCd: header.store_location?.system_cd || speaksFor,
      locationCd: header.store_location?.location_cd ?? '',
    },
    pickupLocation: {
      systemCd: header.shipforpickup_location?.system_cd ?? '',
      locationCd: header.shipforpickup_location?.location_cd ?? '',
    },
    amounts: {
      transaction_subtotal: header.transaction_subtotal,
      transaction_tax: header.transaction_tax,
      transaction_total: header.transaction_total,
      freight_amount: header.freight_amount ?? '',
      balance_due: header.balance_due ?? '',
      order_additional_freight_charges: header.order_additional_freight_charges ?? '',
      order_additional_charges: header.order_additional_charges ?? '',
      freight_tax: header.freight_tax ?? '',
    },
    details: {
      employeeId: header.employee_id,
      transactionDate: asUtc(header.transaction_date),
      channel: header.transaction_channel,
      specialInstructions: header.special_instructions ?? '',
      shipVia: header.ship_via ?? '',
      shipViaDescription: header.ship_via_description ?? '',
      gift: header.gift ?? '',
      sourceCode: header.source_code ?? '',
      currency: header.currency ?? '',
      shipComplete: header.ship_complete ?? '',
      orderMessage: header.order_message ?? '',
      giftMessage: header.gift_message ?? '',
      soldTo: decodeCustomer(header.sold_to_customer),
    },
    tenders: (header.transaction_tenders?.transaction_tender ?? []).map((tender) => ({
      lineItemNo: tender.line_item_no,
      description: tender.tender_description,
      amount: tender.tender_amount,
      account: tender.tender_account ?? '',
    })),
    lines: (header.transaction_details?.transaction_detail ?? []).map((detail) =>
      decodeLine(detail, parseOrderType(type) === 'PICKUP'),
    ),
  };
}

/** @param pickup a store pickup order stores no ship-to: it only repeats the store's address */
function decodeLine(detail: SubmitOrderRequestTransactionDetailTypeBean, pickup: boolean): SubmitLine {
  return {
    lineItemNo: detail.line_item_no,
    location: { systemCd: detail.system_cd, locationCd: detail.location_cd },
    itemId: detail.item_id,
    quantity: detail.qty,
    unitPrice: detail.unit_price,
    extendedFreight: detail.order_line_extended_freight ?? '',
    customizationCharge: detail.order_line_customization_charge ?? '',
    shipWeight: detail.order_line_ship_weight ?? '',
    taxes: (detail.taxes?.tax ?? []).map((tax) => ({
      description: tax.description,
      lineItemNo: tax.line_item_no,
      amount: tax.amount,
    })),
    shipTo: pickup ? null : decodeCustomer(detail.ship_to),
    customizations: (detail.customizations?.customization ?? []).map((one) => ({
      code: one.customization_code,
      message: one.customization_message,
    })),
    details: {
      specialInstructions: detail.special_instructions ?? '',
      upc: detail.item_upc_cd ?? '',
      ean: detail.item_ean_cd ?? '',
      giftWrap: detail.order_line_gift_wrap ?? '',
      shipAlone: detail.order_line_ship_alone ?? '',
      message: detail.order_line_message ?? '',
    },
  };
}

function encodeResponse(orderId: string, result: SubmitOrderResult): SubmitOrderResponseMessageResponseTypeBean {
  if (!result.accepted) {
    const { code, description } = describeRejections(result.rejections);
    return {
      order_id: orderId,
      request_id: result.requestId ?? 0,
      response_code: code,
      response_description: description,
      response_fulfillment_system_cd: '',
      response_fulfillment_location_cd: '',
    };
  }
  const first = result.lines[0]?.location;
  const sameLocation = result.lines.every((line) => line.location === first);
  return {
    order_id: orderId,
    request_id: result.requestId,
    response_code: RESPONSE_CODES.acknowledged.code,
    response_description: RESPONSE_CODES.acknowledged.text,
    // A single location for the whole order is named here too; with several, only the lines name them.
    response_fulfillment_system_cd: sameLocation ? (first?.system.systemCd ?? '') : '',
    response_fulfillment_location_cd: sameLocation ? (first?.locationCd ?? '') : '',
    fulfillment_details: {
      fulfillment_detail: result.lines.map((line) => ({
        fulfillment_qty: line.quantity,
        fulfillment_location_cd: line.location.locationCd,
        fulfillment_system_cd: line.location.system.systemCd,
        item_id: line.itemId,
        requesting_system_line_no: line.requestingLineNo,
        line_no: line.lineNo,
      })),
    },
  };
}

import { updateProduct } from '../../../broker/inventory/update-product.js';
import { describeRejections } from '../../../broker/describe-rejections.js';
import { RESPONSE_CODES } from '../../../domain/response-code.js';
import { answerHeader } from '../header.js';
import type { LocateOperation } from '../operation.js';

/**
 * Creates or changes a product of a system and its stock. docs/reference/locate-contract.md (b) ProductUpdate.
 * Neither header has attributes: only the code tells whether the update was made, and made completely.
 */
export const productUpdate: LocateOperation<'ProductUpdate'> = {
  name: 'ProductUpdate',
  group: 'Admin',
  header: (request) => request.product_update_request_message?.message_header,
  speaksFor: (request) => request.product_update_request_message?.message_body.system_product.system_code,
  async answer(request, { broker, speaksFor }) {
    const message = request.product_update_request_message;
    if (message === null || message === undefined) return { payload: {} };
    const product = message.message_body.system_product;
    const result = await updateProduct(broker, {
      systemCd: product.system_code || speaksFor,
      itemId: product.system_product_code,
      productCd: product.product_code,
      description: product.description,
      department: product.department,
      class: product.class,
      sub_class: product.sub_class,
      master_style_code: product.master_style_code,
      stock: (product.product_locations?.product_location ?? []).map((one) => ({
        locationCd: one.location_code,
        available: one.available_qty,
        nextPoQuantity: one.next_po_qty,
        nextPoDate: one.next_po_date,
      })),
    });
    const isComplete = result.faults.length === 0;
    const { code, description } = isComplete
      ? { code: RESPONSE_CODES.product_updated.code, description: RESPONSE_CODES.product_updated.text }
      : describeRejections(result.faults);
    const { datetime, version, source, destination } = answerHeader(message.message_header, isComplete, broker.clock());
    return {
      payload: {
        product_update_response_message: {
          message_header: { datetime, version, source, destination },
          message_body: { response_cd: String(code), response_description: description },
        },
      },
      responseCode: code,
    };
  },
  refuse({ product_update_request_message: message }, { code, description }, now) {
    if (message === null || message === undefined) return {};
    const { datetime, version, source, destination } = answerHeader(message.message_header, code === 0, now);
    return {
      product_update_response_message: {
        message_header: { datetime, version, source, destination },
        message_body: { response_cd: String(code), response_description: description },
      },
    };
  },
};

import { productAvailability as availability } from '../../../broker/availability/product-availability.js';
import type { TypeAvailability } from '../../../broker/availability/product-availability.js';
import { encodeLocation, encodePlace } from '../found-places.js';
import { answerHeader } from '../header.js';
import type { AvailabilityByOrderTypeResponseMessageFulfillmentTypeBean } from '../messages.js';
import type { LocateOperation } from '../operation.js';
import { tooMany } from '../too-many.js';

/** Items times types: each pair is a search of its own, which takes about 6 ms among a thousand locations and blocks all others. */
const MAX_SEARCHES = 100;

/**
 * Returns what is available by each of several fulfillment types. docs/reference/locate-contract.md (b) ProductAvailability.
 * Each type has a code of its own; the header is `FAILED` when one of them is invalid.
 */
export const productAvailability: LocateOperation<'ProductAvailability'> = {
  name: 'ProductAvailability',
  group: 'Locate',
  header: (request) => request.product_availability_request_message?.message_header,
  speaksFor: (request) => request.product_availability_request_message?.message_body.requesting_location.system_cd,
  async answer(request, { broker, speaksFor }) {
    const message = request.product_availability_request_message;
    if (message === null || message === undefined) return { payload: {} };
    const { requesting_location: requesting, fulfillment_types: requestedTypes, items, address } = message.message_body;
    // Tolerant validation accepts an empty list; the response needs a type to carry the code.
    const types = requestedTypes.fulfillment_type.length > 0 ? requestedTypes.fulfillment_type : [{}];
    const searches = types.length * Math.max(1, items.item.length);
    if (searches > MAX_SEARCHES)
      throw tooMany(
        'items times fulfillment types',
        searches,
        MAX_SEARCHES,
        '/ProductAvailability/product_availability_request_message/message_body',
      );
    const result = await availability(broker, {
      requestingLocation: { systemCd: requesting.system_cd || speaksFor, locationCd: requesting.location_cd ?? '' },
      types: types.map((one) => ({
        type: one.type ?? '',
        distance: one.range_distance ?? '',
        unit: one.range_unit ?? '',
      })),
      items: items.item.map((item) => ({ itemId: item.item_id, quantity: item.qty })),
      address: {
        postal: address.postal ?? '',
        city: address.city ?? '',
        province: address.province ?? '',
        country: address.country ?? '',
      },
    });
    const failed = result.types.find((type) => !type.isValid);
    return {
      payload: {
        product_availability_response_message: {
          message_header: answerHeader(message.message_header, failed === undefined, broker.clock()),
          message_body: {
            fulfillment_types: { fulfillment_type: result.types.map(encodeType) },
            locations: { location: result.locations.map(encodeLocation) },
          },
        },
      },
      responseCode: (failed ?? result.types.find((type) => type.code !== 0))?.code ?? 0,
    };
  },
  refuse({ product_availability_request_message: message }, { code, description }, now) {
    if (message === null || message === undefined) return {};
    const { fulfillment_type: types } = message.message_body.fulfillment_types;
    const refused = { response_cd: String(code), response_description: description };
    return {
      product_availability_response_message: {
        message_header: answerHeader(message.message_header, code === 0, now),
        message_body: {
          fulfillment_types: {
            fulfillment_type: (types.length > 0 ? types : [{}]).map(({ type = '' }) => ({ type, ...refused })),
          },
          locations: { location: [] },
        },
      },
    };
  },
};

function encodeType({
  type,
  code,
  description,
  items,
}: TypeAvailability): AvailabilityByOrderTypeResponseMessageFulfillmentTypeBean {
  return {
    type,
    response_cd: String(code),
    response_description: description,
    // The contract has no empty list of items.
    items:
      items.length === 0
        ? undefined
        : {
            item: items.map(({ itemId, maximum, found }) => ({
              item_id: itemId,
              maximum_available: String(maximum),
              locations_lu: found.map((place) => ({
                ...encodePlace(place),
                satisfied_request: place.satisfies ? 'Y' : 'N',
              })),
            })),
          },
  };
}

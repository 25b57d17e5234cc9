import { locateItems as locate } from '../../../broker/availability/locate-items.js';
import type { LocatedItem } from '../../../broker/availability/locate-items.js';
import { describeRejection } from '../../../broker/describe-rejections.js';
import { RESPONSE_CODES } from '../../../domain/response-code.js';
import { encodeLocation, encodePlace } from '../found-places.js';
import { answerHeader } from '../header.js';
import type { LocateItemsResponseMessageItemTypeBean } from '../messages.js';
import type { LocateOperation } from '../operation.js';
import { tooMany } from '../too-many.js';

/** Each item is answered with all its locations: more items would make a response hundreds of times the size of the request. */
const MAX_ITEMS = 1000;

/** Stands for the missing item of a request without items. */
const NO_ITEM = { item_id: '', qty: '', fulfillment_type: '' };

/**
 * Finds locations that have the items. docs/reference/locate-contract.md (b) LocateItems.
 * Nothing found is not a failure: `OK`, with a code for each item. An invalid request is `FAILED`.
 */
export const locateItems: LocateOperation<'LocateItems'> = {
  name: 'LocateItems',
  group: 'Locate',
  header: (request) => request.location_request_message?.message_header,
  speaksFor: (request) => request.location_request_message?.message_body.store_location.system_cd,
  async answer(request, { broker, speaksFor }) {
    const message = request.location_request_message;
    if (message === null || message === undefined) return { payload: {} };
    const { items, store_location: requesting, address, range, requested_location: requested } = message.message_body;
    // Tolerant validation accepts an empty list; the response needs an item to carry the code.
    const requestedItems = items.item.length > 0 ? items.item : [NO_ITEM];
    if (items.item.length > MAX_ITEMS) {
      throw tooMany('items', items.item.length, MAX_ITEMS, '/LocateItems/location_request_message/message_body/items');
    }
    const result = await locate(broker, {
      items: requestedItems.map((item) => ({
        itemId: item.item_id,
        quantity: item.qty,
        fulfillmentType: item.fulfillment_type,
      })),
      requestingLocation: { systemCd: requesting.system_cd || speaksFor, locationCd: requesting.location_cd ?? '' },
      requestedLocation: { systemCd: requested.system_cd ?? '', locationCd: requested.location_cd ?? '' },
      address: {
        postal: address.postal ?? '',
        city: address.city ?? '',
        province: address.province ?? '',
        country: address.country ?? '',
      },
      distance: range.distance ?? '',
      unit: range.unit ?? '',
    });
    const rejections = result.items.flatMap((item) => item.rejection ?? []);
    const unreadable = rejections.find((rejection) => rejection.key !== 'nothing_found');
    return {
      payload: {
        location_response_message: {
          message_header: answerHeader(message.message_header, unreadable === undefined, broker.clock()),
          message_body: {
            items: { item: result.items.map(encodeItem) },
            locations: { location: result.locations.map(encodeLocation) },
          },
        },
      },
      responseCode: (unreadable ?? rejections[0])?.code ?? RESPONSE_CODES.found.code,
    };
  },
  refuse({ location_request_message: message }, { code, description }, now) {
    if (message === null || message === undefined) return {};
    const { item: items } = message.message_body.items;
    const refused = { response_cd: String(code), response_description: description, locations_lu: [] };
    return {
      location_response_message: {
        message_header: answerHeader(message.message_header, code === 0, now),
        message_body: {
          items: { item: (items.length > 0 ? items : [NO_ITEM]).map(({ item_id }) => ({ item_id, ...refused })) },
          locations: { location: [] },
        },
      },
    };
  },
};

function encodeItem(item: LocatedItem): LocateItemsResponseMessageItemTypeBean {
  return {
    item_id: item.itemId,
    response_cd: String(item.rejection?.code ?? RESPONSE_CODES.found.code),
    response_description: item.rejection === undefined ? RESPONSE_CODES.found.text : describeRejection(item.rejection),
    locations_lu: item.found.map((place) => ({ ...encodePlace(place), fulfillment_type: item.fulfillmentType })),
  };
}

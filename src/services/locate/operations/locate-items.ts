import { locateItems as locate } from '../../../broker/availability/locate-items.js';
import type { LocatedItem } from '../../../broker/availability/locate-items.js';
import { RESPONSE_CODES } from '../../../domain/response-code.js';
import { encodeLocation, encodePlace } from '../found-places.js';
import { answerHeader } from '../header.js';
import type { LocateItemsResponseMessageItemTypeBean } from '../messages.js';
import type { LocateOperation } from '../operation.js';
import { tooMany } from '../too-many.js';

/** Each item is answered with all its places: more would make an answer hundreds of times the size of its question. */
const MAX_ITEMS = 1000;

/** What is not known of an item that was not asked for. */
const NO_ITEM = { item_id: '', qty: '', fulfillment_type: '' };

/**
 * Finds places that have the items. docs/reference/locate-contract.md (b) LocateItems.
 * Nothing found is an answer, not a failure: `OK`, with a code at each item. What cannot be read is `FAILED`.
 */
export const locateItems: LocateOperation<'LocateItems'> = {
  name: 'LocateItems',
  group: 'Locate',
  header: (request) => request.location_request_message?.message_header,
  speaksFor: (request) => request.location_request_message?.message_body.store_location.system_cd,
  async answer(request, { broker }) {
    const message = request.location_request_message;
    if (message === null || message === undefined) return { payload: {} };
    const { items, store_location: asking, address, range, requested_location: requested } = message.message_body;
    // Tolerant validation lets an empty list pass; the answer needs an item to say so at.
    const sought = items.item.length > 0 ? items.item : [NO_ITEM];
    if (items.item.length > MAX_ITEMS) {
      throw tooMany('items', items.item.length, MAX_ITEMS, '/LocateItems/location_request_message/message_body/items');
    }
    const result = await locate(broker, {
      items: sought.map((item) => ({
        itemId: item.item_id,
        quantity: item.qty,
        fulfillmentType: item.fulfillment_type,
      })),
      requestingLocation: { systemCd: asking.system_cd ?? '', locationCd: asking.location_cd ?? '' },
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
    const faults = result.items.flatMap((item) => item.fault ?? []);
    const unreadable = faults.find((fault) => fault.key !== 'nothing_found');
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
      responseCode: (unreadable ?? faults[0])?.code ?? RESPONSE_CODES.found.code,
    };
  },
};

function encodeItem(item: LocatedItem): LocateItemsResponseMessageItemTypeBean {
  return {
    item_id: item.itemId,
    response_cd: String(item.fault?.code ?? RESPONSE_CODES.found.code),
    response_description: item.fault?.text ?? RESPONSE_CODES.found.text,
    locations_lu: item.places.map((place) => ({ ...encodePlace(place), fulfillment_type: item.fulfillmentType })),
  };
}

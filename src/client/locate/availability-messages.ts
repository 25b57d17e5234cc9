import { locationPart, messageHeader } from './messages.js';
import type { MessagePart, RequestedItem, SenderOptions } from './messages.js';

/** The address to search around. */
export interface SearchAddress {
  readonly postal: string;
  readonly city: string;
  readonly province: string;
  readonly country: string;
}

const addressPart = ({ city, province, postal, country }: SearchAddress): MessagePart => ({
  city,
  province,
  postal,
  country,
});

/** The LocateItems request: locations within a radius that have all the items. */
export const locateItemsMessage = (
  items: readonly RequestedItem[],
  search: SearchAddress & { readonly type: string; readonly radius: string; readonly unit: string },
  options: SenderOptions,
): MessagePart => ({
  location_request_message: {
    message_header: messageHeader('LocateItems', options),
    message_body: {
      items: {
        item: items.map(({ item, quantity }) => ({
          attributes: { item_id: item, qty: quantity, fulfillment_type: search.type },
        })),
      },
      store_location: locationPart(options.as),
      address: addressPart(search),
      range: { distance: search.radius, unit: search.unit },
      requested_location: {},
    },
  },
});

/** A way of fulfillment with its search radius; the radius is empty for the one that order routing uses. */
export interface FulfillmentType {
  readonly type: string;
  readonly radius: string;
}

/** The ProductAvailability request: how much of each item is available by each way of fulfillment. */
export const productAvailabilityMessage = (
  items: readonly RequestedItem[],
  types: readonly FulfillmentType[],
  search: SearchAddress & { readonly unit: string },
  options: SenderOptions,
): MessagePart => ({
  product_availability_request_message: {
    message_header: messageHeader('ProductAvailability', options),
    message_body: {
      requesting_location: locationPart(options.as),
      fulfillment_types: {
        fulfillment_type: types.map(({ type, radius }) => ({
          attributes: { type, range_distance: radius, range_unit: search.unit },
        })),
      },
      items: { item: items.map(({ item, quantity }) => ({ attributes: { item_id: item, qty: quantity } })) },
      address: addressPart(search),
    },
  },
});

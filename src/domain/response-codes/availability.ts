import type { ResponseCodes } from './response-code.js';

/** Rejections of LocateItems and ProductAvailability. */
export const AVAILABILITY = {
  place_unknown: {
    code: 7201,
    text: 'Cannot identify customer location: postal code ({postal}), city ({city}), province ({province}).',
    meaning:
      'LocateItems, ProductAvailability: give a postal code, or a city and province, of the United States or Canada.',
  },
  nothing_found: {
    code: 7202,
    text: 'No location found for item ({item}).',
    meaning: 'LocateItems: no location within the radius has all the items in the requested quantity.',
  },
  unit: {
    code: 7203,
    text: 'Invalid range ({distance} {unit}): a distance in MI or KM is expected.',
    meaning: 'LocateItems, ProductAvailability: range is not a distance.',
  },
  none_available: {
    code: 7204,
    text: 'Nothing available for {type}.',
    meaning:
      'ProductAvailability: no location within the radius has any of the items for this fulfillment type. This is a result, not a failure: maximum_available is 0.',
  },
  fulfillment_type: {
    code: 7205,
    text: 'Invalid fulfillment type ({type}): DELIVERY, PICKUP, SHIPFORPICKUP, RETAILPICKUP or SHIPTOSTORE is expected.',
    meaning: 'ProductAvailability: type is empty or unknown. The other types of the message are answered.',
  },
} as const satisfies ResponseCodes;

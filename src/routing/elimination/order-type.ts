import type { LocationPolicy } from './policy.js';

/** A location says which ways of fulfillment it offers: shipping, pickup, shipping to where it is collected. */
export const orderType: LocationPolicy = ({ candidate }, { flow }) => {
  const { deliveryAvailable, pickupAvailable, shipForPickupAvailable } = candidate.location.preferences;
  const offered = { delivery: deliveryAvailable, pickup: pickupAvailable, 'ship-for-pickup': shipForPickupAvailable }[
    flow
  ];
  return offered ? undefined : 'order_type';
};

import type { LocationPolicy } from './policy.js';

/** A location takes so many orders a day and no more. The count is checked again when the order is stored. */
export const maximumOrders: LocationPolicy = ({ candidate }) => {
  const { maxOrdersPerDay } = candidate.location.preferences;
  return maxOrdersPerDay !== null && candidate.ordersToday >= maxOrdersPerDay ? 'maximum_orders' : undefined;
};

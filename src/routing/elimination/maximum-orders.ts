import type { LocationPolicy } from './policy.js';

/**
 * A location takes so many orders a day and no more; one that it already ships for counts once. The count is checked
 * again when the order is stored.
 */
export const maximumOrders: LocationPolicy = ({ candidate }, { preferred }) => {
  const { maxOrdersPerDay } = candidate.location.preferences;
  if (preferred.has(candidate.location.id)) return undefined;
  return maxOrdersPerDay !== null && candidate.ordersToday >= maxOrdersPerDay ? 'maximum_orders' : undefined;
};

import type { LocationPolicy } from './policy.js';

/**
 * A location gets at most so many orders a day. An order that it already ships for counts once, so that it may get
 * further lines of it; a search that names the location finds it. docs/reference/routing-engine.md 2.5. The count is
 * checked again when the order is stored.
 */
export const maximumOrders = {
  reason: 'maximum_orders' as const,
  needs: 'order counts',
  isInUse: ({ limits }) => limits.ordersPerDay,
  eliminates: ({ candidate }, { exemptFromMaximum }) => {
    const { maxOrdersPerDay } = candidate.location.preferences;
    return (
      maxOrdersPerDay !== null &&
      candidate.ordersToday >= maxOrdersPerDay &&
      !exemptFromMaximum.has(candidate.location.id)
    );
  },
  remedy: ({ candidate }) =>
    `It had ${String(candidate.ordersToday)} orders today, its limit: max_orders_per_day would have to be higher.`,
} satisfies LocationPolicy;

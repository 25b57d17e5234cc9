/**
 * What kind of order a caller submits, and what follows from it. docs/reference/routing-engine.md 1.1.
 *
 * RETAILPICKUP and SHIPTOSTORE are the older names of shipping goods to a store where the customer collects them. They
 * keep their name on the wire and in the store; everything that is decided goes by the flow they belong to.
 */
export const ORDER_TYPES = ['DELIVERY', 'PICKUP', 'SHIPFORPICKUP', 'RETAILPICKUP', 'SHIPTOSTORE'] as const;
export type OrderType = (typeof ORDER_TYPES)[number];

/** How an order reaches the customer: shipped there, collected where the stock is, or shipped to where it is collected. */
export type Flow = 'delivery' | 'pickup' | 'ship-for-pickup';

const FLOWS: Readonly<Record<OrderType, Flow>> = {
  DELIVERY: 'delivery',
  PICKUP: 'pickup',
  SHIPFORPICKUP: 'ship-for-pickup',
  RETAILPICKUP: 'ship-for-pickup',
  SHIPTOSTORE: 'ship-for-pickup',
};

export function flowOf(type: OrderType): Flow {
  return FLOWS[type];
}

/** @returns undefined for a word that names no order type; upper and lower case do not matter */
export function parseOrderType(text: string): OrderType | undefined {
  const upper = text.trim().toUpperCase();
  return ORDER_TYPES.find((type) => type === upper);
}

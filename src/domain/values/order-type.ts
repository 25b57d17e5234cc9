/**
 * The order types of SubmitOrder. docs/reference/routing-engine.md 1.1.
 *
 * RETAILPICKUP and SHIPTOSTORE are older names for shipping goods to a store where the customer collects them. They keep
 * their names on the wire and in the database; decisions go by the flow of the type.
 */
export const ORDER_TYPES = ['DELIVERY', 'PICKUP', 'SHIPFORPICKUP', 'RETAILPICKUP', 'SHIPTOSTORE'] as const;
export type OrderType = (typeof ORDER_TYPES)[number];

/** How the goods reach the customer: shipped to an address, collected where the stock is, or shipped to a pickup location. */
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

/** Reads an order type, ignoring case. @returns undefined for any other word */
export function parseOrderType(text: string): OrderType | undefined {
  const upper = text.trim().toUpperCase();
  return ORDER_TYPES.find((type) => type === upper);
}

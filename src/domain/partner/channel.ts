/**
 * How a location hears of the lines that it is to fulfill:
 *
 * - `locate`: it polls by the Locate service, as stores and warehouses do;
 * - the others: it is a partner. What one order asks of it is a fulfillment request (domain/partner/), which the service
 *   of the channel hands over.
 */
export const CHANNELS = ['locate', 'direct_fulfillment', 'threepl', 'requests', 'outbound'] as const;
export type Channel = (typeof CHANNELS)[number];

/** Whether a location with this channel is a partner's. */
export function isPartner(location: { readonly channel: Channel }): boolean {
  return location.channel !== 'locate';
}

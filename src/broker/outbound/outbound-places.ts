import type { Location } from '../../domain/network/location.js';
import type { Network } from '../../domain/network/network.js';

/** Something that cannot be taken, with the name of the field as its sender knows it. */
export interface OutboundFault {
  readonly path: string;
  readonly reason: string;
}

/** How a caller names a warehouse: by its code alone while only one has it. */
export function warehouseId(location: Location, network: Network): string {
  const { systemCd } = location.system;
  const isOnly = warehouses(network).filter(({ locationCd }) => locationCd === location.locationCd).length < 2;
  return isOnly ? location.locationCd : `${systemCd}/${location.locationCd}`;
}

const warehouses = (network: Network): Location[] =>
  network.content.locations.filter(({ channel }) => channel === 'outbound');

/** The warehouse that a `warehouse_id` names: `W1`, or `WH/W1` where several systems have a W1. */
export function findWarehouse(network: Network, id: string): Location | OutboundFault {
  const found = warehouses(network).filter(
    ({ system, locationCd }) => locationCd === id || `${system.systemCd}/${locationCd}` === id,
  );
  const [only, second] = found;
  const fault = (reason: string): OutboundFault => ({ path: 'warehouse_id', reason });
  if (only === undefined)
    return fault(
      `found ${JSON.stringify(id)}, expected a location with the channel outbound: ask the operator of the broker`,
    );
  if (second !== undefined)
    return fault(
      `found ${JSON.stringify(id)}, which several have: send ${found.map(({ system, locationCd }) => `${system.systemCd}/${locationCd}`).join(' or ')}`,
    );
  return only.active ? only : fault(`found ${JSON.stringify(id)}, which is not in use: send another one`);
}

/**
 * The location of a client that an outbound is placed at: the one that `shop_code` names, or the only one of the client's
 * system that is nobody else's warehouse.
 */
export function findShop(network: Network, systemCd: string, shopCode: string): Location | OutboundFault {
  if (network.system(systemCd) === undefined)
    return { path: 'customer_id', reason: `found ${JSON.stringify(systemCd)}, expected the code of a system` };
  const shops = network.content.locations.filter(
    ({ system, channel, active }) => system.systemCd === systemCd && channel === 'locate' && active,
  );
  const fault = (reason: string): OutboundFault => ({ path: 'shop_code', reason });
  if (shopCode !== '')
    return (
      shops.find(({ locationCd }) => locationCd === shopCode) ??
      fault(`found ${JSON.stringify(shopCode)}, expected a location of the system ${systemCd}: ${codesOf(shops)}`)
    );
  const [only, second] = shops;
  if (only === undefined) return fault(`the system ${systemCd} has no location that an order could be placed at`);
  return second === undefined ? only : fault(`found none, expected one of ${codesOf(shops)}`);
}

/** As many codes as a sentence holds. */
const codesOf = (locations: readonly Location[]): string =>
  locations
    .slice(0, 10)
    .map(({ locationCd }) => locationCd)
    .join(', ');

/** Whether something was found. */
export const isFault = (found: Location | OutboundFault): found is OutboundFault => 'reason' in found;

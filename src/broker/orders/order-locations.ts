import type { Network } from '../../domain/network/network.js';
import type { Location } from '../../domain/network/location.js';
import type { OrderType } from '../../domain/values/order-type.js';
import { Rejection } from '../../domain/response-code.js';
import type { LocationCode } from '../../domain/network/location-code.js';
import type { SubmitOrderCommand } from './draft-order.js';

/**
 * Where an order is collected, and the locations its lines name.
 *
 * | type | collected at | sourced from |
 * |---|---|---|
 * | DELIVERY | - | the location a line names, else brokered |
 * | PICKUP | the location the lines name | the same |
 * | SHIPFORPICKUP | shipforpickup_location | the location a line names, else brokered |
 * | RETAILPICKUP | shipforpickup_location, else the requesting location | the location a line names, else brokered |
 * | SHIPTOSTORE | shipforpickup_location, else the location the lines name | with shipforpickup_location the location a line names; else, and where none is named, the requesting location |
 */
export function orderLocations(
  command: Pick<SubmitOrderCommand, 'lines' | 'pickupLocation'>,
  type: OrderType,
  originating: Location | undefined,
  network: Network,
  faults: Rejection[],
): { readonly pickup: Location | undefined; readonly named: readonly (Location | undefined)[] } {
  const named = command.lines.map((line): Location | undefined => {
    const { systemCd, locationCd } = line.location;
    if (type === 'PICKUP' && (systemCd === '' || network.system(systemCd) === undefined)) {
      faults.push(new Rejection('fulfilling_system'));
      return undefined;
    }
    if (type !== 'PICKUP' && locationCd === '') return undefined;
    const location = network.location(systemCd, locationCd);
    if (location?.active === true) return location;
    faults.push(locationRejection('fulfilling_location', line.location));
    return undefined;
  });
  if (type === 'DELIVERY') return { pickup: undefined, named };
  if (type === 'PICKUP') return { pickup: named[0], named };

  const { systemCd, locationCd } = command.pickupLocation;
  const given = locationCd === '' ? undefined : network.location(systemCd, locationCd);
  if (locationCd !== '' && given?.active !== true)
    faults.push(locationRejection('pickup_location', command.pickupLocation));
  if (type === 'RETAILPICKUP') return { pickup: given ?? originating, named };
  if (type === 'SHIPTOSTORE') {
    if (locationCd !== '') return { pickup: given, named: named.map((one) => one ?? originating) };
    const elsewhere = named.findIndex((one) => one !== undefined && one !== named[0]);
    // One order is collected at one place: another store's lines would be lost there.
    if (elsewhere > 0)
      faults.push(locationRejection('pickup_location', command.lines[elsewhere]?.location ?? command.pickupLocation));
    if (named[0] === undefined) faults.push(locationRejection('pickup_location', command.pickupLocation));
    return { pickup: named[0], named: named.map(() => originating) };
  }
  if (locationCd === '') faults.push(locationRejection('pickup_location', command.pickupLocation));
  return { pickup: given, named };
}

/** A fault about a location that a caller named. */
export function locationRejection(
  key: 'requesting_location' | 'fulfilling_location' | 'pickup_location',
  { systemCd, locationCd }: LocationCode,
): Rejection {
  return new Rejection(key, { location: locationCd, system: systemCd });
}

import type { Catalog, Location } from '../../domain/network/catalog.js';
import type { OrderType } from '../../domain/values/order-type.js';
import { Fault } from '../../domain/response-code.js';
import type { LocationCode } from '../context.js';
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
export function placesOf(
  command: Pick<SubmitOrderCommand, 'lines' | 'pickupLocation'>,
  type: OrderType,
  originating: Location | undefined,
  catalog: Catalog,
  faults: Fault[],
): { readonly pickup: Location | undefined; readonly named: readonly (Location | undefined)[] } {
  const named = command.lines.map((line): Location | undefined => {
    const { systemCd, locationCd } = line.location;
    if (type === 'PICKUP' && (systemCd === '' || catalog.system(systemCd) === undefined)) {
      faults.push(new Fault('fulfilling_system'));
      return undefined;
    }
    if (type !== 'PICKUP' && locationCd === '') return undefined;
    const location = catalog.location(systemCd, locationCd);
    if (location?.active === true) return location;
    faults.push(locationFault('fulfilling_location', line.location));
    return undefined;
  });
  if (type === 'DELIVERY') return { pickup: undefined, named };
  if (type === 'PICKUP') return { pickup: named[0], named };

  const { systemCd, locationCd } = command.pickupLocation;
  const given = locationCd === '' ? undefined : catalog.location(systemCd, locationCd);
  if (locationCd !== '' && given?.active !== true)
    faults.push(locationFault('pickup_location', command.pickupLocation));
  if (type === 'RETAILPICKUP') return { pickup: given ?? originating, named };
  if (type === 'SHIPTOSTORE') {
    if (locationCd !== '') return { pickup: given, named: named.map((one) => one ?? originating) };
    const elsewhere = named.findIndex((one) => one !== undefined && one !== named[0]);
    // One order is collected at one place: another store's lines would be lost there.
    if (elsewhere > 0)
      faults.push(locationFault('pickup_location', command.lines[elsewhere]?.location ?? command.pickupLocation));
    if (named[0] === undefined) faults.push(locationFault('pickup_location', command.pickupLocation));
    return { pickup: named[0], named: named.map(() => originating) };
  }
  if (locationCd === '') faults.push(locationFault('pickup_location', command.pickupLocation));
  return { pickup: given, named };
}

/** A fault about a location that a caller named. */
export function locationFault(
  key: 'requesting_location' | 'fulfilling_location' | 'pickup_location',
  { systemCd, locationCd }: LocationCode,
): Fault {
  return new Fault(key, { location: locationCd, system: systemCd });
}

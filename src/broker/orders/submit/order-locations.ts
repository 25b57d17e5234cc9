import type { Location } from '../../../domain/network/location.js';
import type { Network } from '../../../domain/network/network.js';
import type { OrderType } from '../../../domain/values/order-type.js';
import { Rejection } from '../../../domain/response-code.js';
import type { LocationCode } from '../../../domain/network/location-code.js';
import { locationRejection } from '../../location-rejection.js';
import type { SubmitOrderCommand } from '../submit-order-command.js';

/** The locations that an order names. */
export interface OrderLocations {
  /** Where the customer collects the order; undefined for a delivery. */
  readonly pickup: Location | undefined;
  /** The fulfilling location that each line names; undefined leaves it to the routing. */
  readonly named: readonly (Location | undefined)[];
  readonly rejections: readonly Rejection[];
}

/**
 * Finds the pickup location of an order and the fulfilling locations that its lines name.
 *
 * | type | pickup location | fulfilling location |
 * |---|---|---|
 * | DELIVERY | - | the location a line names, else routed |
 * | PICKUP | the location the lines name | the same |
 * | SHIPFORPICKUP | shipforpickup_location | the location a line names, else routed |
 * | RETAILPICKUP | shipforpickup_location, else the requesting location | the location a line names, else routed |
 * | SHIPTOSTORE | shipforpickup_location, else the location the lines name | with shipforpickup_location the location a line names; else, and where none is named, the requesting location |
 */
export function orderLocations(
  command: Pick<SubmitOrderCommand, 'lines' | 'pickupLocation'>,
  type: OrderType,
  originating: Location | undefined,
  network: Network,
): OrderLocations {
  const found = command.lines.map((line) => namedLocation(line.location, type, network));
  const named = found.map((one) => (one instanceof Rejection ? undefined : one));
  const ofLines = found.filter((one) => one instanceof Rejection);
  if (type === 'DELIVERY') return { pickup: undefined, named, rejections: ofLines };
  if (type === 'PICKUP') return { pickup: named[0], named, rejections: ofLines };

  const { systemCd, locationCd } = command.pickupLocation;
  const given = locationCd === '' ? undefined : network.location(systemCd, locationCd);
  const unknown = locationRejection('pickup_location', command.pickupLocation);
  const rejections = locationCd !== '' && given?.active !== true ? [...ofLines, unknown] : ofLines;
  if (type === 'RETAILPICKUP') return { pickup: given ?? originating, named, rejections };
  if (type === 'SHIPTOSTORE') {
    if (locationCd !== '') return { pickup: given, named: named.map((one) => one ?? originating), rejections };
    // An order has one pickup location: lines that name another store would be lost there.
    const elsewhere = command.lines[named.findIndex((one) => one !== undefined && one !== named[0])];
    const ambiguous = elsewhere === undefined ? [] : [locationRejection('pickup_location', elsewhere.location)];
    const missing = named[0] === undefined ? [unknown] : [];
    return {
      pickup: named[0],
      named: named.map(() => originating),
      rejections: [...rejections, ...ambiguous, ...missing],
    };
  }
  return { pickup: given, named, rejections: locationCd === '' ? [...rejections, unknown] : rejections };
}

/** The location that a line names; undefined if it names none and need not. */
function namedLocation(code: LocationCode, type: OrderType, network: Network): Location | Rejection | undefined {
  if (type === 'PICKUP' && (code.systemCd === '' || network.system(code.systemCd) === undefined))
    return new Rejection('fulfilling_system');
  if (type !== 'PICKUP' && code.locationCd === '') return undefined;
  const location = network.location(code.systemCd, code.locationCd);
  return location?.active === true ? location : locationRejection('fulfilling_location', code);
}

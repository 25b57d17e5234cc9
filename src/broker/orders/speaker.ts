import { IN_PROCESS } from '../../domain/network/in-process.js';
import type { Location } from '../../domain/network/location.js';
import type { LocationCode } from '../../domain/network/location-code.js';
import type { Network } from '../../domain/network/network.js';
import type { Order, OrderLine } from '../../domain/order/order.js';
import type { Role } from '../../domain/order/transition-table.js';
import { rolesOf } from './roles.js';

/**
 * Who a status update speaks for:
 *
 * - `broker`: what the broker does by itself, or for whoever operates it;
 * - `anyone`: it names no caller, so any role is assumed;
 * - `system`: for all locations of its system, as a head office does;
 * - `location`: for one location. A party of the order is a location that has or had one of its lines, or hands one over.
 */
export type Speaker =
  | { readonly kind: 'broker' }
  | { readonly kind: 'anyone' }
  | { readonly kind: 'system'; readonly systemCd: string }
  | { readonly kind: 'location'; readonly location: Location; readonly isParty: boolean };

/**
 * An order management system reports for all of its warehouses under its default location, so a location without a line of the
 * order speaks for its system, unless it is a store: no store acts for another.
 * @param hadLine whether a location has or had a line of the order
 */
export function speakerOf(
  caller: LocationCode | undefined,
  order: Order,
  network: Network,
  hadLine: (locationId: number) => boolean,
): Speaker {
  if (caller === undefined) return { kind: 'anyone' };
  const { systemCd } = caller;
  const location = network.location(systemCd, caller.locationCd);
  if (location === undefined || network.preferences.locationsSpeakForTheirSystem) return { kind: 'system', systemCd };
  const isParty = hadLine(location.id) || order.lines.some((line) => line.pickupLocationId === location.id);
  return isParty || location.isStore ? { kind: 'location', location, isParty } : { kind: 'system', systemCd };
}

/** The roles that a speaker has for a line. */
export function rolesFor(speaker: Speaker, order: Order, line: OrderLine, network: Network): ReadonlySet<Role> {
  switch (speaker.kind) {
    case 'broker':
      return BROKER;
    case 'anyone':
      // A line at IN PROCESS has no fulfilling location yet.
      return line.locationId === IN_PROCESS.id ? WITHOUT_FULFILLING : ALL_ROLES;
    case 'system':
      return rolesOf(speaker.systemCd, order, line, network);
    case 'location':
      return rolesAt(speaker.location, speaker.isParty, order, line, network);
  }
}

const ALL_ROLES: ReadonlySet<Role> = new Set<Role>(['originating', 'fulfilling', 'pickup']);
const BROKER: ReadonlySet<Role> = new Set<Role>(['broker']);
const WITHOUT_FULFILLING: ReadonlySet<Role> = new Set<Role>(['originating', 'pickup']);

/**
 * A party fulfills and hands over only the lines that are with it, and acts for its system that placed the order only if it
 * placed it itself. An unfulfillable line is with nobody's store, so that any location of its system may cancel it.
 */
function rolesAt(location: Location, isParty: boolean, order: Order, line: OrderLine, network: Network): Set<Role> {
  const { systemCd } = location.system;
  const ofSystem = rolesOf(systemCd, order, line, network);
  const roles = new Set<Role>();
  if (line.locationId === location.id || (line.status === 'unfulfillable' && ofSystem.has('fulfilling')))
    roles.add('fulfilling');
  if (line.pickupLocationId === location.id) roles.add('pickup');
  const isPlacer = !isParty || order.originatingLocationId === location.id || roles.size > 0;
  if (ofSystem.has('originating') && isPlacer) roles.add('originating');
  return roles;
}

/** A speaker as a response text names it. */
export function speakerName(speaker: Speaker): string {
  switch (speaker.kind) {
    case 'broker':
      return 'the broker';
    case 'anyone':
      return '';
    case 'system':
      return speaker.systemCd;
    case 'location':
      return `${speaker.location.system.systemCd}, location ${speaker.location.locationCd}`;
  }
}

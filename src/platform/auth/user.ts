import { nameInvisible } from '../invisible.js';

/**
 * The service groups: those of the real service, to one of which each operation of Locate belongs (services/locate/operation.ts,
 * docs/reference/routing-engine.md 6), and one for each service of partners.
 */
export const SERVICE_GROUPS = [
  'Admin',
  'Discovery',
  'Locate',
  'Private Data',
  'Purchasing',
  'direct-fulfillment',
  'threepl',
  'requests',
  'outbound',
] as const;
export type ServiceGroup = (typeof SERVICE_GROUPS)[number];

/** An authenticated caller of a service: a web service user, or an API key. */
export interface User {
  /** Of a key `key:<name>`, which no user can be called. */
  readonly name: string;
  /** Code of the organization the user belongs to. */
  readonly organization: string;
  readonly systems: ReadonlySet<string>;
  /** The only locations that the user speaks for, by system; a system that is absent here is open as a whole. */
  readonly locations?: ReadonlyMap<string, ReadonlySet<string>>;
  readonly groups: ReadonlySet<ServiceGroup>;
}

/** The system on whose behalf a message is sent; or why its user may not send it, in words for the caller. */
export type Speaker = { readonly systemCd: string } | { readonly denied: string };

/**
 * Decides whether a user may send a message, and on behalf of which system.
 *
 * 1. the operation must be in one of the user's service groups;
 * 2. the system that the message names must be exactly one of the user's, because all later checks of the caller's role in an
 *    order rely on it;
 * 3. a message that names none is sent on behalf of the user's only system. With several it would be ambiguous, and treating
 *    it as sent for any of them would give it the rights of all: denied.
 *
 * @param named `''` when the message omits it; undefined when the operation concerns no system
 */
export function speakerOf(user: User, group: ServiceGroup, named: string | undefined): Speaker {
  if (!user.groups.has(group)) return { denied: `the service group ${group} is not among the user's` };
  if (named === undefined) return { systemCd: '' };
  if (named !== '')
    return user.systems.has(named)
      ? { systemCd: named }
      : { denied: `the system ${JSON.stringify(named)}${nameInvisible(named)} is not among the user's` };
  const [only, second] = user.systems;
  if (only === undefined) return { denied: 'the user has no system' };
  return second === undefined
    ? { systemCd: only }
    : { denied: 'the message names no system, and the user has several' };
}

/**
 * Decides whether a user may act for a location: in a service of partners each of them speaks for its own. The group, the
 * system and the location must be the user's.
 * @returns why not, in words for the caller; undefined when the user may
 */
export function refusalAt(
  user: User,
  group: ServiceGroup,
  { systemCd, locationCd }: { readonly systemCd: string; readonly locationCd: string },
): string | undefined {
  // An empty code would be read as "names no system", which is the rule for messages of systems.
  if (systemCd === '') return 'the request names no system';
  const speaker = speakerOf(user, group, systemCd);
  if ('denied' in speaker) return speaker.denied;
  const open = user.locations?.get(systemCd);
  return open === undefined || open.has(locationCd)
    ? undefined
    : `the location ${JSON.stringify(`${systemCd}/${locationCd}`)}${nameInvisible(locationCd)} is not among the user's`;
}

import { nameInvisible } from '../invisible.js';

/** The service groups of the real service; each operation belongs to one (services/locate/operation.ts). docs/reference/routing-engine.md 6. */
export const SERVICE_GROUPS = ['Admin', 'Discovery', 'Locate', 'Private Data', 'Purchasing'] as const;
export type ServiceGroup = (typeof SERVICE_GROUPS)[number];

/** An authenticated web service user. */
export interface User {
  readonly name: string;
  /** Code of the organization the user belongs to. */
  readonly organization: string;
  readonly systems: ReadonlySet<string>;
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

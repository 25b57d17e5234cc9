/** The service groups of the real service; each operation belongs to one (services/locate/operation.ts). docs/reference/routing-engine.md 6. */
export const SERVICE_GROUPS = ['Admin', 'Discovery', 'Locate', 'Private Data', 'Purchasing'] as const;
export type ServiceGroup = (typeof SERVICE_GROUPS)[number];

/** A web service user who has been let in. */
export interface User {
  readonly name: string;
  /** Code of the organization the user belongs to. */
  readonly organization: string;
  readonly systems: ReadonlySet<string>;
  readonly groups: ReadonlySet<ServiceGroup>;
}

/** The system a message speaks for; or why its user may not send it, to be told to them. */
export type Speaker = { readonly systemCd: string } | { readonly denied: string };

/**
 * Decides whether a user may send a message, and for which system it speaks.
 *
 * 1. the operation must be in one of the user's service groups;
 * 2. the system that the message names must be one of the user's, to the letter: it is what all later checks of who has
 *    which part in an order go by;
 * 3. a message that names none speaks for the user's only system. With several nobody can say whose it is, and taking it
 *    for any of them would give it all their rights at once: refused.
 *
 * @param named `''` when the message leaves it out; undefined when the operation asks nothing of a system's
 */
export function speakerOf(user: User, group: ServiceGroup, named: string | undefined): Speaker {
  if (!user.groups.has(group)) return { denied: `the service group ${group} is not among the user's` };
  if (named === undefined) return { systemCd: '' };
  if (named !== '')
    return user.systems.has(named)
      ? { systemCd: named }
      : { denied: `the system ${JSON.stringify(named)} is not among the user's` };
  const [only, second] = user.systems;
  if (only === undefined) return { denied: 'the user has no system' };
  return second === undefined
    ? { systemCd: only }
    : { denied: 'the message names no system, and the user has several' };
}

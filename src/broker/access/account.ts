import type { Session } from '../../platform/db/session.js';
import { SERVICE_GROUPS } from '../../platform/auth/user.js';
import type { User } from '../../platform/auth/user.js';
import { readOrganizationCode, readUser } from '../../store/access/users.js';
import type { StoredUser } from '../../store/access/users.js';

export interface Account {
  /** Undefined for an unknown name. */
  readonly stored: StoredUser | undefined;
  /** The user to authenticate as; undefined if it is disabled or belongs to another organization. */
  readonly user: User | undefined;
}

/** Reads a user. The same is read whether or not there is such a user, so that the time does not tell. */
export async function readAccount(session: Session, name: string): Promise<Account> {
  const stored = await readUser(session, name);
  const organization = await readOrganizationCode(session);
  if (stored?.enabled !== true || stored.organization !== organization) return { stored, user: undefined };
  return {
    stored,
    user: {
      name: stored.name,
      organization: stored.organization,
      systems: new Set(stored.systems),
      groups: new Set(SERVICE_GROUPS.filter((group) => stored.groups.includes(group))),
    },
  };
}

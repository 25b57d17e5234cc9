import { apiKeyId, matchesApiKey } from '../../platform/auth/api-key.js';
import { SERVICE_GROUPS } from '../../platform/auth/user.js';
import type { User } from '../../platform/auth/user.js';
import { noteKeyUse, readKey } from '../../store/access/api-keys.js';
import type { KeyScope, StoredKey } from '../../store/access/api-keys.js';
import { readOrganizationCode } from '../../store/access/users.js';
import type { BrokerContext } from '../context.js';
import { unavailable } from './sign-in-outcome.js';
import type { SignInOutcome, Verdict } from './sign-in-outcome.js';

/** How far the noted time of a key's last use may be behind, in milliseconds: one write an hour, whatever its requests. */
const NOTED_MS = 3_600_000;

/**
 * Checks an API key. Every request looks its key up, so a revocation takes effect at once; the same statements and the same
 * comparison run for a key that is unknown, wrong, revoked or of no key's form.
 */
export async function checkKey(
  { database, clock, log }: Pick<BrokerContext, 'database' | 'clock' | 'log'>,
  presented: string,
): Promise<Verdict<User>> {
  const now = clock();
  try {
    return await database.transaction(async (session): Promise<Verdict<User>> => {
      const stored = await readKey(session, apiKeyId(presented));
      const organization = await readOrganizationCode(session);
      const outcome = outcomeOf(stored, matchesApiKey(presented, stored?.hash), organization, now.toISOString());
      if (stored === undefined || outcome !== 'let-in') return { outcome };
      const before = new Date(now.getTime() - NOTED_MS).toISOString();
      if (stored.lastUsedAt === undefined || stored.lastUsedAt < before)
        await noteKeyUse(session, stored.id, now.toISOString(), before);
      return { outcome, who: userOf(stored) };
    });
  } catch (error) {
    return { outcome: unavailable(error, log) };
  }
}

function outcomeOf(
  stored: StoredKey | undefined,
  matches: boolean,
  organization: string | undefined,
  now: string,
): SignInOutcome {
  if (stored === undefined) return 'unknown';
  if (!matches) return 'wrong';
  if (stored.revokedAt !== undefined || stored.organization !== organization) return 'disabled';
  return stored.expiresAt <= now ? 'expired' : 'let-in';
}

function userOf({ name, organization, scope }: StoredKey): User {
  return {
    name: `key:${name}`,
    organization,
    systems: new Set(scope.systems),
    locations: locationsOf(scope),
    groups: new Set(SERVICE_GROUPS.filter((group) => scope.groups.includes(group))),
  };
}

function locationsOf({ locations }: KeyScope): ReadonlyMap<string, ReadonlySet<string>> {
  const bySystem = new Map<string, Set<string>>();
  for (const { systemCd, locationCd } of locations)
    bySystem.set(systemCd, (bySystem.get(systemCd) ?? new Set()).add(locationCd));
  return bySystem;
}

import { ADMIN_ROLES, hashToken, newToken } from '../../platform/auth/admin-role.js';
import { insertToken, listTokens as readTokens, revokeToken as revoke } from '../../store/access/admin-tokens.js';
import { classify } from '../../platform/db/database-error.js';
import type { BrokerContext } from '../context.js';
import { UserAdministrationError } from './users.js';

/** Manages the tokens of the admin interface. Every request looks its token up, so a revocation takes effect at once. */

type Context = Pick<BrokerContext, 'database' | 'clock'>;

/** A token without its secret. */
export interface TokenView {
  readonly name: string;
  readonly role: string;
  readonly created_at: string;
  readonly revoked_at: string | null;
}

const NAME = /^[^\p{C}\p{Z}]{1,100}$/u;

/**
 * Creates a token.
 * @returns the token itself, which cannot be read again
 * @throws {UserAdministrationError}
 */
export async function addToken(context: Context, name: string, role: string): Promise<string> {
  if (!NAME.test(name))
    throw new UserAdministrationError(`${JSON.stringify(name)}: expected a name of 1 to 100 characters without blanks`);
  if (!(ADMIN_ROLES as readonly string[]).includes(role))
    throw new UserAdministrationError(`${JSON.stringify(role)}: expected one of the roles ${ADMIN_ROLES.join(', ')}`);
  const token = newToken();
  try {
    await context.database.transaction((session) =>
      insertToken(
        session,
        { name, role, createdAt: context.clock().toISOString(), revokedAt: undefined },
        hashToken(token),
      ),
    );
  } catch (error) {
    // The name of a revoked token is not reused, so that log entries stay unambiguous.
    if (classify(error) === 'duplicate')
      throw new UserAdministrationError(`there is a token ${JSON.stringify(name)} already, or there was one`);
    throw error;
  }
  return token;
}

/** All tokens, sorted by name, including revoked ones. */
export async function listTokens(context: Pick<Context, 'database'>): Promise<TokenView[]> {
  return (await context.database.transaction(readTokens)).map(({ name, role, createdAt, revokedAt }) => ({
    name,
    role,
    created_at: createdAt,
    revoked_at: revokedAt ?? null,
  }));
}

/** @throws {UserAdministrationError} for an unknown or revoked token */
export async function revokeToken(context: Context, name: string): Promise<void> {
  const found = await context.database.transaction((session) => revoke(session, name, context.clock().toISOString()));
  if (!found) throw new UserAdministrationError(`there is no token ${JSON.stringify(name)} that could be revoked`);
}

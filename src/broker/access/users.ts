import { codeOf } from '../../domain/values/code.js';
import { PASSWORD_LENGTH, hashPassword, newPassword } from '../../platform/auth/password.js';
import { encryptPassword } from '../../platform/auth/password-digest.js';
import { SERVICE_GROUPS } from '../../platform/auth/user.js';
import { catalogRevision, readCatalog } from '../../store/network/catalog.js';
import { classify } from '../../platform/db/database-error.js';
import {
  insertUser,
  listUsers as readUsers,
  readOrganizationCode,
  readUser,
  setUserEnabled,
  setUserPassword,
} from '../../store/access/users.js';
import type { StoredUser } from '../../store/access/users.js';
import type { BrokerContext } from '../context.js';

/** Manages web service users. Changes take effect on every instance within seconds (password-check.ts). */

type Context = Pick<BrokerContext, 'database' | 'clock'>;

export interface NewUser {
  readonly name: string;
  readonly systems: readonly string[];
  readonly groups: readonly string[];
  /** A password of the operator's choice; undefined to generate one. */
  readonly password: string | undefined;
  /** Whether the user may use PasswordDigest, which needs DIGEST_KEY. */
  readonly digest: boolean;
}

/** A user without secrets. */
export interface UserView {
  readonly name: string;
  readonly organization: string;
  readonly systems: readonly string[];
  readonly groups: readonly string[];
  readonly digest: boolean;
  readonly enabled: boolean;
  readonly created_at: string;
  readonly changed_at: string;
}

const BLANKS_AROUND = /^[\p{Z}\p{C}]+|[\p{Z}\p{C}]+$/gu;

/** A request of an operator that is invalid; the message says why. */
export class UserAdministrationError extends Error {
  override readonly name = 'UserAdministrationError';
  readonly code = 'user-administration';

  /** @param path the field of a request that is wrong; `''` for the request as a whole */
  constructor(
    message: string,
    readonly path = '',
  ) {
    super(message);
  }
}

/** No colon, which ends the name in HTTP Basic, and no blanks or control characters. */
const NAME = /^[^\p{C}\p{Z}:]{1,100}$/u;

/**
 * Creates a user of the database's organization.
 * @returns the password, which cannot be read again
 * @throws {UserAdministrationError}
 */
export async function addUser(context: Context, user: NewUser, digestKey: Buffer | undefined): Promise<string> {
  if (!NAME.test(user.name))
    throw new UserAdministrationError(
      `${JSON.stringify(user.name)}: expected a name of 1 to 100 characters without blanks and colons`,
    );
  const systems = [...new Set(user.systems.map(codeOf))];
  if (systems.length === 0) throw new UserAdministrationError('expected at least one system that the user speaks for');
  for (const group of user.groups) {
    if (!(SERVICE_GROUPS as readonly string[]).includes(group))
      throw new UserAdministrationError(
        `${JSON.stringify(group)}: expected one of the service groups ${SERVICE_GROUPS.join(', ')}`,
      );
  }
  const password = user.password ?? newPassword();
  const stored = await storedPassword(user.name, password, user.digest, digestKey);
  try {
    await context.database.transaction(async (session) => {
      const organization = (await catalogRevision(session)) === 0 ? undefined : await readOrganizationCode(session);
      if (organization === undefined)
        throw new UserAdministrationError(
          'the database has no organization yet, and a user belongs to one: load a catalog first',
        );
      const known = new Set((await readCatalog(session)).content.systems.map((system) => system.systemCd));
      const unknown = systems.filter((system) => !known.has(system));
      if (unknown.length > 0)
        throw new UserAdministrationError(
          `there is no system ${unknown.map((system) => JSON.stringify(system)).join(', ')}; there are ${[...known].join(', ')}`,
        );
      const now = context.clock().toISOString();
      await insertUser(session, {
        name: user.name,
        organization,
        ...stored,
        enabled: true,
        createdAt: now,
        changedAt: now,
        systems,
        groups: [...new Set(user.groups)],
      });
    });
  } catch (error) {
    if (classify(error) === 'duplicate')
      throw new UserAdministrationError(`there is a user ${JSON.stringify(user.name)} already`);
    throw error;
  }
  return password;
}

/** All users, sorted by name. */
export async function listUsers(context: Pick<Context, 'database'>): Promise<UserView[]> {
  return (await context.database.transaction(readUsers)).map(
    ({ name, organization, systems, groups, sealedPassword, enabled, createdAt, changedAt }) => ({
      name,
      organization,
      systems,
      groups,
      digest: sealedPassword !== undefined,
      enabled,
      created_at: createdAt,
      changed_at: changedAt,
    }),
  );
}

/** Enables or disables a user; its password is kept. @throws {UserAdministrationError} for an unknown user */
export async function enableUser(context: Context, name: string, enabled: boolean): Promise<void> {
  const found = await context.database.transaction((session) =>
    setUserEnabled(session, name, enabled, context.clock().toISOString()),
  );
  if (!found) throw unknown(name);
}

/**
 * Replaces the password of a user.
 * @param chosen undefined to generate one
 * @returns the new password
 * @throws {UserAdministrationError}
 */
export async function rotatePassword(
  context: Context,
  name: string,
  chosen: string | undefined,
  digestKey: Buffer | undefined,
): Promise<string> {
  const user = await context.database.transaction((session) => readUser(session, name));
  if (user === undefined) throw unknown(name);
  const password = chosen ?? newPassword();
  const stored = await storedPassword(name, password, user.sealedPassword !== undefined, digestKey);
  await context.database.transaction((session) =>
    setUserPassword(session, name, stored, context.clock().toISOString()),
  );
  return password;
}

/** @throws {UserAdministrationError} for a password of invalid length or of blanks, or without a key for digests */
async function storedPassword(
  name: string,
  password: string,
  digest: boolean,
  digestKey: Buffer | undefined,
): Promise<Pick<StoredUser, 'passwordHash' | 'sealedPassword'>> {
  const { least, most } = PASSWORD_LENGTH;
  if (password.length > most)
    throw new UserAdministrationError(`the password has ${password.length} characters, expected ${least} to ${most}`);
  // Blanks are characters of a password, but those around it are the first that are guessed.
  const inner = password.replace(BLANKS_AROUND, '').length;
  if (inner < least)
    throw new UserAdministrationError(
      `the password has ${inner} characters${inner < password.length ? ' without the blanks around it' : ''}, expected ${least} to ${most}`,
    );
  if (digest && digestKey === undefined)
    throw new UserAdministrationError(
      'a user who signs in by digest needs an encrypted password: set DIGEST_KEY, here and for the server (openssl rand -base64 32)',
    );
  return {
    passwordHash: await hashPassword(password),
    sealedPassword: digest && digestKey !== undefined ? encryptPassword(password, name, digestKey) : undefined,
  };
}

const unknown = (name: string): UserAdministrationError =>
  new UserAdministrationError(`there is no user ${JSON.stringify(name)}`);

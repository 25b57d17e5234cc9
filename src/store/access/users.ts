import { flag, optional, text } from '../../platform/db/column.js';
import type { Session } from '../../platform/db/session.js';
import { tableOf } from '../../platform/db/table.js';

/** A web service user. */
export interface StoredUser {
  readonly name: string;
  readonly organization: string;
  readonly passwordHash: string;
  /** Encrypted password of a user with digest authentication. */
  readonly sealedPassword: string | undefined;
  readonly enabled: boolean;
  readonly createdAt: string;
  readonly changedAt: string;
  readonly systems: readonly string[];
  readonly groups: readonly string[];
}

const WEB_USER = tableOf<Omit<StoredUser, 'systems' | 'groups'>>('web_user', {
  name: text('name'),
  organization: text('organization'),
  passwordHash: text('password_hash'),
  sealedPassword: optional(text('sealed_password')),
  enabled: flag('enabled'),
  createdAt: text('created_at'),
  changedAt: text('changed_at'),
});

const USER_SYSTEM = tableOf<{ user: string; system: string }>('web_user_system', {
  user: text('user_name'),
  system: text('system_cd'),
});
const USER_GROUP = tableOf<{ user: string; group: string }>('web_user_group', {
  user: text('user_name'),
  group: text('group_name'),
});

/** Reads a user by its exact name, with as many statements if there is none. */
export async function readUser(session: Session, name: string): Promise<StoredUser | undefined> {
  const row = await session.first(`SELECT ${WEB_USER.list} FROM web_user WHERE name = ?`, [name]);
  const memberships = await readMemberships(session, name);
  return row && { ...WEB_USER.read(row), ...memberships };
}

/** Reads all users by name. */
export async function listUsers(session: Session): Promise<StoredUser[]> {
  const rows = await session.all(`SELECT ${WEB_USER.list} FROM web_user ORDER BY name`);
  const users: StoredUser[] = [];
  for (const row of rows) {
    const user = WEB_USER.read(row);
    users.push({ ...user, ...(await readMemberships(session, user.name)) });
  }
  return users;
}

/** Whether at least one user is enabled. */
export async function hasEnabledUser(session: Session): Promise<boolean> {
  return (await session.first('SELECT 1 AS found FROM web_user WHERE enabled = 1 LIMIT 1')) !== undefined;
}

/** Stores a new user. @throws the driver's error for a duplicate key when the name is taken */
export async function insertUser(session: Session, user: StoredUser): Promise<void> {
  await WEB_USER.insert(session, [user]);
  await USER_SYSTEM.insert(
    session,
    user.systems.map((system) => ({ user: user.name, system })),
  );
  await USER_GROUP.insert(
    session,
    user.groups.map((group) => ({ user: user.name, group })),
  );
}

/** Enables or disables a user. @returns whether there is such a user */
export async function setUserEnabled(session: Session, name: string, enabled: boolean, at: string): Promise<boolean> {
  return (
    (await session.run('UPDATE web_user SET enabled = ?, changed_at = ? WHERE name = ?', [enabled ? 1 : 0, at, name]))
      .affected > 0
  );
}

/** Stores a user's new password. */
export async function setUserPassword(
  session: Session,
  name: string,
  password: Pick<StoredUser, 'passwordHash' | 'sealedPassword'>,
  at: string,
): Promise<void> {
  await session.run('UPDATE web_user SET password_hash = ?, sealed_password = ?, changed_at = ? WHERE name = ?', [
    password.passwordHash,
    password.sealedPassword ?? null,
    at,
    name,
  ]);
}

/** Code of the organization that the database belongs to; undefined while there is none. */
export async function readOrganizationCode(session: Session): Promise<string | undefined> {
  return (await session.first<{ code: string }>('SELECT code FROM organization WHERE id = 1'))?.code;
}

async function readMemberships(session: Session, name: string): Promise<Pick<StoredUser, 'systems' | 'groups'>> {
  const systems = await session.all<{ system_cd: string }>(
    'SELECT system_cd FROM web_user_system WHERE user_name = ? ORDER BY system_cd',
    [name],
  );
  const groups = await session.all<{ group_name: string }>(
    'SELECT group_name FROM web_user_group WHERE user_name = ? ORDER BY group_name',
    [name],
  );
  return { systems: systems.map((one) => one.system_cd), groups: groups.map((one) => one.group_name) };
}

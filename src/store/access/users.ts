import type { Row, Session } from '../../platform/db/session.js';

/** A web service user as it is kept. */
export interface StoredUser {
  readonly name: string;
  readonly organization: string;
  readonly passwordHash: string;
  /** For users who sign in by digest. */
  readonly sealedPassword: string | undefined;
  readonly enabled: boolean;
  readonly createdAt: string;
  readonly changedAt: string;
  readonly systems: readonly string[];
  readonly groups: readonly string[];
}

const COLUMNS = 'name, organization, password_hash, sealed_password, enabled, created_at, changed_at';

/** A user by name, to the letter. */
export async function readUser(session: Session, name: string): Promise<StoredUser | undefined> {
  const row = await session.first(`SELECT ${COLUMNS} FROM web_user WHERE name = ?`, [name]);
  return row && toUser(session, row);
}

/** All users by name. */
export async function listUsers(session: Session): Promise<StoredUser[]> {
  const rows = await session.all(`SELECT ${COLUMNS} FROM web_user ORDER BY name`);
  const users: StoredUser[] = [];
  for (const row of rows) users.push(await toUser(session, row));
  return users;
}

/** Whether anybody could sign in. */
export async function hasEnabledUser(session: Session): Promise<boolean> {
  return (await session.first('SELECT 1 AS found FROM web_user WHERE enabled = 1 LIMIT 1')) !== undefined;
}

/** Keeps a new user. @throws the database's error for a duplicate key, when the name is taken */
export async function insertUser(session: Session, user: StoredUser): Promise<void> {
  await session.insertRows(
    'web_user',
    ['name', 'organization', 'password_hash', 'sealed_password', 'enabled', 'created_at', 'changed_at'],
    [
      [
        user.name,
        user.organization,
        user.passwordHash,
        user.sealedPassword ?? null,
        user.enabled ? 1 : 0,
        user.createdAt,
        user.changedAt,
      ],
    ],
  );
  await session.insertRows(
    'web_user_system',
    ['user_name', 'system_cd'],
    user.systems.map((system) => [user.name, system]),
  );
  await session.insertRows(
    'web_user_group',
    ['user_name', 'group_name'],
    user.groups.map((group) => [user.name, group]),
  );
}

/** @returns whether there is such a user */
export async function setUserEnabled(session: Session, name: string, enabled: boolean, at: string): Promise<boolean> {
  return (
    (await session.run('UPDATE web_user SET enabled = ?, changed_at = ? WHERE name = ?', [enabled ? 1 : 0, at, name]))
      .affected > 0
  );
}

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

/** Code of the organization whose database this is; undefined while there is none. */
export async function readOrganizationCode(session: Session): Promise<string | undefined> {
  return (await session.first<{ code: string }>('SELECT code FROM organization WHERE id = 1'))?.code;
}

async function toUser(session: Session, row: Row): Promise<StoredUser> {
  const name = String(row.name);
  const systems = await session.all<{ system_cd: string }>(
    'SELECT system_cd FROM web_user_system WHERE user_name = ? ORDER BY system_cd',
    [name],
  );
  const groups = await session.all<{ group_name: string }>(
    'SELECT group_name FROM web_user_group WHERE user_name = ? ORDER BY group_name',
    [name],
  );
  return {
    name,
    organization: String(row.organization),
    passwordHash: String(row.password_hash),
    sealedPassword: typeof row.sealed_password === 'string' ? row.sealed_password : undefined,
    enabled: row.enabled === 1,
    createdAt: String(row.created_at),
    changedAt: String(row.changed_at),
    systems: systems.map((one) => one.system_cd),
    groups: groups.map((one) => one.group_name),
  };
}

import type { Row, Session } from '../../platform/db/session.js';

/** A token of the admin interface as it is kept: its hash is what it is found by. */
export interface StoredToken {
  readonly name: string;
  readonly role: string;
  readonly createdAt: string;
  readonly revokedAt: string | undefined;
}

const COLUMNS = 'name, role, created_at, revoked_at';

/** @throws the database's error for a duplicate key, when the name is taken */
export async function insertToken(session: Session, token: StoredToken, hash: string): Promise<void> {
  await session.insertRows(
    'admin_token',
    ['name', 'role', 'token_hash', 'created_at'],
    [[token.name, token.role, hash, token.createdAt]],
  );
}

/** The token of a hash, unless it was revoked. */
export async function findToken(session: Session, hash: string): Promise<StoredToken | undefined> {
  const row = await session.first(`SELECT ${COLUMNS} FROM admin_token WHERE token_hash = ? AND revoked_at IS NULL`, [
    hash,
  ]);
  return row && toToken(row);
}

/** All tokens by name, revoked ones too. */
export async function listTokens(session: Session): Promise<StoredToken[]> {
  return (await session.all(`SELECT ${COLUMNS} FROM admin_token ORDER BY name`)).map(toToken);
}

/** @returns whether there was such a token that was not revoked */
export async function revokeToken(session: Session, name: string, at: string): Promise<boolean> {
  return (
    (await session.run('UPDATE admin_token SET revoked_at = ? WHERE name = ? AND revoked_at IS NULL', [at, name]))
      .affected > 0
  );
}

function toToken(row: Row): StoredToken {
  return {
    name: String(row.name),
    role: String(row.role),
    createdAt: String(row.created_at),
    revokedAt: typeof row.revoked_at === 'string' ? row.revoked_at : undefined,
  };
}

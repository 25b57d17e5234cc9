import { optional, text } from '../../platform/db/column.js';
import type { Session } from '../../platform/db/session.js';
import { tableOf } from '../../platform/db/table.js';

/** A token of the admin interface, without its hash. */
export interface StoredToken {
  readonly name: string;
  readonly role: string;
  readonly createdAt: string;
  readonly revokedAt: string | undefined;
}

const ADMIN_TOKEN = tableOf<StoredToken & { readonly hash: string }>('admin_token', {
  name: text('name'),
  role: text('role'),
  hash: text('token_hash'),
  createdAt: text('created_at'),
  revokedAt: optional(text('revoked_at')),
});
const TOKEN = ADMIN_TOKEN.without('hash');

/** Stores a new token. @throws the driver's error for a duplicate key when the name is taken */
export async function insertToken(session: Session, token: StoredToken, hash: string): Promise<void> {
  await ADMIN_TOKEN.insert(session, [{ ...token, hash }]);
}

/** Finds the token with a hash, unless it is revoked. */
export async function findToken(session: Session, hash: string): Promise<StoredToken | undefined> {
  const row = await session.first(`SELECT ${TOKEN.list} FROM admin_token WHERE token_hash = ? AND revoked_at IS NULL`, [
    hash,
  ]);
  return row && TOKEN.read(row);
}

/** Reads all tokens by name, revoked ones included. */
export async function listTokens(session: Session): Promise<StoredToken[]> {
  return (await session.all(`SELECT ${TOKEN.list} FROM admin_token ORDER BY name`)).map((row) => TOKEN.read(row));
}

/** Revokes a token. @returns whether there was such a token, not revoked before */
export async function revokeToken(session: Session, name: string, at: string): Promise<boolean> {
  return (
    (await session.run('UPDATE admin_token SET revoked_at = ? WHERE name = ? AND revoked_at IS NULL', [at, name]))
      .affected > 0
  );
}

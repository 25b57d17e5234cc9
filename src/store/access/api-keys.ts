import { json, optional, text } from '../../platform/db/column.js';
import type { Session } from '../../platform/db/session.js';
import { tableOf } from '../../platform/db/table.js';

/** What a key may be used for. Read as a whole with every request, so it is one value. */
export interface KeyScope {
  readonly systems: readonly string[];
  /** The only locations of their systems that the key speaks for; a system without one here is open as a whole. */
  readonly locations: readonly { readonly systemCd: string; readonly locationCd: string }[];
  readonly groups: readonly string[];
}

/** An API key, without its hash. Times are ISO 8601 in UTC. */
export interface StoredKey {
  readonly id: string;
  readonly name: string;
  readonly organization: string;
  readonly scope: KeyScope;
  readonly createdAt: string;
  readonly expiresAt: string;
  readonly revokedAt: string | undefined;
  /** Up to an hour behind: see `noteKeyUse`. */
  readonly lastUsedAt: string | undefined;
}

const API_KEY = tableOf<StoredKey & { readonly hash: string }>('api_key', {
  id: text('id'),
  name: text('name'),
  organization: text('organization'),
  hash: text('key_hash'),
  scope: json('scope'),
  createdAt: text('created_at'),
  expiresAt: text('expires_at'),
  revokedAt: optional(text('revoked_at')),
  lastUsedAt: optional(text('last_used_at')),
});
const KEY = API_KEY.without('hash');

/** Stores a new key. @throws the driver's error for a duplicate key when the name is taken */
export async function insertKey(session: Session, key: StoredKey, hash: string): Promise<void> {
  await API_KEY.insert(session, [{ ...key, hash }]);
}

/** Reads a key with its hash by its id. */
export async function readKey(
  session: Session,
  id: string,
): Promise<(StoredKey & { readonly hash: string }) | undefined> {
  const row = await session.first(`SELECT ${API_KEY.list} FROM api_key WHERE id = ?`, [id]);
  return row && API_KEY.read(row);
}

/** Reads keys by name, those that are revoked or expired included. @param after the last name of the page before */
export async function listKeys(session: Session, after: string, limit: number): Promise<StoredKey[]> {
  const rows = await session.all(`SELECT ${KEY.list} FROM api_key WHERE name > ? ORDER BY name LIMIT ?`, [
    after,
    limit,
  ]);
  return rows.map((row) => KEY.read(row));
}

/** Reads a key by its name. */
export async function readKeyNamed(session: Session, name: string): Promise<StoredKey | undefined> {
  const row = await session.first(`SELECT ${KEY.list} FROM api_key WHERE name = ?`, [name]);
  return row && KEY.read(row);
}

/** Revokes a key. @returns whether there was such a key, not revoked before */
export async function revokeKey(session: Session, name: string, at: string): Promise<boolean> {
  const { affected } = await session.run('UPDATE api_key SET revoked_at = ? WHERE name = ? AND revoked_at IS NULL', [
    at,
    name,
  ]);
  return affected > 0;
}

/** Sets when a key ends. @returns whether there was such a key, not revoked before */
export async function extendKey(session: Session, name: string, expiresAt: string): Promise<boolean> {
  const { affected } = await session.run('UPDATE api_key SET expires_at = ? WHERE name = ? AND revoked_at IS NULL', [
    expiresAt,
    name,
  ]);
  return affected > 0;
}

/**
 * Notes that a key was used, unless that was noted since `before`.
 *
 * The race: many requests of one key find the time old at once. The condition is checked under the row's lock, so one of them
 * writes.
 */
export async function noteKeyUse(session: Session, id: string, at: string, before: string): Promise<void> {
  await session.write(
    'UPDATE api_key SET last_used_at = ? WHERE id = ? AND (last_used_at IS NULL OR last_used_at < ?)',
    [at, id, before],
  );
}

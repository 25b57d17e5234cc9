import { systemKey } from '../../domain/network/system-key.js';
import { codeOf } from '../../domain/values/code.js';
import { hashApiKey, newApiKey } from '../../platform/auth/api-key.js';
import { SERVICE_GROUPS } from '../../platform/auth/user.js';
import { classify } from '../../platform/db/database-error.js';
import type { Session } from '../../platform/db/session.js';
import { catalogRevision, readCatalog } from '../../store/network/catalog.js';
import {
  extendKey as extend,
  insertKey,
  listKeys as readKeys,
  readKeyNamed,
  revokeKey as revoke,
} from '../../store/access/api-keys.js';
import type { KeyScope, StoredKey } from '../../store/access/api-keys.js';
import { readOrganizationCode } from '../../store/access/users.js';
import type { BrokerContext } from '../context.js';
import { idempotently } from '../idempotent.js';
import type { Answered, IdempotentRequest } from '../idempotent.js';
import { pageOf } from '../page.js';
import type { Page } from '../page.js';
import { UserAdministrationError } from './users.js';

/** Manages the API keys of partners. Every request looks its key up, so a revocation takes effect at once. */

type Context = Pick<BrokerContext, 'database' | 'clock'>;

/** Limits of a request for a key. Days are from now. */
export const KEY_LIMITS = { days: 3_650, defaultDays: 365, systems: 100, locations: 1_000 } as const;

export interface NewKey {
  readonly name: string;
  readonly systems: readonly string[];
  /** Single locations; their systems are the key's as well, and of such a system no other location is. */
  readonly locations: readonly { readonly system_cd: string; readonly location_cd: string }[];
  readonly groups: readonly string[];
  /** Days until it expires, 1 to KEY_LIMITS.days. */
  readonly validDays: number;
}

/** A key without its secret. Times are ISO 8601 in UTC. */
export interface KeyView {
  readonly id: string;
  readonly name: string;
  readonly systems: readonly string[];
  readonly locations: readonly { readonly system_cd: string; readonly location_cd: string }[];
  readonly groups: readonly string[];
  readonly state: 'valid' | 'expired' | 'revoked';
  readonly created_at: string;
  readonly expires_at: string;
  readonly revoked_at: string | null;
  /** Up to an hour behind; null for a key that was never used. */
  readonly last_used_at: string | null;
}

export interface CreatedKey {
  readonly view: KeyView;
  /** The key itself, which cannot be read again; null in the answer of a repeated request. */
  readonly key: string | null;
}

/** No colon: the log tells keys from users by one. */
const NAME = /^[^\p{C}\p{Z}:]{1,100}$/u;
const MS_PER_DAY = 86_400_000;

/**
 * Creates a key of the database's organization, within a unit of work.
 * @throws {UserAdministrationError} with the field that is wrong
 */
async function createKey(session: Session, now: Date, wanted: NewKey): Promise<CreatedKey> {
  checkForm(wanted);
  const organization = (await catalogRevision(session)) === 0 ? undefined : await readOrganizationCode(session);
  if (organization === undefined)
    throw new UserAdministrationError(
      'the database has no organization yet, and a key belongs to one: load a catalog first',
    );
  const scope = scopeOf(wanted);
  await refuseUnknown(session, scope);
  // Not left to the constraint alone: the unit of work may hold more than this row, and a duplicate of it must not be taken for one.
  if ((await readKeyNamed(session, wanted.name)) !== undefined) throw taken(wanted.name);
  const { id, key } = newApiKey();
  const stored: StoredKey = {
    id,
    name: wanted.name,
    organization,
    scope,
    createdAt: now.toISOString(),
    expiresAt: daysAfter(now, wanted.validDays),
    revokedAt: undefined,
    lastUsedAt: undefined,
  };
  await insertKey(session, stored, hashApiKey(key));
  return { view: viewOf(stored, now), key };
}

/**
 * Creates a key in a transaction of its own. What is kept of its answer has no secret: a repeat says which key was made.
 * @param request the caller's idempotency key, if any
 * @throws {UserAdministrationError} @throws {IdempotencyError}
 */
export async function addKey(
  context: Context,
  wanted: NewKey,
  request?: IdempotentRequest,
): Promise<Answered<CreatedKey>> {
  try {
    return await idempotently(context, request, async (session) => {
      const created = await createKey(session, context.clock(), wanted);
      return { status: 201, body: created, kept: { ...created, key: null } };
    });
  } catch (error) {
    // The name of a revoked key is not reused, so that log entries stay unambiguous.
    if (classify(error) === 'duplicate') throw taken(wanted.name);
    throw error;
  }
}

/** One page of the keys by name, those that are revoked or expired included. @param after `''` for the first page */
export async function listKeys(
  { database, clock }: Context,
  { limit, after }: { readonly limit: number; readonly after: string },
): Promise<Page<KeyView>> {
  const found = await database.transaction((session) => readKeys(session, after, limit + 1));
  return pageOf(
    found.map((stored) => viewOf(stored, clock())),
    limit,
    ({ name }) => name,
  );
}

/** @throws {UserAdministrationError} for an unknown or revoked key */
export async function revokeKey({ database, clock }: Context, name: string): Promise<KeyView> {
  const now = clock();
  return viewAfter(database, now, name, 'revoked', (session) => revoke(session, name, now.toISOString()));
}

/**
 * Sets the end of a key to so many days from now, also of one that has expired.
 * @throws {UserAdministrationError} for an unknown or revoked key, and for a number of days that is out of range
 */
export async function extendKey({ database, clock }: Context, name: string, validDays: number): Promise<KeyView> {
  checkDays(validDays);
  const now = clock();
  return viewAfter(database, now, name, 'extended', (session) => extend(session, name, daysAfter(now, validDays)));
}

async function viewAfter(
  database: Context['database'],
  now: Date,
  name: string,
  done: 'revoked' | 'extended',
  change: (session: Session) => Promise<boolean>,
): Promise<KeyView> {
  return database.transaction(async (session) => {
    const stored = (await change(session)) ? await readKeyNamed(session, name) : undefined;
    if (stored === undefined)
      throw new UserAdministrationError(`there is no key ${JSON.stringify(name)} that could be ${done}`);
    return viewOf(stored, now);
  });
}

/** @throws {UserAdministrationError} */
function checkForm({ name, systems, locations, groups, validDays }: NewKey): void {
  if (!NAME.test(name))
    throw new UserAdministrationError(
      `${JSON.stringify(name)}: expected a name of 1 to 100 characters without blanks and colons`,
      'name',
    );
  if (systems.length + locations.length === 0)
    throw new UserAdministrationError('expected at least one system or location that the key speaks for', 'systems');
  for (const [field, count, most] of [
    ['systems', systems.length, KEY_LIMITS.systems],
    ['locations', locations.length, KEY_LIMITS.locations],
  ] as const)
    if (count > most)
      throw new UserAdministrationError(
        `found ${String(count)} ${field}, expected at most ${String(most)}: create several keys`,
        field,
      );
  if (groups.length === 0)
    throw new UserAdministrationError('expected at least one service group, or the key opens nothing', 'groups');
  const unknown = groups.find((group) => !(SERVICE_GROUPS as readonly string[]).includes(group));
  if (unknown !== undefined)
    throw new UserAdministrationError(
      `${JSON.stringify(unknown)}: expected one of the service groups ${SERVICE_GROUPS.join(', ')}`,
      'groups',
    );
  checkDays(validDays);
}

/** @throws {UserAdministrationError} */
function checkDays(days: number): void {
  if (!Number.isInteger(days) || days < 1 || days > KEY_LIMITS.days)
    throw new UserAdministrationError(
      `found ${String(days)} days, expected 1 to ${String(KEY_LIMITS.days)}: extend the key before it ends`,
      'valid_days',
    );
}

function scopeOf({ systems, locations, groups }: NewKey): KeyScope {
  const places = new Map(
    locations
      .map((one) => ({ systemCd: codeOf(one.system_cd), locationCd: codeOf(one.location_cd) }))
      .map((place) => [systemKey(place.systemCd, place.locationCd), place]),
  );
  return {
    systems: [...new Set([...systems.map(codeOf), ...[...places.values()].map(({ systemCd }) => systemCd)])],
    locations: [...places.values()],
    groups: [...new Set(groups)],
  };
}

/** @throws {UserAdministrationError} for systems and locations that are not in the catalog */
async function refuseUnknown(session: Session, { systems, locations }: KeyScope): Promise<void> {
  const { content } = await readCatalog(session);
  const knownSystems = new Set(content.systems.map(({ systemCd }) => systemCd));
  const system = systems.find((one) => !knownSystems.has(one));
  if (system !== undefined)
    throw new UserAdministrationError(
      `there is no system ${JSON.stringify(system)}; there are ${[...knownSystems].join(', ')}`,
      'systems',
    );
  const knownPlaces = new Set(content.locations.map((one) => systemKey(one.system.systemCd, one.locationCd)));
  const place = locations.find((one) => !knownPlaces.has(systemKey(one.systemCd, one.locationCd)));
  if (place !== undefined)
    throw new UserAdministrationError(
      `there is no location ${JSON.stringify(place.locationCd)} in the system ${JSON.stringify(place.systemCd)}`,
      'locations',
    );
}

function viewOf(stored: StoredKey, now: Date): KeyView {
  const { id, name, scope, createdAt, expiresAt, revokedAt, lastUsedAt } = stored;
  const isOver = expiresAt <= now.toISOString();
  return {
    id,
    name,
    systems: scope.systems,
    locations: scope.locations.map((one) => ({ system_cd: one.systemCd, location_cd: one.locationCd })),
    groups: scope.groups,
    state: revokedAt !== undefined ? 'revoked' : isOver ? 'expired' : 'valid',
    created_at: createdAt,
    expires_at: expiresAt,
    revoked_at: revokedAt ?? null,
    last_used_at: lastUsedAt ?? null,
  };
}

const daysAfter = (now: Date, days: number): string => new Date(now.getTime() + days * MS_PER_DAY).toISOString();
const taken = (name: string): UserAdministrationError =>
  new UserAdministrationError(`there is a key ${JSON.stringify(name)} already, or there was one`, 'name');

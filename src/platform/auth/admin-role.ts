import { createHash, randomBytes } from 'node:crypto';

/**
 * Roles of the admin interface, each with all that the ones before it may do: look; do the day's work (stock, imports, jobs,
 * messages); change what the enterprise is (systems, locations, rules, preferences).
 */
export const ADMIN_ROLES = ['read', 'operate', 'administer'] as const;
export type AdminRole = (typeof ADMIN_ROLES)[number];

/** Whether a role is enough for what needs another. */
export function isEnough(role: AdminRole, needed: AdminRole): boolean {
  return ADMIN_ROLES.indexOf(role) >= ADMIN_ROLES.indexOf(needed);
}

/** A new token: 256 random bits behind a prefix by which scanners for leaked secrets know it. */
export function newToken(): string {
  return `obt_${randomBytes(32).toString('base64url')}`;
}

/**
 * What is kept of a token. One round of SHA-256 is right here, unlike for passwords: nobody guesses 256 random bits, however
 * fast; and since the hash is what is looked up, there is no comparison whose time could tell anything.
 */
export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

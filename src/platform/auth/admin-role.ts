import { createHash, randomBytes } from 'node:crypto';

/**
 * Roles of the admin interface; each includes the rights of those before it: `read`; `operate` (stock, imports, jobs,
 * messages); `administer` (systems, locations, rules, preferences).
 */
export const ADMIN_ROLES = ['read', 'operate', 'administer'] as const;
export type AdminRole = (typeof ADMIN_ROLES)[number];

/** Whether a role includes the rights of another. */
export function isEnough(role: AdminRole, needed: AdminRole): boolean {
  return ADMIN_ROLES.indexOf(role) >= ADMIN_ROLES.indexOf(needed);
}

/** A new token: 256 random bits after a prefix that secret scanners can recognize. */
export function newToken(): string {
  return `obt_${randomBytes(32).toString('base64url')}`;
}

/**
 * The stored form of a token. One round of SHA-256 is enough, unlike for passwords: 256 random bits cannot be guessed at any
 * speed; and because the hash itself is looked up, there is no comparison whose timing could leak anything.
 */
export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

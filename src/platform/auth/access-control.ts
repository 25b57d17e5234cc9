import type { AdminRole } from './admin-role.js';
import type { Credentials } from './credentials.js';
import type { User } from './user.js';

/**
 * Why a caller was not authenticated. `credentials` gives no further detail: an unknown user and a wrong password must be
 * indistinguishable to the caller.
 */
export interface Refusal {
  readonly refused: 'credentials' | 'expired' | 'too-many' | 'unavailable';
  /** Seconds until the caller may retry. */
  readonly retryAfter?: number;
}

/** Authenticates the callers of a service. The broker's implementation is broker/access/authenticator.ts. */
export interface AccessControl {
  /** Counts a message against the rate limit of its address, before its body is read. @returns undefined when it is within the limit */
  checkRate(address: string): Refusal | undefined;
  /** Authenticates a web service user. @param address of the caller, for rate limits and login throttling */
  signIn(credentials: Credentials, address: string): Promise<User | Refusal>;
  /** Authenticates a partner by its API key. @param key as presented */
  signInByKey(key: string, address: string): Promise<User | Refusal>;
  /** The user of a message that is sent again from the message log, with the rights of now and without a password. */
  resume(name: string): Promise<User | Refusal>;
}

/** A caller of the admin interface. */
export interface Administrator {
  /** The name of the token. */
  readonly name: string;
  readonly role: AdminRole;
}

/** Authenticates callers of the admin interface. */
export interface AdminAccessControl {
  signInByToken(token: string, address: string): Promise<Administrator | Refusal>;
}

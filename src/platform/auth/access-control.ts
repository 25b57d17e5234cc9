import type { AdminRole } from './admin-role.js';
import type { Credentials } from './credentials.js';
import type { User } from './user.js';

/**
 * Why somebody is not let in. `credentials` says no more than that, whatever was wrong with them: an unknown user and a
 * wrong password must look the same from outside.
 */
export interface Refusal {
  readonly refused: 'credentials' | 'expired' | 'too-many' | 'unavailable';
  /** When to come back, in seconds. */
  readonly retryAfter?: number;
}

/** What the edges ask before they do anything for a caller; broker/access/authenticator.ts answers. */
export interface AccessControl {
  /** Counts a request against the rate of its address, before anything of it is read. */
  arrive(address: string): Refusal | undefined;
  /** Lets a web service user in. */
  signIn(credentials: Credentials, address: string): Promise<User | Refusal>;
  /** The user of a message that is sent again from the message log, as it stands now. */
  resume(name: string): Promise<User | Refusal>;
}

/** Somebody who administers the broker. */
export interface Administrator {
  /** The name of the token. */
  readonly name: string;
  readonly role: AdminRole;
}

/** The same for the admin interface. */
export interface AdminAccessControl extends Pick<AccessControl, 'arrive'> {
  signInByToken(token: string, address: string): Promise<Administrator | Refusal>;
}

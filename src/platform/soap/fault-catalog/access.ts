import type { FaultEntry } from './entry.js';
import { http, security } from './entry.js';

/** Faults of authentication and authorization. */
export const ACCESS_FAULTS = [
  {
    ...http('authentication-required'),
    wsse: 'FailedAuthentication',
    faultstring: 'Authentication is required',
    meaning: 'The message came without credentials: neither HTTP Basic nor a UsernameToken.',
    remedy: 'Send user and password, by HTTP Basic or in a WS-Security header.',
  },
  {
    ...http('sign-in-refused'),
    wsse: 'FailedAuthentication',
    faultstring: 'The credentials are not valid',
    meaning:
      'User and password of HTTP Basic are not those of an enabled user. The fault does not say which of them is wrong.',
    remedy: 'Check user and password; after several failures further attempts are delayed.',
  },
  {
    key: 'token-refused',
    ...security('FailedAuthentication'),
    faultstring: 'The security token could not be authenticated or authorized',
    meaning:
      'The UsernameToken is not that of an enabled user, its digest does not fit, or its nonce was used before. The fault does not say which.',
    remedy:
      'Check user and password; generate a new nonce for each message. PasswordDigest requires a user created with `user add --digest`.',
  },
  {
    key: 'message-expired',
    ...security('MessageExpired'),
    faultstring: 'The message has expired',
    meaning:
      'Created is more than 300 seconds before or after the clock of the broker (without a zone it is UTC), or Expires has passed.',
    remedy: 'Set the clock of the calling system, and generate a new header for each attempt.',
  },
  {
    key: 'security-header',
    ...security('InvalidSecurity'),
    faultstring: 'The Security header cannot be processed',
    names: 'what is wrong with it',
    meaning:
      'The header does not contain exactly one UsernameToken with one Username and one Password, its PasswordDigest lacks Nonce or Created, Created or Expires is not a time as in XML Schema, or there are credentials elsewhere as well.',
    remedy: 'Send one set of credentials, in one place.',
  },
  {
    key: 'credentials-header',
    ...security('InvalidSecurity'),
    faultstring: 'The credentials of the message cannot be used',
    names: 'what is wrong with them',
    meaning:
      'A header block that carries credentials of the service comes twice, lacks the name or the password, or there are credentials elsewhere as well.',
    remedy: 'Send one set of credentials, in one place.',
  },
  {
    key: 'security-token-unsupported',
    ...security('UnsupportedSecurityToken'),
    faultstring: 'An unsupported token was provided',
    names: 'which',
    meaning:
      'The Security header contains something other than a UsernameToken with PasswordText or PasswordDigest and a Timestamp.',
    remedy: 'Sign in with user and password. Certificates belong to the TLS connection.',
  },
  {
    ...http('not-authorized'),
    faultstring: 'The user may not do this',
    names: 'what is missing',
    meaning:
      "The operation is in none of the user's service groups, or the message is sent for a system that is not one of the user's.",
    remedy: 'Name a system of the user in the message, or have an administrator grant what is missing.',
  },
  {
    ...http('too-many-requests'),
    faultstring: 'There were too many requests',
    meaning:
      'The rate limit of this address or user was exceeded, or too many sign-in attempts failed. Retry-After gives the time to wait.',
    remedy: 'Send the same message again after that time; nothing was done.',
  },
] as const satisfies readonly FaultEntry[];

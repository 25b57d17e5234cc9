import type { Refusal } from '../auth/access-control.js';
import type { User } from '../auth/user.js';
import type { Exchange } from './exchange.js';
import { HttpRefusalError } from './refusal.js';

/** The user that authentication returned. @throws {HttpRefusalError} sign-in-refused, too-many-requests, unavailable */
export function authenticated(result: User | Refusal, exchange: Exchange): User {
  if ('refused' in result) throw refusalError(result);
  exchange.noteUser(result.name);
  return result;
}

/** Expired credentials are refused like wrong ones: only WS-Security has a better word for it. */
export function refusalError({ refused, retryAfter }: Refusal): HttpRefusalError {
  switch (refused) {
    case 'credentials':
    case 'expired':
      return new HttpRefusalError('sign-in-refused');
    case 'too-many':
      return new HttpRefusalError('too-many-requests', { retryAfter });
    case 'unavailable':
      return new HttpRefusalError('unavailable');
  }
}

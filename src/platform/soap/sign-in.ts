import type { AccessControl } from '../auth/access-control.js';
import type { User } from '../auth/user.js';
import type { Exchange } from '../http/exchange.js';
import type { AdmittedRequest } from '../http/receive.js';
import { HttpRefusalError } from '../http/refusal.js';
import { authenticated } from '../http/sign-in.js';
import type { Envelope } from './envelope.js';
import { SoapFaultError } from './faults.js';
import { readSecurity } from './security-header.js';

/**
 * The user who sent a message: of its Authorization header, or of its Security header, but not of both.
 * @param fromHeader user and address as the HTTP stages found them
 * @throws {SoapFaultError} security-header, security-token-unsupported, token-refused, message-expired
 * @throws {HttpRefusalError} authentication-required, too-many-requests, unavailable
 */
export async function signIn(
  { headers, version }: Envelope,
  { user, address }: Pick<AdmittedRequest, 'user' | 'address'>,
  access: AccessControl,
  exchange: Exchange,
): Promise<User> {
  const credentials = readSecurity(headers, version);
  if (user !== undefined && credentials !== undefined) {
    throw new SoapFaultError('security-header', {
      subject: 'there are credentials in the Authorization header as well',
    });
  }
  if (user !== undefined) return user;
  if (credentials === undefined) throw new HttpRefusalError('authentication-required');
  const result = await access.signIn(credentials, address);
  if ('refused' in result && result.refused === 'credentials') throw new SoapFaultError('token-refused');
  if ('refused' in result && result.refused === 'expired') throw new SoapFaultError('message-expired');
  return authenticated(result, exchange);
}

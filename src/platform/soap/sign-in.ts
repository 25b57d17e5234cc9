import type { AccessControl } from '../auth/access-control.js';
import type { User } from '../auth/user.js';
import type { Exchange } from '../http/exchange.js';
import type { AdmittedRequest } from '../http/receive.js';
import { HttpRefusalError } from '../http/refusal.js';
import { authenticated } from '../http/sign-in.js';
import type { Envelope } from './envelope.js';
import { SoapFaultError } from './faults.js';
import { readSecurity } from './security-header.js';
import type { OwnCredentials } from './service.js';

/**
 * The user who sent a message: of its Authorization header, of its Security header, or of where its service has credentials, but
 * not of two of them.
 * @param user as the HTTP stages found it, with the caller's address
 * @throws {SoapFaultError} security-header, security-token-unsupported, credentials-header, token-refused, message-expired
 * @throws {HttpRefusalError} authentication-required, too-many-requests, unavailable
 */
export async function signIn(
  envelope: Envelope,
  { user, address }: Pick<AdmittedRequest, 'user' | 'address'>,
  { access, ownCredentials }: { readonly access: AccessControl; readonly ownCredentials: OwnCredentials | undefined },
  exchange: Exchange,
): Promise<User> {
  const security = readSecurity(envelope.headers, envelope.version);
  const own = ownCredentials?.read(envelope);
  const elsewhere =
    user !== undefined ? 'in the Authorization header' : own !== undefined ? 'of the service' : undefined;
  if (security !== undefined && elsewhere !== undefined)
    throw new SoapFaultError('security-header', { subject: `there are credentials ${elsewhere} as well` });
  if (own !== undefined && user !== undefined)
    throw new SoapFaultError('credentials-header', {
      subject: 'there are credentials in the Authorization header as well',
    });
  const credentials = security ?? own;
  if (user !== undefined) return user;
  if (credentials === undefined) throw new HttpRefusalError('authentication-required');
  const result = await access.signIn(credentials, address);
  if ('refused' in result && result.refused === 'credentials') throw new SoapFaultError('token-refused');
  if ('refused' in result && result.refused === 'expired') throw new SoapFaultError('message-expired');
  return authenticated(result, exchange);
}

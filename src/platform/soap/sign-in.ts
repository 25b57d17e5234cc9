import type { AccessControl, Refusal } from '../auth/access-control.js';
import { readBasic } from '../auth/credentials.js';
import type { User } from '../auth/user.js';
import type { Envelope } from './envelope.js';
import type { Exchange } from '../http/exchange.js';
import { SoapFaultError } from './faults.js';
import type { FaultKey } from './faults.js';
import { readSecurity } from './security-header.js';

/**
 * Asks the caller of one message who it is:
 *
 * 1. whoever has sent too much lately is turned away before anything else is done;
 * 2. credentials in the head are checked before the body is read: strangers cost nothing more;
 * 3. credentials in the envelope's Security header; in one of both places, and in one only.
 *
 * Every step throws a SoapFault when the caller is not let in.
 */
export class SignIn {
  #user: User | undefined;

  /** @param address where the caller is, for rates and delays */
  constructor(
    private readonly access: AccessControl,
    private readonly address: string,
    private readonly exchange: Exchange,
  ) {}

  arrive(): void {
    const refusal = this.access.arrive(this.address);
    if (refusal !== undefined) throw faultOf(refusal, 'sign-in-refused');
  }

  /** @param authorization the header's value, if there is one */
  async byHead(authorization: string | undefined): Promise<void> {
    const basic = readBasic(authorization);
    if (basic !== undefined)
      this.#user = letIn(await this.access.signIn(basic, this.address), this.exchange, 'sign-in-refused');
  }

  async byEnvelope({ headers, version }: Envelope): Promise<User> {
    const credentials = readSecurity(headers, version);
    if (this.#user !== undefined && credentials !== undefined) {
      throw new SoapFaultError('security-header', {
        subject: 'there are credentials in the Authorization header as well',
      });
    }
    if (this.#user !== undefined) return this.#user;
    if (credentials === undefined) throw new SoapFaultError('authentication-required');
    return letIn(await this.access.signIn(credentials, this.address), this.exchange, 'token-refused');
  }
}

/**
 * Notes who was let in.
 * @param refused what wrong credentials are answered with: it depends on where they stood
 * @throws {SoapFaultError} when the caller is not let in
 */
export function letIn(answer: User | Refusal, exchange: Exchange, refused: FaultKey): User {
  if ('refused' in answer) throw faultOf(answer, refused);
  exchange.letIn(answer.name);
  return answer;
}

function faultOf({ refused: why, retryAfter }: Refusal, refused: FaultKey): SoapFaultError {
  switch (why) {
    case 'credentials':
      return new SoapFaultError(refused);
    case 'expired':
      return new SoapFaultError('message-expired');
    case 'too-many':
      return new SoapFaultError('too-many-requests', { retryAfter });
    case 'unavailable':
      return new SoapFaultError('unavailable');
  }
}

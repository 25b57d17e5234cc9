import type { SoapService } from './service.js';

/**
 * Whether an action (SOAPAction header, or `action` of a SOAP 1.2 Content-Type) contradicts the payload.
 *
 * 1. quotes and blanks are taken off; nothing left: no contradiction (the contract's own action is empty);
 * 2. the part behind the last `/`, `#` or `:` is looked at, as it is and without the `Request` that JAX-WS appends;
 * 3. it names the payload: fine. It names another operation: a contradiction. Anything else, such as the namespace or
 *    our address, says nothing about the operation and is let pass: clients have been configured with all of these.
 *
 * The Body decides what is done in any case; a contradiction is refused because a proxy that filters by SOAPAction
 * would else be shown one operation while another is carried out.
 */
export function contradicts(action: string | undefined, payload: string, service: SoapService): boolean {
  const bare = (action ?? '')
    .trim()
    .replace(/^"(.*)"$/, '$1')
    .trim();
  const named = bare.slice(Math.max(bare.lastIndexOf('/'), bare.lastIndexOf('#'), bare.lastIndexOf(':')) + 1);
  const candidates = [named, named.replace(/Request$/, '')];
  if (named === '' || candidates.includes(payload)) return false;
  return candidates.some((name) => service.operation(name) !== undefined);
}

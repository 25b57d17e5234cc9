import type { SoapOperation, SoapService } from './service.js';

/**
 * Whether an action (SOAPAction header, or `action` of a SOAP 1.2 Content-Type) contradicts the payload.
 *
 * 1. quotes and blanks are removed; if nothing is left there is no contradiction (the contract's own action is empty);
 * 2. the part after the last `/`, `#` or `:` counts, as it is and without the `Request` that JAX-WS appends;
 * 3. if it names the payload or its operation, they agree. If it names another operation of the service, they contradict
 *    each other. Anything else, such as the namespace or our address, says nothing about the operation and is accepted:
 *    clients have been configured with all of these.
 *
 * The Body always decides what is done. A contradiction is refused because otherwise a proxy that filters by SOAPAction
 * would see one operation while another is executed.
 */
export function contradicts(
  action: string | undefined,
  payload: string,
  operation: SoapOperation,
  { operations }: SoapService,
): boolean {
  const bare = (action ?? '')
    .trim()
    .replace(/^"(.*)"$/, '$1')
    .trim();
  const name = bare.slice(Math.max(bare.lastIndexOf('/'), bare.lastIndexOf('#'), bare.lastIndexOf(':')) + 1);
  const candidates = [name, name.replace(/Request$/, '')];
  if (name === '' || candidates.includes(payload) || candidates.includes(operation.name)) return false;
  return [...operations].some(
    ([element, other]) =>
      other.name !== operation.name && (candidates.includes(element) || candidates.includes(other.name)),
  );
}

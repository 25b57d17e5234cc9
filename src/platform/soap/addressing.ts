import type { XmlElement } from '../xml/element.js';

/**
 * Anonymous WS-Addressing: what it asks for (the answer comes back on the same connection) is what HTTP does anyway, so its blocks are
 * understood even where they are marked mustUnderstand. .NET's WSHttpBinding cannot leave the mark out. A reply or fault address
 * elsewhere is not understood.
 */
const VERSIONS: ReadonlyMap<string, string> = new Map([
  ['http://www.w3.org/2005/08/addressing', 'http://www.w3.org/2005/08/addressing/anonymous'],
  [
    'http://schemas.xmlsoap.org/ws/2004/08/addressing',
    'http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous',
  ],
]);
const PLAIN: ReadonlySet<string> = new Set(['Action', 'To', 'MessageID', 'RelatesTo', 'From']);
const ENDPOINTS: ReadonlySet<string> = new Set(['ReplyTo', 'FaultTo']);

/** Whether a header block is one of anonymous WS-Addressing. */
export function isAnonymousAddressing(block: XmlElement): boolean {
  const anonymous = VERSIONS.get(block.uri);
  if (anonymous === undefined) return false;
  if (!ENDPOINTS.has(block.local)) return PLAIN.has(block.local);
  const address = block.children.find(({ uri, local }) => uri === block.uri && local === 'Address');
  return address?.text.trim() === anonymous;
}

/**
 * What an Action block marked mustUnderstand asks for, to be checked like a SOAPAction; undefined without one.
 * @param envelope whose version is not known yet
 */
export function addressedAction(envelope: XmlElement): string | undefined {
  const header = envelope.children.find(({ local }) => local === 'Header');
  const action = header?.children.find(({ uri, local }) => local === 'Action' && VERSIONS.has(uri));
  const mark = action?.attributes.find(({ uri, local }) => local === 'mustUnderstand' && uri === envelope.uri)?.value;
  return mark === '1' || mark === 'true' ? action?.text.trim() : undefined;
}

/** What the caller says identifies its message: the MessageID, which a message that is sent again keeps; undefined without one. */
export function messageIdOf(envelope: XmlElement): string | undefined {
  const header = envelope.children.find(({ uri, local }) => local === 'Header' && uri === envelope.uri);
  const id = header?.children.find(({ uri, local }) => local === 'MessageID' && VERSIONS.has(uri))?.text.trim();
  return id === '' ? undefined : id;
}

import type { XmlElement } from '../xml/element.js';
import { SoapFaultError } from './faults.js';
import type { SoapVersion } from './versions.js';
import { versionOf } from './versions.js';

/** A message taken out of its envelope. */
export interface Envelope {
  readonly version: SoapVersion;
  readonly headers: readonly XmlElement[];
  readonly payload: XmlElement;
  /** Child indexes that lead from the envelope to the payload. */
  readonly position: readonly number[];
}

/** The version an envelope is in: what it is answered in, whatever else may be wrong with it. @throws {SoapFaultError} not-an-envelope */
export function envelopeVersion(root: XmlElement): SoapVersion {
  const version = root.local === 'Envelope' ? versionOf(root.uri) : undefined;
  if (version === undefined) throw new SoapFaultError('not-an-envelope', { subject: nameOf(root) });
  return version;
}

/**
 * Opens an envelope.
 *
 * 1. the namespace of the root tells the version;
 * 2. Header, if any, then Body, once each. SOAP 1.1 lets further elements follow the Body; in 1.2 they are refused.
 *    `encodingStyle`, wherever it stands, is of no consequence: the contract is document/literal, yet SOAP::Lite sends it;
 * 3. before anything is done, every header block that is for us and must be understood is asked for;
 * 4. the Body's single child is the payload.
 *
 * @param understands whether a header block is one that something on the message's way deals with
 * @throws {SoapFaultError} not-an-envelope, envelope-structure, must-understand, empty-body, several-payloads
 */
export function openEnvelope(root: XmlElement, understands: (block: XmlElement) => boolean): Envelope {
  const version = envelopeVersion(root);
  const is = (element: XmlElement | undefined, local: string): boolean =>
    element?.local === local && element.uri === version.namespace;

  const header = is(root.children[0], 'Header') ? root.children[0] : undefined;
  const bodyIndex = header === undefined ? 0 : 1;
  const body = root.children[bodyIndex];
  if (body === undefined || !is(body, 'Body')) throw structure(body ?? root, 'a Body was expected here');
  const behind = root.children.slice(bodyIndex + 1);
  const misplaced = behind.find(
    (element) => version.name === '1.2' || element.uri === version.namespace || element.uri === '',
  );
  if (misplaced !== undefined) throw structure(misplaced, `<${misplaced.local}> may not follow the Body`);
  for (const element of [root, body]) {
    if (element.text.trim() !== '') throw structure(element, `<${element.local}> may not hold text`);
  }

  const headers = header?.children ?? [];
  const notUnderstood = headers.filter((block) => mustUnderstand(block, version) && !understands(block));
  if (notUnderstood.length > 0) {
    throw new SoapFaultError('must-understand', { subject: notUnderstood.map(nameOf).join(', '), notUnderstood });
  }

  const [payload, second] = body.children;
  if (payload === undefined) throw new SoapFaultError('empty-body');
  if (second !== undefined) {
    throw new SoapFaultError('several-payloads', {
      problems: [{ reason: `a second element <${second.local}>`, line: second.line, column: second.column }],
    });
  }
  return { version, headers, payload, position: [bodyIndex, 0] };
}

function mustUnderstand(block: XmlElement, version: SoapVersion): boolean {
  const attribute = (local: string): string =>
    block.attributes.find((one) => one.local === local && one.uri === version.namespace)?.value.trim() ?? '';
  const role = attribute(version.roleAttribute);
  return ['1', 'true'].includes(attribute('mustUnderstand')) && (role === '' || version.roles.includes(role));
}

function structure(element: XmlElement, reason: string): SoapFaultError {
  return new SoapFaultError('envelope-structure', {
    problems: [{ reason, line: element.line, column: element.column }],
  });
}

/** A name in Clark's notation: `{uri}local`. */
export function nameOf(element: XmlElement): string {
  return element.uri === '' ? element.local : `{${element.uri}}${element.local}`;
}

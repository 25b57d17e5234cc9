import type { XmlElement } from '../xml/element.js';
import { isAnonymousAddressing } from './addressing.js';
import { SoapFaultError } from './faults.js';
import type { SoapVersion } from './versions.js';
import { versionOf } from './versions.js';

/** The parts of an envelope. */
export interface Envelope {
  readonly version: SoapVersion;
  readonly headers: readonly XmlElement[];
  readonly payload: XmlElement;
  /** Child indexes that lead from the envelope to the payload. */
  readonly position: readonly number[];
}

/** The SOAP version of an envelope, in which it is answered whatever else is wrong with it. @throws {SoapFaultError} not-an-envelope */
export function envelopeVersion(root: XmlElement): SoapVersion {
  const version = root.local === 'Envelope' ? versionOf(root.uri) : undefined;
  if (version === undefined) throw new SoapFaultError('not-an-envelope', { subject: nameOf(root) });
  return version;
}

/**
 * Opens an envelope.
 *
 * 1. the root's namespace determines the version;
 * 2. Header, if any, then Body, once each. SOAP 1.1 allows further elements after the Body; 1.2 does not.
 *    `encodingStyle` is ignored wherever it appears: the contract is document/literal, yet SOAP::Lite sends it;
 * 3. before anything is processed, every header block that is addressed to us and marked mustUnderstand must be understood;
 *    anonymous WS-Addressing is (addressing.ts);
 * 4. the Body's only child is the payload.
 *
 * @param understands whether some stage processes the header block
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
  const trailing = root.children.slice(bodyIndex + 1);
  const misplaced = trailing.find(
    (element) => version.name === '1.2' || element.uri === version.namespace || element.uri === '',
  );
  if (misplaced !== undefined) throw structure(misplaced, `<${misplaced.local}> may not follow the Body`);
  for (const element of [root, body]) {
    if (element.text.trim() !== '') throw structure(element, `<${element.local}> may not hold text`);
  }

  const headers = header?.children ?? [];
  const notUnderstood = headers.filter(
    (block) => mustUnderstand(block, version) && !isAnonymousAddressing(block) && !understands(block),
  );
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

/** An element's name in Clark notation: `{uri}local`. */
export function nameOf(element: XmlElement): string {
  return element.uri === '' ? element.local : `{${element.uri}}${element.local}`;
}
